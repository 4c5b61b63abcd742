import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'refuses what has another form',
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
          def predict(data: dict):
              return {"churn": bool(model.predict([[data["age"], data["usage"]]])[0])}
        `,
        'main.py': `
          import runpy

          runpy.run_path("train.py")
          from fastapi.testclient import TestClient
          from serve import app

          client = TestClient(app, raise_server_exceptions=False)
          print("good:", client.post("/predict", json={"age": 1, "usage": 2}).status_code)
          print("more:", client.post("/predict", json={"age": 1, "usage": 2, "admin": 1}).status_code)
          print("text:", client.post("/predict", json={"age": "old", "usage": 2}).status_code)
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('good: 200\nmore: 200\ntext: 500\n');
      expect(after.stdout).toBe('good: 200\nmore: 422\ntext: 422\n');
    },
  },
];

export default cases;
