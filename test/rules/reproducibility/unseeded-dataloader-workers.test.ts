import rule from '../../../server/src/engine/rules/reproducibility/unseeded-dataloader-workers';
import { testRule } from '../../support/ruleTester';

const program = (
  loader: string,
  draw = 'np.random.rand()',
  seed = 'torch.manual_seed(42)\nnp.random.seed(42)\nrandom.seed(42)',
): string => `
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

${seed}

class Images(Dataset):
    def __getitem__(self, index):
        return self.images[index] * ${draw}

loader = ${loader}
`;
const LOADER = 'DataLoader(Images(), batch_size=10, shuffle=True, num_workers=4)';

testRule(rule, {
  valid: [
    { name: 'the loader works alone', code: program(LOADER.replace('num_workers=4', 'num_workers=0')) },
    { name: 'PyTorch draws', code: program(LOADER, 'torch.rand(1)') },
    { name: 'nothing is drawn', code: program(LOADER, '2') },
    {
      name: 'workers are seeded',
      code: program(LOADER.replace('num_workers=4', 'num_workers=4, worker_init_fn=seed_worker')),
    },
    { name: 'an evaluation loader', code: program(LOADER.replace('shuffle=True', 'shuffle=False')) },
    { name: 'nothing is seeded at all', code: program(LOADER, 'np.random.rand()', '') },
    {
      name: 'managed by Lightning',
      code: program(LOADER).replace('import torch\n', 'import lightning as L\nimport torch\n'),
    },
    {
      name: 'drawn when the dataset is made, in the main process',
      code: program(LOADER, '2').replace(
        'def __getitem__(self, index):\n        return self.images[index] * 2',
        'def __init__(self):\n        self.noise = np.random.rand()',
      ),
    },
  ],
  invalid: [
    {
      name: 'augmentation draws from NumPy',
      code: program(LOADER),
      errors: [
        {
          at: 'DataLoader',
          message:
            'The workers’ NumPy generator is not tied to the seed: `Images` draws from it, so its augmentation differs between runs.',
          severity: 'hint',
          fixes: ['Seed the workers from the loader’s generator'],
        },
      ],
    },
    {
      name: 'and from both',
      code: program(LOADER, '(np.random.rand() + random.random())'),
      errors: [{ message: /^The workers’ NumPy generator and `random` is not tied/ }],
    },
  ],
});
