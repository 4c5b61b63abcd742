import { describe, expect, it } from 'vitest';
import { covers } from '../../../server/src/engine/semantics/data';
import { judgements, lessonsBehind } from '../../../server/src/engine/semantics/judgements';
import { modelOf, reveals } from '../../support/reveal';

describe('what an operation does to rows', () => {
  reveals(
    'frames, columns and arrays',
    `
    import numpy as np
    import pandas as pd
    df = pd.read_csv("a.csv")
    reveal(df[["a", "b"]])  # DataFrame
    reveal(df["a"])  # Series
    reveal(df.a)  # Series
    reveal(df.drop(columns=["a"]).fillna(0).values)  # ndarray
    reveal(df.loc[df.a > 1, "b"])  # Series
    reveal(df.iloc[:, 1:])  # DataFrame
    reveal(np.log(df["a"]) + 1)  # ndarray
    reveal(df["a"].mean())  # statistic
    reveal(pd.concat([df, df]))  # DataFrame union
    reveal(df.groupby("a")["b"].mean())  # DataFrame
    reveal(df.sample(frac=2, replace=True))  # DataFrame resampled
  `,
  );
  reveals(
    'in place and chained',
    `
    import pandas as pd
    df = pd.read_csv("a.csv")
    reveal(df.dropna(inplace=True))  # None
    y = df.pop("y")
    reveal(y)  # Series
    df["c"] = 1
    reveal(df)  # DataFrame
  `,
  );
  reveals(
    'unknown values keep their type unknown, but their rows are followed',
    `
    import pandas as pd
    from sklearn.model_selection import train_test_split
    def f(df):
        X = df.drop(columns=["y"])
        a, b = train_test_split(X, random_state=1)
        reveal(X)  # unknown
        reveal(b)  # unknown test
  `,
  );
});

describe('splits', () => {
  reveals(
    'train_test_split, nested for validation',
    `
    from sklearn.datasets import load_wine
    from sklearn.model_selection import train_test_split
    X, y = load_wine(return_X_y=True)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2)
    X_train, X_val = train_test_split(X_rest)
    reveal(y_test)  # ndarray test
    reveal(X_train)  # ndarray train
    reveal(X_val)  # ndarray validation
  `,
  );
  reveals(
    'returned in tuples and dicts by helpers and methods',
    `
    import pandas as pd
    from sklearn.model_selection import train_test_split
    class Data:
        def split(self, df):
            self.train, self.test = train_test_split(df)
            return {"train": self.train, "test": self.test}
    d = Data()
    parts = d.split(pd.read_csv("a.csv"))
    reveal(parts["test"]["x"])  # Series test
    reveal(d.train)  # DataFrame train
  `,
  );
  reveals(
    'folds pick parts of features and labels',
    `
    from sklearn.datasets import load_wine
    from sklearn.model_selection import KFold
    X, y = load_wine(return_X_y=True)
    for train, test in KFold(5).split(X):
        reveal(X[train])  # ndarray train
        reveal(y[test])  # ndarray test
  `,
  );
  reveals(
    'by hand: slices, masks, sample and drop; the side that is fitted on trains',
    `
    import pandas as pd
    from sklearn.linear_model import Ridge
    df = pd.read_csv("a.csv")
    n = int(len(df) * 0.8)
    new, old = df[n:], df[:n]
    Ridge().fit(old[["a"]], old["y"])
    reveal(new)  # DataFrame test
    test, train = df[df.year == 2020], df[df.year != 2020]
    Ridge().fit(train[["a"]], train["y"])
    reveal(test)  # DataFrame test
    some = df.sample(frac=0.7)
    others = df.drop(some.index)
    Ridge().fit(some[["a"]], some["y"])
    reveal(others)  # DataFrame test
  `,
  );
  reveals(
    'torch and Hugging Face',
    `
    import torch
    from datasets import load_dataset
    from torch.utils.data import random_split
    a, b, c = random_split(data, [8, 1, 1])
    reveal(b)  # Subset validation
    parts = load_dataset("x")
    d = parts.train_test_split(seed=1)
    reveal(d["test"])  # Dataset test
  `,
  );
  reveals(
    'putting parts together again makes neither',
    `
    import pandas as pd
    from sklearn.model_selection import train_test_split
    train, test = train_test_split(pd.read_csv("a.csv"))
    reveal(pd.concat([train, test]))  # DataFrame union
  `,
  );
  reveals('across cells', [
    'import pandas as pd\nfrom sklearn.model_selection import train_test_split',
    'df = pd.read_csv("a.csv")',
    'train, test = train_test_split(df)',
    'reveal(test)  # DataFrame test',
  ]);
});

describe('modules of torch', () => {
  it('have a mode at each forward pass, as the path left it', async () => {
    const model = await modelOf(`
      import torch
      from torch import nn
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.layer = nn.Linear(1, 1)
          def forward(self, x):
              return self.layer(x)
      def predict(model, x):
          return model(x)
      net = Net().to("cpu")
      net(x)
      net.train()
      net(x)
      net.eval()
      predict(net, x)
      if flag:
          net.train()
      net(x)
    `);
    const passes = model.callsWith('forward').filter((record) => record.node.func.kind === 'Name');
    expect(passes.map((record) => record.mode)).toEqual([undefined, 'train', 'eval', 'mixed']);
  });
});

describe('what was learned from which rows', () => {
  it('goes back through a fitted transformer to the rows that it was fitted on', async () => {
    const model = await modelOf(`
      import pandas as pd
      from sklearn.linear_model import Ridge
      from sklearn.model_selection import train_test_split
      from sklearn.preprocessing import StandardScaler

      df = pd.read_csv("a.csv")
      scaler = StandardScaler().fit(df[["a"]])
      train, test = train_test_split(df)
      ridge = Ridge().fit(scaler.transform(train[["a"]]), train["y"])
      print(ridge.score(scaler.transform(test[["a"]]), test["y"]))
    `);
    const [judgement, ...others] = judgements(model);
    expect(others).toEqual([]);
    const [lesson] = lessonsBehind(judgement!.trained);
    expect(lesson).toMatchObject({ learns: 'values', op: 'fit' });
    expect(covers(lesson!.from.rows, judgement!.scored.rows)).toBe(true);
    expect(covers(judgement!.trained.rows, judgement!.scored.rows)).toBe(false);
  });

  it('forgets columns that the model does not see', async () => {
    const model = await modelOf(`
      import pandas as pd
      from sklearn.linear_model import Ridge
      df = pd.read_csv("a.csv")
      df["unused"] = df["a"] - df["a"].mean()
      df["used"] = df["b"] - df["b"].max()
      Ridge().fit(df[["used"]], df["y"]).score(df[["used"]], df["y"])
    `);
    expect(lessonsBehind(judgements(model)[0]!.trained).map((lesson) => lesson.op)).toEqual(['max']);
  });
});
