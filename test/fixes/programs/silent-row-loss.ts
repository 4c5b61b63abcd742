import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'says how many rows were there, and how many are left',
    program: {
      files: {
        'train.py': `
          import numpy as np
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          rng = np.random.default_rng(0)
          table = pd.DataFrame(rng.normal(size=(50, 2)), columns=["age", "usage"])
          table.loc[:9, "age"] = np.nan
          table.to_csv("churn.csv", index=False)
          rows = pd.read_csv("churn.csv")
          rows = rows.dropna()
          model = LogisticRegression().fit(rows[["age"]], rows["usage"] > 0)
          print("classes:", list(model.classes_))
        `,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).not.toContain('rows');
      expect(after.stdout).toContain('dropna: 50 rows before, 40 after');
    },
  },
];

export default cases;
