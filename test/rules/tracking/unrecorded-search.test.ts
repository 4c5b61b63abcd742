import rule from '../../../server/src/engine/rules/tracking/unrecorded-search';
import { testRule } from '../../support/ruleTester';

const grid = (after: string, before = ''): string => `
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
${before}
rows = pd.read_csv("bills.csv")
X, y = rows[["age", "usage"]], rows["bill"]
search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=5)
search.fit(X, y)
${after}
`;

testRule(rule, {
  valid: [
    {
      name: 'the table of trials is written',
      code: grid('results = pd.DataFrame(search.cv_results_)\nresults.to_csv("trials.csv")'),
    },
    {
      name: 'the best values are written as JSON',
      code: grid(
        'import json\nbest = {"params": search.best_params_}\nwith open("best.json", "w") as file:\n    json.dump(best, file)',
      ),
    },
    { name: 'the search is saved', code: grid('import joblib\njoblib.dump(search, "search.joblib")') },
    {
      name: 'the best model is saved',
      code: grid('import joblib\nmodel = search.best_estimator_\njoblib.dump(model, "model.joblib")'),
    },
    { name: 'logged to a run', code: grid('mlflow.log_params(search.best_params_)', 'import mlflow\n') },
    { name: 'autologging', code: grid('print(search.best_params_)', 'import mlflow\nmlflow.autolog()\n') },
    { name: 'a log file', code: grid('logging.info("best: %s", search.best_params_)', 'import logging\n') },
    {
      name: 'given to a function that can’t be looked into',
      code: grid('report(search.best_params_)', 'from company.reports import report\n'),
    },
    {
      name: 'collected and written',
      code: grid('found = []\nfound.append(search.best_params_)\npd.DataFrame(found).to_csv("best.csv")'),
    },
    {
      name: 'returned to a caller',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import GridSearchCV

        def tune(rows):
            search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=5)
            search.fit(rows[["age"]], rows["bill"])
            return search.best_params_

        print(tune(pd.read_csv("bills.csv")))
      `,
    },
    {
      name: 'a notebook keeps what it shows',
      code: [
        'import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.model_selection import GridSearchCV',
        'rows = pd.read_csv("bills.csv")\nsearch = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=5)\nsearch.fit(rows[["age"]], rows["bill"])',
        'search.best_params_',
      ],
    },
    {
      name: 'the minimum of a function that trains nothing',
      code: `
        import optuna

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
        study.optimize(lambda trial: trial.suggest_float("x", -1.0, 1.0) ** 2, n_trials=20)
        print(study.best_params)
      `,
    },
    {
      name: 'Optuna with a storage',
      code: `
        import optuna
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("bills.csv")

        def objective(trial):
            return Ridge(alpha=trial.suggest_float("alpha", 0.1, 1.0)).fit(rows[["age"]], rows["bill"]).score(rows[["age"]], rows["bill"])

        study = optuna.create_study(storage="sqlite:///trials.db", sampler=optuna.samplers.TPESampler(seed=1))
        study.optimize(objective, n_trials=20)
        print(study.best_params)
      `,
    },
    {
      name: 'Hyperopt with MLflow in the objective',
      code: `
        import mlflow
        import pandas as pd
        from hyperopt import fmin, hp, tpe
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("bills.csv")

        def objective(params):
            with mlflow.start_run():
                mlflow.log_params(params)
                model = Ridge(**params).fit(rows[["age"]], rows["bill"])
                mlflow.log_metric("score", model.score(rows[["age"]], rows["bill"]))
                return -model.score(rows[["age"]], rows["bill"])

        best = fmin(objective, {"alpha": hp.uniform("alpha", 0.1, 1.0)}, algo=tpe.suggest, max_evals=20)
        print(best)
      `,
    },
    {
      name: 'a search by hand that keeps the best',
      code: `
        import pandas as pd
        from sklearn.linear_model import ElasticNet

        rows = pd.read_csv("bills.csv")
        scores = {}
        for alpha in [0.1, 1.0]:
            for ratio in [0.2, 0.8]:
                model = ElasticNet(alpha=alpha, l1_ratio=ratio).fit(rows[["age"]], rows["bill"])
                scores[alpha, ratio] = model.score(rows[["age"]], rows["bill"])
                print(alpha, ratio)
      `,
    },
  ],
  invalid: [
    {
      name: 'the best values are only printed',
      code: grid(
        'print("best:", search.best_params_)\nbest = search.best_estimator_\nprint(best.score(X, y))',
      ),
      errors: [
        {
          at: 'search.fit(X, y)',
          severity: 'information',
          message:
            'The trials of `GridSearchCV` are kept nowhere: the values that it chose can be neither justified nor found again.',
          fixes: ['Write the trials to a CSV file'],
        },
      ],
      fixed: grid(
        'pd.DataFrame(search.cv_results_).to_csv("cv_results.csv", index=False)\nprint("best:", search.best_params_)\nbest = search.best_estimator_\nprint(best.score(X, y))',
      ),
      skip: { cells: 'a notebook keeps what it shows' },
    },
    {
      name: 'a notebook that looks at nothing: a hint',
      code: [
        'import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.model_selection import GridSearchCV',
        'rows = pd.read_csv("bills.csv")\nsearch = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=5).fit(rows[["age"]], rows["bill"])',
        'print(search.predict(rows[["age"]]))',
      ],
      errors: [{ cell: 2, severity: 'hint', fixes: ['Write the trials to a CSV file'] }],
    },
    {
      name: 'in a file that logs to MLflow, but not this',
      code: grid(
        'with mlflow.start_run():\n    mlflow.log_param("folds", 5)\n    mlflow.log_metric("score", search.score(X, y))',
        'import mlflow\n',
      ),
      errors: [{ fixes: ['Log the best values to the run', 'Write the trials to a CSV file'] }],
    },
    {
      name: 'Optuna in memory',
      code: `
        import optuna
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("bills.csv")

        def objective(trial):
            return Ridge(alpha=trial.suggest_float("alpha", 0.1, 1.0)).fit(rows[["age"]], rows["bill"]).score(rows[["age"]], rows["bill"])

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
        study.optimize(objective, n_trials=20)
        print(study.best_params)
      `,
      errors: [{ at: 'study.optimize(objective, n_trials=20)' }],
      fixed: `
        import optuna
        import pandas as pd
        from sklearn.linear_model import Ridge

        rows = pd.read_csv("bills.csv")

        def objective(trial):
            return Ridge(alpha=trial.suggest_float("alpha", 0.1, 1.0)).fit(rows[["age"]], rows["bill"]).score(rows[["age"]], rows["bill"])

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
        study.optimize(objective, n_trials=20)
        study.trials_dataframe().to_csv("trials.csv", index=False)
        print(study.best_params)
      `,
      skip: { cells: 'a notebook keeps what it shows' },
    },
    {
      name: 'two searches, one finding',
      code: grid(
        'other = GridSearchCV(Ridge(), {"alpha": [3.0, 9.0]}, cv=5).fit(X, y)\nprint(search.best_score_, other.best_score_)',
      ),
      errors: [
        { at: 'search.fit(X, y)', related: ['GridSearchCV(Ridge(), {"alpha": [3.0, 9.0]}, cv=5).fit(X, y)'] },
      ],
      fixed: grid(
        'pd.DataFrame(search.cv_results_).to_csv("cv_results_1.csv", index=False)\nother = GridSearchCV(Ridge(), {"alpha": [3.0, 9.0]}, cv=5).fit(X, y)\npd.DataFrame(other.cv_results_).to_csv("cv_results_2.csv", index=False)\nprint(search.best_score_, other.best_score_)',
      )
        .replace('search.fit(X, y)\npd', 'search.fit(X, y)\npd')
        .replace('\n\npd.DataFrame(search', '\npd.DataFrame(search'),
      skip: { cells: 'a notebook keeps what it shows' },
    },
    {
      name: 'loops by hand that only print',
      code: `
        import pandas as pd
        from sklearn.linear_model import ElasticNet

        rows = pd.read_csv("bills.csv")
        for alpha in [0.1, 1.0]:
            for ratio in [0.2, 0.8]:
                model = ElasticNet(alpha=alpha, l1_ratio=ratio).fit(rows[["age"]], rows["bill"])
                print(alpha, ratio, model.score(rows[["age"]], rows["bill"]))
      `,
      errors: [{ at: 'for alpha in [0.1, 1.0]', fixes: [] }],
      skip: { cells: 'a notebook keeps what it prints' },
    },
  ],
});
