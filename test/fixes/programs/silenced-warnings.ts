import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'lets a fit say that it did not converge',
    program: {
      files: {
        'train.py': `
          import warnings

          import numpy as np
          from sklearn.linear_model import LogisticRegression

          warnings.filterwarnings("ignore")
          rng = np.random.default_rng(0)
          X = rng.normal(size=(100, 5)) * [1, 10, 100, 1000, 10000]
          y = X.sum(axis=1) > 0
          model = LogisticRegression(max_iter=2).fit(X, y)
          print(model.n_iter_)
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stderr).not.toContain('ConvergenceWarning');
      expect(after.stderr).toContain('ConvergenceWarning');
    },
  },
];

export default cases;
