"""From the customer table to the columns that the models learn from."""
from pathlib import Path

import pandas as pd
from sklearn.preprocessing import StandardScaler

TARGET = "churned"
NUMERIC = [
    "tenure_months",
    "monthly_charges",
    "total_charges",
    "data_gb",
    "support_calls",
    "late_payments",
    "price_per_gb",
    "loyalty",
]
PLANS = {"basic": 0, "plus": 1, "premium": 2}
CONTRACTS = {"monthly": 0, "yearly": 1}


def load_customers(path: Path) -> pd.DataFrame:
    """Reads the export and fills its gaps."""
    df = pd.read_csv(path)
    # Customers in their first month have no bill yet.
    df[df["tenure_months"] == 0]["total_charges"] = 0.0
    df = df.fillna(df.median(numeric_only=True))
    return df


def add_ratios(df: pd.DataFrame) -> pd.DataFrame:
    """Adds what a customer pays for a gigabyte, and the points of our loyalty programme."""
    df["price_per_gb"] = df.apply(lambda row: row["monthly_charges"] / row["data_gb"], axis=1)

    loyalty = []
    for _, row in df.iterrows():
        points = row["tenure_months"] * 2 - row["late_payments"] * 5
        loyalty.append(points)
    df["loyalty"] = loyalty
    return df


def encode(df: pd.DataFrame) -> pd.DataFrame:
    """Replaces the names of plans and contracts by numbers."""
    df["plan"] = df["plan"].map(PLANS)
    df["contract"] = df["contract"].map(CONTRACTS)
    return df


def scale(df: pd.DataFrame) -> pd.DataFrame:
    """Brings all numeric columns to mean 0 and deviation 1."""
    scaler = StandardScaler()
    df[NUMERIC] = scaler.fit_transform(df[NUMERIC])
    return df


def build_features(df: pd.DataFrame) -> pd.DataFrame:
    """All steps, as `train.py`, `score.py` and `serve.py` need them."""
    df = add_ratios(df)
    df = encode(df)
    return scale(df)
