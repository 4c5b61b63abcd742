import type { FixCase } from '../fixCase';

const TRAIN = `
  """Trains and judges a model of churn."""
  import numpy as np
  import pandas as pd
  from sklearn.ensemble import RandomForestClassifier
  from sklearn.metrics import f1_score
  from sklearn.model_selection import train_test_split

  rng = np.random.default_rng(0)
  df = pd.DataFrame(rng.normal(size=(300, 3)), columns=["age", "bills", "calls"])
  df["churned"] = (df["age"] + df["bills"] > 0).astype(int)
  X_train, X_test, y_train, y_test = train_test_split(df.drop(columns=["churned"]), df["churned"], random_state=0)
  model = RandomForestClassifier(n_estimators=20, random_state=0)
  model.fit(X_train, y_train)
  print("f1:", f1_score(y_test, model.predict(X_test)))
`;

const NEEDS = ['numpy', 'pandas', 'sklearn'];

const cases: readonly FixCase[] = [
  {
    name: 'records a run by itself',
    program: { files: { 'train.py': TRAIN }, needs: NEEDS },
    title: /autolog/,
    needs: ['mlflow'],
  },
  {
    name: 'records parameters, score and model',
    program: { files: { 'train.py': TRAIN }, needs: NEEDS },
    title: /parameters, test score and model/,
    needs: ['mlflow'],
  },
];

export default cases;
