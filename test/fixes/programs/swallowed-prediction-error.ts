import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** A model that fails on every row. */
const BROKEN = `
  import joblib
  import numpy as np


  class Broken:
      def predict(self, rows):
          raise ValueError("no such column")


  joblib.dump(Broken(), "model.joblib")
`;

const cases: readonly FixCase[] = [
  {
    name: 'answers with an error when the model fails',
    program: {
      files: {
        'broken.py': BROKEN,
        'serve.py': `
          import broken
          import joblib
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(rows: list[list[float]]):
              try:
                  return {"churn": model.predict(rows).tolist()}
              except Exception:
                  return {"churn": [0]}
        `,
        'main.py': `
          from fastapi.testclient import TestClient
          from serve import app

          print(TestClient(app).post("/predict", json=[[1.0]]).status_code)
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('200\n');
      expect(before.stderr).not.toContain('no such column');
      expect(after.stdout).toBe('503\n');
      expect(after.stderr).toContain('prediction failed');
      expect(after.stderr).toContain('no such column');
    },
  },
  {
    name: 'logs what a batch job passed over',
    program: {
      files: {
        'broken.py': BROKEN,
        'score.py': `
          import broken
          import joblib

          model = joblib.load("model.joblib")
          scores = []
          for row in ([1.0], [2.0]):
              try:
                  scores.append(model.predict([row])[0])
              except Exception:
                  continue
          print("scores:", scores)
        `,
      },
      entry: 'score.py',
      apart: true,
      needs: ['joblib', 'numpy'],
    },
    effect: ({ before, after }) => {
      expect(before.stderr).toBe('');
      expect(after.stdout).toBe('scores: []\n');
      expect(after.stderr.match(/prediction failed/g)).toHaveLength(2);
    },
  },
];

export default cases;
