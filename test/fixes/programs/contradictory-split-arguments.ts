import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'shuffles folds that are given a seed',
    program: {
      files: {
        'validate.py': `
          from sklearn.datasets import load_iris
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import KFold, cross_val_score

          X, y = load_iris(return_X_y=True)
          folds = KFold(n_splits=5, random_state=0)
          scores = cross_val_score(LogisticRegression(max_iter=1000), X, y, cv=folds)
          print("worst fold:", scores.min())
        `,
      },
      needs: ['sklearn'],
    },
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('ValueError');
      expect(after.stdout).toMatch(/^worst fold: 0\.[89]/);
    },
  },
  {
    name: 'takes the seed of folds without randomness and the stratification of an unshuffled split out',
    program: {
      files: {
        'forecast.py': `
          import numpy as np
          from sklearn.model_selection import TimeSeriesSplit, train_test_split

          X = np.arange(40).reshape(20, 2)
          y = np.tile([0, 1], 10)
          X_past, X_recent, y_past, y_recent = train_test_split(X, y, test_size=0.25, shuffle=False, stratify=y)
          folds = TimeSeriesSplit(n_splits=3, random_state=0)
          print(len(X_recent), [len(test) for _, test in folds.split(X_past)])
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    fixes: 2,
    fails: true,
    effect: ({ after }) => expect(after.stdout).toBe('5 [3, 3, 3]\n'),
  },
  {
    name: 'leaves the order of a loader to its sampler',
    program: {
      files: {
        'load.ipynb': [
          'import torch\nfrom torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler',
          `
            labels = torch.tensor([0] * 90 + [1] * 10)
            rows = TensorDataset(torch.arange(100.0), labels)
            sampler = WeightedRandomSampler([1 / 90] * 90 + [1 / 10] * 10, num_samples=100)
          `,
          `
            loader = DataLoader(rows, batch_size=25, shuffle=True, sampler=sampler)
            print("rare:", sum(int(y.sum()) for _, y in loader) > 25)
          `,
        ],
      },
      needs: ['torch'],
    },
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('ValueError');
      expect(after.stdout).toBe('rare: True\n');
    },
  },
];

export default cases;
