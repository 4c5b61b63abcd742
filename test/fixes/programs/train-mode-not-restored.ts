import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 64), nn.Dropout(0.5), nn.Linear(64, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
batch, target = torch.ones(8, 4), torch.ones(8, 1)`;

const LOOP = `for epoch in range(3):
    optimizer.zero_grad()
    output = model(batch)
    print("dropout:", output.std().item() > 1e-3)
    nn.functional.mse_loss(output, target).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        model(batch)`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('dropout: True\ndropout: False\ndropout: False\n');
  expect(after.stdout).toBe('dropout: True\ndropout: True\ndropout: True\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'keeps dropout on from the second epoch',
    program: { files: { 'train.py': `${SETUP}\n${LOOP}\n` }, needs: ['torch'] },
    effect,
  },
  {
    name: 'does so in a notebook',
    program: { files: { 'train.ipynb': [SETUP, LOOP] }, needs: ['torch'] },
    effect,
  },
];

export default cases;
