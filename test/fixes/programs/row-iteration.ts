import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'gives the same columns, much faster',
    program: {
      files: {
        'orders.py': `
          import time

          import numpy as np
          import pandas as pd

          rng = np.random.default_rng(0)
          orders = pd.DataFrame({"price": rng.random(30_000), "quantity": rng.integers(1, 9, 30_000)})
          started = time.perf_counter()
          orders["total"] = orders.apply(lambda row: row["price"] * row["quantity"], axis=1)
          orders["taxed"] = orders.apply(lambda r: r.total * 1.19 + 2.5, axis="columns")
          orders["large"] = orders[["total", "taxed"]].apply(lambda row: row["total"] > 4, axis=1)
          print("seconds:", time.perf_counter() - started)
          print("sums:", orders.sum().round(6).tolist(), orders["large"].dtype)
        `,
      },
      needs: ['numpy', 'pandas'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      const sums = (text: string): string => text.slice(text.indexOf('sums:'));
      expect(sums(after.stdout)).toBe(sums(before.stdout));
      expect(reading(after, 'seconds')).toBeLessThan(reading(before, 'seconds') / 10);
    },
  },
  {
    name: 'gives the same column in a notebook, inside a larger expression',
    program: {
      files: {
        'speed.ipynb': [
          'import pandas as pd',
          'trips = pd.DataFrame({"km": range(1, 2001), "hours": [0.5] * 2000})',
          'speed = trips.apply(lambda row: row["km"] / row["hours"], axis=1).clip(upper=130)',
          'print(speed.sum(), speed.iloc[3])',
        ],
      },
      needs: ['pandas'],
    },
    effect: ({ before, after }) => expect(after.stdout).toBe(before.stdout),
  },
];

export default cases;
