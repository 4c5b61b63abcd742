import rule from '../../../server/src/engine/rules/training/module-created-in-forward';
import { testRule } from '../../support/ruleTester';

const net = (init: readonly string[], forward: readonly string[]): string => `
from torch import nn

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
${init.map((line) => `        ${line}\n`).join('')}
    def forward(self, x):
${forward.map((line) => `        ${line}`).join('\n')}
`;

testRule(rule, {
  valid: [
    { name: 'made in __init__', code: net(['self.fc = nn.Linear(4, 2)'], ['return self.fc(x)']) },
    {
      name: 'parts without weights',
      code: net([], ['x = nn.ReLU()(x)', 'return nn.Softmax(dim=1)(nn.MaxPool2d(2)(x))']),
    },
    {
      name: 'made once, when the width is known',
      code: net(
        ['self.fc = None'],
        ['if self.fc is None:', '    self.fc = nn.Linear(x.shape[1], 2)', 'return self.fc(x)'],
      ),
    },
    {
      name: 'weights from elsewhere',
      code: net(
        ['self.hyper = nn.Linear(4, 8)'],
        ['layer = nn.Linear(4, 2)', 'layer.weight.data = self.hyper(x)', 'return layer(x)'],
      ),
    },
    {
      name: 'a factory beside forward',
      code: `
        from torch import nn

        class Net(nn.Module):
            def build(self):
                return nn.Linear(4, 2)

            def forward(self, x):
                return x
      `,
    },
    {
      name: 'a function that is called forward',
      code: `
        from torch import nn

        def forward(x):
            return nn.Linear(4, 2)(x)
      `,
    },
  ],
  invalid: [
    {
      name: 'applied where it is made',
      code: net(['self.body = nn.Linear(4, 8)'], ['x = self.body(x)', 'return nn.Linear(8, self.width)(x)']),
      errors: [
        {
          at: 'nn.Linear(8, self.width)',
          message:
            '`nn.Linear` is made anew in each pass, with fresh random weights that nothing trains: make it in `__init__`.',
          fixes: ['Make it once, in `__init__`, as `self.linear`'],
        },
      ],
      fixed: net(
        ['self.body = nn.Linear(4, 8)', 'self.linear = nn.Linear(8, self.width)'],
        ['x = self.body(x)', 'return self.linear(x)'],
      ),
    },
    {
      name: 'stored in a name; its width comes from the input',
      code: net([], ['norm = nn.BatchNorm1d(16)', 'head = nn.Linear(x.size(1), 2)', 'return head(norm(x))']),
      errors: [
        { at: 'nn.BatchNorm1d(16)', fixes: ['Make it once, in `__init__`, as `self.norm`'] },
        { at: 'nn.Linear(x.size(1), 2)', fixes: [] },
      ],
    },
    {
      name: 'dropout ignores eval',
      code: net([], ['return nn.Dropout(0.5)(x)']),
      errors: [
        {
          message: /made in training mode in each pass/,
          fixes: ['Make it once, in `__init__`, as `self.dropout`'],
        },
      ],
    },
    {
      name: 'a Keras layer',
      code: `
        import keras

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.body = keras.layers.Dense(8)

            def call(self, x):
                return keras.layers.Dense(2)(self.body(x))
      `,
      errors: [{ at: 'keras.layers.Dense(2)' }],
      fixed: `
        import keras

        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.body = keras.layers.Dense(8)
                self.dense = keras.layers.Dense(2)

            def call(self, x):
                return self.dense(self.body(x))
      `,
    },
  ],
});
