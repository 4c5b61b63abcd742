import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'reaches the frame with each form of assignment',
    program: {
      files: {
        'clean.py': `
          import numpy as np
          import pandas as pd


          def load():
              return pd.DataFrame(
                  {"age": [30, 150, 40], "weight": [70.0, np.nan, 80.0], "city": ["Bonn", "Ulm", "Ulm"]},
                  index=["a", "b", "c"],
              )


          def clean(df: pd.DataFrame) -> pd.DataFrame:
              df[df["age"] > 120]["age"] = 120
              df["weight"].fillna(75.0, inplace=True)
              df["city"].iloc[0] = "Köln"
              df.loc["c"]["age"] = 41
              return df


          patients = clean(load())
          print(patients["age"].tolist(), patients["weight"].tolist(), patients["city"].tolist())
        `,
      },
      needs: ['numpy', 'pandas'],
    },
    fixes: 4,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("[30, 150, 40] [70.0, nan, 80.0] ['Bonn', 'Ulm', 'Ulm']\n");
      expect(after.stdout).toBe("[30, 120, 41] [70.0, 75.0, 80.0] ['Köln', 'Ulm', 'Ulm']\n");
    },
  },
  {
    name: 'reaches the frame in a notebook',
    program: {
      files: {
        'clean.ipynb': [
          'import pandas as pd',
          'orders = pd.DataFrame({"price": [5.0, None, 2.5], "state": ["new", "?", "?"]})',
          'orders.price.fillna(0, inplace=True)',
          `
            unknown = orders["state"] == "?"
            orders[unknown]["state"] = "open"
            orders["state"].replace("new", "open", inplace=True)
          `,
          'print(orders["price"].tolist(), orders["state"].tolist())',
        ],
      },
      needs: ['pandas'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("[5.0, nan, 2.5] ['new', '?', '?']\n");
      expect(after.stdout).toBe("[5.0, 0.0, 2.5] ['open', 'open', 'open']\n");
    },
  },
];

export default cases;
