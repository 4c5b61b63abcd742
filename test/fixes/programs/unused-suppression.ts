import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const same: FixCase['effect'] = ({ before, after }) => expect(after.stdout).toBe(before.stdout);

const cases: readonly FixCase[] = [
  {
    name: 'takes comments out and leaves the program as it was',
    program: {
      files: {
        'mean.py': `
          # mlops: ignore-file[refit-on-test] looked at in the old version
          import numpy as np

          values = np.arange(5)  # mlops: ignore[fit-before-split] nothing is fitted here
          text = "# mlops: ignore[row-iteration]"
          print(values.mean(), text)  # mlops: ignore
        `,
      },
      needs: ['numpy'],
    },
    fixes: 3,
    effect: same,
  },
  {
    name: 'takes a comment out of a cell with a magic',
    program: {
      files: {
        'look.ipynb': [
          '%matplotlib inline\nimport math',
          '# mlops: ignore-cell[out-of-order-execution] run by hand\nprint(math.pi)',
        ],
      },
      needs: [],
    },
    effect: same,
  },
];

export default cases;
