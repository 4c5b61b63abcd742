import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'prints the quality for each group, and shows the one that the model is wrong for',
    program: {
      files: {
        'train.py': `
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split

          rng = np.random.default_rng(0)
          people = pd.DataFrame({"gender": (rng.random(1000) < 0.1).astype(int), "income": rng.normal(size=1000)})
          # For the smaller group, income says the opposite.
          people["repaid"] = ((people["income"] > 0) ^ (people["gender"] == 1)).astype(int)
          people.to_csv("people.csv", index=False)

          df = pd.read_csv("people.csv")
          X, y = df[["gender", "income"]], df["repaid"]
          X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
          model = LogisticRegression()
          model.fit(X_train, y_train)
          print("all:", round(model.score(X_test, y_test), 2))
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toMatch(/^all: 0\.[89]\d?\n$/);
      const quality = [...after.stdout.matchAll(/^gender=(\d): n=(\d+) balanced_accuracy=(\d\.\d{3})$/gm)];
      expect(quality.map(([, gender]) => gender)).toEqual(['0', '1']);
      expect(quality.reduce((sum, [, , n]) => sum + Number(n), 0)).toBe(250);
      expect(Number(quality[0]![3])).toBeGreaterThan(0.9);
      expect(Number(quality[1]![3])).toBeLessThan(0.3);
    },
  },
];

export default cases;
