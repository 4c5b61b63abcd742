import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'asks for the version that the project pins',
    program: {
      files: {
        'requirements.txt': 'numpy==1.0.999\n',
        'explore.ipynb': [
          '%pip install --dry-run --no-index --quiet numpy',
          'import numpy as np\nprint("mean:", np.mean([1, 2, 3]))',
        ],
      },
      entry: 'explore.ipynb',
      needs: ['numpy'],
    },
    effect: ({ after }) => expect(after.stdout).toContain('mean: 2.0'),
    newestOnly: 'a kernel of its own',
  },
  {
    name: 'installs into the environment of the kernel',
    program: {
      files: {
        'explore.ipynb': [
          'import sys\nimport numpy as np',
          '!pip install --dry-run --no-index --quiet numpy==0.0.1',
          'print("kernel:", sys.executable != "")',
        ],
      },
      needs: ['numpy'],
    },
    effect: ({ after }) => expect(after.stdout).toContain('kernel: True'),
    newestOnly: 'a kernel of its own',
  },
];

export default cases;
