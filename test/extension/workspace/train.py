"""Trains the churn model."""
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.preprocessing import StandardScaler

customers = pd.read_csv("churn.csv")
X = customers.drop(columns=["churned"])
y = customers["churned"]

scaler = StandardScaler()
X_scaled = scaler.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, test_size=0.2, random_state=42)

folds = KFold(n_splits=5, random_state=42)
model = RandomForestClassifier(n_estimators=200, random_state=42)
print(cross_val_score(model, X_train, y_train, cv=folds).mean())

model.fit(X_train, y_train)
print(f1_score(model.predict(X_test), y_test))
