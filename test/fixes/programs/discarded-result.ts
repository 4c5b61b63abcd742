import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'lets the steps happen that never happened',
    program: {
      files: {
        'clean.py': `
          import numpy as np
          import pandas as pd
          import torch


          def load():
              return pd.DataFrame({"age": [50.0, None, 30.0, 30.0], "note": ["a", "b", "c", "c"]})


          def clean(df: pd.DataFrame) -> pd.DataFrame:
              df.dropna()
              df.drop_duplicates()
              df.sort_values("age")
              df["age"].clip(upper=40)
              return df


          patients = clean(load())
          print(patients["age"].tolist(), patients.columns.tolist())
          order = np.array([3, 1, 2])
          np.sort(order)
          print(order.tolist())
          weights = torch.ones(2, 3)
          weights.flatten()
          print(tuple(weights.shape))
        `,
      },
      needs: ['numpy', 'pandas', 'torch'],
    },
    fixes: 6,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("[50.0, nan, 30.0, 30.0] ['age', 'note']\n[3, 1, 2]\n(2, 3)\n");
      expect(after.stdout).toBe("[30.0, 40.0] ['age', 'note']\n[1, 2, 3]\n(6,)\n");
    },
  },
  {
    name: 'does so in a notebook, and leaves what a cell shows',
    program: {
      files: {
        'look.ipynb': [
          'import pandas as pd\ndf = pd.DataFrame({"a": [2, 1], "b": ["x", "y"]})',
          'df.sort_values("a")\ndf.rename(columns={"b": "letter"})\nprint(df.columns.tolist())',
          'df.dropna()',
          'print(df["a"].tolist())',
        ],
      },
      needs: ['pandas'],
    },
    fixes: 2,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("['a', 'b']\n[2, 1]\n");
      expect(after.stdout).toBe("['a', 'letter']\n[1, 2]\n");
    },
  },
];

export default cases;
