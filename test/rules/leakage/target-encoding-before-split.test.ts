import rule from '../../../server/src/engine/rules/leakage/target-encoding-before-split';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'the statistic is printed and plotted',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        print(df.groupby("city")["churned"].mean())
        df.groupby("city")["churned"].mean().plot.bar()
        X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'the statistic of another column',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        df["city_age"] = df.groupby("city")["age"].transform("mean")
        X_train, X_test, y_train, y_test = train_test_split(df[["city_age"]], df["churned"], random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'computed on the training rows and mapped onto the test rows',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        train, test = train_test_split(df, random_state=1)
        rates = train.groupby("city")["churned"].mean()
        train = train.assign(rate=train["city"].map(rates))
        test = test.assign(rate=test["city"].map(rates))
        model = LogisticRegression().fit(train[["rate"]], train["churned"])
        print(model.score(test[["rate"]], test["churned"]))
      `,
    },
    {
      name: 'the encoder is a step of the pipeline',
      code: `
        import pandas as pd
        from category_encoders import TargetEncoder
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score
        from sklearn.pipeline import make_pipeline

        df = pd.read_csv("churn.csv")
        model = make_pipeline(TargetEncoder(), LogisticRegression())
        print(cross_val_score(model, df[["city"]], df["churned"]).mean())
      `,
    },
    {
      name: 'the column with the statistic is left out of the features',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        df["rate"] = df.groupby("city")["churned"].transform("mean")
        X, y = df.drop(columns=["rate", "churned"]), df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'a function of the user may leave the row itself out',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("sales.csv")
        df["before"] = df.groupby("shop")["sold"].transform(lambda s: s.shift(1).expanding().mean())
        train, test = train_test_split(df, shuffle=False)
        model = Ridge().fit(train[["before"]], train["sold"])
        print(model.score(test[["before"]], test["sold"]))
      `,
    },
  ],
  invalid: [
    {
      name: 'the mean label of each city, mapped into a feature',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        rates = df.groupby("city")["churned"].mean()
        df["rate"] = df["city"].map(rates)
        X, y = df[["rate", "age"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [
        {
          message:
            '`mean` puts the labels of all rows of `df` into a feature, and some of them later test the model: it reads part of the answer.',
          at: 'df.groupby("city")["churned"].mean()',
          severity: 'error',
          fixes: [],
        },
      ],
    },
    {
      name: 'in a notebook, by transform, with the label dropped from the features',
      code: [
        `
        import pandas as pd
        df = pd.read_csv("churn.csv")
        df["rate"] = df.groupby("city")["churned"].transform("mean")
        `,
        `
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score
        X, y = df.drop(columns=["churned", "city"]), df["churned"]
        print(cross_val_score(LogisticRegression(), X, y).mean())
        `,
      ],
      errors: [
        {
          at: 'df.groupby("city")["churned"].transform("mean")',
          cell: 1,
          message: /before cross-validation/,
        },
      ],
    },
    {
      name: 'aggregated and merged back by a helper function',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        def add_prices(table):
            prices = table.groupby("city").agg({"price": "mean"}).reset_index()
            return table.merge(prices, on="city", suffixes=("", "_mean"))

        df = add_prices(pd.read_csv("houses.csv"))
        X, y = df[["rooms", "price_mean"]], df["price"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [{ at: 'table.groupby("city").agg({"price": "mean"})' }],
    },
    {
      name: 'an encoder that is fitted before the split: the split goes first',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import TargetEncoder

        df = pd.read_csv("churn.csv")
        X, y = df[["city", "plan"]], df["churned"]
        encoder = TargetEncoder()
        X = encoder.fit_transform(X, y)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [
        {
          message: /^`TargetEncoder.fit_transform` puts the labels of all rows of `X` into a feature/,
          at: 'encoder.fit_transform(X, y)',
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import TargetEncoder

        df = pd.read_csv("churn.csv")
        X, y = df[["city", "plan"]], df["churned"]
        encoder = TargetEncoder()
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        X_train = encoder.fit_transform(X_train, y_train)
        X_test = encoder.transform(X_test)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
  ],
});
