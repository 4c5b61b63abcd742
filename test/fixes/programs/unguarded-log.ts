import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'keeps the gradient of a sure prediction finite',
    program: {
      files: {
        'loss.py': `import torch

logits = torch.tensor([[0.0, 200.0]], requires_grad=True)
loss = -torch.log(torch.softmax(logits, dim=1))[0, 0]
loss.backward()
print("finite:", bool(torch.isfinite(logits.grad).all() and torch.isfinite(loss)))
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('finite: False\n');
      expect(after.stdout).toBe('finite: True\n');
    },
  },
  {
    name: 'sums large exponentials without overflow',
    program: {
      files: {
        'loss.py': `import torch

x = torch.tensor([[1000.0, 1000.0]])
print("sum:", float(torch.log(torch.sum(torch.exp(x), dim=1))))
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('sum: inf\n');
      expect(after.stdout).toMatch(/^sum: 1000\.69/);
    },
  },
];

export default cases;
