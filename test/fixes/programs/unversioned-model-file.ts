import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import glob

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 2))
y = X[:, 0] > 0`;

const cases: readonly FixCase[] = [
  {
    name: 'keeps the model before it',
    program: {
      files: {
        'train.py': `${SETUP}\nmodel = LogisticRegression().fit(X, y)\njoblib.dump(model, "churn.joblib")\n`,
        'main.py': `
          import glob
          import runpy
          import time

          runpy.run_path("train.py")
          time.sleep(1.1)
          runpy.run_path("train.py")
          print("models:", len(glob.glob("*.joblib")))
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['sklearn', 'joblib'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('models: 1\n');
      expect(after.stdout).toBe('models: 2\n');
    },
  },
  {
    name: 'keeps the model of each fold, in a notebook',
    program: {
      files: {
        'train.ipynb': [
          SETUP,
          'for fold, (train, test) in enumerate(KFold(3).split(X)):\n    model = LogisticRegression().fit(X[train], y[train])\n    joblib.dump(model, "churn.joblib")',
          'print("models:", len(glob.glob("*.joblib")))',
        ],
      },
      needs: ['sklearn', 'joblib'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('models: 1\n');
      expect(after.stdout).toBe('models: 3\n');
    },
  },
];

export default cases;
