import rule from '../../../server/src/engine/rules/reproducibility/misplaced-seed';
import { testRule } from '../../support/ruleTester';

const loop = (first: string, inside = ''): string => `
import torch

${first}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
${inside}    loss = model(x).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
`;

testRule(rule, {
  valid: [
    {
      name: 'a loader that is made before the seed and gone through after it',
      code: loop(
        'loader = torch.utils.data.DataLoader(rows, shuffle=True)\ntorch.manual_seed(42)\nmodel = torch.nn.Linear(4, 1)',
      ),
    },
    { name: 'seeded first', code: loop('torch.manual_seed(42)\nmodel = torch.nn.Linear(4, 1)') },
    {
      name: 'seeded again before a second part',
      code: loop('torch.manual_seed(42)\nmodel = torch.nn.Linear(4, 1)\ntorch.manual_seed(42)'),
    },
    { name: 'not seeded at all is another rule', code: loop('model = torch.nn.Linear(4, 1)') },
    {
      name: 'a seed for each fold',
      code: loop(
        'torch.manual_seed(42)\nmodel = torch.nn.Linear(4, 1)',
        '    torch.manual_seed(42 + epoch)\n',
      ),
    },
    {
      name: 'a test in each epoch that is meant to draw the same',
      code: loop(
        'torch.manual_seed(42)\nmodel = torch.nn.Linear(4, 1)\n\ndef test():\n    torch.manual_seed(7)\n    print(torch.rand(1))\n',
        '    test()\n',
      ),
    },
    {
      name: 'nothing is trained: numbers to look at',
      code: 'import numpy as np\n\nprint(np.random.rand(3))\nnp.random.seed(0)\nprint(np.random.rand(3))\n',
    },
    {
      name: 'each pass trains a model of its own',
      code: `
        import torch

        for width in (4, 8):
            torch.manual_seed(0)
            model = torch.nn.Linear(width, 1)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for epoch in range(3):
                loss = model(x).pow(2).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
      `,
    },
    {
      name: 'the variable for processes that are started',
      code: 'import os\nimport subprocess\nimport numpy as np\n\nos.environ["PYTHONHASHSEED"] = "0"\nsubprocess.run(["python", "train.py"])\n',
    },
    {
      name: 'a generator for each estimator',
      code: `
        import numpy as np
        from sklearn.ensemble import RandomForestClassifier

        a = RandomForestClassifier(random_state=np.random.RandomState(0))
        b = RandomForestClassifier(random_state=np.random.RandomState(0))
      `,
    },
  ],
  invalid: [
    {
      name: 'the weights are drawn before the seed',
      code: loop('model = torch.nn.Linear(4, 1)\ntorch.manual_seed(42)'),
      errors: [
        {
          at: 'torch.manual_seed(42)',
          message: 'PyTorch is seeded here, but was drawn from before: that part differs in each run.',
          severity: 'warning',
          related: ['torch.nn.Linear(4, 1)'],
          fixes: ['Seed below the imports'],
        },
      ],
      fixed: loop('model = torch.nn.Linear(4, 1)').replace(
        'import torch\n',
        'import torch\ntorch.manual_seed(42)\n',
      ),
    },
    {
      name: 'the same numbers in every epoch',
      code: loop('torch.manual_seed(1)\nmodel = torch.nn.Linear(4, 1)', '    torch.manual_seed(42)\n'),
      errors: [{ message: 'The same seed at each pass: every pass gets the same random numbers.' }],
      fixed: loop('torch.manual_seed(1)\nmodel = torch.nn.Linear(4, 1)'),
    },
    {
      name: 'the same numbers for every item',
      code: `
        import numpy as np
        from torch.utils.data import Dataset

        class Rows(Dataset):
            def __getitem__(self, index):
                np.random.seed(0)
                return self.rows[index] + np.random.rand()
      `,
      errors: [{ at: 'np.random.seed(0)', message: /^The same seed at each pass: every item/ }],
    },
    {
      name: 'a variable that is read at the start',
      code: 'import os\n\nimport numpy as np\n\nos.environ["PYTHONHASHSEED"] = "42"\nnp.random.seed(42)\n',
      errors: [{ severity: 'information', at: 'os.environ["PYTHONHASHSEED"]' }],
      fixed: 'import os\n\nimport numpy as np\n\nnp.random.seed(42)\n',
    },
    {
      name: 'one generator for two estimators',
      code: `
        import numpy as np
        from sklearn.ensemble import RandomForestClassifier

        rng = np.random.RandomState(0)
        a = RandomForestClassifier(random_state=rng)
        b = RandomForestClassifier(random_state=rng)
      `,
      errors: [{ severity: 'information', message: /^`rng` is given to 2 calls/, fixes: [] }],
    },
  ],
});
