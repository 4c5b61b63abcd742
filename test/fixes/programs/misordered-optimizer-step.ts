import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const SETUP = `import torch

torch.manual_seed(0)
model = torch.nn.Linear(1, 1, bias=False)
torch.nn.init.zeros_(model.weight)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batch, target = torch.ones(1, 1), 100 * torch.ones(1, 1)
`;

const loop = (...lines: string[]): string =>
  `for _ in range(3):\n${lines.map((line) => `    ${line}`).join('\n')}\nprint("weight:", model.weight.item())\n`;

const LOSS = 'loss = torch.nn.functional.mse_loss(model(batch), target)';

const cases: readonly FixCase[] = [
  {
    name: 'lets the step move something',
    program: {
      files: {
        'train.py': SETUP + loop(LOSS, 'loss.backward()', 'optimizer.zero_grad()', 'optimizer.step()'),
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'weight')).toBe(0);
      expect(reading(after, 'weight')).toBeGreaterThan(40);
    },
  },
  {
    name: 'lets clipping bound the step, in a notebook',
    program: {
      files: {
        'train.ipynb': [
          SETUP,
          loop(
            'optimizer.zero_grad()',
            LOSS,
            'loss.backward()',
            'optimizer.step()',
            'torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)',
          ),
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'weight')).toBeGreaterThan(40);
      expect(reading(after, 'weight')).toBeLessThan(0.31);
    },
  },
];

export default cases;
