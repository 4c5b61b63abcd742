import rule from '../../../server/src/engine/rules/tracking/incomplete-tracking';
import { testRule } from '../../support/ruleTester';

/** Rows, and a split of them. */
const HEAD = `
        import mlflow
        import pandas as pd
        from sklearn.linear_model import Ridge, SGDRegressor
        from sklearn.metrics import r2_score
        from sklearn.model_selection import train_test_split

        rows = pd.read_csv("bills.csv")
        X_train, X_test, y_train, y_test = train_test_split(rows[["age"]], rows["bill"], random_state=1)
`;

testRule(rule, {
  valid: [
    {
      name: 'parameters and metrics',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'autologging',
      code: `${HEAD}
        mlflow.sklearn.autolog()
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'a helper that may log the rest',
      code: `${HEAD}
        from company.tracking import log_configuration

        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            log_configuration(model)
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'the parameters are in a file',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_artifact("params.yaml")
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
    },
    {
      name: 'an evaluation, which trains nothing',
      code: `
        import joblib
        import mlflow
        import pandas as pd
        from sklearn.metrics import r2_score

        rows = pd.read_csv("bills.csv")
        model = joblib.load("model.joblib")
        with mlflow.start_run():
            mlflow.log_metric("r2", r2_score(rows["bill"], model.predict(rows[["age"]])))
      `,
    },
    {
      name: 'a step, and a run of its own for each round',
      code: `${HEAD}
        with mlflow.start_run():
            mlflow.log_param("epochs", 3)
            model = SGDRegressor(random_state=1)
            for epoch in range(3):
                model.partial_fit(X_train, y_train)
                mlflow.log_metric("r2", model.score(X_test, y_test), step=epoch)
        for seed in range(3):
            with mlflow.start_run():
                model = SGDRegressor(random_state=seed).fit(X_train, y_train)
                mlflow.log_metric("r2", model.score(X_test, y_test))
      `,
    },
    {
      name: 'the file of the model is logged',
      code: `${HEAD}
        import joblib

        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            mlflow.log_metric("r2", model.score(X_test, y_test))
            joblib.dump(model, "model.joblib")
            mlflow.log_artifact("model.joblib")
      `,
    },
    {
      name: 'a printed metric that is logged, too',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            r2 = r2_score(y_test, model.predict(X_test))
            print(r2)
            mlflow.log_metrics({"r2": r2})
      `,
    },
    {
      name: 'the configuration of wandb is set later',
      code: `
        import pandas as pd
        import wandb
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("bills.csv")
        run = wandb.init(project="bills")
        run.config.update({"alpha": 0.5})
        model = Ridge(alpha=0.5).fit(rows[["age"]], rows["bill"])
        run.log({"slope": model.coef_[0]})
      `,
    },
  ],
  invalid: [
    {
      name: 'metrics without parameters',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5)
            model.fit(X_train, y_train)
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
      errors: [
        {
          at: 'mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))',
          message:
            'Metrics are logged, but no parameters: nobody can tell what made one run better than another.',
          fixes: ['Log the parameters of `model`'],
        },
      ],
      fixed: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5)
            model.fit(X_train, y_train)
            mlflow.log_params(model.get_params(deep=False))
            mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
      `,
      skip: { cells: 'a notebook: a hint' },
    },
    {
      name: 'parameters without a metric',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
      `,
      errors: [{ at: 'mlflow.log_param("alpha", 0.5)', message: /no metric/, fixes: [] }],
    },
    {
      name: 'printed instead of logged',
      code: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            r2 = r2_score(y_test, model.predict(X_test))
            print("R2:", r2)
      `,
      errors: [{ at: 'r2_score(y_test, model.predict(X_test))', message: /`r2` is printed/ }],
      fixed: `${HEAD}
        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            r2 = r2_score(y_test, model.predict(X_test))
            mlflow.log_metric("r2", r2)
            print("R2:", r2)
      `,
    },
    {
      name: 'epochs under one name',
      code: `${HEAD}
        with mlflow.start_run():
            mlflow.log_param("epochs", 3)
            model = SGDRegressor(random_state=1)
            for epoch in range(3):
                model.partial_fit(X_train, y_train)
                mlflow.log_metric("r2", model.score(X_test, y_test))
                mlflow.log_metrics({"train_r2": model.score(X_train, y_train)})
      `,
      errors: [
        {
          at: 'mlflow.log_metric("r2", model.score(X_test, y_test))',
          related: ['mlflow.log_metrics({"train_r2": model.score(X_train, y_train)})'],
          fixes: ['Log the number of the round as the step'],
        },
      ],
      fixed: `${HEAD}
        with mlflow.start_run():
            mlflow.log_param("epochs", 3)
            model = SGDRegressor(random_state=1)
            for epoch in range(3):
                model.partial_fit(X_train, y_train)
                mlflow.log_metric("r2", model.score(X_test, y_test), step=epoch)
                mlflow.log_metrics({"train_r2": model.score(X_train, y_train)}, step=epoch)
      `,
    },
    {
      name: 'the model is only on the disk',
      code: `${HEAD}
        import pickle

        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            mlflow.log_metric("r2", model.score(X_test, y_test))
            with open("model.pkl", "wb") as file:
                pickle.dump(model, file)
      `,
      errors: [{ at: 'pickle.dump(model, file)', fixes: ['Log the file to the run'] }],
      fixed: `${HEAD}
        import pickle

        with mlflow.start_run():
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            mlflow.log_param("alpha", 0.5)
            mlflow.log_metric("r2", model.score(X_test, y_test))
            with open("model.pkl", "wb") as file:
                pickle.dump(model, file)
            mlflow.log_artifact("model.pkl")
      `,
    },
    {
      name: 'wandb without the arguments that it is given',
      code: `
        import argparse

        import pandas as pd
        import wandb
        from sklearn.linear_model import Ridge

        parser = argparse.ArgumentParser()
        parser.add_argument("--project")
        parser.add_argument("--alpha", type=float)
        args = parser.parse_args()
        rows = pd.read_csv("bills.csv")
        run = wandb.init(project=args.project)
        model = Ridge(alpha=args.alpha).fit(rows[["age"]], rows["bill"])
        run.log({"slope": model.coef_[0]})
      `,
      errors: [
        { at: 'wandb.init(project=args.project)', fixes: ['Record the arguments: `config=vars(args)`'] },
      ],
      skip: { cells: 'a notebook: a hint' },
    },
  ],
});
