import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import torch

torch.manual_seed(0)
model = torch.nn.Linear(1, 1, bias=False)
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
batch, target = torch.ones(1, 1), torch.zeros(1, 1)
lowest, best = float("inf"), None`;

/** Steps that are too long: the first state is the best. */
const loop = (keep: string): string => `for _ in range(5):
    optimizer.zero_grad()
    loss = 2 * torch.nn.functional.mse_loss(model(batch), target)
    if loss.item() < lowest:
        lowest, best = loss.item(), ${keep}
    loss.backward()
    optimizer.step()`;

const RESTORE = `model.load_state_dict(best)
loss = 2 * torch.nn.functional.mse_loss(model(batch), target)
print("restored:", abs(loss.item() - lowest) < 1e-6)`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('restored: False\n');
  expect(after.stdout).toBe('restored: True\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'restores the best state, not the last',
    program: {
      files: { 'train.py': [SETUP, loop('model.state_dict()'), RESTORE, ''].join('\n') },
      needs: ['torch'],
    },
    effect,
  },
  {
    name: 'replaces a shallow copy, in a notebook',
    program: {
      files: { 'train.ipynb': [SETUP, loop('dict(model.state_dict())'), RESTORE] },
      needs: ['torch'],
    },
    effect,
  },
];

export default cases;
