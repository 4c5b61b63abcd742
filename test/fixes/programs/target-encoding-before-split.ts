import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'lets the encoder learn from the labels of the training rows only',
    program: {
      files: {
        'train.py': `
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split
          from sklearn.preprocessing import TargetEncoder

          rng = np.random.default_rng(6)
          df = pd.DataFrame({"city": rng.integers(0, 500, size=1000).astype(str)})
          df["churned"] = rng.integers(0, 2, size=1000)
          X, y = df[["city"]], df["churned"]
          encoder = TargetEncoder(cv=2, smooth=1.0)
          X_encoded = encoder.fit_transform(X, y)
          X_train, X_test, y_train, y_test = train_test_split(X_encoded, y, random_state=6)
          model = LogisticRegression().fit(X_train, y_train)
          print("accuracy:", model.score(X_test, y_test))
          print("labels of other rows:", float(abs(encoder.target_mean_ - y_train.mean())))
          print("cities:", len(encoder.categories_[0]))
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'labels of other rows')).toBeGreaterThan(0.001);
      expect(reading(after, 'labels of other rows')).toBeLessThan(1e-9);
      expect(reading(after, 'cities')).toBeLessThan(reading(before, 'cities'));
      expect(Math.abs(reading(after, 'accuracy') - 0.5)).toBeLessThan(0.1);
    },
  },
];

export default cases;
