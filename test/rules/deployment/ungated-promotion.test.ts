import rule from '../../../server/src/engine/rules/deployment/ungated-promotion';
import { testRule } from '../../support/ruleTester';

const head = `
  import mlflow
  from mlflow import MlflowClient
  from sklearn.linear_model import LogisticRegression
  from sklearn.metrics import f1_score

  client = MlflowClient()
`;

testRule(rule, {
  valid: [
    {
      name: 'a floor under the score, or a comparison with the model in use',
      code: `${head}
  def train(X_train, y_train, X_test, y_test):
      model = LogisticRegression().fit(X_train, y_train)
      score = f1_score(y_test, model.predict(X_test))
      if score < 0.8:
          raise SystemExit("not promoted")
      client.set_registered_model_alias("churn", "champion", 7)

  def replace(X_train, y_train, X_test, y_test, best):
      model = LogisticRegression().fit(X_train, y_train)
      if model.score(X_test, y_test) > best:
          client.set_registered_model_alias("churn", "champion", 7)
      `,
    },
    {
      name: 'the gate stands in the caller',
      code: `${head}
  def fit(X, y):
      return LogisticRegression().fit(X, y)

  def promote():
      client.set_registered_model_alias("churn", "champion", 7)

  def main(X, y, X_test, y_test):
      model = fit(X, y)
      assert model.score(X_test, y_test) > 0.8
      promote()
      `,
    },
    {
      name: 'an alias for trial',
      code: `${head}
  def train(X_train, y_train):
      model = LogisticRegression().fit(X_train, y_train)
      info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
      client.set_registered_model_alias("churn", "candidate", info.registered_model_version)
      `,
    },
    {
      name: 'the best of several runs is registered',
      code: `${head}
  def train(X_train, y_train):
      model = LogisticRegression().fit(X_train, y_train)
      best = client.search_runs(["1"], order_by=["metrics.rmse ASC"])[0]
      mlflow.register_model(f"runs:/{best.info.run_id}/model", name="churn")
      `,
    },
    {
      name: 'somebody asks for it',
      code: `
        from transformers import Trainer

        def main(args, trainer: Trainer):
            trainer = Trainer(args=args)
            trainer.train()
            if args.push_to_hub:
                trainer.push_to_hub()
      `,
    },
    {
      name: 'nothing is trained here',
      code: `${head}
  client.set_registered_model_alias("churn", "champion", 7)
      `,
    },
    {
      name: 'continuous integration compares',
      project: {
        drivers: [
          { path: '.github/workflows/release.yml', text: 'steps:\n  - run: python compare_model.py\n' },
        ],
      },
      code: `${head}
  def train(X_train, y_train):
      model = LogisticRegression().fit(X_train, y_train)
      client.set_registered_model_alias("churn", "champion", 7)
      `,
    },
  ],
  invalid: [
    {
      name: 'the alias of the model in use, right after training',
      code: `${head}
  def train(X_train, y_train, X_test, y_test):
      model = LogisticRegression().fit(X_train, y_train)
      info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
      client.set_registered_model_alias("churn", "champion", info.registered_model_version)
      `,
      skip: { cells: 'in a notebook it is a hint' },
      errors: [
        {
          at: 'client.set_registered_model_alias("churn", "champion", info.registered_model_version)',
          message:
            '\`client.set_registered_model_alias\` puts a model into use that was just trained, and nothing on the way compares its quality.',
          severity: 'warning',
          related: ['LogisticRegression().fit(X_train, y_train)'],
          fixes: ['Promote only above a floor: look at which'],
        },
      ],
      fixed: `${head}
  def train(X_train, y_train, X_test, y_test):
      model = LogisticRegression().fit(X_train, y_train)
      info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
      MIN_SCORE = 0.70  # TODO: score of the model in production
      candidate_score = model.score(X_test, y_test)
      if candidate_score < MIN_SCORE:
          raise SystemExit(f"not promoted: {candidate_score:.3f} < {MIN_SCORE}")
      client.set_registered_model_alias("churn", "champion", info.registered_model_version)
      `,
    },
    {
      name: 'a score that is only printed',
      code: `${head}
  def train(X_train, y_train, X_test, y_test):
      model = LogisticRegression().fit(X_train, y_train)
      f1 = f1_score(y_test, model.predict(X_test))
      print(f1)
      client.transition_model_version_stage("churn", 7, stage="Production")
      `,
      skip: { cells: 'in a notebook it is a hint' },
      errors: [
        {
          at: 'client.transition_model_version_stage("churn", 7, stage="Production")',
          fixes: ['Promote only above a floor: look at which'],
        },
      ],
      fixed: `${head}
  def train(X_train, y_train, X_test, y_test):
      model = LogisticRegression().fit(X_train, y_train)
      f1 = f1_score(y_test, model.predict(X_test))
      print(f1)
      MIN_SCORE = 0.70  # TODO: score of the model in production
      if f1 < MIN_SCORE:
          raise SystemExit(f"not promoted: {f1:.3f} < {MIN_SCORE}")
      client.transition_model_version_stage("churn", 7, stage="Production")
      `,
    },
    {
      name: 'a registration is information',
      code: `${head}
  def train(X_train, y_train):
      model = LogisticRegression().fit(X_train, y_train)
      mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
      `,
      skip: { cells: 'notebooks register what they like' },
      errors: [
        {
          at: 'mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")',
          severity: 'information',
          fixes: [],
        },
      ],
    },
    {
      name: 'a notebook: a hint',
      code: [
        head,
        `
        def train(X_train, y_train):
            model = LogisticRegression().fit(X_train, y_train)
            client.set_registered_model_alias("churn", "champion", 7)
        `,
      ],
      errors: [
        { at: 'client.set_registered_model_alias("churn", "champion", 7)', severity: 'hint', fixes: [] },
      ],
    },
    {
      name: 'the file of a model goes to the bucket that is served',
      code: `
        import boto3
        import joblib
        import pandas as pd
        from sklearn.svm import SVC

        df = pd.read_csv("rows.csv")
        model = SVC().fit(df[["a"]], df["b"])
        joblib.dump(model, "model.joblib")
        boto3.client("s3").upload_file("model.joblib", "models", "current/model.joblib")
      `,
      skip: { cells: 'notebooks upload what they like' },
      errors: [
        { at: 'boto3.client("s3").upload_file("model.joblib", "models", "current/model.joblib")', fixes: [] },
      ],
    },
  ],
});
