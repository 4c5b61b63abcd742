import rule from '../../../server/src/engine/rules/performance/row-iteration';
import { testRule } from '../../support/ruleTester';

const loopIsNoLoop = { cells: 'a loop over cells is no loop' };

testRule(rule, {
  valid: [
    {
      name: 'whole columns',
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("orders.csv")
        df["total"] = df["price"] * df["quantity"]
        df["size"] = np.where(df["quantity"] > 10, "large", "small")
        df["name"] = df["name"].apply(lambda name: name.strip())
        df["range"] = df[["a", "b"]].apply(lambda column: column.max() - column.min())
      `,
    },
    {
      name: 'loops that print, ask, write or plot',
      code: `
        import matplotlib.pyplot as plt
        import pandas as pd
        import requests

        df = pd.read_csv("orders.csv")
        for i, row in df.iterrows():
            print(row["price"] * row["quantity"])
        for row in df.itertuples():
            total = row.price * row.quantity
            requests.post("https://example.com", json={"total": total})
        for i, row in df.iterrows():
            plt.text(row["x"] + 1, row["y"] - 1, row["name"])
      `,
    },
    {
      name: 'models and strings',
      code: `
        import pandas as pd
        from sklearn.linear_model import LinearRegression

        df = pd.read_csv("orders.csv")
        model = LinearRegression().fit(df[["a"]], df["b"])
        out = []
        for i, row in df.iterrows():
            out.append(model.predict([[row["a"] + 1]]))
        df["words"] = df.apply(lambda row: len(row["title"].split()) + 1, axis=1)
        df["label"] = df.apply(lambda row: f"{row['a'] + 1} EUR", axis=1)
      `,
      skip: loopIsNoLoop,
    },
    {
      name: 'state that is carried from row to row',
      code: `
        import pandas as pd

        df = pd.read_csv("prices.csv")
        last = 0
        changes = []
        best = None
        for i, row in df.iterrows():
            changes.append(row["price"] - last)
            last = row["price"]
        for i, row in df.iterrows():
            if best is None or row["price"] > best:
                best = row["price"]
        balance = [0] * len(df)
        for i in range(len(df)):
            balance[i] = balance[i - 1] * 1.01 + df["price"][i]
        for i in range(1, len(df)):
            df.loc[i, "total"] = df.loc[i - 1, "total"] + df.loc[i, "price"]
      `,
    },
    {
      name: 'collecting without computing',
      code: `
        import pandas as pd

        df = pd.read_csv("orders.csv")
        pairs = []
        names = {}
        for row in df.itertuples():
            pairs.append((row.price, row.quantity))
            names[row.id] = row.name
      `,
    },
    {
      name: 'small frames',
      code: `
        import pandas as pd

        df = pd.read_csv("orders.csv")
        shares = []
        for i, row in df.head(10).iterrows():
            shares.append(row["price"] / row["quantity"])
        for i, row in pd.DataFrame({"a": [1, 2], "b": [3, 4]}).iterrows():
            shares.append(row["a"] / row["b"])
        for i, row in df.groupby("city").mean().iterrows():
            shares.append(row["price"] / row["quantity"])
      `,
    },
    {
      name: 'what is not known to be a frame',
      code: `
        import pandas as pd


        def totals(table, rows):
            for i, row in table.iterrows():
                rows.append(row["a"] * row["b"])
            return table.apply(lambda row: row["a"] * row["b"], axis=1)
      `,
    },
    {
      name: 'functions of columns, and of rows as a whole',
      code: `
        import pandas as pd

        df = pd.read_csv("orders.csv")
        a = df.apply(lambda column: column["first"] * 2)
        b = df.apply(lambda row: row / row.sum(), axis=1)
        c = df.apply(len, axis=1)
        d = df.apply(lambda row: row["a"], axis=1)
        e = df.apply(lambda row: row.name * 2, axis=1)
      `,
    },
    {
      name: 'a lookup elsewhere',
      code: `
        import pandas as pd

        df = pd.read_csv("orders.csv")
        rates = {"EUR": 1.0, "USD": 1.1}
        df["eur"] = df.apply(lambda row: row["price"] * rates[row["currency"]], axis=1)
      `,
    },
  ],
  invalid: [
    {
      name: 'a lambda of one operation',
      code: `
        import pandas as pd

        RATE = 1.19
        df = pd.read_csv("orders.csv")
        df["total"] = df.apply(lambda row: row["price"] * row["quantity"], axis=1)
        df["gross"] = df.apply(lambda r: (r.price + 1) * RATE - r['discount'], axis="columns")
        df["large"] = df[["price", "quantity"]].apply(lambda r: r["quantity"] >= 10, axis=1)
        share = df.apply(lambda r: r["price"] / 100, axis=1).round(2)
      `,
      errors: [
        {
          at: 'df.apply(lambda row: row["price"] * row["quantity"], axis=1)',
          message:
            '`df.apply` with `axis=1` runs a Python function for each row; the same on whole columns is 250 times faster (measured for one addition).',
          severity: 'information',
          fixes: ['Compute on whole columns'],
        },
        { at: `df.apply(lambda r: (r.price + 1) * RATE - r['discount'], axis="columns")` },
        { fixes: ['Compute on whole columns'] },
        { fixes: ['Compute on whole columns'] },
      ],
      fixed: `
        import pandas as pd

        RATE = 1.19
        df = pd.read_csv("orders.csv")
        df["total"] = df["price"] * df["quantity"]
        df["gross"] = (df["price"] + 1) * RATE - df['discount']
        df["large"] = df["quantity"] >= 10
        share = (df["price"] / 100).round(2)
      `,
    },
    {
      name: 'conditions and functions, for which columns have other words',
      code: `
        import math

        import numpy as np
        import pandas as pd


        def fee(row):
            """The fee of one order."""
            if row["quantity"] > 10:
                return 0
            base = row["price"] * 0.1
            return min(base, 5)


        def distance(x, y):
            return math.sqrt(x**2 + y**2)


        df = pd.read_csv("orders.csv")
        df["fee"] = df.apply(fee, axis=1)
        df["free"] = df.apply(lambda row: row["price"] > 100 and row["country"] in ("DE", "AT"), axis=1)
        df["cap"] = df.apply(lambda row: row["price"] if row["price"] < 100 else 100, axis=1)
        df["log"] = df.apply(lambda row: np.log(row["price"]), axis=1)
        df["way"] = df.apply(lambda row: distance(row["x"], row["y"]), axis=1)
      `,
      errors: [
        { at: 'df.apply(fee, axis=1)', fixes: [] },
        { fixes: [] },
        { fixes: [] },
        { fixes: [] },
        { fixes: [] },
      ],
    },
    {
      name: 'loops over rows',
      code: `
        import pandas as pd
        from tqdm import tqdm

        df = pd.read_csv("orders.csv")
        totals = []
        for _, row in df.iterrows():
            totals.append(row["price"] * row["quantity"])
        count = 0
        for number, (i, row) in enumerate(tqdm(df.iterrows(), total=len(df))):
            if row["price"] > 100:
                count += 1
        for row in df.itertuples():
            df.at[row.Index, "total"] = 0
            totals.append(row.price * row.quantity)
      `,
      errors: [
        {
          at: 'df.iterrows()',
          message:
            '`df.iterrows()` computes row by row what pandas does on whole columns (measured: 850 times slower for one addition).',
        },
        { at: 'df.iterrows()' },
        {
          at: 'df.itertuples()',
          message:
            '`df.itertuples()` computes row by row what pandas does on whole columns (measured: 20 times slower for one addition).',
        },
      ],
    },
    {
      name: 'loops over row numbers',
      code: `
        import pandas as pd


        def totals():
            df = pd.read_csv("orders.csv")
            for i in range(len(df)):
                df.loc[i, "total"] = df.loc[i, "price"] * df["quantity"][i]
            values = []
            for k in range(0, df.shape[0]):
                values.append(df.iloc[k]["price"] - df["cost"].iloc[k])
            for label in df.index:
                if df.at[label, "price"] < 0:
                    df.at[label, "price"] = 0
            return df, values
      `,
      errors: [
        {
          at: 'range(len(df))',
          message: 'This loop computes row by row what pandas does on the whole columns of `df`.',
        },
        { at: 'range(0, df.shape[0])' },
        { at: 'df.index' },
      ],
    },
  ],
});
