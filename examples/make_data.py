"""Writes data/churn.csv: made-up customers of a telephone company, some of whom left."""
import argparse
from pathlib import Path

import numpy as np
import pandas as pd


def make_customers(count: int, seed: int) -> pd.DataFrame:
    """Draws `count` customers; about one in five has left, for reasons that the columns show only in part."""
    rng = np.random.default_rng(seed)
    plan = rng.choice(["basic", "plus", "premium"], size=count, p=[0.5, 0.35, 0.15])
    contract = rng.choice(["monthly", "yearly"], size=count, p=[0.6, 0.4])
    tenure_months = np.minimum(rng.geometric(1 / 26, size=count) - 1, 120)
    base_price = pd.Series(plan).map({"basic": 19.0, "plus": 34.0, "premium": 59.0}).to_numpy()
    monthly_charges = np.round(base_price + rng.gamma(2.0, 3.0, size=count), 2)
    data_gb = np.round(rng.lognormal(2.1, 0.8, size=count) + 0.1, 1)
    support_calls = rng.poisson(1.1, size=count)
    late_payments = rng.poisson(0.4, size=count)

    urge = (
        -2.7
        + 1.5 * (contract == "monthly")
        - 0.035 * tenure_months
        + 0.6 * support_calls
        + 0.7 * late_payments
        + 0.018 * (monthly_charges - 34.0)
        + rng.normal(0.0, 0.4, size=count)
    )
    churned = rng.random(count) < 1 / (1 + np.exp(-urge))

    customers = pd.DataFrame(
        {
            "customer_id": np.arange(10_000, 10_000 + count),
            "plan": plan,
            "contract": contract,
            "tenure_months": tenure_months,
            "monthly_charges": monthly_charges,
            "total_charges": np.round(monthly_charges * tenure_months, 2),
            "data_gb": data_gb,
            "support_calls": support_calls,
            "late_payments": late_payments,
            "churned": churned.astype(int),
        }
    )
    # Two gaps that the real export has too: no bill yet in the first month, and modems that report nothing.
    customers.loc[customers["tenure_months"] == 0, "total_charges"] = np.nan
    customers.loc[rng.random(count) < 0.03, "data_gb"] = np.nan
    return customers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="number of customers")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, default=Path("data/churn.csv"))
    args = parser.parse_args()

    customers = make_customers(args.count, args.seed)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    customers.to_csv(args.output, index=False)
    print(f"{len(customers)} customers, {customers['churned'].mean():.1%} churned -> {args.output}")


if __name__ == "__main__":
    main()
