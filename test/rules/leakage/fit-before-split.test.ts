import rule from '../../../server/src/engine/rules/leakage/fit-before-split';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'fitted on the training rows',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("houses.csv")
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms"]], df["price"], random_state=1)
        scaler = StandardScaler().fit(X_train)
        model = Ridge().fit(scaler.transform(X_train), y_train)
        print(model.score(scaler.transform(X_test), y_test))
      `,
    },
    {
      name: 'inside a Pipeline, also under cross-validation',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.impute import SimpleImputer
        from sklearn.model_selection import cross_val_score
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import SVC

        X, y = load_wine(return_X_y=True)
        print(cross_val_score(make_pipeline(SimpleImputer(), SVC()), X, y).mean())
      `,
    },
    {
      name: 'a transform that learns nothing from rows',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import Normalizer, PolynomialFeatures

        X, y = load_wine(return_X_y=True)
        X = PolynomialFeatures(2).fit_transform(Normalizer().fit_transform(X))
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'an encoder that learns only which categories exist, and a label encoder',
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import LabelEncoder, OneHotEncoder

        df = pd.read_csv("churn.csv")
        y = LabelEncoder().fit_transform(df["churned"])
        X = OneHotEncoder().fit_transform(df[["plan"]])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'a constant is filled in',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("houses.csv").fillna(0).dropna()
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms"]], df["price"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'only for a plot: the scaled rows reach no model',
      code: `
        import matplotlib.pyplot as plt
        import pandas as pd
        from sklearn.decomposition import PCA
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("houses.csv")
        X, y = df[["rooms", "area"]], df["price"]
        points = PCA(2).fit_transform(X)
        plt.scatter(points[:, 0], points[:, 1])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'the model is never scored',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("houses.csv")
        X = StandardScaler().fit_transform(df[["rooms"]])
        model = Ridge().fit(X, df["price"])
      `,
    },
    {
      name: 'a mean in a column that the model does not see',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("houses.csv")
        df["usual"] = df["price"].mean()
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms"]], df["price"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'one scaler for each fold, fitted on the fold',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold
        from sklearn.preprocessing import StandardScaler

        X, y = load_wine(return_X_y=True)
        for train, test in StratifiedKFold(5).split(X, y):
            scaler = StandardScaler().fit(X[train])
            model = LogisticRegression().fit(scaler.transform(X[train]), y[train])
            print(model.score(scaler.transform(X[test]), y[test]))
      `,
    },
  ],
  invalid: [
    {
      name: 'a scaler before the split: the split moves up',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("houses.csv")
        X, y = df[["rooms", "area"]], df["price"]
        scaler = StandardScaler()
        X_scaled = scaler.fit_transform(X)
        X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, random_state=1)
        model = Ridge().fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
      errors: [
        {
          at: 'scaler.fit_transform(X)',
          severity: 'information',
          message:
            '`StandardScaler.fit_transform` learns from all rows of `X`, and some of them later test the model: its score is optimistic.',
          related: ['train_test_split(X_scaled, y, random_state=1)', 'model.score(X_test, y_test)'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("houses.csv")
        X, y = df[["rooms", "area"]], df["price"]
        scaler = StandardScaler()
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.transform(X_test)
        model = Ridge().fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'an unnamed transformer gets a name',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.decomposition import PCA
        from sklearn.model_selection import train_test_split
        from sklearn.neighbors import KNeighborsClassifier

        X, y = load_wine(return_X_y=True)
        X = PCA(n_components=3).fit_transform(X)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        print(KNeighborsClassifier().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [{ at: 'PCA(n_components=3).fit_transform(X)', severity: 'warning' }],
      fixed: `
        from sklearn.datasets import load_wine
        from sklearn.decomposition import PCA
        from sklearn.model_selection import train_test_split
        from sklearn.neighbors import KNeighborsClassifier

        X, y = load_wine(return_X_y=True)
        transformer = PCA(n_components=3)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        X_train = transformer.fit_transform(X_train)
        X_test = transformer.transform(X_test)
        print(KNeighborsClassifier().fit(X_train, y_train).score(X_test, y_test))
      `,
    },
    {
      name: 'seen through helpers: fitted in one function, split in another',
      code: `
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.impute import SimpleImputer
        from sklearn.metrics import f1_score
        from sklearn.model_selection import train_test_split

        def prepare(frame):
            imputer = SimpleImputer()
            return imputer.fit_transform(frame.drop(columns=["churned"])), frame["churned"]

        def parts(features, labels):
            return train_test_split(features, labels, random_state=1)

        def main():
            X, y = prepare(pd.read_csv("churn.csv"))
            X_train, X_test, y_train, y_test = parts(X, y)
            model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
            print(f1_score(y_test, model.predict(X_test)))

        main()
      `,
      errors: [{ at: 'imputer.fit_transform(frame.drop(columns=["churned"]))', severity: 'warning' }],
      skip: {
        cells: 'a notebook calls main in a cell of its own; the verdict is the same, the variant is slow',
      },
    },
    {
      name: 'through methods and attributes of self',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler

        class Experiment:
            def __init__(self, path):
                self.frame = pd.read_csv(path)
                self.scaler = StandardScaler()

            def load(self):
                self.X = self.scaler.fit_transform(self.frame[["rooms"]])
                self.y = self.frame["price"]

            def run(self):
                X_train, X_test, y_train, y_test = train_test_split(self.X, self.y, random_state=1)
                model = Ridge().fit(X_train, y_train)
                return model.score(X_test, y_test)

        experiment = Experiment("houses.csv")
        experiment.load()
        print(experiment.run())
      `,
      errors: [{ at: 'self.scaler.fit_transform(self.frame[["rooms"]])' }],
    },
    {
      name: 'across the cells of a notebook',
      code: [
        `
        import pandas as pd
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        `,
        `
        reviews = pd.read_csv("reviews.csv")
        X = TfidfVectorizer().fit_transform(reviews["text"])
        `,
        `
        X_train, X_test, y_train, y_test = train_test_split(X, reviews["stars"], random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        `,
        `
        model.score(X_test, y_test)
        `,
      ],
      errors: [{ cell: 2, at: 'TfidfVectorizer().fit_transform(reviews["text"])', severity: 'warning' }],
    },
    {
      name: 'statistics by hand: one finding, the others beside it',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("houses.csv")
        df["rooms"] = df["rooms"].fillna(df["rooms"].median())
        df["area"] = (df["area"] - df["area"].mean()) / df["area"].std()
        X_train, X_test, y_train, y_test = train_test_split(df[["rooms", "area"]], df["price"], random_state=1)
        print(Ridge().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [
        {
          at: 'df["rooms"].median()',
          related: [
            'df["area"].mean()',
            'df["area"].std()',
            'train_test_split(df[["rooms", "area"]], df["price"], random_state=1)',
            'Ridge().fit(X_train, y_train).score(X_test, y_test)',
          ],
        },
      ],
    },
    {
      name: 'before cross-validation',
      code: `
        from sklearn.datasets import load_wine
        from sklearn.impute import KNNImputer
        from sklearn.model_selection import GridSearchCV
        from sklearn.svm import SVC

        X, y = load_wine(return_X_y=True)
        X = KNNImputer().fit_transform(X)
        search = GridSearchCV(SVC(), {"C": [1, 10]})
        search.fit(X, y)
      `,
      errors: [
        {
          at: 'KNNImputer().fit_transform(X)',
          severity: 'warning',
          message: /every fold has seen its test rows/,
        },
      ],
    },
    {
      name: 'a split by hand: positional slices',
      code: `
        import numpy as np
        from sklearn.linear_model import Ridge
        from sklearn.preprocessing import MinMaxScaler

        data = np.load("series.npy")
        X, y = MinMaxScaler().fit_transform(data[:, :-1]), data[:, -1]
        n = int(0.8 * len(X))
        model = Ridge().fit(X[:n], y[:n])
        print(model.score(X[n:], y[n:]))
      `,
      errors: [{ at: 'MinMaxScaler().fit_transform(data[:, :-1])' }],
    },
    {
      name: 'a split by hand: sample and drop',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("houses.csv")
        df[["rooms", "area"]] = StandardScaler().fit_transform(df[["rooms", "area"]])
        train = df.sample(frac=0.8, random_state=1)
        test = df.drop(train.index)
        model = Ridge().fit(train[["rooms", "area"]], train["price"])
        print(model.score(test[["rooms", "area"]], test["price"]))
      `,
      errors: [{ at: 'StandardScaler().fit_transform(df[["rooms", "area"]])' }],
    },
    {
      name: 'vocabularies, when asked for',
      options: { vocabulary: true },
      code: `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import OneHotEncoder

        df = pd.read_csv("churn.csv")
        X = OneHotEncoder().fit_transform(df[["plan"]])
        X_train, X_test, y_train, y_test = train_test_split(X, df["churned"], random_state=1)
        print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
      `,
      errors: [{ at: 'OneHotEncoder().fit_transform(df[["plan"]])' }],
    },
  ],
});
