import rule from '../../../server/src/engine/rules/reproducibility/unseeded-randomness';
import { testRule } from '../../support/ruleTester';

/** A training loop of torch; `loader` and `model` come before it. */
const LOOP = `
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for inputs, targets in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(inputs), targets).backward()
            optimizer.step()
`;

testRule(rule, {
  valid: [
    {
      name: 'a seed before the first draw',
      code: `
        import torch
        from torch import nn
        from torch.utils.data import DataLoader
        from data import dataset

        torch.manual_seed(0)
        loader = DataLoader(dataset, shuffle=True)
        model = nn.Linear(3, 1)
        ${LOOP}
      `,
    },
    {
      name: 'a seeding function of the file, called in main',
      code: `
        import random
        import numpy as np
        import torch
        from torch import nn

        def fix(seed=1):
            random.seed(seed)
            np.random.seed(seed)
            torch.manual_seed(seed)

        def main():
            fix()
            model = nn.Linear(3, 1)
            noise = np.random.rand(3)
            nn.functional.mse_loss(model(torch.zeros(3)), torch.tensor(random.random())).backward()

        if __name__ == "__main__":
            main()
      `,
      skip: { cells: 'the same' },
    },
    {
      name: 'a function that seeds by its name and cannot be looked into',
      code: `
        import torch
        from torch import nn
        from common.utils import set_global_seed
        from data import loader

        set_global_seed(3)
        model = nn.Linear(3, 1)
        ${LOOP}
      `,
    },
    {
      name: 'Keras seeds all generators at once',
      code: `
        import keras
        import numpy as np

        keras.utils.set_random_seed(1)
        X, y = np.random.rand(10, 2), np.random.rand(10)
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(X, y)
      `,
    },
    {
      name: 'frameworks with seeds of their own',
      code: `
        import lightning as L
        import torch
        from torch import nn
        from data import loader

        class Net(L.LightningModule):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(3, 1)

        L.Trainer().fit(Net(), loader)
      `,
    },
    {
      name: 'the Trainer of Hugging Face',
      code: `
        import torch
        from torch import nn
        from transformers import AutoModel, Trainer, TrainingArguments

        model = AutoModel.from_pretrained("bert-base-uncased")
        head = nn.Linear(3, 1)
        Trainer(model=model, args=TrainingArguments("out")).train()
      `,
    },
    {
      name: 'inference, and a library of functions',
      code: `
        import numpy as np
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(3, 1)

        def augment(image):
            return image + np.random.normal(size=image.shape)

        def train(model, loader):
            for inputs, targets in loader:
                nn.functional.mse_loss(model(inputs), targets).backward()
      `,
    },
    {
      name: 'estimators and splits have seeds of their own',
      code: `
        import numpy as np
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier

        df = pd.read_csv("churn.csv")
        RandomForestClassifier().fit(df[["age"]], df["churned"])
      `,
    },
    {
      name: 'a generator of one’s own, and functions that are given one',
      code: `
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        rng = np.random.default_rng(5)

        def noisy(n, rng):
            return np.random.rand(n) + rng.normal(size=n)

        LogisticRegression().fit(rng.normal(size=(10, 1)), noisy(10, rng) > 0.5)
      `,
    },
    {
      name: 'a loader in order, with weights that are loaded',
      code: `
        import torch
        from torch import nn
        from torch.utils.data import DataLoader
        from data import dataset

        model = torch.jit.load("model.pt")
        loader = DataLoader(dataset, shuffle=False)
        other = DataLoader(dataset, shuffle=True, generator=torch.Generator().manual_seed(1))
        ${LOOP}
      `,
    },
    {
      name: 'a random row that is only looked at',
      code: `
        import numpy as np
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        df = pd.read_csv("churn.csv")
        LogisticRegression().fit(df[["age"]], df["churned"])
        number = np.random.randint(0, len(df))
        print(df["comment"].iloc[number])
      `,
    },
    {
      name: 'a random name',
      code: `
        import random
        import string
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        def name(length):
            return "".join(random.choices(string.ascii_lowercase + string.digits, k=length))

        df = pd.read_csv("churn.csv")
        LogisticRegression().fit(df[["age"]], df["churned"])
        print(name(8))
      `,
    },
    {
      name: 'tests',
      path: 'tests/test_net.py',
      code: `
        import torch
        from torch import nn

        model = nn.Linear(3, 1)
        model(torch.randn(3)).sum().backward()
      `,
    },
  ],
  invalid: [
    {
      name: 'weights and batches of torch: one finding, one line',
      code: `
        import torch
        from torch import nn
        from torch.utils.data import DataLoader
        from data import dataset

        loader = DataLoader(dataset, shuffle=True)
        model = nn.Linear(3, 1)
        ${LOOP}
      `,
      errors: [
        {
          message:
            '`DataLoader` shuffles the rows, and nothing seeds PyTorch: no run of this training can be repeated.',
          at: 'DataLoader',
          severity: 'warning',
          fixes: ['Seed the generator below the imports (SEED)'],
        },
      ],
      fixed: `
        import torch
        from torch import nn
        from torch.utils.data import DataLoader
        from data import dataset

        SEED = 42
        torch.manual_seed(SEED)

        loader = DataLoader(dataset, shuffle=True)
        model = nn.Linear(3, 1)
        ${LOOP}
      `,
      skip: { aliases: 'the import stands elsewhere' },
    },
    {
      name: 'a line for each library that the file uses, in a function',
      code: `
        import random

        import numpy as np
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(3, 1)

            def forward(self, x):
                return self.layer(x)

        def main():
            model = Net()
            rows = [random.random() for _ in range(3)]
            loss = model(torch.tensor(rows)).sum()
            loss.backward()

        if __name__ == "__main__":
            main()
      `,
      errors: [
        {
          message:
            '`Linear` draws its initial weights, and nothing seeds PyTorch and \`random\`: no run of this training can be repeated.',
          at: 'nn.Linear',
        },
      ],
      fixed: `
        import random

        import numpy as np
        import torch
        from torch import nn

        SEED = 42


        def set_seed(seed: int = SEED) -> None:
            """Seed every random generator that this file uses."""
            random.seed(seed)
            np.random.seed(seed)
            torch.manual_seed(seed)


        set_seed()

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(3, 1)

            def forward(self, x):
                return self.layer(x)

        def main():
            model = Net()
            rows = [random.random() for _ in range(3)]
            loss = model(torch.tensor(rows)).sum()
            loss.backward()

        if __name__ == "__main__":
            main()
      `,
    },
    {
      name: 'the seed that the file has is reused; what is seeded is left alone',
      code: `
        import numpy as np
        import torch
        from torch import nn

        RANDOM_SEED = 7
        torch.manual_seed(RANDOM_SEED)
        rows = torch.from_numpy(np.random.rand(10, 3))
        model = nn.Linear(3, 1)
        model(rows).sum().backward()
      `,
      errors: [{ message: /`rand` draws random numbers, and nothing seeds NumPy/, at: 'np.random.rand' }],
      fixed: `
        import numpy as np
        import torch
        from torch import nn

        RANDOM_SEED = 7
        np.random.seed(RANDOM_SEED)
        torch.manual_seed(RANDOM_SEED)
        rows = torch.from_numpy(np.random.rand(10, 3))
        model = nn.Linear(3, 1)
        model(rows).sum().backward()
      `,
    },
    {
      name: 'a seeding function that nobody calls',
      code: `
        import torch
        from torch import nn

        def set_seed():
            torch.manual_seed(0)

        model = nn.Linear(3, 1)
        model(torch.zeros(3)).sum().backward()
      `,
      errors: [{ at: 'nn.Linear', fixes: ['Seed the generator below the imports (SEED)'] }],
    },
    {
      name: 'Keras, by the way that the file has to it',
      code: `
        import numpy as np
        import tensorflow as tf

        X, y = np.load("X.npy"), np.load("y.npy")
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(X, y)
      `,
      errors: [
        { message: /`fit` starts from random weights, and nothing seeds TensorFlow/, at: 'model.fit' },
      ],
      fixed: `
        import numpy as np
        import tensorflow as tf

        SEED = 42
        tf.keras.utils.set_random_seed(SEED)

        X, y = np.load("X.npy"), np.load("y.npy")
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(X, y)
      `,
      skip: { aliases: 'the fix names the alias' },
    },
    {
      name: 'Keras, of which only parts are imported',
      code: `
        from keras.layers import Dense
        from keras.models import Sequential
        from data import X, y

        model = Sequential([Dense(1)])
        model.compile(loss="mse")
        model.fit(X, y)
      `,
      errors: [{ at: 'model.fit' }],
      fixed: `
        from keras.layers import Dense
        from keras.models import Sequential
        from data import X, y
        from keras.utils import set_random_seed

        SEED = 42
        set_random_seed(SEED)

        model = Sequential([Dense(1)])
        model.compile(loss="mse")
        model.fit(X, y)
      `,
    },
    {
      name: 'graphs of TensorFlow 1: found, but there is no line that fits',
      code: `
        import numpy as np
        import tensorflow as tf
        from sklearn.linear_model import LinearRegression

        x = tf.placeholder(tf.float32)
        weights = tf.random_normal([3, 1])
        LinearRegression().fit(np.load("X.npy"), np.load("y.npy"))
      `,
      errors: [{ at: 'tf.random_normal', fixes: [] }],
    },
    {
      name: 'names that are taken',
      code: `
        import numpy as np
        from sklearn.linear_model import LinearRegression

        SEED = None
        X, y = np.random.rand(10, 2), np.random.rand(10)
        LinearRegression().fit(X, y)
      `,
      errors: [{ fixes: ['Seed the generator below the imports (SEED_2)'] }],
    },
    {
      name: 'rows chosen by a random mask',
      code: `
        import numpy as np
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        df = pd.read_csv("churn.csv")
        chosen = np.random.rand(len(df)) < 0.8
        train, test = df[chosen], df[~chosen]
        model = LogisticRegression().fit(train[["age"]], train["churned"])
        print(model.score(test[["age"]], test["churned"]))
      `,
      errors: [{ at: 'np.random.rand' }],
    },
    {
      name: 'a hint in a notebook, below its imports',
      code: [
        'import numpy as np\nfrom sklearn.linear_model import LinearRegression',
        'X, y = np.random.rand(10, 2), np.random.rand(10)',
        'LinearRegression().fit(X, y)',
      ],
      errors: [{ cell: 2, severity: 'hint' }],
      fixed: [
        'import numpy as np\nfrom sklearn.linear_model import LinearRegression\n\nSEED = 42\nnp.random.seed(SEED)',
        'X, y = np.random.rand(10, 2), np.random.rand(10)',
        'LinearRegression().fit(X, y)',
      ],
    },
  ],
});
