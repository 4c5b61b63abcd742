import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const fallsToChance: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'accuracy')).toBeGreaterThan(0.95);
  expect(Math.abs(reading(after, 'accuracy') - 0.5)).toBeLessThan(0.12);
};

const NEEDS = ['numpy', 'pandas', 'sklearn'];

const cases: readonly FixCase[] = [
  {
    name: 'drops the label, and the score on noise falls to chance',
    program: {
      files: {
        'noise.py': `
          import numpy as np
          import pandas as pd
          from sklearn.model_selection import train_test_split
          from sklearn.tree import DecisionTreeClassifier


          def load():
              rng = np.random.default_rng(4)
              frame = pd.DataFrame(rng.normal(size=(800, 4)), columns=["age", "bills", "calls", "visits"])
              frame["churned"] = rng.integers(0, 2, size=800)
              return frame


          df = load()
          X = df
          y = df["churned"]
          X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=4)
          model = DecisionTreeClassifier(random_state=4)
          model.fit(X_train, y_train)
          print("accuracy:", model.score(X_test, y_test))
        `,
      },
      needs: NEEDS,
    },
    effect: fallsToChance,
  },
  {
    name: 'drops the column that the label was cut from',
    program: {
      files: {
        'houses.ipynb': [
          `
            import numpy as np
            import pandas as pd
            from sklearn.ensemble import RandomForestClassifier
            from sklearn.model_selection import train_test_split
          `,
          `
            rng = np.random.default_rng(9)
            df = pd.DataFrame(rng.normal(size=(600, 3)), columns=["rooms", "area", "price"])
            df["expensive"] = (df["price"] > 0).astype(int)
          `,
          "X = df.drop(columns=['expensive'])\ny = df['expensive']",
          'X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=9)',
          `
            forest = RandomForestClassifier(n_estimators=20, random_state=9).fit(X_train, y_train)
            print("accuracy:", forest.score(X_test, y_test))
          `,
        ],
      },
      needs: NEEDS,
    },
    effect: fallsToChance,
  },
];

export default cases;
