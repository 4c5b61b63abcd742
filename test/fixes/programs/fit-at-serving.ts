import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const TRAIN = `
  import joblib
  import numpy as np
  import pandas as pd
  from sklearn.linear_model import LogisticRegression
  from sklearn.preprocessing import StandardScaler

  rng = np.random.default_rng(0)
  df = pd.DataFrame({"a": rng.normal(50, 10, 200), "b": rng.normal(0, 1, 200)})
  scaler = StandardScaler().fit(df)
  joblib.dump(scaler, "scaler.joblib")
  joblib.dump(LogisticRegression().fit(scaler.transform(df), df["a"] > 50), "model.joblib")
`;

const ASK = `
  import runpy

  runpy.run_path("train.py")
  from fastapi.testclient import TestClient
  from serve import app

  client = TestClient(app)
  row, other = {"a": 80.0, "b": 0.0}, {"a": 120.0, "b": 1.0}
  alone = client.post("/predict", json=[row]).json()["p"][0]
  together = client.post("/predict", json=[row, other]).json()["p"][0]
  print("same:", round(alone, 6) == round(together, 6))
`;

const cases: readonly FixCase[] = [
  {
    name: 'gives a row the same features in every batch',
    program: {
      files: {
        'train.py': TRAIN,
        'serve.py': `
          import joblib
          import pandas as pd
          from fastapi import FastAPI

          app = FastAPI()
          scaler = joblib.load("scaler.joblib")
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(rows: list[dict[str, float]]):
              df = scaler.fit_transform(pd.DataFrame(rows))
              return {"p": model.predict_proba(df)[:, 1].tolist()}
        `,
        'main.py': ASK,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'pandas', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('same: False\n');
      expect(after.stdout).toBe('same: True\n');
    },
  },
  {
    name: 'gives one row all columns of training',
    program: {
      files: {
        'train.py': `
          import joblib
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          df = pd.DataFrame({"plan": ["basic", "plus", "pro"] * 20})
          X = pd.get_dummies(df, dtype=float)
          joblib.dump(LogisticRegression().fit(X, df["plan"] == "pro"), "model.joblib")
        `,
        'score.py': `
          import joblib
          import pandas as pd

          model = joblib.load("model.joblib")
          rows = pd.get_dummies(pd.DataFrame({"plan": ["pro"]}), dtype=float)
          print("pro:", model.predict(rows)[0])
        `,
        'main.py': 'import runpy\n\nrunpy.run_path("train.py")\nrunpy.run_path("score.py")\n',
      },
      entry: 'main.py',
      apart: true,
      needs: ['joblib', 'sklearn', 'pandas'],
    },
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('feature names');
      expect(after.stdout).toBe('pro: True\n');
    },
  },
];

export default cases;
