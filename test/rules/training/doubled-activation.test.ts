import rule from '../../../server/src/engine/rules/training/doubled-activation';
import { testRule } from '../../support/ruleTester';

const MODULE = `
        import torch
        from torch import nn
        import torch.nn.functional as F

        torch.manual_seed(42)
        x, y = torch.load("x.pt", weights_only=True), torch.load("y.pt", weights_only=True)
`;

testRule(rule, {
  valid: [
    {
      name: 'logits while it trains, probabilities otherwise',
      code: `
        import tensorflow as tf

        class Model(tf.Module):
            def __call__(self, x, train=True):
                z = tf.matmul(x, self.w)
                if train:
                    return z
                return tf.sigmoid(z)

        model = Model()
        loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=model(x))
      `,
    },
    {
      name: 'logits into the loss, probabilities only to predict',
      code: `
        ${MODULE}
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(20, 10)

            def forward(self, x):
                return self.fc(x)

            def predict(self, x):
                return F.softmax(self(x), dim=1)

        net = Net()
        loss = F.cross_entropy(net(x), y)
        print(F.softmax(net(x), dim=1))
      `,
    },
    {
      name: 'losses that expect probabilities, and log_softmax',
      code: `
        ${MODULE}
        net = nn.Linear(20, 10)
        print(F.nll_loss(F.log_softmax(net(x), dim=1), y), F.cross_entropy(F.log_softmax(net(x), dim=1), y))
        print(F.binary_cross_entropy(torch.sigmoid(net(x)), y))
      `,
    },
    {
      name: 'an activation in the middle (attention)',
      code: `
        ${MODULE}
        net = nn.Linear(20, 10)
        weights = F.softmax(net(x), dim=1)
        loss = F.cross_entropy(nn.Linear(10, 3)(weights), y)
      `,
    },
    {
      name: 'one of several returns',
      code: `
        ${MODULE}
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(20, 10)

            def forward(self, x):
                if self.training:
                    return self.fc(x)
                return F.softmax(self.fc(x), dim=1)

        loss = F.cross_entropy(Net()(x), y)
      `,
    },
    {
      name: 'only when the network predicts',
      code: `
        ${MODULE}
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(20, 10)

            def forward(self, x):
                x = self.fc(x)
                if not self.training:
                    x = F.softmax(x, dim=1)
                return x

        def scores(x, training):
            out = nn.Linear(20, 10)(x)
            return out if training else F.softmax(out, dim=1)

        loss = F.cross_entropy(Net()(x), y) + F.cross_entropy(scores(x, True), y)
      `,
    },
    {
      name: 'Keras with probabilities, as it is by default',
      code: `
        import keras
        from keras import layers

        keras.utils.set_random_seed(42)
        model = keras.Sequential([layers.Dense(10, activation="softmax")])
        model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy())
        logits = keras.Sequential([layers.Dense(10, activation="relu"), layers.Dense(10)])
        logits.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
      `,
    },
  ],
  invalid: [
    {
      name: 'the last layer of a Sequential',
      code: `
        ${MODULE}
        net = nn.Sequential(nn.Linear(20, 10), nn.Softmax(dim=1))
        criterion = nn.CrossEntropyLoss()
        loss = criterion(net(x), y)
      `,
      errors: [
        {
          message:
            '`nn.Softmax(dim=1)` is followed by `CrossEntropyLoss`, which applies softmax itself: gradients shrink, and the loss cannot become small.',
          at: 'nn.Softmax(dim=1)',
          severity: 'warning',
          related: ['criterion(net(x), y)'],
          fixes: ['Leave the softmax to the loss'],
        },
      ],
      fixed: `
        ${MODULE}
        net = nn.Sequential(nn.Linear(20, 10))
        criterion = nn.CrossEntropyLoss()
        loss = criterion(net(x), y)
      `,
    },
    {
      name: 'what forward returns, by a layer',
      code: `
        ${MODULE}
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(20, 10)
                self.softmax = nn.Softmax(dim=1)

            def forward(self, x):
                return self.softmax(self.fc(x))

        net = Net()
        out = net(x)
        loss = nn.CrossEntropyLoss()(out, y)
      `,
      errors: [{ at: 'self.softmax(self.fc(x))' }],
      fixed: `
        ${MODULE}
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(20, 10)
                self.softmax = nn.Softmax(dim=1)

            def forward(self, x):
                return self.fc(x)

        net = Net()
        out = net(x)
        loss = nn.CrossEntropyLoss()(out, y)
      `,
    },
    {
      name: 'a statement of its own, and a sigmoid',
      code: `
        ${MODULE}
        net = nn.Linear(20, 10)
        out = net(x)
        out = torch.sigmoid(out)
        loss = F.binary_cross_entropy_with_logits(out.squeeze(1), y)
      `,
      errors: [{ at: 'torch.sigmoid(out)' }],
      fixed: `
        ${MODULE}
        net = nn.Linear(20, 10)
        out = net(x)
        loss = F.binary_cross_entropy_with_logits(out.squeeze(1), y)
      `,
    },
    {
      name: 'a method of the tensor',
      code: `
        ${MODULE}
        net = nn.Linear(20, 10)
        loss = F.cross_entropy(net(x).softmax(dim=1), y)
      `,
      errors: [{ at: 'net(x).softmax(dim=1)' }],
    },
    {
      name: 'Keras',
      code: `
        from tensorflow import keras
        from tensorflow.keras import layers

        keras.utils.set_random_seed(42)
        model = keras.Sequential([layers.Dense(64, activation="relu")])
        model.add(layers.Dense(10, activation="softmax"))
        model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        inputs = keras.Input((20,))
        outputs = layers.Dense(1, activation="sigmoid")(inputs)
        functional = keras.Model(inputs, outputs)
        functional.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
      `,
      errors: [
        {
          at: 'layers.Dense(10, activation="softmax")',
          severity: 'information',
          fixes: ['Tell the loss that it gets probabilities'],
        },
        { at: 'layers.Dense(1, activation="sigmoid")' },
      ],
    },
    {
      name: 'TensorFlow, in a notebook',
      code: [
        'import tensorflow as tf\ntf.random.set_seed(42)',
        'def loss(x, y):\n    probabilities = tf.nn.softmax(x)\n    return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=probabilities)',
      ],
      errors: [{ cell: 2, at: 'tf.nn.softmax(x)' }],
    },
  ],
});
