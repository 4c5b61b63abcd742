import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes augmentation in workers the same in each run',
    program: {
      files: {
        'train.py': `import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(42)
random.seed(42)


class Rows(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return np.float32(index + np.random.rand())


if __name__ == "__main__":
    loader = DataLoader(Rows(), batch_size=4, shuffle=True, num_workers=2)
    print([round(float(value), 4) for batch in loader for value in batch])
`,
      },
      needs: ['torch'],
    },
    twice: true,
    effect: ({ after, afterAgain }) => {
      expect(afterAgain!.stdout).toBe(after.stdout);
    },
  },
];

export default cases;
