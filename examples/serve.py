"""Answers whether a customer is about to leave.

    uvicorn serve:app --port 8000
"""
import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

from features import build_features

app = FastAPI(title="Churn")
model = joblib.load("models/churn.pkl")


class Customer(BaseModel):
    plan: str
    contract: str
    tenure_months: int
    monthly_charges: float
    total_charges: float
    data_gb: float
    support_calls: int
    late_payments: int


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict(customer: Customer):
    row = pd.DataFrame([dict(customer)])
    features = build_features(row)
    risk = model.predict_proba(features)[0, 1]
    return {"risk": float(risk), "churn": bool(risk >= 0.5)}
