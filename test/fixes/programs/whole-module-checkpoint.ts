import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'saves and loads weights',
    program: {
      files: {
        'train.py': `
          import torch

          torch.manual_seed(0)
          net = torch.nn.Linear(2, 1)
          torch.save(net, "net.pt")
          again = torch.load("net.pt", weights_only=False)
          print("same:", torch.equal(net.weight, again.weight))
        `,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('same: True\n');
      expect(after.stdout).toBe('same: True\n');
    },
  },
  {
    name: 'does so in a notebook',
    program: {
      files: {
        'train.ipynb': [
          'import torch\ntorch.manual_seed(0)\nnet = torch.nn.Linear(2, 1)',
          'torch.save(net, "net.pt")',
          'other = torch.nn.Linear(2, 1)\nwith open("net.pt", "rb") as file:\n    other.load_state_dict(torch.load(file))\nprint("same:", torch.equal(net.weight, other.weight))',
        ],
      },
      needs: ['torch'],
    },
    fails: true,
    effect: ({ after }) => expect(after.stdout).toBe('same: True\n'),
  },
];

export default cases;
