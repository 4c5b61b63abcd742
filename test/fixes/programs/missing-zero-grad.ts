import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'lets the loss fall, in a loop of batches',
    program: {
      files: {
        'train.py': `
          import torch
          from torch import nn
          from torch.utils.data import DataLoader, TensorDataset

          torch.manual_seed(0)
          X = torch.randn(256, 4)
          y = X @ torch.tensor([[1.0], [-2.0], [0.5], [3.0]]) + 0.1 * torch.randn(256, 1)
          loader = DataLoader(TensorDataset(X, y), batch_size=32)
          model = nn.Linear(4, 1)
          loss_fn = nn.MSELoss()
          optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
          for epoch in range(20):
              for inputs, targets in loader:
                  loss = loss_fn(model(inputs), targets)
                  loss.backward()
                  optimizer.step()
          print("loss:", loss_fn(model(X), y).item())
        `,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'loss')).toBeGreaterThan(0.1);
      expect(reading(after, 'loss')).toBeLessThan(0.02);
    },
  },
  {
    name: 'clears gradients in a helper that steps',
    program: {
      files: {
        'train.ipynb': [
          'import torch\nfrom torch import nn',
          `
            def train_step(model, optimizer, inputs, targets):
                """One step down the slope."""
                loss = nn.functional.mse_loss(model(inputs), targets)
                loss.backward()
                optimizer.step()
                return loss
          `,
          `
            torch.manual_seed(1)
            inputs = torch.linspace(-1, 1, 100).unsqueeze(1)
            targets = 3 * inputs + 1
            model = nn.Linear(1, 1)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
          `,
          `
            for step in range(200):
                loss = train_step(model, optimizer, inputs, targets)
            print("loss:", loss.item())
          `,
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'loss')).toBeGreaterThan(0.1);
      expect(reading(after, 'loss')).toBeLessThan(0.001);
    },
  },
];

export default cases;
