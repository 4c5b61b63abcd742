import rule from '../../../server/src/engine/rules/data/nan-equality';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'tests that are made for it',
      code: `
        import math
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv")
        print(df[df["age"].isna()], np.isnan(df["age"]), math.isnan(df["age"].mean()))
      `,
    },
    {
      name: 'a value that differs from itself',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        print(df[df["age"] != df["age"]])
      `,
    },
    {
      name: 'NaN as an argument, not an operand',
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv").replace(np.nan, 0)
        df["age"] = df["age"].where(df["age"] < 120, np.nan)
        print(df["age"].isin([np.nan]))
      `,
    },
    {
      name: 'a demonstration of what NaN is',
      code: `
        import numpy as np

        print(np.nan == np.nan, np.nan is np.nan, np.nan == 1, float("nan") != np.nan)
      `,
    },
    {
      name: 'the one object of pandas',
      code: `
        import pandas as pd

        def is_missing(value):
            return value is pd.NaT or value is pd.NA
      `,
    },
    {
      name: 'a text and a name that only look like it',
      code: `
        import pandas as pd

        def clean(df, nan):
            return df[(df["age"] != "nan") & (df["age"] != nan)]
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_clean.py',
      code: `
        import numpy as np

        def test_clean(value):
            assert value != np.nan
      `,
    },
    {
      name: 'a program without data',
      code: `
        import math

        def check(value):
            return value == math.nan
      `,
    },
  ],
  invalid: [
    {
      name: 'a filter that keeps every row',
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df = df[df["age"] != np.nan]
      `,
      errors: [
        {
          message: '`df["age"] != np.nan` is always true: `np.nan` equals nothing, not even itself.',
          at: 'df["age"] != np.nan',
          severity: 'warning',
          fixes: ['Ask with `pd.notna(df["age"])`'],
        },
      ],
      fixed: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv")
        df = df[pd.notna(df["age"])]
      `,
    },
    {
      name: 'a store into no row, by other names',
      code: `
        from numpy import nan
        from pandas import read_csv

        df = read_csv("patients.csv")
        df.loc[(df["age"] == nan) & (df["sex"] == "f"), "age"] = 40
      `,
      errors: [{ at: 'df["age"] == nan' }],
      fixed: `
        from numpy import nan
        from pandas import read_csv
        import pandas as pd

        df = read_csv("patients.csv")
        df.loc[(pd.isna(df["age"])) & (df["sex"] == "f"), "age"] = 40
      `,
    },
    {
      name: 'arrays',
      code: `
        import numpy as np

        ages = np.load("ages.npy")
        print(ages[ages == np.nan], np.sum(ages != np.nan))
      `,
      errors: [{ message: /never true/ }, { message: /always true/ }],
      fixed: `
        import numpy as np

        ages = np.load("ages.npy")
        print(ages[np.isnan(ages)], np.sum(~np.isnan(ages)))
      `,
    },
    {
      name: 'a tensor',
      code: `
        import torch

        loss = torch.tensor([0.1, 0.2]).mean()
        if loss == torch.nan:
            raise ValueError("diverged")
      `,
      errors: [{ at: 'loss == torch.nan' }],
      fixed: `
        import torch

        loss = torch.tensor([0.1, 0.2]).mean()
        if torch.isnan(loss):
            raise ValueError("diverged")
      `,
    },
    {
      name: 'float("nan"), in a function',
      code: `
        import numpy as np

        def keep(score):
            if score != float("nan"):
                return score
      `,
      errors: [{ at: 'score != float("nan")', fixes: ['Ask with `not math.isnan(score)`'] }],
    },
    {
      name: 'a name for NaN',
      code: `
        import numpy as np
        import pandas as pd

        MISSING = np.nan
        df = pd.read_csv("patients.csv")
        print((df["age"] == MISSING).sum())
      `,
      errors: [{ at: 'df["age"] == MISSING' }],
    },
    {
      name: 'identity',
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("patients.csv")
        names = [name for name in df["name"] if name is not np.nan]
        codes = df["code"].map(lambda code: 0 if code in [np.nan, ""] else 1)
        print([name for name in names if name in (np.nan,)])
      `,
      errors: [
        { message: /one object in memory/, fixes: ['Ask with `pd.notna(name)`'] },
        { at: 'code in [np.nan, ""]', fixes: [] },
        { fixes: ['Ask with `pd.isna(name)`'] },
      ],
    },
    {
      name: 'a comparison with NA',
      code: `
        import pandas as pd

        df = pd.read_csv("patients.csv")
        print(df[df["age"] == pd.NA])
      `,
      errors: [{ message: /neither true nor false/ }],
    },
    {
      name: 'in a notebook',
      code: [
        'import numpy as np\nimport pandas as pd',
        'df = pd.read_csv("patients.csv")',
        'df[df.age == np.nan]',
      ],
      errors: [{ cell: 3, at: 'df.age == np.nan' }],
    },
  ],
});
