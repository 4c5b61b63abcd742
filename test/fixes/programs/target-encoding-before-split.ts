import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'brings the score on noise back to chance',
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
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
  },
];

export default cases;
