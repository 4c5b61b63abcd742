import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'infers the signature from the training rows',
    program: {
      files: {
        'train.py': `
          import mlflow
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          X = pd.DataFrame(rng.normal(size=(50, 2)), columns=["age", "usage"])
          y = X["age"] > 0
          with mlflow.start_run():
              model = LogisticRegression().fit(X, y)
              mlflow.sklearn.log_model(model, name="model")
        `,
      },
      needs: ['mlflow', 'sklearn', 'pandas'],
    },
  },
];

export default cases;
