import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Trains and saves a model, and counts how often it is loaded. */
const COUNTER = `
  import joblib
  import numpy as np
  from sklearn.linear_model import LogisticRegression

  rng = np.random.default_rng(0)
  X = rng.normal(size=(50, 2))
  joblib.dump(LogisticRegression().fit(X, X[:, 0] > 0), "model.joblib")
  loads = []
  load = joblib.load

  def counted(path):
      loads.append(path)
      return load(path)

  joblib.load = counted
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('loads: 3\n');
  expect(after.stdout).toBe('loads: 1\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'loads once for three requests to FastAPI',
    program: {
      files: {
        'counter.py': COUNTER,
        'serve.py': `
          import joblib
          from fastapi import FastAPI

          app = FastAPI()


          @app.post("/predict")
          def predict(rows: list[list[float]]):
              model = joblib.load("model.joblib")
              return {"churn": model.predict(rows).tolist()}
        `,
        'main.py': `
          import counter
          from fastapi.testclient import TestClient
          from serve import app

          client = TestClient(app)
          for _ in range(3):
              assert client.post("/predict", json=[[1.0, 2.0]]).status_code == 200
          print("loads:", len(counter.loads))
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'numpy'],
    },
    effect,
  },
  {
    name: 'caches the helper of a Flask application',
    program: {
      files: {
        'counter.py': COUNTER,
        'serve.py': `
          import joblib
          from flask import Flask, request

          app = Flask(__name__)


          def get_model():
              return joblib.load("model.joblib")


          @app.route("/predict", methods=["POST"])
          def predict():
              return {"churn": get_model().predict(request.get_json()).tolist()}
        `,
        'main.py': `
          import counter
          from serve import app

          client = app.test_client()
          for _ in range(3):
              assert client.post("/predict", json=[[1.0, 2.0]]).status_code == 200
          print("loads:", len(counter.loads))
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['flask', 'joblib', 'sklearn', 'numpy'],
    },
    effect,
  },
];

export default cases;
