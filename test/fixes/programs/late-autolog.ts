import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'switches autologging on before the fit',
    program: {
      files: {
        'train.py': `
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          X = pd.DataFrame(rng.normal(size=(50, 2)), columns=["age", "usage"])
          y = X["age"] > 0
          model = LogisticRegression().fit(X, y)
          print("accuracy:", model.score(X, y))

          import mlflow

          mlflow.sklearn.autolog()
        `,
      },
      needs: ['mlflow', 'sklearn', 'pandas'],
    },
  },
];

export default cases;
