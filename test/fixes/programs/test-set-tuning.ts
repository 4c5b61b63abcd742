import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'brings the score on noise of the best of many models back to chance',
    program: {
      files: {
        'tune.py': `
          import numpy as np
          from sklearn.model_selection import train_test_split
          from sklearn.tree import DecisionTreeClassifier

          rng = np.random.default_rng(3)
          X = rng.normal(size=(400, 6))
          y = rng.integers(0, 2, size=400)
          X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
          best, chosen = 0, None
          for seed in range(60):
              model = DecisionTreeClassifier(max_features=1, random_state=seed)
              model.fit(X_train, y_train)
              score = model.score(X_test, y_test)
              if score > best:
                  best, chosen = score, model
          print("best:", best)
          print("accuracy:", chosen.score(X_test, y_test))
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'accuracy')).toBe(reading(before, 'best'));
      expect(reading(before, 'accuracy')).toBeGreaterThan(0.58);
      expect(Math.abs(reading(after, 'accuracy') - 0.5)).toBeLessThan(0.08);
    },
  },
];

export default cases;
