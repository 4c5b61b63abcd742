import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'ends the run of each round',
    program: {
      files: {
        'train.py': `
          import mlflow
          import numpy as np
          from sklearn.linear_model import Ridge

          rng = np.random.default_rng(0)
          X = rng.normal(size=(50, 2))
          y = X @ [1.0, 2.0]
          for alpha in [0.1, 1.0]:
              run = mlflow.start_run(run_name=f"ridge-{alpha}")
              model = Ridge(alpha=alpha).fit(X, y)
              mlflow.log_metric("slope", model.coef_[0])
              print(run.info.run_id)
        `,
      },
      needs: ['mlflow', 'sklearn', 'numpy'],
    },
  },
];

export default cases;
