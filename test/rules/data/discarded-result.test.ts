import { expect, it } from 'vitest';
import { createEngine } from '../../../server/src/engine/engine';
import rule from '../../../server/src/engine/rules/data/discarded-result';
import { parserForTests } from '../../support/engine';
import { unitOf } from '../../support/program';
import { testRule } from '../../support/ruleTester';

const CELLS = { cells: 'the last expression of a cell is shown' };

testRule(rule, {
  valid: [
    {
      name: 'in place by position',
      code: 'import numpy as np\n\nx = np.ones(3)\nnp.nan_to_num(x, False, 0, 0, 0)\nprint(x)\n',
    },
    {
      name: 'assigned, returned, passed on, or in place',
      code: `
        import pandas as pd

        def sorted_rows(df):
            return df.sort_values("date")

        df = pd.read_csv("patients.csv").dropna()
        df.fillna(0, inplace=True)
        print(df.sort_values("age"), sorted_rows(df))
      `,
    },
    {
      name: 'the last expression of a cell',
      code: ['import pandas as pd\ndf = pd.read_csv("patients.csv")\ndf.sort_values("age")', 'df.dropna()'],
    },
    {
      name: 'the last expression of a cell of a script',
      code: `
        # %%
        import pandas as pd
        df = pd.read_csv("patients.csv")
        df.dropna()
        # %%
        df.sort_values("age")
      `,
    },
    {
      name: 'a function with side effects',
      code: `
        import pandas as pd

        rows = []
        df = pd.read_csv("patients.csv")
        df["age"].apply(print)
        df["age"].map(lambda age: rows.append(age))
        df["age"].apply(rows.append)
      `,
      skip: CELLS,
    },
    {
      name: 'a conversion that is tried',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        try:
            df["age"].astype(int)
        except ValueError:
            raise SystemExit("ages are no numbers")
      `,
    },
    {
      name: 'a module is moved in place, as is a tensor by a method with an underscore',
      code: `
        import torch

        model = torch.nn.Linear(2, 1)
        model.to("cuda")
        mask = torch.zeros(3)
        mask.clamp_(0, 1)
        mask.requires_grad_()
      `,
    },
    {
      name: 'objects that may be something else',
      code: `
        import pandas as pd

        def clean(rows, names):
            rows.drop("id")
            names.sort()
            names.append("id")
      `,
    },
    {
      name: 'a script that is run line by line',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df.columns
        df.dropna()
        df.dropna(how="all")
      `,
    },
    {
      name: 'a device that is warmed up',
      code: `
        import torch

        torch.zeros((2, 2)).cuda()
        print("ready")
      `,
    },
    {
      name: 'timed code',
      code: [
        'import pandas as pd\ndf = pd.read_csv("a.csv")',
        '%timeit df.dropna()\nprint(1)',
        '%%time\ndf.dropna()\nprint(2)',
      ],
    },
    {
      name: 'a notebook that shows every expression',
      code: [
        'from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = "all"',
        'import pandas as pd\ndf = pd.read_csv("a.csv")\ndf.dropna()\ndf.sort_values("age")',
      ],
    },
    {
      name: 'an array that is filled',
      code: `
        import numpy as np

        out = np.zeros(3)
        np.clip(np.ones(3), 0, 1, out=out)
        np.random.shuffle(out)
        np.nan_to_num(out, copy=False)
      `,
    },
  ],
  invalid: [
    {
      name: 'rows that stay',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df.dropna()
        df.drop(columns=["id"]).head()
        df["age"].fillna(df["age"].median())
        df.to_csv("clean.csv")
      `,
      errors: [
        {
          message:
            '`df.dropna()` changes nothing in place, and its result is thrown away: `df` stays as it was.',
          at: 'df.dropna()',
          severity: 'warning',
          fixes: ['Assign the result to `df`'],
        },
        { at: 'df["age"].fillna(df["age"].median())' },
      ],
      fixed: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df = df.dropna()
        df.drop(columns=["id"]).head()
        df["age"] = df["age"].fillna(df["age"].median())
        df.to_csv("clean.csv")
      `,
      skip: CELLS,
    },
    {
      name: 'in a function, with its own table and one from outside',
      code: `
        import pandas as pd

        patients = pd.read_csv("patients.csv")

        def visits():
            df = pd.read_csv("visits.csv")
            df.sort_values("date")
            patients.dropna()
            return df

        print(visits())
      `,
      errors: [{ at: 'df.sort_values("date")', fixes: ['Assign the result to `df`'] }, { fixes: [] }],
    },
    {
      name: 'a tensor that stays on the CPU',
      code: `
        import torch

        batch = torch.zeros(3)
        batch.to("cuda")
        print(batch.sum())
      `,
      errors: [{ at: 'batch.to("cuda")' }],
      skip: CELLS,
    },
    {
      name: 'arrays, a data set, an estimator',
      code: `
        import numpy as np
        from datasets import load_dataset
        from sklearn.base import clone
        from sklearn.svm import SVC

        scores = np.load("scores.npy")
        np.sort(scores)
        reviews = load_dataset("imdb", split="train", revision="e6281661ce1c48d982bc483cf8a173c1bbeb5d31")
        reviews.shuffle(seed=42)
        model = SVC()
        clone(model)
        print(scores[0], reviews[0], model)
      `,
      errors: [
        { at: 'np.sort(scores)' },
        { at: 'reviews.shuffle(seed=42)' },
        { message: '`clone()` returns a new estimator, and it is thrown away.' },
      ],
      skip: CELLS,
    },
    {
      name: 'apply without side effects',
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df["age"].apply(np.log)
        df["sex"].map({"f": 0, "m": 1})
        df["age"].apply(lambda age: age / 100)
        print(df)
      `,
      errors: [{}, {}, { at: 'df["age"].apply(lambda age: age / 100)' }],
      skip: CELLS,
    },
    {
      name: 'in the middle of a cell',
      code: ['import pandas as pd\ndf = pd.read_csv("a.csv")', 'df.drop_duplicates()\ndf.head()'],
      errors: [{ cell: 2, at: 'df.drop_duplicates()' }],
    },
  ],
});

it('leaves to a person what the code below may have been adapted to', async () => {
  const engine = createEngine(await parserForTests());
  const code =
    'import pandas as pd\ndf = pd.read_csv("a.csv")\ndf.dropna()\ndf.drop(columns=["a"])\nprint(df["a"])\n';
  const { findings } = engine.analyse(unitOf(code));
  const fixes = findings.filter((each) => each.rule === rule.name).flatMap((each) => each.fixes);
  expect(fixes.map(({ applicability }) => applicability)).toEqual(['safe', 'suggestion']);
});
