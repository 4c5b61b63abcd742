import type { UnitSummary } from '../../../server/src/engine/semantics/summary';
import rule from '../../../server/src/engine/rules/deployment/assumed-feature-order';
import { testRule } from '../../support/ruleTester';

const at = { source: 0, start: 0, end: 1 };
const trainer = (more: Partial<UnitSummary> = {}): UnitSummary => ({
  path: 'train.py',
  role: 'training',
  imports: {},
  evidence: { fits: at, 'fits-frame': at },
  writes: [{ path: 'model.joblib', at }],
  ...more,
});
const frames = { units: [trainer()] };

const app = `
  import joblib
  import numpy as np
  import pandas as pd
  from fastapi import FastAPI
  from pydantic import BaseModel

  app = FastAPI()
  model = joblib.load("models/model.joblib")
`;

testRule(rule, {
  valid: [
    {
      name: 'the model is asked for its names',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      values = [[row[name] for name in model.feature_names_in_]]
      return {"churn": model.predict(np.array(values)).tolist(), "all": model.predict([list(row.values())]).tolist()}
      `,
    },
    {
      name: 'the columns are chosen by name',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      chosen = pd.DataFrame([row])[["age", "usage"]].values
      ordered = pd.DataFrame([row], columns=["age", "usage"]).values
      return {"a": model.predict(chosen).tolist(), "b": model.predict(ordered).tolist()}
      `,
    },
    {
      name: 'a frame is handed over: scikit-learn checks its columns',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      return {"churn": model.predict(pd.DataFrame([row])).tolist()}
      `,
    },
    {
      name: 'training fits arrays, or both, or is not seen',
      project: { units: [trainer({ evidence: { fits: at, 'fits-frame': at, 'fits-array': at } })] },
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      return {"churn": model.predict([list(row.values())]).tolist()}
      `,
    },
    {
      name: 'another file trains on frames, but what is served comes from one that fits arrays',
      project: {
        units: [
          trainer({ evidence: { fits: at, 'fits-array': at } }),
          trainer({ path: 'other.py', writes: [{ path: 'other.joblib', at }] }),
        ],
      },
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      return {"churn": model.predict([list(row.values())]).tolist()}
      `,
    },
    {
      name: 'one feature has no order',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(age: float):
      return {"churn": model.predict([[age]]).tolist()}
      `,
    },
    {
      name: 'a network takes tensors',
      project: frames,
      code: `
        import numpy as np
        from fastapi import FastAPI
        from tensorflow import keras

        app = FastAPI()
        model = keras.models.load_model("model.keras")

        @app.post("/predict")
        def predict(row: dict[str, float]):
            return {"churn": model.predict(np.array([list(row.values())])).tolist()}
      `,
    },
  ],
  invalid: [
    {
      name: 'the values of a mapping, in the order in which the client sent them',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      return {"churn": model.predict(np.array([list(row.values())])).tolist()}
      `,
      errors: [
        {
          at: 'np.array([list(row.values())])',
          message:
            '\`model.predict\` is given its features by position, but \`train.py\` trains on named columns: in another order they are taken for one another.',
          severity: 'warning',
          fixes: ['Choose the columns by the names that the model knows'],
        },
      ],
      fixed: `${app}
  @app.post("/predict")
  def predict(row: dict[str, float]):
      return {"churn": model.predict(pd.DataFrame([row])[list(model.feature_names_in_)]).tolist()}
      `,
    },
    {
      name: 'pandas is imported for the fix',
      project: frames,
      code: `
        import joblib
        import numpy as np
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(row: dict[str, float]):
            return {"older": model.predict(np.array([list(row.values())])).tolist()}
      `,
      errors: [
        {
          at: 'np.array([list(row.values())])',
          fixes: ['Choose the columns by the names that the model knows'],
        },
      ],
    },
    {
      name: 'fields in a list',
      project: frames,
      code: `${app}
  class Row(BaseModel):
      age: float
      usage: float

  @app.post("/predict")
  def predict(row: Row):
      return {"churn": model.predict([[row.age, row.usage]]).tolist()}
      `,
      errors: [{ at: '[[row.age, row.usage]]', fixes: [] }],
    },
    {
      name: 'a row that is reshaped',
      project: frames,
      code: `${app}
  @app.post("/predict")
  def predict(age: float, usage: float):
      row = np.array([age, usage]).reshape(1, -1)
      return {"churn": model.predict(row).tolist()}
      `,
      errors: [{ at: 'row', fixes: [] }],
    },
    {
      name: 'a batch job that takes the names off',
      project: frames,
      code: `
        import joblib
        import pandas as pd

        model = joblib.load("model.joblib")
        df = pd.read_csv("today.csv")
        df["churn"] = model.predict(df.values)
        df.to_csv("scored.csv")
      `,
      errors: [{ at: 'df.values', fixes: ['Choose the columns by the names that the model knows'] }],
      fixed: `
        import joblib
        import pandas as pd

        model = joblib.load("model.joblib")
        df = pd.read_csv("today.csv")
        df["churn"] = model.predict(df[list(model.feature_names_in_)])
        df.to_csv("scored.csv")
      `,
    },
  ],
});
