import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'freezes what was meant to be frozen',
    program: {
      files: {
        'finetune.py': `
          import torch
          from torch import nn

          torch.manual_seed(0)
          body = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8))
          head = nn.Linear(8, 2)
          norm = nn.LayerNorm(8)
          for parameter in body.parameters():
              parameter.require_grad = False
          norm.requires_grad = False
          before = body[0].weight.clone()
          optimizer = torch.optim.SGD([*body.parameters(), *norm.parameters(), *head.parameters()], lr=0.1)
          loss = nn.functional.cross_entropy(head(norm(body(torch.randn(16, 4)))), torch.zeros(16, dtype=torch.long))
          optimizer.zero_grad()
          loss.backward()
          optimizer.step()
          print("body frozen:", torch.equal(before, body[0].weight))
          print("norm frozen:", norm.weight.grad is None)
          print("head learns:", head.weight.grad is not None)
        `,
      },
      needs: ['torch'],
    },
    fixes: 2,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('body frozen: False\nnorm frozen: False\nhead learns: True\n');
      expect(after.stdout).toBe('body frozen: True\nnorm frozen: True\nhead learns: True\n');
    },
  },
  {
    name: 'comes to an end where a module is misspelled, too',
    program: {
      files: {
        'freeze.ipynb': [
          'import torch',
          'net = torch.nn.Linear(3, 2)',
          'net.require_grad = False',
          'print([parameter.requires_grad for parameter in net.parameters()])',
        ],
      },
      needs: ['torch'],
    },
    fixes: 2,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('[True, True]\n');
      expect(after.stdout).toBe('[False, False]\n');
    },
  },
];

export default cases;
