import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'reads every row once',
    program: {
      files: {
        'rows.py': `import torch
from torch.utils.data import DataLoader, IterableDataset


class Rows(IterableDataset):
    def __iter__(self):
        for row in range(10):
            yield row * row


def main():
    loader = DataLoader(Rows(), batch_size=2, num_workers=2)
    rows = [int(row) for batch in loader for row in batch]
    print(len(rows), sorted(set(rows)) == [row * row for row in range(10)])


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('20 True\n');
      expect(after.stdout).toBe('10 True\n');
    },
  },
];

export default cases;
