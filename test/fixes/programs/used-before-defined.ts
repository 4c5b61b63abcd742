import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'moves a constant and a function up, so that the notebook runs from the top',
    program: {
      files: {
        'rates.ipynb': [
          'import numpy as np\n%matplotlib inline',
          'doubled = base * 2\nprint("doubled", doubled)',
          'print("mean", summary(np.arange(4)))',
          'base = 0.25  # per year',
          `
            # The mean, rounded.
            def summary(values):
                return round(float(np.mean(values)), 1)
          `,
          'print("end", base)',
        ],
      },
      needs: ['numpy'],
    },
    fixes: 2,
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toMatch(/NameError.*base/);
      expect(after.stdout).toBe('doubled 0.5\nmean 1.5\nend 0.25\n');
    },
  },
  {
    name: 'moves an import up, and adds one that everybody writes the same way',
    program: {
      files: {
        'plots.ipynb': [
          'from pathlib import Path',
          {
            text: 'frame = pd.DataFrame({"a": [1, 2, 3]})\nprint(np.sqrt(4.0), len(frame))',
            hasCleanOutput: true,
          },
          'import pandas as pd\nprint(frame["a"].sum())',
        ],
      },
      needs: ['numpy', 'pandas'],
    },
    fixes: 2,
    fails: true,
    effect: ({ after }) => expect(after.stdout).toBe('2.0 3\n6\n'),
  },
];

export default cases;
