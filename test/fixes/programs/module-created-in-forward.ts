import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const NET = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)

    def forward(self, x):
        head = nn.Linear(8, 2)
        return head(self.body(x))
`;

const HEAD = 'import torch\nfrom torch import nn\n\ntorch.manual_seed(0)\n';
const USE = `net = Net()
print("parameters:", len(list(net.parameters())))
rows = torch.ones(1, 4)
print("same:", torch.equal(net(rows), net(rows)))
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('parameters: 2\nsame: False\n');
  expect(after.stdout).toBe('parameters: 4\nsame: True\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'makes the layer once',
    program: { files: { 'net.py': `${HEAD}\n\n${NET}\n\n${USE}` }, needs: ['torch'] },
    effect,
  },
  {
    name: 'makes the layer once in a notebook',
    program: { files: { 'net.ipynb': [HEAD, NET, USE] }, needs: ['torch'] },
    effect,
  },
];

export default cases;
