import rule from '../../../server/src/engine/rules/leakage/lookahead-feature';
import { testRule } from '../../support/ruleTester';

const program = (
  feature: string,
  read = 'pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")',
): string => `
import pandas as pd
from sklearn.linear_model import Ridge

df = ${read}
df["lag"] = df["sales"].shift(1)
${feature}
train, test = df.iloc[:-100], df.iloc[-100:]
model = Ridge().fit(train[["lag", "feature"]], train["sales"])
print(model.score(test[["lag", "feature"]], test["sales"]))
`;

testRule(rule, {
  valid: [
    { name: 'earlier rows', code: program('df["feature"] = df["sales"].shift(7)') },
    { name: 'a window that ends at the row', code: program('df["feature"] = df["lag"].rolling(7).mean()') },
    { name: 'filled forward', code: program('df["feature"] = df["price"].ffill()') },
    {
      name: 'the target is the next value',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge

        df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
        df["lag"] = df["sales"].shift(1)
        df["y"] = df["sales"].shift(-1)
        df["tomorrow"] = df["sales"].shift(-1)
        train = df.iloc[:-100]
        model = Ridge().fit(train[["lag", "sales"]], train["y"])
      `,
    },
    {
      name: 'smoothed for a plot',
      code: program('df["smooth"] = df["sales"].rolling(7, center=True).mean()\ndf["feature"] = df["price"]'),
    },
    {
      name: 'rows without an order in time',
      code: program('df["feature"] = df["price"].bfill()', 'pd.read_csv("sales.csv")'),
    },
    {
      name: 'joined with what came before',
      code: program('df = pd.merge_asof(df, prices, on="date", direction="backward")'),
    },
  ],
  invalid: [
    {
      name: 'a later row as a feature',
      code: program('df["feature"] = df["price"].shift(-1)'),
      errors: [
        {
          at: 'df["price"].shift(-1)',
          message:
            '`feature` holds later rows (`df["price"].shift(-1)`): they are not known yet when a prediction is made.',
          severity: 'warning',
          related: ['Ridge().fit(train[["lag", "feature"]], train["sales"])'],
          fixes: [],
        },
      ],
    },
    {
      name: 'a centred window',
      code: program('df["feature"] = df["sales"].rolling(7, center=True).mean()'),
      errors: [{ fixes: ['Use a window that ends at the row'] }],
      fixed: program('df["feature"] = df["sales"].rolling(7).mean()'),
    },
    {
      name: 'filled backwards',
      code: program('df["feature"] = df["price"].bfill()'),
      errors: [{ fixes: ['Fill forward'] }],
      fixed: program('df["feature"] = df["price"].ffill()'),
    },
    {
      name: 'filled backwards, the old way',
      code: program('df["feature"] = df["price"].fillna(method="bfill")'),
      errors: [{ message: /^A back-fill copies later values/ }],
      fixed: program('df["feature"] = df["price"].ffill()'),
    },
    {
      name: 'joined with what comes next',
      code: program('df["feature"] = 1\ndf = pd.merge_asof(df, prices, on="date", direction="nearest")'),
      errors: [{ fixes: ['Take rows that come earlier'] }],
      fixed: program('df["feature"] = 1\ndf = pd.merge_asof(df, prices, on="date")'),
    },
  ],
});
