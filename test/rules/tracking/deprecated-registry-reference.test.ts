import rule from '../../../server/src/engine/rules/tracking/deprecated-registry-reference';
import { testRule } from '../../support/ruleTester';

const requirements = (text: string) => ({ manifests: [{ path: 'requirements.txt', text }] });

testRule(rule, {
  valid: [
    {
      name: 'aliases and versions',
      code: `
        import mlflow

        champion = mlflow.pyfunc.load_model("models:/churn@champion")
        third = mlflow.pyfunc.load_model("models:/churn/3")
      `,
    },
    {
      name: 'an MLflow without aliases',
      code: `
        import mlflow

        model = mlflow.pyfunc.load_model("models:/churn/Production")
      `,
      project: requirements('mlflow==2.1.1\n'),
    },
    {
      name: 'the last one, to be looked at',
      code: `
        import mlflow
        from sklearn.linear_model import LogisticRegression

        model = mlflow.sklearn.load_model("models:/churn/latest")
        print(model.coef_)
      `,
    },
    {
      name: 'a run’s id, in an evaluation',
      code: [
        `
        import mlflow
        `,
        `
        model = mlflow.pyfunc.load_model("runs:/0123456789abcdef0123456789abcdef/model")
        print(model.metadata)
        `,
      ],
    },
    {
      name: 'an id that comes from outside',
      code: `
        import os

        import mlflow
        from flask import Flask, request

        app = Flask("churn")
        model = mlflow.pyfunc.load_model(f"runs:/{os.environ['RUN_ID']}/model")

        @app.route("/predict", methods=["POST"])
        def predict():
            return {"churn": float(model.predict(request.get_json())[0])}
      `,
    },
    {
      name: 'artifact_path, where the version is not known',
      code: `
        import mlflow
        from sklearn.linear_model import LogisticRegression

        def log(model, example):
            mlflow.sklearn.log_model(model, artifact_path="model", input_example=example)
      `,
      project: requirements('mlflow\n'),
    },
    {
      name: 'artifact_path of a file',
      code: `
        import mlflow

        mlflow.log_artifact("encoder.pkl", artifact_path="preprocessing")
      `,
      project: requirements('mlflow>=3.1\n'),
    },
    {
      name: 'a version of an artefact',
      code: `
        import wandb

        with wandb.init(project="churn") as run:
            rows = run.use_artifact("rows:v3")
      `,
    },
    {
      name: 'a method of something else',
      code: `
        import mlflow

        class Store:
            def get_latest_versions(self, name):
                return [name]

        print(Store().get_latest_versions("churn"))
      `,
    },
  ],
  invalid: [
    {
      name: 'a stage in an address',
      code: `
        import mlflow

        model = mlflow.pyfunc.load_model("models:/churn/Production")
      `,
      errors: [
        {
          at: '"models:/churn/Production"',
          severity: 'warning',
          message:
            'The stage in `models:/churn/Production` is deprecated since MLflow 2.9: address the model by an alias.',
          fixes: ['Address the model by an alias'],
        },
      ],
      fixed: `
        import mlflow

        model = mlflow.pyfunc.load_model("models:/churn@champion")
      `,
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'in f-strings, twice',
      code: `
        import mlflow

        name = "churn"
        model = mlflow.pyfunc.load_model(f"models:/{name}/Production")
        next_one = mlflow.pyfunc.load_model(f'models:/{name}/staging')
      `,
      errors: [{ at: 'f"models:/{name}/Production"', related: ["f'models:/{name}/staging'"] }],
      fixed: `
        import mlflow

        name = "churn"
        model = mlflow.pyfunc.load_model(f"models:/{name}@champion")
        next_one = mlflow.pyfunc.load_model(f'models:/{name}@challenger')
      `,
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'a version is moved to a stage',
      code: `
        import mlflow
        from mlflow import MlflowClient

        client = MlflowClient()
        client.transition_model_version_stage(name="churn", version=3, stage="Production", archive_existing_versions=True)
      `,
      errors: [{ severity: 'warning' }],
      fixed: `
        import mlflow
        from mlflow import MlflowClient

        client = MlflowClient()
        client.set_registered_model_alias("churn", "champion", 3)
      `,
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'the latest version in a stage',
      code: `
        from mlflow.tracking import MlflowClient

        client = MlflowClient()
        version = client.get_latest_versions("churn", stages=["Production"])[0]
        print(version.run_id)
      `,
      errors: [{ at: 'client.get_latest_versions("churn", stages=["Production"])' }],
      fixed: `
        from mlflow.tracking import MlflowClient

        client = MlflowClient()
        version = client.get_model_version_by_alias("churn", "champion")
        print(version.run_id)
      `,
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'the latest versions of all stages: no fix',
      code: `
        from mlflow.tracking import MlflowClient

        client = MlflowClient()
        for version in client.get_latest_versions("churn"):
            print(version.version, version.current_stage)
      `,
      errors: [{ fixes: [] }],
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'a service that loads what was registered last, or a run',
      code: `
        import mlflow
        from flask import Flask, request

        app = Flask("churn")
        model = mlflow.pyfunc.load_model("models:/churn/latest")
        second = mlflow.pyfunc.load_model("runs:/0123456789abcdef0123456789abcdef/model")

        @app.route("/predict", methods=["POST"])
        def predict():
            return {"churn": float(model.predict(request.get_json())[0])}
      `,
      errors: [
        {
          at: '"models:/churn/latest"',
          severity: 'warning',
          fixes: ['Address the model by the alias `champion`'],
        },
        { at: '"runs:/0123456789abcdef0123456789abcdef/model"', severity: 'warning', fixes: [] },
      ],
      skip: { cells: 'a notebook: information' },
    },
    {
      name: 'artifact_path, with MLflow 3',
      code: `
        import mlflow
        from sklearn.linear_model import LogisticRegression

        def log(model, example):
            mlflow.sklearn.log_model(model, artifact_path="model", input_example=example)
      `,
      project: requirements('mlflow>=3.1\n'),
      errors: [{ at: 'artifact_path="model"', severity: 'information', fixes: ['Rename it to `name`'] }],
      fixed: `
        import mlflow
        from sklearn.linear_model import LogisticRegression

        def log(model, example):
            mlflow.sklearn.log_model(model, name="model", input_example=example)
      `,
    },
    {
      name: 'the latest artefact',
      code: `
        import wandb

        with wandb.init(project="churn") as run:
            rows = run.use_artifact("rows:latest")
      `,
      errors: [{ at: '"rows:latest"', severity: 'information', fixes: [] }],
    },
  ],
});
