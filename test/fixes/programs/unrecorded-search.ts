import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'writes one row for each combination that was tried',
    program: {
      files: {
        'train.py': `
          import os

          import numpy as np
          from sklearn.linear_model import Ridge
          from sklearn.model_selection import GridSearchCV

          rng = np.random.default_rng(0)
          X = rng.normal(size=(60, 2))
          y = X @ [1.0, 2.0]
          search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=5)
          search.fit(X, y)
          print("best:", search.best_params_["alpha"])

          lines = open("cv_results.csv").read().splitlines() if os.path.exists("cv_results.csv") else []
          print("lines:", len(lines))
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    needs: ['pandas'],
    effect: ({ before, after }) => {
      expect(reading(before, 'lines')).toBe(0);
      expect(reading(after, 'lines')).toBe(4);
      expect(reading(after, 'best')).toBe(reading(before, 'best'));
    },
  },
];

export default cases;
