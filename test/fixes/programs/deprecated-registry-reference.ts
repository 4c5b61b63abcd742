import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'addresses a registered model by an alias',
    program: {
      files: {
        'load.py': `
          import mlflow
          import pandas as pd

          model = mlflow.pyfunc.load_model("models:/churn/Production")
          print(model.predict(pd.DataFrame({"age": [30]})))
        `,
      },
      needs: ['mlflow', 'pandas'],
    },
  },
  {
    name: 'gives a version an alias',
    program: {
      files: {
        'promote.py': `
          from mlflow import MlflowClient

          client = MlflowClient()
          client.transition_model_version_stage("churn", "3", stage="Staging")
        `,
      },
      needs: ['mlflow'],
    },
  },
];

export default cases;
