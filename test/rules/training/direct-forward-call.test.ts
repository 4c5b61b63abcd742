import rule from '../../../server/src/engine/rules/training/direct-forward-call';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'the module is called; forward hands on to others',
      code: `
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.body = nn.Linear(4, 4)

            def forward(self, x):
                return self.body.forward(x)

        class Wide(Net):
            def forward(self, x):
                return super().forward(x)

            def embed(self, x):
                return super().forward(x)

        print(Net()(None))
      `,
    },
    {
      name: 'another object with a forward',
      code: `
        import torch

        class Motor:
            def forward(self, steps):
                return steps

        Motor().forward(3)

        def drive(robot):
            robot.forward(3)
      `,
    },
    {
      name: 'a class with a call of its own',
      code: `
        from torch import nn

        class Net(nn.Module):
            def forward(self, x):
                return x

            def __call__(self, x):
                return self.forward(x) * 2

        Net().forward(1)
      `,
    },
    {
      name: 'a test of forward itself',
      path: 'tests/test_net.py',
      code: `
        from torch import nn

        nn.Flatten().forward(rows)
      `,
    },
    {
      name: 'the method itself, not a call',
      code: `
        import torch
        from torch import nn

        net = nn.Linear(2, 2)
        compiled = torch.compile(net.forward)
      `,
    },
  ],
  invalid: [
    {
      name: 'on a layer',
      code: `
        import torch
        from torch import nn

        torch.manual_seed(1)
        model = nn.Linear(4, 2)
        print(model.forward(torch.ones(1, 4)))
      `,
      errors: [{ at: 'forward', severity: 'information', fixes: ['Call `model` itself'] }],
      fixed: `
        import torch
        from torch import nn

        torch.manual_seed(1)
        model = nn.Linear(4, 2)
        print(model(torch.ones(1, 4)))
      `,
    },
    {
      name: 'in a method of the class, and on an attribute',
      code: `
        from torch import nn

        class Net(nn.Module):
            def forward(self, x):
                return x

            def predict(self, x):
                return self.forward(x).argmax(dim=1)

        class Trainer:
            def __init__(self):
                self.net = Net()

            def validate(self, rows):
                return self.net.forward(rows)
      `,
      errors: [{ message: /`self\.forward\(…\)`/ }, { message: /`self\.net\.forward\(…\)`/ }],
    },
    {
      name: 'several calls of one module are one finding',
      code: `
        from torch import nn

        flat = nn.Flatten()

        def both(a, b):
            return flat.forward(a), flat.forward(b)
      `,
      errors: [{ related: ['flat.forward'] }],
      fixed: `
        from torch import nn

        flat = nn.Flatten()

        def both(a, b):
            return flat(a), flat(b)
      `,
    },
    {
      name: 'in a notebook',
      code: ['from torch import nn', 'flat = nn.Flatten()', 'flat.forward(rows)'],
      errors: [{ cell: 3 }],
      fixed: ['from torch import nn', 'flat = nn.Flatten()', 'flat(rows)'],
    },
  ],
});
