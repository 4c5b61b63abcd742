import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'learns again',
    program: {
      files: {
        'train.ipynb': [
          `import torch

torch.manual_seed(0)
x = torch.randn(64, 4)
y = x[:, :1] * 2
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)`,
          `for _ in range(100):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss = torch.tensor(loss, requires_grad=True)
    loss.backward()
    optimizer.step()
print("learned:", loss.item() < 0.01)`,
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('learned: False\n');
      expect(after.stdout).toBe('learned: True\n');
    },
  },
];

export default cases;
