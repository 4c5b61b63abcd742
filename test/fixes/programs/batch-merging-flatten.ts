import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const program = (flatten: string): string => `import torch
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4 * 2 * 2, 5)

    def forward(self, x):
        x = self.conv(x).relu()
        x = ${flatten}
        return self.fc(x)


print(tuple(Net()(torch.ones(8, 3, 4, 4)).shape))
`;

const cases: readonly FixCase[] = ['torch.flatten(x)', 'x.flatten()', 'x.view(-1)'].map((flatten) => ({
  name: `keeps the rows of a batch apart: ${flatten}`,
  program: { files: { 'net.py': program(flatten) }, needs: ['torch'] },
  fails: true,
  effect: ({ before, after }) => {
    expect(before.stderr).toContain('cannot be multiplied');
    expect(after.stdout).toBe('(8, 5)\n');
  },
}));

export default cases;
