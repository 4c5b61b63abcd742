import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const HEAD = 'import torch\nfrom torch import nn\n\ntorch.manual_seed(0)\n';
const COUNT = 'print("parameters:", len(list(Net().parameters())))\n';

const net = (attribute: string, forward: string): string => `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${attribute}

    def forward(self, x):
        ${forward}
`;

const LOOP = 'for layer in self.layers:\n            x = layer(x)\n        return x';

const cases: readonly FixCase[] = [
  {
    name: 'registers the layers of a list',
    program: {
      files: {
        'net.py': `${HEAD}\n\n${net('self.layers = [nn.Linear(4, 4), nn.Linear(4, 2)]', LOOP)}\n\n${COUNT}`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('parameters: 0\n');
      expect(after.stdout).toBe('parameters: 4\n');
    },
  },
  {
    name: 'registers the layers of a dictionary, in a notebook',
    program: {
      files: {
        'net.ipynb': [
          HEAD,
          net('self.heads = {"a": nn.Linear(4, 1)}', 'return self.heads["a"](x)'),
          `${COUNT}print(tuple(Net()(torch.ones(1, 4)).shape))`,
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('parameters: 0\n(1, 1)\n');
      expect(after.stdout).toBe('parameters: 2\n(1, 1)\n');
    },
  },
  {
    name: 'makes a tensor a parameter',
    program: {
      files: {
        'net.py': `${HEAD}\n\n${net('self.scale = torch.ones(3, requires_grad=True)', 'return x * self.scale')}\n\n${COUNT}`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('parameters: 0\n');
      expect(after.stdout).toBe('parameters: 1\n');
    },
  },
];

export default cases;
