import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Trains the model that the service loads. */
const TRAIN = `
  import joblib
  import numpy as np
  from sklearn.linear_model import LogisticRegression

  X = np.array([[0.0, 0.0], [0.0, 1.0], [5.0, 4.0], [6.0, 5.0]])
  joblib.dump(LogisticRegression().fit(X, [0, 0, 1, 1]), "model.joblib")
`;

const cases: readonly FixCase[] = [
  {
    name: 'logs what a FastAPI service answers',
    program: {
      files: {
        'train.py': TRAIN,
        'serve.py': `
          """Answers whether a customer will leave."""
          import os

          import joblib
          from fastapi import FastAPI
          from pydantic import BaseModel

          MODEL_VERSION = os.environ.get("MODEL_VERSION", "3")
          app = FastAPI()
          model = joblib.load("model.joblib")


          class Customer(BaseModel):
              calls: float
              visits: float


          @app.post("/predict")
          def predict(customer: Customer):
              return {"churn": int(model.predict([[customer.calls, customer.visits]])[0])}


          @app.post("/many")
          async def many(rows: list[list[float]]):
              churn = model.predict(rows)
              return {"churn": churn.tolist()}
        `,
        'ask.py': `
          import runpy

          runpy.run_path("train.py")

          from fastapi.testclient import TestClient

          from serve import app

          client = TestClient(app)
          print(client.post("/predict", json={"calls": 6, "visits": 5}).json())
          print(client.post("/many", json=[[0, 0], [6, 5]]).json())
        `,
      },
      entry: 'ask.py',
      needs: ['fastapi', 'httpx', 'joblib', 'numpy', 'sklearn'],
    },
    fixes: 2,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("{'churn': 1}\n{'churn': [0, 1]}\n");
      expect(after.stdout).toBe(before.stdout);
      expect(before.stderr).not.toContain('prediction=');
      expect(after.stderr).toContain('INFO:serve:prediction=[1] model_version=3');
      expect(after.stderr).toContain('INFO:serve:prediction=[0 1] model_version=3');
    },
  },
  {
    name: 'logs what a Flask service answers, with the logger that it has',
    program: {
      files: {
        'train.py': TRAIN,
        'serve.py': `
          import logging
          import joblib
          from flask import Flask, jsonify, request

          logging.basicConfig(level="INFO", format="%(name)s %(message)s")
          log = logging.getLogger("churn")
          app = Flask(__name__)
          model = joblib.load('model.joblib')


          @app.route('/predict', methods=['POST'])
          def predict():
              rows = request.get_json()['rows']
              score = model.predict_proba(rows)[:, 1]
              return jsonify(score=score.round(2).tolist())
        `,
        'ask.py': `
          import runpy

          runpy.run_path("train.py")
          import serve

          print(serve.app.test_client().post("/predict", json={"rows": [[6, 5], [0, 0]]}).get_json())
        `,
      },
      entry: 'ask.py',
      needs: ['flask', 'joblib', 'numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(after.stdout).toBe(before.stdout);
      expect(before.stderr).not.toContain('prediction=');
      expect(after.stderr).toMatch(/^churn prediction=\[0\.9\d* 0\.0\d*\]/m);
    },
  },
];

export default cases;
