import rule from '../../../server/src/engine/rules/training/loss-activation-mismatch';
import { testRule } from '../../support/ruleTester';

const torch = (last: string, loss: string): string => `
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), ${last})
criterion = ${loss}
loss = criterion(model(x), y)
`;

const keras = (last: string, loss: string, fit = 'model.fit(x, y)'): string => `
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([layers.Dense(64, activation="relu"), ${last}])
model.compile(optimizer="adam", loss=${loss})
${fit}
`;

testRule(rule, {
  valid: [
    { name: 'a sigmoid and BCELoss', code: torch('nn.Linear(64, 1), nn.Sigmoid()', 'nn.BCELoss()') },
    { name: 'logits and the loss for them', code: torch('nn.Linear(64, 1)', 'nn.BCEWithLogitsLoss()') },
    {
      name: 'log_softmax and NLLLoss',
      code: torch('nn.Linear(64, 9), nn.LogSoftmax(dim=1)', 'nn.NLLLoss()'),
    },
    { name: 'a regression', code: torch('nn.Linear(64, 1)', 'nn.MSELoss()') },
    { name: 'one sigmoid', code: keras('layers.Dense(1, activation="sigmoid")', '"binary_crossentropy"') },
    { name: 'several labels', code: keras('layers.Dense(9, activation="sigmoid")', '"binary_crossentropy"') },
    {
      name: 'classes',
      code: keras('layers.Dense(9, activation="softmax")', '"sparse_categorical_crossentropy"'),
    },
    {
      name: 'raw outputs, and a loss that knows',
      code: keras('layers.Dense(9)', 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)'),
    },
    {
      name: 'an activation chosen elsewhere',
      code: keras('layers.Dense(9, activation=last)', '"categorical_crossentropy"'),
    },
    { name: 'a regression in Keras', code: keras('layers.Dense(1)', '"mse"') },
    {
      name: 'a linear activation over a softmax changes nothing',
      code: `
        from tensorflow import keras
        from tensorflow.keras import layers

        inputs = keras.Input(shape=(20,))
        x = layers.Dense(9, activation="softmax")(inputs)
        outputs = layers.Activation("linear", dtype="float32")(x)
        model = keras.Model(inputs, outputs)
        model.compile(loss="sparse_categorical_crossentropy")
      `,
    },
    {
      name: 'compiled again for other labels',
      code: `
        from tensorflow import keras
        from tensorflow.keras import layers
        from tensorflow.keras.utils import to_categorical

        model = keras.Sequential([layers.Dense(9, activation="softmax")])
        model.compile(loss="categorical_crossentropy")
        model.fit(x, to_categorical(y))
        model.compile(loss="sparse_categorical_crossentropy")
        model.fit(x, y)
      `,
    },
  ],
  invalid: [
    {
      name: 'raw outputs into BCELoss',
      code: torch('nn.Linear(64, 1)', 'nn.BCELoss()'),
      errors: [
        {
          at: 'criterion(model(x), y)',
          message:
            '`BCELoss` expects probabilities, but the network ends in a linear layer: outputs outside [0, 1] raise or mean nothing.',
          severity: 'warning',
          related: ['nn.Linear(64, 1)'],
          fixes: ['Use `BCEWithLogitsLoss`, which applies the sigmoid'],
        },
      ],
      fixed: torch('nn.Linear(64, 1)', 'nn.BCEWithLogitsLoss()'),
    },
    {
      name: 'the same in functions, imported alone, through a forward',
      code: `
        import torch
        from torch import nn
        from torch.nn.functional import binary_cross_entropy

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.out = nn.Linear(4, 1)

            def forward(self, x):
                return self.out(x).squeeze(1)

        model = Net()
        loss = binary_cross_entropy(model(x), y)
      `,
      errors: [{ fixes: ['Use `binary_cross_entropy_with_logits`, which applies the sigmoid'] }],
    },
    {
      name: 'a softmax into NLLLoss',
      code: torch('nn.Linear(64, 9), nn.Softmax(dim=1)', 'nn.NLLLoss()'),
      errors: [{ message: /^`NLLLoss` expects logarithms of probabilities/, fixes: ['Use `LogSoftmax`'] }],
      fixed: torch('nn.Linear(64, 9), nn.LogSoftmax(dim=1)', 'nn.NLLLoss()'),
    },
    {
      name: 'softmax over one unit',
      code: keras('layers.Dense(1, activation="softmax")', '"binary_crossentropy"'),
      errors: [{ message: /^A softmax over one unit is always 1\.0/, fixes: ['Use a sigmoid for one unit'] }],
      fixed: keras('layers.Dense(1, activation="sigmoid")', '"binary_crossentropy"'),
    },
    {
      name: 'softmax with binary cross entropy',
      code: keras('layers.Dense(9, activation="softmax")', '"binary_crossentropy"'),
      errors: [{ message: /judges each of the 9 units on its own/ }],
      fixed: keras('layers.Dense(9, activation="softmax")', '"categorical_crossentropy"'),
    },
    {
      name: 'sigmoids with categorical cross entropy',
      code: keras('layers.Dense(9, activation="sigmoid")', '"categorical_crossentropy"'),
      errors: [{ message: /but 9 sigmoids need not/ }],
      fixed: keras('layers.Dense(9, activation="softmax")', '"categorical_crossentropy"'),
    },
    {
      name: 'raw outputs with a loss in words',
      code: keras('layers.Dense(9)', '"sparse_categorical_crossentropy"'),
      errors: [{ message: /ends in a linear layer/, fixes: [] }],
    },
    {
      name: 'squares behind a softmax',
      code: keras('layers.Dense(9, activation="softmax")', '"mse"'),
      errors: [{ severity: 'information', message: /saturates/ }],
    },
    {
      name: 'one-hot labels for a loss that wants numbers',
      code: keras(
        'layers.Dense(9, activation="softmax")',
        '"sparse_categorical_crossentropy"',
        'y = keras.utils.to_categorical(y)\nmodel.fit(x, y)',
      ),
      errors: [
        {
          message:
            '`sparse_categorical_crossentropy` expects the number of the class, but `y` is one-hot: use `categorical_crossentropy`.',
        },
      ],
      fixed: keras(
        'layers.Dense(9, activation="softmax")',
        '"categorical_crossentropy"',
        'y = keras.utils.to_categorical(y)\nmodel.fit(x, y)',
      ),
    },
  ],
});
