import rule from '../../../server/src/engine/rules/deployment/duplicated-preprocessing';
import { testProjectRule } from '../../support/projectTester';

const columns = (df: string): string => `
  ${df}["ratio"] = ${df}["usage"] / ${df}["quota"]
  ${df}["spend"] = ${df}["fee"] * ${df}["months"]
  ${df}["plan"] = ${df}["plan"].str.lower()
`;

const prepare = (name: string, df: string): string => `
  def ${name}(${df}):
      """Makes the features."""
      ${df} = ${df}.dropna()
      ${df}["ratio"] = ${df}["usage"] / ${df}["quota"]
      if "plan" in ${df}:
          ${df}["plan"] = ${df}["plan"].str.lower()
      return ${df}
`;

const train = (code: string): string => `
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  df = pd.read_csv("churn.csv")
  ${code}
  model = LogisticRegression().fit(df[["ratio"]], df["churned"])
  joblib.dump(model, "model.joblib")
`;

const serve = (code: string, above = ''): string => `
  import joblib
  import pandas as pd
  from fastapi import FastAPI

  app = FastAPI()
  model = joblib.load("model.joblib")
  ${above}

  @app.post("/predict")
  def predict(rows: list[dict[str, float]]):
      batch = pd.DataFrame(rows)
      ${code.replaceAll('\n', '\n    ')}
      return {"churn": model.predict(batch).tolist()}
`;

testProjectRule(rule, {
  valid: [
    {
      name: 'both import one module',
      files: {
        'features.py': prepare('add_features', 'df'),
        'train.py': `import features\n${train(columns('df')).replace(/^ {2}/gm, '')}`,
        'serve.py': `from features import add_features\n${serve(columns('batch')).replace(/^ {2}/gm, '')}`,
      },
    },
    {
      name: 'two equal columns may be chance, and a copy of a column is no computation',
      files: {
        'train.py': train('df["a"] = df["b"] + 1\n  df["c"] = df["d"] + 1\n  df["e"] = df["f"]'),
        'serve.py': serve(
          'batch["a"] = batch["b"] + 1\n  batch["c"] = batch["d"] + 1\n  batch["e"] = batch["f"]',
        ),
      },
    },
    {
      name: 'other expressions for columns of the same names',
      files: {
        'train.py': train(columns('df')),
        'serve.py': serve(columns('batch').replace('/', '//').replace('*', '+').replace('lower', 'upper')),
      },
    },
    {
      name: 'two files that train',
      files: { 'train.py': train(columns('df')), 'other.py': train(columns('df')) },
    },
    {
      name: 'pixels and degrees',
      files: {
        'train.py': train(''),
        'serve.py': serve(
          'batch["p"] = (batch["p"] - 127.5) / 127.5\n  batch["t"] = (batch["f"] - 32) / 1.8',
        ),
      },
    },
  ],
  invalid: [
    {
      name: 'three columns, under another name of the table',
      files: { 'train.py': train(columns('df')), 'serve.py': serve(columns('batch')) },
      errors: [
        {
          path: 'serve.py',
          at: 'batch["ratio"] = batch["usage"] / batch["quota"]',
          message:
            'The columns \`ratio\`, \`spend\`, \`plan\` are made here as in \`train.py\`: when one copy changes, the model sees other features than it was trained on.',
          severity: 'warning',
        },
      ],
    },
    {
      name: 'a function, whatever it and its variables are called',
      files: {
        'train.py': train(prepare('prepare', 'df')),
        'serve.py': serve('', prepare('clean', 'frame')),
      },
      errors: [
        { path: 'serve.py', at: 'clean', message: /^\`clean\` is a copy of a function in \`train.py\`/ },
      ],
    },
    {
      name: 'a map of codes, in a notebook that trains',
      files: {
        'train.ipynb': [train('df["plan"] = df["plan"].map({"basic": 0, "plus": 1, "pro": 2})')],
        'serve.py': serve('batch["plan"] = batch["plan"].replace({"basic": 0, "plus": 1, "pro": 2})'),
      },
      errors: [
        {
          path: 'serve.py',
          at: '{"basic": 0, "plus": 1, "pro": 2}',
          message: /^The codes of \`basic, plus\` stand here as/,
        },
      ],
    },
    {
      name: 'means and deviations as numbers',
      files: {
        'train.py': train(''),
        'serve.py': serve(
          'batch["age"] = (batch["age"] - 37.2) / 11.4\n  batch["fee"] = (batch["fee"] - 9.81) / 4.04',
        ),
      },
      errors: [{ path: 'serve.py', at: '(batch["age"] - 37.2) / 11.4', message: /^A mean and a deviation/ }],
    },
  ],
});
