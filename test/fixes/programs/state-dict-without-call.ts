import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'saves weights that can be loaded',
    program: {
      files: {
        'train.py': `
          import torch
          from torch import nn

          model = nn.Linear(2, 1)
          optimizer = torch.optim.Adam(model.parameters())
          checkpoint = {"epoch": 3, "weights": model.state_dict, "optimizer": optimizer.state_dict()}
          torch.save(checkpoint, "checkpoint.pt")
          torch.save(model.state_dict, "model.pt")
        `,
        'restore.py': `
          import runpy

          import torch

          runpy.run_path("train.py")
          model = torch.nn.Linear(2, 1)
          model.load_state_dict(torch.load("model.pt"))
          print(torch.load("checkpoint.pt")["weights"]["weight"].shape == model.weight.shape)
        `,
      },
      entry: 'restore.py',
      needs: ['torch'],
    },
    fixes: 2,
    fails: true,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('UnpicklingError');
      expect(after.stdout).toBe('True\n');
    },
  },
  {
    name: 'copies weights in a notebook',
    program: {
      files: {
        'copy.ipynb': [
          'import torch\nfirst, net = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)',
          'net.load_state_dict(first.state_dict)',
          'print(torch.equal(first.weight, net.weight))',
        ],
      },
      needs: ['torch'],
    },
    fails: true,
    effect: ({ after }) => expect(after.stdout).toBe('True\n'),
  },
];

export default cases;
