import rule from '../../../server/src/engine/rules/training/unregistered-submodules';
import { testRule } from '../../support/ruleTester';

const net = (
  init: readonly string[],
  forward: readonly string[] = ['for layer in self.layers:', '    x = layer(x)', 'return x'],
): string => `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${init.map((line) => `        ${line}`).join('\n')}

    def forward(self, x):
${forward.map((line) => `        ${line}`).join('\n')}
`;

testRule(rule, {
  valid: [
    { name: 'registered', code: net(['self.layers = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 4)])']) },
    {
      name: 'unpacked into a sequence',
      code: net(
        [
          'self.layers = [nn.Linear(4, 4)]',
          'self.layers.append(nn.Linear(4, 2))',
          'self.body = nn.Sequential(*self.layers)',
        ],
        ['print(len(self.layers))', 'return self.body(x)'],
      ),
    },
    {
      name: 'wrapped afterwards',
      code: net([
        'self.layers = []',
        'self.layers.append(nn.Linear(4, 4))',
        'self.layers = nn.ModuleList(self.layers)',
      ]),
    },
    {
      name: 'registered one by one',
      code: net([
        'self.first = nn.Linear(4, 4)',
        'self.second = nn.Linear(4, 4)',
        'self.layers = [self.first, self.second]',
      ]),
    },
    {
      name: 'registered by name',
      code: net([
        'self.layers = [nn.Linear(4, 4)]',
        'for i, layer in enumerate(self.layers):',
        '    self.add_module(f"layer{i}", layer)',
      ]),
    },
    { name: 'without weights', code: net(['self.layers = [nn.ReLU(), nn.MaxPool2d(2)]']) },
    {
      name: 'no module: a trainer that holds networks',
      code: `
        from torch import nn

        class Ensemble:
            def __init__(self):
                self.nets = [nn.Linear(4, 2) for _ in range(5)]

            def predict(self, x):
                return sum(net(x) for net in self.nets)
      `,
    },
    { name: 'a list of plans', code: net(['self.layers = [(4, 4), (4, 2)]'], ['return x']) },
    {
      name: 'a tensor that is no parameter',
      code: net(['self.scale = torch.ones(3)'], ['return x * self.scale']),
    },
  ],
  invalid: [
    {
      name: 'a comprehension',
      code: net(['self.layers = [nn.Linear(4, 4) for _ in range(3)]']),
      errors: [
        {
          at: '[nn.Linear(4, 4) for _ in range(3)]',
          message:
            'The layers in `self.layers` are not registered: they are neither trained nor moved nor saved with the module.',
          severity: 'error',
          fixes: ['Register them: nn.ModuleList'],
        },
      ],
      fixed: net(['self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])']),
    },
    {
      name: 'appended, layers of the file',
      code: `
        import torch

        class Block(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = torch.nn.Linear(4, 4)

            def forward(self, x):
                return self.fc(x)

        class Net(torch.nn.Module):
            def __init__(self, depth):
                super().__init__()
                self.blocks = []
                for _ in range(depth):
                    self.blocks.append(Block())

            def forward(self, x):
                for block in self.blocks:
                    x = block(x)
                return x
      `,
      errors: [{ at: '[]' }],
    },
    {
      name: 'a dictionary',
      code: net(['self.heads = {"a": nn.Linear(4, 1), "b": nn.Linear(4, 1)}'], ['return self.heads["a"](x)']),
      errors: [{ fixes: ['Register them: nn.ModuleDict'] }],
      fixed: net(
        ['self.heads = nn.ModuleDict({"a": nn.Linear(4, 1), "b": nn.Linear(4, 1)})'],
        ['return self.heads["a"](x)'],
      ),
    },
    {
      name: 'a tensor with gradients',
      code: net(['self.scale = torch.ones(3, requires_grad=True)'], ['return x * self.scale']),
      errors: [{ severity: 'warning', fixes: ['Make it a parameter: nn.Parameter'] }],
      fixed: net(['self.scale = nn.Parameter(torch.ones(3))'], ['return x * self.scale']),
    },
  ],
});
