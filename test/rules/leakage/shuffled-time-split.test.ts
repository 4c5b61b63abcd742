import rule from '../../../server/src/engine/rules/leakage/shuffled-time-split';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score, train_test_split

        df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
        df["last_week"] = df["sold"].shift(7)
        df = df.dropna()
        X, y = df[["last_week"]], df["sold"]
`;

testRule(rule, {
  valid: [
    {
      name: 'split in order',
      code: `${HEAD}
        X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'folds that follow time, and folds that are not shuffled',
      code: `${HEAD}
        print(cross_val_score(Ridge(), X, y, cv=TimeSeriesSplit(n_splits=5)))
        print(cross_val_score(Ridge(), X, y, cv=KFold(5)))
      `,
    },
    {
      name: 'split by a date',
      code: `${HEAD}
        train, test = df[df["date"] < "2024-01-01"], df[df["date"] >= "2024-01-01"]
        print(Ridge().fit(train[["last_week"]], train["sold"]).score(test[["last_week"]], test["sold"]))
      `,
    },
    {
      name: 'dates of which only calendar parts are used',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("patients.csv")
        df["born"] = pd.to_datetime(df["born"])
        df["year"] = df["born"].dt.year
        X_train, X_test, y_train, y_test = train_test_split(df[["year"]], df["cost"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'an order without dates, and dates of another table',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        holidays = pd.read_csv("holidays.csv", parse_dates=["date"]).sort_values("date")
        df = pd.read_csv("houses.csv").sort_values("price")
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms"]], df["price"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'lags within groups: each group has its own order',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("visits.csv", parse_dates=["date"])
        df["before"] = df.groupby("patient")["pressure"].shift(1)
        X_train, X_test, y_train, y_test = train_test_split(df[["before"]], df["pressure"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
  ],
  invalid: [
    {
      name: 'rows with lags, split at random: split in order',
      code: `${HEAD}
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [
        {
          message:
            '`train_test_split` mixes rows that are ordered in time (`shift`): training sees the future of the test rows.',
          at: 'train_test_split(X, y, test_size=0.2, random_state=1)',
          severity: 'warning',
          related: ['df["sold"].shift(7)'],
        },
      ],
      fixed: `${HEAD}
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, shuffle=False)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'shuffled folds',
      code: `${HEAD}
        folds = KFold(n_splits=4, shuffle=True, random_state=1)
        print(cross_val_score(Ridge(), X, y, cv=folds))
      `,
      errors: [{ message: /^`KFold` mixes rows/, at: 'cross_val_score(Ridge(), X, y, cv=folds)' }],
      fixed: `${HEAD}
        folds = TimeSeriesSplit(n_splits=4)
        print(cross_val_score(Ridge(), X, y, cv=folds))
      `,
    },
    {
      name: 'in a notebook, through a helper: dates as the index, a moving average',
      code: [
        `
        import pandas as pd
        def load(path):
            table = pd.read_csv(path)
            table["date"] = pd.to_datetime(table["date"])
            return table.set_index("date")
        df = load("prices.csv")
        `,
        `
        df["average"] = df["close"].rolling(5).mean()
        df["up"] = df["close"].shift(-1) > df["close"]
        `,
        `
        from sklearn.model_selection import train_test_split
        X_train, X_test, y_train, y_test = train_test_split(
            df[["average"]], df["up"], stratify=df["up"], random_state=1
        )
        `,
      ],
      errors: [{ cell: 3, severity: 'warning' }],
    },
  ],
});
