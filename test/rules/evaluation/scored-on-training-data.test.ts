import rule from '../../../server/src/engine/rules/evaluation/scored-on-training-data';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "calls"]], df["churned"]
        model = LogisticRegression()
`;

testRule(rule, {
  valid: [
    {
      name: 'a held-out score stands beside the training score',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["churned"], random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_train, y_train), model.score(X_test, y_test))
      `,
    },
    {
      name: 'cross-validated, then fitted on everything',
      code: `${HEAD}
        from sklearn.model_selection import cross_val_score
        print(cross_val_score(model, X, y).mean())
        model.fit(X, y)
        print(model.score(X, y))
      `,
    },
    {
      name: 'a second data set holds the rows that judge',
      code: `${HEAD}
        model.fit(X, y)
        later = pd.read_csv("churn_2024.csv")
        print(model.score(X, y), model.score(later[["age", "calls"]], later["churned"]))
      `,
    },
    {
      name: 'the out-of-bag score is asked for',
      code: `
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier

        df = pd.read_csv("churn.csv")
        model = RandomForestClassifier(oob_score=True, random_state=1).fit(df[["age"]], df["churned"])
        print(model.score(df[["age"]], df["churned"]), model.oob_score_)
      `,
    },
    {
      name: 'clusters and anomalies have no rows to hold out',
      code: `
        import pandas as pd
        from sklearn.cluster import KMeans
        from sklearn.ensemble import IsolationForest

        df = pd.read_csv("visits.csv")
        print(KMeans(n_clusters=3, random_state=1).fit(df).score(df))
        print(IsolationForest(random_state=1).fit(df).predict(df))
      `,
    },
    {
      name: 'predicted without a metric',
      code: `${HEAD}
        model.fit(X, y)
        df["expected"] = model.predict(X)
      `,
    },
    {
      name: 'a function that is given its rows may have been given the training part',
      code: `
        from sklearn.linear_model import LogisticRegression

        def train(X, y):
            model = LogisticRegression().fit(X, y)
            print(model.score(X, y))
            return model
      `,
    },
    {
      name: 'part of the rows is left for something that cannot be seen',
      code: `${HEAD}
        model.fit(X[:800], y[:800])
        print(model.score(X[:800], y[:800]))
      `,
    },
    {
      name: 'Keras holds out a part by itself',
      code: `
        import keras
        import pandas as pd

        df = pd.read_csv("churn.csv")
        X, y = df[["age"]], df["churned"]
        model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
        model.compile(loss="binary_crossentropy")
        model.fit(X, y, validation_split=0.2)
        print(model.evaluate(X, y))
      `,
    },
    {
      name: 'a test file',
      path: 'tests/test_model.py',
      code: `${HEAD}
        assert model.fit(X, y).score(X, y) > 0.9
      `,
    },
  ],
  invalid: [
    {
      name: 'fitted and scored on the same rows',
      code: `${HEAD}
        model.fit(X, y)
        print(model.score(X, y))
      `,
      errors: [
        {
          message:
            '`model` is scored on the rows that trained it, and nowhere else in this file: the score tells what it remembers.',
          at: 'model.score(X, y)',
          severity: 'warning',
          related: ['model.fit(X, y)'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "calls"]], df["churned"]
        model = LogisticRegression()

        X_train, X_test, y_train, y_test = train_test_split(
            X, y, test_size=0.2, random_state=42, stratify=y
        )
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'by metrics of a prediction in a name, in a notebook: reported once',
      code: [
        `
        import pandas as pd
        from sklearn.linear_model import LinearRegression
        from sklearn.metrics import mean_squared_error, r2_score
        df = pd.read_csv("houses.csv")
        X, y = df[["rooms"]], df["price"]
        `,
        `
        model = LinearRegression().fit(X, y)
        predicted = model.predict(X)
        `,
        `
        print(mean_squared_error(y, predicted))
        print(r2_score(y, predicted))
        `,
      ],
      errors: [{ at: 'mean_squared_error(y, predicted)', cell: 3 }],
      fixed: [
        `
        import pandas as pd
        from sklearn.linear_model import LinearRegression
        from sklearn.metrics import mean_squared_error, r2_score
        from sklearn.model_selection import train_test_split
        df = pd.read_csv("houses.csv")
        X, y = df[["rooms"]], df["price"]
        `,
        `
        X_train, X_test, y_train, y_test = train_test_split(
            X, y, test_size=0.2, random_state=42
        )
        model = LinearRegression().fit(X_train, y_train)
        predicted = model.predict(X_test)
        `,
        `
        print(mean_squared_error(y_test, predicted))
        print(r2_score(y_test, predicted))
        `,
      ],
    },
    {
      name: 'the prediction is plotted beside all rows: no fix that would part them',
      code: `
        import matplotlib.pyplot as plt
        import pandas as pd
        from sklearn.metrics import r2_score
        from sklearn.tree import DecisionTreeRegressor

        df = pd.read_csv("houses.csv")
        X, y = df[["rooms"]], df["price"]
        model = DecisionTreeRegressor(random_state=1).fit(X, y)
        predicted = model.predict(X)
        plt.plot(X, predicted)
        print(r2_score(y, predicted))
      `,
      errors: [{ at: 'r2_score(y, predicted)', fixes: [] }],
    },
    {
      name: 'in a function that the file calls with a whole data set',
      code: `
        from sklearn.datasets import load_iris
        from sklearn.svm import SVC

        def run(model, features, labels):
            model.fit(features, labels)
            return model.score(features, labels)

        X, y = load_iris(return_X_y=True)
        for C in (1, 10):
            print(run(SVC(C=C), X, y))
      `,
      errors: [{ at: 'model.score(features, labels)' }],
    },
  ],
});
