import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'logs the parameters of the model, and its metrics by epoch',
    program: {
      files: {
        'train.py': `
          import mlflow
          import numpy as np
          from sklearn.linear_model import SGDRegressor

          rng = np.random.default_rng(0)
          X = rng.normal(size=(50, 2))
          y = X @ [1.0, 2.0]
          with mlflow.start_run():
              model = SGDRegressor(random_state=1)
              model.fit(X[:40], y[:40])
              for epoch in range(3):
                  model.partial_fit(X[:40], y[:40])
                  mlflow.log_metric("r2", model.score(X[40:], y[40:]))
        `,
      },
      needs: ['mlflow', 'sklearn', 'numpy'],
    },
    fixes: 2,
  },
];

export default cases;
