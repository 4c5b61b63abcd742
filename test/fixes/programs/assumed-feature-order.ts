import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'takes the features by name, in whatever order they come',
    program: {
      files: {
        'train.py': `
          import joblib
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          df = pd.DataFrame({"age": rng.normal(size=400), "usage": rng.normal(size=400)})
          model = LogisticRegression().fit(df[["age", "usage"]], df["age"] > df["usage"])
          joblib.dump(model, "model.joblib")
        `,
        'serve.py': `
          import joblib
          import numpy as np
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(row: dict[str, float]):
              return {"older": model.predict(np.array([list(row.values())])).tolist()}
        `,
        'main.py': `
          import runpy

          runpy.run_path("train.py")
          from fastapi.testclient import TestClient
          from serve import app

          client = TestClient(app)
          for row in ({"age": 2.0, "usage": -2.0}, {"usage": -2.0, "age": 2.0}):
              print(client.post("/predict", json=row).json()["older"])
        `,
      },
      entry: 'main.py',
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'pandas', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('[True]\n[False]\n');
      expect(after.stdout).toBe('[True]\n[True]\n');
    },
  },
];

export default cases;
