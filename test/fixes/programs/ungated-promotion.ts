import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'compares the score with a floor before the alias moves',
    program: {
      files: {
        'train.py': `
          import mlflow
          import numpy as np
          import pandas as pd
          from mlflow import MlflowClient
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split

          rng = np.random.default_rng(0)
          X = pd.DataFrame(rng.normal(size=(50, 2)), columns=["age", "usage"])
          y = X["age"] > 0
          X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
          with mlflow.start_run():
              model = LogisticRegression().fit(X_train, y_train)
              info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
              MlflowClient().set_registered_model_alias("churn", "champion", info.registered_model_version)
        `,
      },
      needs: ['mlflow', 'sklearn', 'pandas'],
    },
  },
];

export default cases;
