import rule from '../../../server/src/engine/rules/explainability/missing-model-card';
import { testProjectRule } from '../../support/projectTester';

const register = `
  import mlflow
  import pandas as pd
  from sklearn.ensemble import RandomForestClassifier
  from sklearn.metrics import f1_score
  from sklearn.model_selection import train_test_split

  df = pd.read_csv("data/churn.csv")
  X, y = df[["tenure", "bills"]], df["churned"]
  X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
  model = RandomForestClassifier(
      n_estimators=200,
      random_state=42,
  )
  model.fit(X_train, y_train)
  print(f1_score(y_test, model.predict(X_test)))
  mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
`;
const save = register
  .replace('import mlflow', 'import joblib')
  .replace(/mlflow\.sklearn.*\n/, 'joblib.dump(model, "model.joblib")\n');
const serve = `
  import joblib
  from fastapi import FastAPI

  app = FastAPI()
  model = joblib.load("model.joblib")


  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return model.predict(rows).tolist()
`;

testProjectRule(rule, {
  valid: [
    { name: 'a model card', files: { 'train.py': register, 'docs/model-card.md': '# Churn\n' } },
    {
      name: 'a README that says what the model is for',
      files: { 'train.py': register, 'README.md': '# Churn\n\n## Intended use\n\nRanks customers.\n' },
    },
    {
      name: 'the same in reStructuredText',
      files: { 'train.py': register, 'README.rst': 'Churn\n=====\n\nLimitations\n-----------\n\nNone.\n' },
    },
    {
      name: 'code that writes the card',
      files: {
        'train.py': register,
        'card.py': 'from skops.card import Card\n\nCard(None).save("README.md")\n',
      },
    },
    { name: 'saved, but neither served nor registered', files: { 'train.py': save } },
    {
      name: 'logged in a run, not registered',
      files: { 'train.py': register.replace(', registered_model_name="churn"', '') },
    },
    {
      name: 'a name that may be missing is not given',
      files: { 'train.py': register.replace('registered_model_name="churn"', 'registered_model_name=None') },
    },
    {
      name: 'a package for others',
      files: { 'train.py': register, 'pyproject.toml': '[build-system]\nrequires = ["hatchling"]\n' },
    },
    { name: 'a course', files: { 'train.py': register, 'README.md': '# MLOps course\n' } },
    { name: 'an example', files: { 'examples/train.py': register } },
    {
      name: 'a data set that is pushed',
      files: {
        'push.py':
          'from datasets import load_dataset\n\nload_dataset("csv", data_files="a.csv").push_to_hub("me/churn")\n',
      },
    },
  ],
  invalid: [
    {
      name: 'a registered model',
      files: { 'train.py': register, 'README.md': '# Churn\n\nThe limitations of the old one are gone.\n' },
      errors: [
        {
          path: 'train.py',
          at: 'mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")',
          severity: 'hint',
          message:
            'The model is handed to others here, and no model card says what it is for and where its limits are.',
          creates: {
            'MODEL_CARD.md': `# Model card

Filled in from \`train.py\`; what only people know is marked TODO.

## Model

- Type: RandomForestClassifier
- Parameters: \`RandomForestClassifier(n_estimators=200, random_state=42)\`
- Trained by: \`train.py\`
- Saved as: TODO
- Version and date: TODO
- Owner: TODO

## Intended use

- Purpose, and the decisions that follow from a prediction: TODO
- Users: TODO
- Out of scope: TODO

## Data

- Source: \`data/churn.csv\`
- Period, population, and what is known to be missing: TODO
- Features: \`tenure\`, \`bills\`
- Target: \`churned\`
- Split: \`train_test_split(X, y, random_state=42)\`

## Evaluation

- \`f1_score\` on the test rows: TODO
- The same by groups of people or cases that matter: TODO

## Limits and risks

- Cases in which it is known to fail: TODO
- Personal data and protected attributes: TODO
- Who looks at doubtful cases, and how a decision is appealed: TODO
- When it is trained again, or withdrawn: TODO
`,
          },
        },
      ],
    },
    {
      name: 'a saved model that another file serves',
      files: { 'train.py': save, 'app.py': serve },
      errors: [
        {
          path: 'train.py',
          at: 'joblib.dump(model, "model.joblib")',
          message:
            'The model that is saved here is served, and no model card says what it is for and where its limits are.',
        },
      ],
    },
    {
      name: 'a registered version',
      files: {
        'register.py': 'import mlflow\n\nmlflow.register_model("runs:/abc/model", "churn")\n',
      },
      errors: [{ path: 'register.py', at: 'mlflow.register_model("runs:/abc/model", "churn")' }],
    },
  ],
});
