import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import torch
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

data = TensorDataset(torch.arange(64))
sampler = DistributedSampler(data, num_replicas=1, rank=0)
loader = DataLoader(data, batch_size=64, sampler=sampler)
orders = set()`;

const LOOP = `for epoch in range(3):
    for (batch,) in loader:
        orders.add(tuple(batch.tolist()))
print("orders:", len(orders))`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe('orders: 1\n');
  expect(after.stdout).toBe('orders: 3\n');
};

const cases: readonly FixCase[] = [
  {
    name: 'gives each epoch an order of its own',
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
