import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'answers 401 without the key and 200 with it',
    program: {
      files: {
        'train.py': `
          import joblib
          import numpy as np
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          X = rng.normal(size=(50, 2))
          joblib.dump(LogisticRegression().fit(X, X[:, 0] > 0), "model.joblib")
        `,
        'serve.py': `
          import joblib
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(rows: list[list[float]]):
              return {"churn": model.predict(rows).tolist()}
        `,
        'main.py': `
          import runpy

          runpy.run_path("train.py")
          from fastapi.testclient import TestClient
          from serve import app

          client = TestClient(app)
          for headers in ({}, {"X-API-Key": "wrong"}, {"X-API-Key": "right"}):
              print(client.post("/predict", json=[[1.0, 2.0]], headers=headers).status_code)
        `,
      },
      entry: 'main.py',
      apart: true,
      environment: { MODEL_API_KEY: 'right' },
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('200\n200\n200\n');
      expect(after.stdout).toBe('401\n401\n200\n');
    },
  },
];

export default cases;
