import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('hooks: 0\n');
  expect(after.stdout).toBe('hooks: 1\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'lets hooks run',
    program: {
      files: {
        'predict.py': `
          import torch
          from torch import nn

          torch.manual_seed(0)
          seen = []
          model = nn.Linear(4, 2)
          model.register_forward_hook(lambda module, inputs, output: seen.append(output))
          model.forward(torch.ones(1, 4))
          print("hooks:", len(seen))
        `,
      },
      needs: ['torch'],
    },
    effect,
  },
  {
    name: 'calls the instance in its own method, in a notebook',
    program: {
      files: {
        'net.ipynb': [
          'import torch\nfrom torch import nn\ntorch.manual_seed(0)\nseen = []',
          'class Net(nn.Module):\n    def forward(self, x):\n        return x * 2\n\n    def predict(self, x):\n        return self.forward(x)',
          'net = Net()\nnet.register_forward_hook(lambda *parts: seen.append(parts))\nnet.predict(torch.ones(2))\nprint("hooks:", len(seen))',
        ],
      },
      needs: ['torch'],
    },
    effect,
  },
];

export default cases;
