import rule from '../../../server/src/engine/rules/training/missing-set-epoch';
import { testRule } from '../../support/ruleTester';

const script = (sampler: string, ...loop: string[]): string => `
import torch
from torch.utils.data import DataLoader, DistributedSampler

sampler = ${sampler}
loader = DataLoader(data, batch_size=2, sampler=sampler)
${loop.join('\n')}
`;

const EPOCHS = ['for epoch in range(3):', '    for batch in loader:', '        print(batch)'];

testRule(rule, {
  valid: [
    {
      name: 'told the epoch',
      code: script(
        'DistributedSampler(data)',
        'for epoch in range(3):',
        '    sampler.set_epoch(epoch)',
        '    for batch in loader:',
        '        print(batch)',
      ),
    },
    {
      name: 'told through the loader',
      code: script(
        'DistributedSampler(data)',
        'for epoch in range(3):',
        '    loader.sampler.set_epoch(epoch)',
        '    for batch in loader:',
        '        print(batch)',
      ),
    },
    { name: 'does not shuffle', code: script('DistributedSampler(data, shuffle=False)', ...EPOCHS) },
    {
      name: 'one pass',
      code: script('DistributedSampler(data)', 'for batch in loader:', '    print(batch)'),
    },
    { name: 'another sampler', code: script('torch.utils.data.SequentialSampler(data)', ...EPOCHS) },
  ],
  invalid: [
    {
      name: 'never told',
      code: script('DistributedSampler(data)', ...EPOCHS),
      errors: [
        {
          at: 'DistributedSampler(data)',
          message: 'Every epoch has the same order: `sampler` is never told which epoch it is.',
          related: ['for epoch'],
          fixes: ['Tell it the epoch: `sampler.set_epoch(epoch)`'],
        },
      ],
      fixed: script(
        'DistributedSampler(data)',
        'for epoch in range(3):',
        '    sampler.set_epoch(epoch)',
        '    for batch in loader:',
        '        print(batch)',
      ),
    },
    {
      name: 'a counted loader; the loop variable is no number',
      code: script(
        'DistributedSampler(data, shuffle=True)',
        'for name in ["warm-up", "training"]:',
        '    for i, batch in enumerate(loader):',
        '        print(i, batch)',
      ),
      errors: [{ fixes: [] }],
    },
  ],
});
