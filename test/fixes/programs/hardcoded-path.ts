import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const MAKE =
  'import os\n\nos.makedirs("elsewhere", exist_ok=True)\nopen("elsewhere/a.csv", "w").write("x\\n1\\n2\\n")\n';

const cases: readonly FixCase[] = [
  {
    name: 'reads from the folder that the environment names',
    program: {
      files: {
        'make.py': MAKE,
        'read.py': `
          import make
          import pandas as pd

          df = pd.read_csv("/home/nobody/shop/a.csv")
          print("sum:", df["x"].sum())
        `,
      },
      entry: 'read.py',
      environment: { DATA_DIR: 'elsewhere' },
      needs: ['pandas'],
    },
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('FileNotFoundError');
      expect(after.stdout).toBe('sum: 3\n');
    },
  },
  {
    name: 'does so in a notebook, for several files',
    program: {
      files: {
        'make.py': MAKE,
        'read.ipynb': [
          'import make\nimport numpy as np\nimport pandas as pd',
          'df = pd.read_csv("/home/nobody/shop/a.csv")',
          'np.save("/home/nobody/shop/a.npy", df.to_numpy())\nprint("sum:", np.load("/home/nobody/shop/a.npy").sum())',
        ],
      },
      entry: 'read.ipynb',
      environment: { DATA_DIR: 'elsewhere' },
      needs: ['pandas', 'numpy'],
    },
    fails: true,
    effect: ({ after }) => expect(after.stdout).toBe('sum: 3\n'),
  },
];

export default cases;
