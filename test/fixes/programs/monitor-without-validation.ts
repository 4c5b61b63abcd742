import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const SETUP = `import keras
import numpy as np

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
X = np.asarray(rng.normal(size=(60, 4)))
y = np.asarray(rng.normal(size=60))
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1)])
model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))
`;

const FIT = `history = model.fit(X, y, epochs=60, verbose=0, callbacks=[keras.callbacks.EarlyStopping(patience=3)])
print("epochs:", len(history.epoch))
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'epochs')).toBe(60);
  expect(reading(after, 'epochs')).toBeLessThan(60);
};

const cases: readonly FixCase[] = [
  {
    name: 'lets early stopping stop',
    program: { files: { 'train.py': SETUP + FIT }, needs: ['keras', 'torch', 'numpy'] },
    effect,
  },
  {
    name: 'does so in a notebook',
    program: { files: { 'train.ipynb': [SETUP, FIT] }, needs: ['keras', 'torch', 'numpy'] },
    effect,
  },
];

export default cases;
