import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes two passes over the same rows agree',
    program: {
      files: {
        'predict.py': `
          import torch
          from torch import nn


          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.layers = nn.Sequential(nn.Linear(4, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))

              def forward(self, x):
                  return self.layers(x)


          def predict(model, rows):
              with torch.no_grad():
                  return model(rows)


          torch.manual_seed(0)
          torch.save(Net().state_dict(), "model.pt")
          torch.save(torch.arange(24.0).reshape(6, 4), "rows.pt")
          model = Net()
          model.load_state_dict(torch.load("model.pt", weights_only=True))
          rows = torch.load("rows.pt", weights_only=True)
          first, second = predict(model, rows), predict(model, rows)
          print("difference:", (first - second).abs().max().item())
        `,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'difference')).toBeGreaterThan(0);
      expect(reading(after, 'difference')).toBe(0);
    },
  },
  {
    name: 'switches to evaluation between epochs, and back to training',
    program: {
      files: {
        'train.ipynb': [
          'import torch\nfrom torch import nn',
          `
            torch.manual_seed(0)
            X = torch.rand(200, 3)
            y = (X.sum(dim=1) > 1.5).long()
            X_train, y_train, X_val, y_val = X[:150], y[:150], X[150:], y[150:]
            model = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))
            optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
          `,
          `
            for epoch in range(20):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(X_train), y_train)
                loss.backward()
                optimizer.step()
                with torch.no_grad():
                    outputs = model(X_val)
                    again = model(X_val)
                modes = model.training
            print("difference:", (outputs - again).abs().max().item())
            print("trains on:", modes)
          `,
        ],
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'difference')).toBeGreaterThan(0);
      expect(reading(after, 'difference')).toBe(0);
      expect(after.stdout).toContain('trains on: True');
    },
  },
];

export default cases;
