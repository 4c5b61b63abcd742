import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'stops on rows of the training part, and the score on noise falls to chance',
    program: {
      files: {
        'train.py': `
          import lightgbm as lgb
          import numpy as np
          from sklearn.model_selection import train_test_split

          rng = np.random.default_rng(0)
          X = rng.normal(size=(500, 10))
          y = rng.integers(0, 2, size=500)
          X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
          model = lgb.LGBMClassifier(n_estimators=300, learning_rate=0.3, metric="binary_error", verbose=-1)
          model.fit(X_train, y_train, eval_set=[(X_test, y_test)], callbacks=[lgb.early_stopping(300, verbose=False)])
          print("accuracy:", model.score(X_test, y_test))
          print("stopping rows:", float(1 - model.best_score_["valid_0"]["binary_error"]))
        `,
      },
      needs: ['lightgbm', 'numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      // What stopped the training is what judges it, before; after the fix only the former is rosy.
      expect(reading(before, 'stopping rows')).toBeCloseTo(reading(before, 'accuracy'), 9);
      expect(reading(after, 'accuracy')).toBeLessThan(reading(before, 'accuracy'));
      expect(reading(after, 'stopping rows')).toBeGreaterThan(reading(after, 'accuracy'));
    },
  },
];

export default cases;
