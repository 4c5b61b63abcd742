import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

/** For three classes a loss that is given probabilities cannot fall below ln(1 + 2 / e) = 0.55. */
const falls: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'loss')).toBeGreaterThan(0.55);
  expect(reading(after, 'loss')).toBeLessThan(0.3);
};

const cases: readonly FixCase[] = [
  {
    name: 'lets the loss of a network fall below its floor',
    program: {
      files: {
        'train.py': `
          import torch
          import torch.nn.functional as F
          from torch import nn


          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.hidden = nn.Linear(2, 32)
                  self.out = nn.Linear(32, 3)

              def forward(self, x):
                  x = F.relu(self.hidden(x))
                  x = self.out(x)
                  x = F.softmax(x, dim=1)
                  return x


          torch.manual_seed(0)
          X = torch.rand(300, 2) * 2 - 1
          y = (X[:, 0] > 0.3).long() + (X[:, 0] > -0.3).long()
          model = Net()
          criterion = nn.CrossEntropyLoss()
          optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
          for _ in range(200):
              optimizer.zero_grad()
              loss = criterion(model(X), y)
              loss.backward()
              optimizer.step()
          print("loss:", loss.item())
        `,
      },
      needs: ['torch'],
    },
    effect: falls,
  },
  {
    name: 'tells a loss of Keras that it gets probabilities',
    program: {
      files: {
        'train.ipynb': [
          'import keras\nimport numpy as np\nfrom keras import layers\n\nkeras.utils.set_random_seed(1)',
          `
            X = np.random.uniform(-1, 1, size=(300, 2))
            y = (X[:, 0] > 0.3).astype(int) + (X[:, 0] > -0.3)
          `,
          `
            model = keras.Sequential(
                [layers.Input((2,)), layers.Dense(32, activation="relu"), layers.Dense(3, activation="softmax")]
            )
            model.compile(optimizer=keras.optimizers.Adam(0.02), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
            history = model.fit(X, y, epochs=25, verbose=0)
          `,
          'print("loss:", history.history["loss"][-1])',
        ],
      },
      // Keras runs on PyTorch here (KERAS_BACKEND).
      needs: ['keras', 'numpy', 'torch'],
    },
    effect: falls,
  },
];

export default cases;
