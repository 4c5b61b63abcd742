import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const effect: FixCase['effect'] = ({ before, beforeAgain, after, afterAgain }) => {
  expect(before.stdout).not.toBe(beforeAgain?.stdout);
  expect(after.stdout).toBe(afterAgain?.stdout);
};

const NAMES = 'names = [f"user {i}" for i in range(64)]';

const cases: readonly FixCase[] = [
  {
    name: 'puts every row on the same side in each run',
    program: {
      files: {
        'split.py': `import numpy as np\n\n${NAMES}\nprint(np.array([hash(name) % 2 for name in names]))\n`,
      },
      needs: ['numpy'],
    },
    twice: true,
    effect,
  },
  {
    name: 'gives a column the same buckets in each run, in a notebook',
    program: {
      files: {
        'buckets.ipynb': [
          'import pandas as pd',
          `${NAMES}\ndf = pd.DataFrame({"name": names})`,
          'df["bucket"] = df["name"].apply(hash) % 8\nprint(df["bucket"].tolist())',
        ],
      },
      needs: ['pandas'],
    },
    twice: true,
    effect,
  },
];

export default cases;
