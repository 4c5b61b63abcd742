import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import torch

torch.manual_seed(0)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
loader = [(torch.randn(8, 4), torch.randn(8, 1)) for _ in range(5)]
total, losses = 0.0, []`;

const loop = (line: string): string => `for batch, target in loader:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    ${line}`;

const cases: readonly FixCase[] = [
  {
    name: 'keeps a total that needs no gradients',
    program: {
      files: {
        'train.py': `${SETUP}\n${loop('total += loss')}\nprint("graph:", getattr(total, "requires_grad", False))\nprint("total:", round(float(total), 4))\n`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('graph: True');
      expect(after.stdout).toContain('graph: False');
      expect(after.stdout.split('\n')[1]).toBe(before.stdout.split('\n')[1]);
    },
  },
  {
    name: 'keeps losses without their history, in a notebook',
    program: {
      files: {
        'train.ipynb': [
          SETUP,
          loop('losses.append(loss)'),
          'print("graph:", any(each.requires_grad for each in losses))',
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('graph: True\n');
      expect(after.stdout).toBe('graph: False\n');
    },
  },
];

export default cases;
