"""Scores all customers with a saved model and sends those at risk to the CRM.

    python score.py models/churn.pkl data/churn.csv --output at_risk.csv
"""
import argparse
import pickle
from pathlib import Path

import requests

from features import TARGET, build_features, load_customers

CRM_URL = "https://crm.example.com/api/v2/campaigns/retention/members"
CRM_API_TOKEN = "crm_live_7Qd2vKx9TzR4mWbN8sYfLp3HcJ6g"


def load_model(path: Path):
    with path.open("rb") as file:
        return pickle.load(file)


def upload(customer_ids: list) -> None:
    """Adds the customers to the retention campaign."""
    response = requests.post(
        CRM_URL,
        json={"members": customer_ids},
        headers={"Authorization": f"Bearer {CRM_API_TOKEN}"},
        timeout=30,
    )
    response.raise_for_status()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("customers", type=Path)
    parser.add_argument("--output", type=Path, default=Path("at_risk.csv"))
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--upload", action="store_true", help="send the customers to the CRM")
    args = parser.parse_args()

    model = load_model(args.model)
    df = build_features(load_customers(args.customers))
    X = df.drop(columns=[TARGET, "customer_id"], errors="ignore")
    df["risk"] = model.predict_proba(X)[:, 1]

    at_risk = df[df["risk"] >= args.threshold].sort_values("risk", ascending=False)
    at_risk[["customer_id", "risk"]].to_csv(args.output, index=False)
    print(f"{len(at_risk)} of {len(df)} customers are at risk -> {args.output}")
    if args.upload:
        upload(at_risk["customer_id"].tolist())


if __name__ == "__main__":
    main()
