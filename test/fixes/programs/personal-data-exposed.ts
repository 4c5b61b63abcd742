import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'takes the phone number out of the features, by which the model knew everybody by heart',
    program: {
      files: {
        'train.py': `
          import numpy as np
          import pandas as pd
          from sklearn.tree import DecisionTreeClassifier

          rng = np.random.default_rng(0)
          made = pd.DataFrame({"phone": rng.permutation(400), "bills": rng.integers(0, 3, 400)})
          made["churned"] = rng.integers(0, 2, 400)
          made.to_csv("churn.csv", index=False)

          df = pd.read_csv("churn.csv")
          X = df[["phone", "bills"]]
          model = DecisionTreeClassifier(random_state=0)
          model.fit(X, df["churned"])
          print("known by heart:", int((model.predict(X) == df["churned"]).sum()), list(model.feature_names_in_))
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("known by heart: 400 ['phone', 'bills']\n");
      const [, known] = /^known by heart: (\d+) \['bills'\]\n$/.exec(after.stdout)!;
      expect(Number(known)).toBeLessThan(260);
    },
  },
];

export default cases;
