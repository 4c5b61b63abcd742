import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'brings the score on noise back to chance',
    program: {
      files: {
        'noise.py': `
          import numpy as np
          from imblearn.over_sampling import RandomOverSampler
          from sklearn.metrics import recall_score
          from sklearn.model_selection import train_test_split
          from sklearn.tree import DecisionTreeClassifier

          rng = np.random.default_rng(0)
          X = rng.normal(size=(2000, 5))
          y = (rng.random(2000) < 0.1).astype(int)  # nothing can be learned

          sampler = RandomOverSampler(random_state=0)
          X_all, y_all = sampler.fit_resample(X, y)
          X_train, X_test, y_train, y_test = train_test_split(X_all, y_all, random_state=0)
          model = DecisionTreeClassifier(random_state=0)
          model.fit(X_train, y_train)
          print(f"share of the rare class: {y_test.mean():.2f}")
          print(f"recall: {recall_score(y_test, model.predict(X_test)):.3f}")
        `,
      },
      needs: ['imblearn', 'numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'recall')).toBeGreaterThan(0.9);
      expect(reading(after, 'recall')).toBeLessThan(0.25);
      expect(reading(before, 'share of the rare class')).toBeGreaterThan(0.4);
      expect(reading(after, 'share of the rare class')).toBeLessThan(0.15);
    },
  },
  {
    name: 'splits first in a notebook, where the sampler has no name',
    program: {
      files: {
        'claims.ipynb': [
          'import pandas as pd\nimport numpy as np',
          `
            from imblearn.over_sampling import SMOTE
            from sklearn.ensemble import RandomForestClassifier
            from sklearn.metrics import average_precision_score
            from sklearn.model_selection import train_test_split
          `,
          `
            rng = np.random.default_rng(5)
            df = pd.DataFrame(rng.normal(size=(1200, 6)), columns=list("abcdef"))
            df["fraud"] = (rng.random(1200) < 0.08).astype(int)
            X = df.drop(columns="fraud")
            y = df["fraud"]
          `,
          'X, y = SMOTE(random_state=5).fit_resample(X, y)',
          'X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=5)',
          `
            model = RandomForestClassifier(n_estimators=30, random_state=5)
            model.fit(X_train, y_train)
            print("precision:", average_precision_score(y_test, model.predict_proba(X_test)[:, 1]))
          `,
        ],
      },
      needs: ['imblearn', 'numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'precision')).toBeGreaterThan(0.9);
      expect(reading(after, 'precision')).toBeLessThan(0.25);
    },
  },
];

export default cases;
