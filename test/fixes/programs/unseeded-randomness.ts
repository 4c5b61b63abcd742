import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const repeats: FixCase['effect'] = ({ before, beforeAgain, after, afterAgain }) => {
  expect(beforeAgain!.stdout).not.toBe(before.stdout);
  expect(afterAgain!.stdout).toBe(after.stdout);
};

const cases: readonly FixCase[] = [
  {
    name: 'makes two runs of a network agree, whose batches are shuffled and augmented',
    program: {
      files: {
        'train.py': `
          """Trains a small network."""
          from __future__ import annotations

          import random

          import numpy as np
          import torch
          from torch import nn
          from torch.utils.data import DataLoader, TensorDataset


          def augmented(inputs: torch.Tensor) -> torch.Tensor:
              if random.random() < 0.5:
                  inputs = -inputs
              return inputs + torch.from_numpy(np.random.normal(size=inputs.shape)).float()


          def main() -> None:
              X = torch.linspace(-1, 1, 200).reshape(100, 2)
              y = (X.sum(dim=1) > 0).long()
              loader = DataLoader(TensorDataset(X, y), batch_size=20, shuffle=True)
              model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
              optimizer = torch.optim.Adam(model.parameters())
              for _ in range(3):
                  for inputs, targets in loader:
                      optimizer.zero_grad()
                      loss = nn.functional.cross_entropy(model(augmented(inputs)), targets)
                      loss.backward()
                      optimizer.step()
                  print(f"loss: {loss.item():.9f}")


          if __name__ == "__main__":
              main()
        `,
      },
      needs: ['numpy', 'torch'],
    },
    twice: true,
    effect: repeats,
  },
  {
    name: 'makes two runs of a notebook with Keras agree',
    program: {
      files: {
        'train.ipynb': [
          'import numpy as np\nimport keras\nfrom keras import layers',
          `
            X = np.linspace(0, 1, 120).reshape(60, 2)
            y = (X[:, 0] > 0.4).astype(int)
            order = np.random.permutation(len(X))
            X, y = X[order], y[order]
          `,
          `
            model = keras.Sequential([layers.Dense(6, activation="relu"), layers.Dropout(0.3), layers.Dense(1, activation="sigmoid")])
            model.compile(optimizer="adam", loss="binary_crossentropy")
            history = model.fit(X, y, epochs=2, batch_size=16, verbose=0)
          `,
          'print(history.history["loss"])',
        ],
      },
      // Keras runs on PyTorch here (KERAS_BACKEND).
      needs: ['keras', 'numpy', 'torch'],
    },
    twice: true,
    effect: repeats,
  },
];

export default cases;
