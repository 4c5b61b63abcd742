import rule from '../../../server/src/engine/rules/tracking/untracked-training';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)`;
const TRAINING = `${HEAD}
        model = LogisticRegression()
        model.fit(X_train, y_train)
        print(f1_score(y_test, model.predict(X_test)))
      `;
const tracked = {
  path: 'launch.py',
  role: 'other',
  imports: {},
  evidence: { tracks: { source: 0, start: 0, end: 1 } },
} as const;
const another = {
  path: 'retrain.py',
  role: 'training',
  imports: {},
  evidence: { fits: { source: 0, start: 0, end: 1 }, evaluates: { source: 0, start: 0, end: 1 } },
} as const;

testRule(rule, {
  valid: [
    {
      name: 'autologged',
      code: `${HEAD}
        import mlflow

        mlflow.autolog()
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    { name: 'tracked elsewhere in the project', code: TRAINING, project: { units: [tracked] } },
    { name: 'started by MLflow or DVC', code: TRAINING, project: { files: ['ml/MLproject'] } },
    {
      name: "a library's example",
      code: TRAINING,
      path: 'examples/plot_churn.py',
      project: { files: ['setup.py'] },
    },
    { name: 'a test', code: TRAINING, path: 'tests/test_model.py' },
    {
      name: 'never judged',
      code: `${HEAD}
        LogisticRegression().fit(X_train, y_train)
      `,
    },
    {
      name: 'a library of functions',
      code: `
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score

        def train(X, y):
            return LogisticRegression().fit(X, y)

        def judge(model, X, y):
            return f1_score(y, model.predict(X))
      `,
    },
    {
      name: 'a TensorBoard callback',
      code: `
        import keras

        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(x, y, callbacks=[keras.callbacks.TensorBoard("logs")])
        print(model.evaluate(a, b))
      `,
    },
    {
      name: 'a short notebook',
      code: [HEAD, 'model = LogisticRegression().fit(X_train, y_train)', 'model.score(X_test, y_test)'],
    },
  ],
  invalid: [
    {
      name: 'a script that prints its score',
      code: TRAINING,
      errors: [
        {
          at: 'model.fit(X_train, y_train)',
          severity: 'information',
          fixes: [
            {
              title: 'Record the run: `mlflow.autolog()` before the fit (needs mlflow)',
              code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split
        import mlflow

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)
        model = LogisticRegression()
        mlflow.autolog()
        model.fit(X_train, y_train)
        print(f1_score(y_test, model.predict(X_test)))
      `,
            },
            {
              title: 'Record parameters, test score and model in an MLflow run (needs mlflow)',
              code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split
        import mlflow
        from mlflow.models import infer_signature

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)
        model = LogisticRegression()
        model.fit(X_train, y_train)
        print(f1_score(y_test, model.predict(X_test)))
        with mlflow.start_run():
            mlflow.log_params(model.get_params(deep=False))
            mlflow.log_metric("test_score", model.score(X_test, y_test))
            mlflow.sklearn.log_model(
                model,
                name="model",  # artifact_path="model" before MLflow 3
                signature=infer_signature(X_train, model.predict(X_train)),
                input_example=X_train[:5],
            )
      `,
            },
          ],
        },
      ],
      skip: { cells: 'five statements in five cells are a notebook: a hint there' },
    },
    {
      name: 'one of several scripts',
      code: TRAINING,
      project: { units: [another] },
      errors: [{ severity: 'warning', message: /^2 scripts/ }],
      skip: { cells: 'a notebook is not counted among scripts' },
    },
    {
      name: 'a plain PyTorch loop: no edit',
      code: `
        import torch
        from sklearn.metrics import f1_score
        from torch import nn

        model = nn.Linear(1, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in batches:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        print(f1_score(a, b))
      `,
      errors: [{ at: 'loss.backward()', fixes: [] }],
      skip: { cells: 'a notebook: a hint there' },
    },
    {
      name: 'a notebook: a hint',
      code: [
        HEAD,
        'model = LogisticRegression()',
        'model.fit(X_train, y_train)',
        'predicted = model.predict(X_test)',
        'f1_score(y_test, predicted)',
      ],
      errors: [{ cell: 3, severity: 'hint' }],
    },
  ],
});
