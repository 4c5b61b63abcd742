import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'predicts without a graph',
    program: {
      files: {
        'predict.py': `import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 2))
rows = torch.randn(5, 4)


def predict(rows):
    model.eval()
    return model(rows)


out = predict(rows)
print("graph:", out.grad_fn is not None)
print(round(float(out.sum()), 4))
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('graph: True');
      expect(after.stdout).toBe(before.stdout.replace('graph: True', 'graph: False'));
    },
  },
  {
    name: 'judges in a notebook without a graph',
    program: {
      files: {
        'judge.ipynb': [
          `import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 2))
loader = [(torch.randn(5, 4), torch.zeros(5, dtype=torch.long)) for _ in range(3)]`,
          `model.eval()
right = 0
for x, y in loader:
    out = model(x)
    right += (out.argmax(1) == y).sum().item()
print("graph:", out.requires_grad, right)`,
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('graph: True');
      expect(after.stdout).toBe(before.stdout.replace('graph: True', 'graph: False'));
    },
  },
];

export default cases;
