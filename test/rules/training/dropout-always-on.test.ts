import rule from '../../../server/src/engine/rules/training/dropout-always-on';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'told to drop always: that is meant',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Prenet(nn.Module):
            def forward(self, x):
                return F.dropout(F.relu(x), p=0.5, training=True)
      `,
    },
    {
      name: 'only reached in training, or meant to be on always',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            def forward(self, x):
                if self.p > 0 and self.training:
                    x = F.dropout(x, p=self.p)
                return F.dropout(x, p=0.5)  # always applies dropout
      `,
    },
    {
      name: 'told the mode, by keyword, by position or by a variable',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            def forward(self, x, train):
                x = F.dropout(x, p=0.5, training=self.training)
                x = F.dropout2d(x, 0.5, self.training)
                return F.dropout(x, 0.2, training=train)
      `,
    },
    {
      name: 'a dropout layer knows its mode',
      code: `
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.drop = nn.Dropout(0.5)

            def forward(self, x):
                return self.drop(x)
      `,
    },
    {
      name: 'Monte-Carlo dropout stays on by intent',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            """Monte Carlo dropout: ten passes tell how sure the model is."""

            def forward(self, x):
                return F.dropout(x, 0.5, training=True)
      `,
    },
    {
      name: 'arguments that cannot be seen',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            def forward(self, x, **options):
                return F.dropout(x, **options)
      `,
    },
  ],
  invalid: [
    {
      name: 'in forward',
      code: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            def forward(self, x):
                return F.dropout(x, p=0.5)
      `,
      errors: [
        {
          at: 'F.dropout(x, p=0.5)',
          message: '`F.dropout` drops values in evaluation too: it is not told the mode of the module.',
          severity: 'warning',
          fixes: ['Tell it the mode: training=self.training'],
        },
      ],
      fixed: `
        import torch.nn.functional as F
        from torch import nn

        class Net(nn.Module):
            def forward(self, x):
                return F.dropout(x, p=0.5, training=self.training)
      `,
    },
    {
      name: 'in a function, where the mode is not at hand',
      code: `
        from torch.nn import functional

        def attention(query, key, value, p):
            weights = functional.softmax(query @ key, dim=-1)
            return functional.dropout(weights, p) @ value
      `,
      errors: [{ severity: 'information', fixes: [] }],
    },
    {
      name: 'in a notebook',
      code: [
        'import torch.nn.functional as F\nfrom torch import nn',
        'class Net(nn.Module):\n    def forward(self, x):\n        return F.dropout(\n            x,\n            0.5,\n        )',
      ],
      errors: [{ cell: 2 }],
      fixed: [
        'import torch.nn.functional as F\nfrom torch import nn',
        'class Net(nn.Module):\n    def forward(self, x):\n        return F.dropout(\n            x,\n            0.5,\n            training=self.training,\n        )',
      ],
    },
  ],
});
