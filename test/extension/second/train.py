from sklearn.model_selection import KFold

folds = KFold(n_splits=5, random_state=42)
