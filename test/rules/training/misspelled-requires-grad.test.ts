import rule from '../../../server/src/engine/rules/training/misspelled-requires-grad';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'spelled right, on parameters and modules',
      code: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(20, 2)
        model.requires_grad_(False)
        model.weight.requires_grad = True
        for parameter in model.parameters():
            parameter.requires_grad = False
      `,
    },
    {
      name: 'an attribute of its own, set by a class and read',
      code: `
        import torch

        class Config:
            def __init__(self):
                self.require_grad = True

        def freeze(config, other):
            other.requires_gradient = False
            return other.requires_gradient
      `,
    },
  ],
  invalid: [
    {
      name: 'misspelled in a loop over parameters',
      code: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(20, 2)
        for parameter in model.parameters():
            parameter.require_grad = False
      `,
      errors: [
        {
          message:
            '`parameter.require_grad` sets an attribute that PyTorch does not know: nothing is frozen. It is called `requires_grad`.',
          at: 'parameter.require_grad',
          severity: 'error',
        },
      ],
      fixed: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(20, 2)
        for parameter in model.parameters():
            parameter.requires_grad = False
      `,
    },
    {
      name: 'on a module, in a notebook',
      code: [
        'import torch\ntorch.manual_seed(42)',
        'model = torch.nn.Linear(20, 2)',
        'model.requires_grad = False',
      ],
      errors: [{ cell: 3, message: /no effect on a module/ }],
      fixed: [
        'import torch\ntorch.manual_seed(42)',
        'model = torch.nn.Linear(20, 2)',
        'model.requires_grad_(False)',
      ],
    },
  ],
});
