import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'finds the missing values that no comparison finds',
    program: {
      files: {
        'clean.py': `
          import math

          import numpy as np
          import pandas as pd
          import torch

          df = pd.DataFrame({"age": [30.0, np.nan, 50.0], "city": ["Bonn", None, "Ulm"]})
          print("kept:", len(df[df["age"] != np.nan]))
          print("missing:", int((df["age"] == np.nan).sum()))
          print("filled:", np.where(df["age"] == np.nan, 40.0, df["age"]).tolist())
          loss = torch.tensor([0.5, float("nan")])
          print("bad losses:", int((loss == torch.nan).sum()))


          def known(values):
              return [value for value in values if value is not np.nan and not value == math.nan]


          print("known:", known([1.0, float("nan"), math.nan]))
        `,
      },
      needs: ['numpy', 'pandas', 'torch'],
    },
    fixes: 6,
    effect: ({ before, after }) => {
      const report = (kept: number, missing: number, filled: string, bad: number, known: string): string =>
        `kept: ${kept}\nmissing: ${missing}\nfilled: ${filled}\nbad losses: ${bad}\nknown: ${known}\n`;
      expect(before.stdout).toBe(report(3, 0, '[30.0, nan, 50.0]', 0, '[1.0, nan, nan]'));
      expect(after.stdout).toBe(report(2, 1, '[30.0, 40.0, 50.0]', 1, '[1.0]'));
    },
  },
  {
    name: 'works in a notebook with NumPy alone',
    program: {
      files: {
        'signal.ipynb': [
          'import numpy as np',
          'signal = np.array([1.0, np.nan, 3.0])\ngaps = signal == np.nan',
          'for i, value in enumerate(signal):\n    if value == float("nan"):\n        print("gap at", i)',
          'print(int(gaps.sum()), signal[signal != np.nan].sum())',
        ],
      },
      needs: ['numpy'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('0 nan\n');
      expect(after.stdout).toBe('gap at 1\n1 4.0\n');
    },
  },
];

export default cases;
