import rule from '../../../server/src/engine/rules/leakage/refit-on-test';
import { testRule } from '../../support/ruleTester';

const SPLIT = `
        import pandas as pd
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import LabelEncoder, StandardScaler

        df = pd.read_csv("houses.csv")
        X_train, X_test = train_test_split(df, random_state=1)`;

testRule(rule, {
  valid: [
    {
      name: 'transformed only',
      code: `${SPLIT}
        scaler = StandardScaler().fit(X_train)
        X_test = scaler.transform(X_test)
      `,
    },
    {
      name: 'no fit on the training rows before',
      code: `${SPLIT}
        X_test = StandardScaler().fit_transform(X_test)
      `,
    },
    {
      name: 'another purpose: other arguments',
      code: `${SPLIT}
        X_train = StandardScaler().fit_transform(X_train)
        spread = StandardScaler(with_mean=False).fit_transform(X_test)
      `,
    },
    {
      name: 'other columns',
      code: `${SPLIT}
        encoder = LabelEncoder()
        towns = encoder.fit_transform(X_train["town"])
        kinds = encoder.fit_transform(X_test["kind"])
      `,
    },
    {
      name: 'a plot: t-SNE cannot transform new rows',
      code: `
        import pandas as pd
        from sklearn.manifold import TSNE
        from sklearn.model_selection import train_test_split

        train, test = train_test_split(pd.read_csv("houses.csv"), random_state=1)
        tsne = TSNE()
        a = tsne.fit_transform(train)
        b = tsne.fit_transform(test)
      `,
    },
    {
      name: 'a model that is trained on everything at the end is no transformer',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        X, y = load_wine(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
        model.fit(X, y)
      `,
    },
    {
      name: 'each fold has its own fit on its training rows',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.model_selection import KFold
        from sklearn.preprocessing import StandardScaler

        X, y = load_wine(return_X_y=True)
        scaler = StandardScaler()
        for train, test in KFold(5).split(X):
            a = scaler.fit_transform(X[train])
            b = scaler.transform(X[test])
      `,
    },
  ],
  invalid: [
    {
      name: 'fit_transform on both parts',
      code: `${SPLIT}
        scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.fit_transform(X_test)
      `,
      errors: [
        {
          at: 'scaler.fit_transform(X_test)',
          severity: 'warning',
          message:
            '`scaler` was fitted on the training rows and is fitted again on `X_test`: use `transform`.',
          related: ['scaler.fit_transform(X_train)'],
        },
      ],
      fixed: `${SPLIT}
        scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.transform(X_test)
      `,
    },
    {
      name: 'a second fit as a statement of its own',
      code: `${SPLIT}
        scaler = StandardScaler()
        scaler.fit(X_train)
        X_train = scaler.transform(X_train)
        scaler.fit(X_test)
        X_test = scaler.transform(X_test)
      `,
      errors: [{ at: 'scaler.fit(X_test)' }],
      fixed: `${SPLIT}
        scaler = StandardScaler()
        scaler.fit(X_train)
        X_train = scaler.transform(X_train)
        X_test = scaler.transform(X_test)
      `,
    },
    {
      name: 'two instances with the same arguments',
      code: `${SPLIT}
        scaler = StandardScaler()
        test_scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_test = test_scaler.fit_transform(X_test)
      `,
      errors: [
        {
          at: 'test_scaler.fit_transform(X_test)',
          message: /transformer of its own/,
          fixes: ['Use the fitted `scaler`'],
        },
      ],
    },
    {
      name: 'the validation part of a training part',
      code: `${SPLIT}
        X_train, X_val = train_test_split(X_train, random_state=1)
        scaler = StandardScaler()
        X_train = scaler.fit_transform(X_train)
        X_val = scaler.fit_transform(X_val)
      `,
      errors: [{ at: 'scaler.fit_transform(X_val)' }],
    },
    {
      name: 'two files, whose names say which is which',
      code: `
        import pandas as pd
        from sklearn.preprocessing import LabelEncoder

        train = pd.read_csv("train.csv")
        test = pd.read_csv("test.csv")
        encoder = LabelEncoder()
        for column in ["town", "kind"]:
            train[column] = encoder.fit_transform(train[column])
            test[column] = encoder.fit_transform(test[column])
      `,
      errors: [{ at: 'encoder.fit_transform(test[column])' }],
    },
    {
      name: 'in a helper that is called for both parts',
      code: `${SPLIT}
        scaler = StandardScaler()

        def scaled(frame):
            return scaler.fit_transform(frame[["rooms"]])

        a = scaled(X_train)
        b = scaled(X_test)
      `,
      errors: [{ at: 'scaler.fit_transform(frame[["rooms"]])', fixes: [] }],
    },
  ],
});
