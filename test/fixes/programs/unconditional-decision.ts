import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'hands the unsure case over, and decides the sure one as before',
    program: {
      files: {
        'train.py': `
          import joblib
          import numpy as np
          from sklearn.linear_model import LogisticRegression

          X = np.linspace(-3, 3, 60).reshape(-1, 1)
          joblib.dump(LogisticRegression().fit(X, (X[:, 0] > 0).astype(int)), "model.joblib")
        `,
        'serve.py': `
          import joblib
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(rows: list[list[float]]):
              probability = model.predict_proba(rows)[0]
              return {"label": int(probability.argmax())}
        `,
        'main.py': `
          import runpy

          runpy.run_path("train.py")
          from fastapi.testclient import TestClient
          from serve import app

          client = TestClient(app)
          for value in (-3.0, 0.01, 3.0):
              print(value, client.post("/predict", json=[[value]]).json())
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("-3.0 {'label': 0}\n0.01 {'label': 1}\n3.0 {'label': 1}\n");
      expect(after.stdout).toBe("-3.0 {'label': 0}\n0.01 {'label': 'needs_review'}\n3.0 {'label': 1}\n");
    },
  },
];

export default cases;
