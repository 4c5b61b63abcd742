import rule from '../../../server/src/engine/rules/training/batch-merging-flatten';
import { testRule } from '../../support/ruleTester';

const net = (...lines: string[]): string => `
import torch
import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(5408, 10)
        self.head = nn.Sequential(nn.Linear(5408, 32), nn.ReLU(), nn.Linear(32, 10))

    def forward(self, x):
${lines.map((line) => `        ${line}`).join('\n')}
`;

testRule(rule, {
  valid: [
    { name: 'from dimension 1', code: net('x = self.conv(x)', 'return self.fc(torch.flatten(x, 1))') },
    { name: 'by keyword', code: net('x = self.conv(x).flatten(start_dim=1)', 'return self.fc(x)') },
    { name: 'with the batch size', code: net('x = self.conv(x)', 'return self.fc(x.view(x.size(0), -1))') },
    { name: 'the output, not the input of a layer', code: net('return self.fc(x).view(-1)') },
    { name: 'no layer of a batch before it: it may be one row', code: net('return self.fc(x.view(-1))') },
    {
      name: 'a loss flattens predictions and targets alike',
      code: `
        import torch
        from torch import nn

        class DiceLoss(nn.Module):
            def forward(self, inputs, targets):
                inputs, targets = inputs.view(-1), targets.view(-1)
                return 1 - 2 * (inputs * targets).sum() / (inputs.sum() + targets.sum())
      `,
    },
    {
      name: 'an array outside modules',
      code: `
        import numpy as np
        import torch

        flat = np.ones((2, 3)).flatten()
      `,
    },
  ],
  invalid: [
    {
      name: 'torch.flatten',
      code: net('x = F.relu(self.conv(x))', 'x = torch.flatten(x)', 'return self.fc(x)'),
      errors: [{ at: 'torch.flatten(x)', fixes: ['Keep the batch: flatten from dimension 1'] }],
      fixed: net('x = F.relu(self.conv(x))', 'x = torch.flatten(x, start_dim=1)', 'return self.fc(x)'),
    },
    {
      name: 'the method, into a sequence that starts linear',
      code: net('x = F.max_pool2d(x, 2)', 'return self.head(x.flatten())'),
      errors: [{ at: 'x.flatten()' }],
      fixed: net('x = F.max_pool2d(x, 2)', 'return self.head(x.flatten(start_dim=1))'),
    },
    {
      name: 'view and reshape',
      code: net(
        'x = self.conv(x)',
        'y = self.fc(x.reshape(-1))',
        'return y + self.fc(self.conv(x).view(-1))',
      ),
      errors: [
        { at: 'x.reshape(-1)', fixes: [{ title: 'Keep the batch: flatten from dimension 1' }] },
        { at: 'self.conv(x).view(-1)', fixes: [] },
      ],
    },
  ],
});
