import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'tests a model on the future, where it does worse than among its training rows',
    program: {
      files: {
        'forecast.py': `
          import numpy as np
          import pandas as pd
          from sklearn.model_selection import train_test_split
          from sklearn.neighbors import KNeighborsRegressor

          rng = np.random.default_rng(1)
          days = pd.date_range("2023-01-01", periods=600)
          pd.DataFrame({"date": days, "sold": rng.normal(size=600).cumsum()}).to_csv("sales.csv", index=False)
          df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
          df["day"] = np.arange(600)
          df["last_week"] = df["sold"].shift(7)
          df = df.dropna()
          X, y = df[["day", "last_week"]], df["sold"]
          X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
          model = KNeighborsRegressor().fit(X_train, y_train)
          print("R2:", model.score(X_test, y_test))
          print("days of training after the first test day:", (X_train["day"] > X_test["day"].min()).sum())
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'R2')).toBeGreaterThan(0.9);
      expect(reading(after, 'R2')).toBeLessThan(reading(before, 'R2') - 0.2);
      expect(reading(before, 'days of training after the first test day')).toBeGreaterThan(400);
      expect(reading(after, 'days of training after the first test day')).toBe(0);
    },
  },
  {
    name: 'lets folds follow time, and leaves folds alone that must hold every row',
    program: {
      files: {
        'folds.ipynb': [
          'import numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import Ridge',
          'from sklearn.model_selection import KFold, cross_val_predict, cross_val_score',
          `
            sold = np.random.default_rng(1).normal(size=300).cumsum()
            df = pd.DataFrame({"sold": sold, "date": [f"2023-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(300)]})
            df["date"] = pd.to_datetime(df["date"])
            df = df.sort_values("date")
            df["lag"] = df["sold"].shift(1)
            df = df.dropna()
            X, y = df[["lag"]], df["sold"]
          `,
          `
            folds = KFold(n_splits=4, shuffle=True, random_state=0)
            print("scores:", len(cross_val_score(Ridge(), X, y, cv=folds)))
            print("past only:", all(train.max() < test.min() for train, test in folds.split(X)))
          `,
          `
            every = KFold(n_splits=4, shuffle=True, random_state=0)
            print("predicted:", len(cross_val_predict(Ridge(), X, y, cv=every)))
          `,
        ],
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    left: 1,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('scores: 4\npast only: False\npredicted: 299\n');
      expect(after.stdout).toBe('scores: 4\npast only: True\npredicted: 299\n');
    },
  },
];

export default cases;
