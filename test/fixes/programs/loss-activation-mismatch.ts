import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'trains on raw outputs',
    program: {
      files: {
        'train.py': `import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 4)
y = (x[:, :1] > 0).float()
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
try:
    for _ in range(60):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print("learned:", loss.item() < 0.3)
except RuntimeError as error:
    print("failed:", type(error).__name__)
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('failed: RuntimeError\n');
      expect(after.stdout).toBe('learned: True\n');
    },
  },
  {
    name: 'makes the likelihood positive',
    program: {
      files: {
        'train.py': `import torch
import torch.nn.functional as F

torch.manual_seed(0)
logits = torch.randn(8, 3)
loss = F.nll_loss(F.softmax(logits, dim=1), torch.zeros(8, dtype=torch.long))
print("positive:", loss.item() > 0)
`,
      },
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('positive: False\n');
      expect(after.stdout).toBe('positive: True\n');
    },
  },
  {
    name: 'lets one unit learn',
    program: {
      files: {
        'train.py': `import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
x = np.random.default_rng(0).normal(size=(200, 4))
y = (x[:, 0] > 0).astype("float32")
model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1, activation="softmax")])
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=8, verbose=0)
print("learned:", history.history["accuracy"][-1] > 0.8)
`,
      },
      needs: ['keras', 'torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('learned: False');
      expect(after.stdout).toContain('learned: True');
    },
  },
];

export default cases;
