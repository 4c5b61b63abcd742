import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'writes what made the model beside it',
    program: {
      files: {
        'train.py': `
          import os

          import joblib
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          pd.DataFrame(rng.normal(size=(50, 2)), columns=["age", "usage"]).to_csv("churn.csv", index=False)
          rows = pd.read_csv("churn.csv")
          model = LogisticRegression().fit(rows[["age"]], rows["usage"] > 0)
          joblib.dump(model, "model.joblib")
          keys = pd.read_json("model.joblib.json", typ="series") if os.path.exists("model.joblib.json") else {}
          print("facts:", len(keys))
          print("packages:", len(keys["packages"]) if "packages" in keys else 0)
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn', 'joblib'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'facts')).toBe(0);
      expect(reading(after, 'facts')).toBe(7);
      expect(reading(after, 'packages')).toBe(3);
    },
  },
];

export default cases;
