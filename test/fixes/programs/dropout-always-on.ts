import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const NET = `import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(50, 1)

    def forward(self, x):
        return self.fc(CALL)
`;

const SCORE = `net = Net()
net.eval()
rows = torch.ones(4, 50)
with torch.inference_mode():
    print("same:", torch.equal(net(rows), net(rows)))
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('same: False\n');
  expect(after.stdout).toBe('same: True\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'lets eval() switch dropout off',
    program: {
      files: { 'net.py': `${NET.replace('CALL', 'F.dropout(x, 0.5)')}\n\n${SCORE}` },
      needs: ['torch'],
    },
    effect,
  },
  {
    name: 'hands the mode in by name, in a notebook',
    program: {
      files: { 'net.ipynb': [NET.replace('CALL', 'F.dropout(x, 0.5)'), SCORE] },
      needs: ['torch'],
    },
    effect,
  },
];

export default cases;
