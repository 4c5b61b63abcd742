import rule from '../../../server/src/engine/rules/leakage/selection-before-split';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'the selector is fitted on the training rows',
      code: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["relapse"], random_state=1)
        selector = SelectKBest(k=1).fit(X_train, y_train)
        model = LogisticRegression().fit(selector.transform(X_train), y_train)
        print(model.score(selector.transform(X_test), y_test))
      `,
    },
    {
      name: 'a step of the pipeline that is cross-validated',
      code: `
        import pandas as pd
        from sklearn.feature_selection import RFE
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score
        from sklearn.pipeline import Pipeline

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        model = Pipeline([("rfe", RFE(LogisticRegression())), ("model", LogisticRegression())])
        print(cross_val_score(model, X, y, cv=5).mean())
      `,
    },
    {
      name: 'VarianceThreshold looks at no label',
      code: `
        import pandas as pd
        from sklearn.feature_selection import VarianceThreshold
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        X = VarianceThreshold().fit_transform(X)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'scores of columns and a correlation that are only printed; the columns are a literal list',
      code: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        print(SelectKBest(k=2).fit(X, y).scores_)
        print(df.corr()["relapse"].sort_values())
        X = X[["a", "b"]]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'nothing is held out, nothing is scored',
      code: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression

        df = pd.read_csv("genes.csv")
        X = SelectKBest(k=2).fit_transform(df.drop(columns="relapse"), df["relapse"])
        model = LogisticRegression().fit(X, df["relapse"])
      `,
    },
  ],
  invalid: [
    {
      name: 'selected, then split: the split goes first',
      code: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns=["relapse"]), df["relapse"]
        X_best = SelectKBest(k=25).fit_transform(X, y)
        X_train, X_test, y_train, y_test = train_test_split(X_best, y, random_state=42)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
      errors: [
        {
          message:
            '`SelectKBest.fit_transform` chooses columns with the labels of all rows of `X`, and some of them later test the model: it may score well on noise.',
          at: 'SelectKBest(k=25).fit_transform(X, y)',
          severity: 'error',
          related: ['train_test_split(X_best, y, random_state=42)', 'model.score(X_test, y_test)'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns=["relapse"]), df["relapse"]
        transformer = SelectKBest(k=25)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
        X_train = transformer.fit_transform(X_train, y_train)
        X_test = transformer.transform(X_test)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'in a notebook: fit in one cell, transform in the next, split in the third',
      code: [
        `
        import pandas as pd
        from sklearn.ensemble import ExtraTreesClassifier
        from sklearn.feature_selection import SelectFromModel
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        selector = SelectFromModel(ExtraTreesClassifier(random_state=1))
        selector.fit(X, y)
        `,
        `X = selector.transform(X)`,
        `
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = ExtraTreesClassifier(random_state=1).fit(X_train, y_train)
        print(model.score(X_test, y_test))
        `,
      ],
      errors: [{ at: 'selector.fit(X, y)', cell: 1, severity: 'error' }],
    },
    {
      name: 'through a helper function, before cross-validation',
      code: `
        import pandas as pd
        from sklearn.feature_selection import RFE
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score

        def choose(features, labels, n):
            return RFE(LogisticRegression(), n_features_to_select=n).fit_transform(features, labels)

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        for n in (5, 10):
            print(cross_val_score(LogisticRegression(), choose(X, y, n), y).mean())
      `,
      errors: [
        {
          message: /before cross-validation parts them/,
          at: 'RFE(LogisticRegression(), n_features_to_select=n).fit_transform(features, labels)',
        },
      ],
    },
    {
      name: 'on the training part, before the folds of a search: the folds are rosy, the test rows clean',
      code: `
        import pandas as pd
        from sklearn.feature_selection import SelectKBest
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV, train_test_split

        df = pd.read_csv("genes.csv")
        X, y = df.drop(columns="relapse"), df["relapse"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        selector = SelectKBest(k=25)
        X_train = selector.fit_transform(X_train, y_train)
        search = GridSearchCV(LogisticRegression(), {"C": [1, 10]}).fit(X_train, y_train)
        print(search.score(selector.transform(X_test), y_test))
      `,
      errors: [{ severity: 'warning', message: /before cross-validation/ }],
    },
  ],
});
