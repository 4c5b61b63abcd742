"""Trains the churn model and writes it to models/churn.pkl.

    python make_data.py
    python train.py
"""
import argparse
import pickle
from pathlib import Path

from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, classification_report, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_score, train_test_split

from features import TARGET, build_features, load_customers


def make_model(trees: int) -> RandomForestClassifier:
    return RandomForestClassifier(n_estimators=trees, min_samples_leaf=2, n_jobs=-1)


def cross_validate(model, X, y, folds: int) -> None:
    """Prints the ROC AUC of each fold."""
    cv = StratifiedKFold(n_splits=folds, random_state=42)
    scores = cross_val_score(model, X, y, cv=cv, scoring="roc_auc")
    print(f"ROC AUC of {folds} folds: {scores.mean():.3f} +- {scores.std():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the churn model.")
    parser.add_argument("--data", type=Path, default=Path("data/churn.csv"))
    parser.add_argument("--output", type=Path, default=Path("models/churn.pkl"))
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate first, with this many folds")
    args = parser.parse_args()

    df = load_customers(args.data)
    df = build_features(df)
    X = df.drop(columns=[TARGET, "customer_id"])
    y = df[TARGET]

    # Only one customer in five leaves; the forest needs more of them to learn from.
    X, y = SMOTE().fit_resample(X, y)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)

    model = make_model(args.trees)
    if args.folds:
        cross_validate(model, X_train, y_train, args.folds)
    model.fit(X_train, y_train)

    predicted = model.predict(X_test)
    print(f"accuracy: {accuracy_score(y_test, predicted):.3f}")
    print(f"ROC AUC:  {roc_auc_score(y_test, predicted):.3f}")
    print(classification_report(predicted, y_test))

    args.output.parent.mkdir(parents=True, exist_ok=True)
    with args.output.open("wb") as file:
        pickle.dump(model, file)
    print(f"saved {args.output}")


if __name__ == "__main__":
    main()
