import rule from '../../../server/src/engine/rules/deployment/orphaned-preprocessor';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import LabelEncoder, Normalizer, StandardScaler

        train = pd.read_csv("train.csv")
        X, y = train[["age", "bills"]], train["churned"]`;

testRule(rule, {
  valid: [
    {
      name: 'a pipeline',
      code: `${HEAD}
        from sklearn.pipeline import make_pipeline

        model = make_pipeline(StandardScaler(), LogisticRegression())
        model.fit(X, y)
        joblib.dump(model, "model.joblib")
      `,
    },
    {
      name: 'fitted parts put together afterwards',
      code: `${HEAD}
        from sklearn.pipeline import Pipeline

        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(Pipeline([("scale", scaler), ("model", model)]), "model.joblib")
      `,
    },
    {
      name: 'saved too',
      code: `${HEAD}
        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(model, "model.joblib")
        joblib.dump(scaler, "scaler.joblib")
      `,
    },
    {
      name: 'saved in one dictionary',
      code: `${HEAD}
        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump({"scaler": scaler, "model": model}, "model.joblib")
      `,
    },
    {
      name: 'saved in a tuple, through a helper',
      code: `${HEAD}
        import pickle

        def store(things, path):
            with open(path, "wb") as file:
                pickle.dump(things, file)

        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        store((scaler, model), "model.pkl")
        joblib.dump(model, "copy.joblib")
      `,
    },
    {
      name: 'saved in a loop',
      code: `${HEAD}
        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        for name, thing in {"scaler": scaler, "model": model}.items():
            joblib.dump(thing, f"{name}.joblib")
      `,
    },
    {
      name: 'an attribute of what is saved',
      code: `${HEAD}
        class Churn:
            def __init__(self):
                self.scaler = StandardScaler()
                self.model = LogisticRegression()

            def fit(self, X, y):
                self.model.fit(self.scaler.fit_transform(X), y)

        churn = Churn()
        churn.fit(X, y)
        joblib.dump(churn, "churn.joblib")
        joblib.dump(churn.model, "model.joblib")
      `,
    },
    {
      name: 'what it learned is saved as numbers',
      code: `${HEAD}
        import json

        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(model, "model.joblib")
        with open("scaler.json", "w") as file:
            json.dump({"mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist()}, file)
      `,
    },
    {
      name: 'handed to code that cannot be seen',
      code: `${HEAD}
        from registry import publish

        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(model, "model.joblib")
        publish("churn", scaler)
      `,
    },
    {
      name: 'returned to whoever calls',
      code: `${HEAD}
        def run():
            scaler = StandardScaler()
            model = LogisticRegression().fit(scaler.fit_transform(X), y)
            joblib.dump(model, "model.joblib")
            return model, scaler
      `,
    },
    {
      name: 'something unknown is saved as well',
      code: `${HEAD}
        from packing import pack

        scaler = StandardScaler()
        model = LogisticRegression().fit(scaler.fit_transform(X), y)
        joblib.dump(model, "model.joblib")
        joblib.dump(pack(), "rest.joblib")
      `,
    },
    {
      name: 'a transformer that learns nothing',
      code: `${HEAD}
        model = LogisticRegression().fit(Normalizer().fit_transform(X), y)
        joblib.dump(model, "model.joblib")
      `,
    },
    {
      name: 'the encoder of the label',
      code: `${HEAD}
        train["churned"] = LabelEncoder().fit_transform(train["churned"])
        model = LogisticRegression().fit(train[["age", "bills"]], train["churned"])
        joblib.dump(model, "model.joblib")
      `,
    },
    {
      name: 'the transformer served another model, or a plot',
      code: `${HEAD}
        scaled = StandardScaler().fit_transform(X)
        print(LogisticRegression().fit(scaled, y).score(scaled, y))
        model = LogisticRegression().fit(X, y)
        joblib.dump(model, "model.joblib")
      `,
    },
    {
      name: 'nothing is saved',
      code: [
        `${HEAD}`,
        `model = LogisticRegression().fit(StandardScaler().fit_transform(X), y)`,
        `print(model.score(X, y))`,
      ],
    },
    {
      name: 'selected columns are recorded as a list',
      code: `${HEAD}
        from sklearn.feature_selection import SelectKBest

        selector = SelectKBest(k=1)
        model = LogisticRegression().fit(selector.fit_transform(X, y), y)
        columns = X.columns[selector.get_support()]
        joblib.dump(model, "model.joblib")
        columns.to_series().to_csv("columns.csv")
      `,
    },
  ],
  invalid: [
    {
      name: 'a scaler',
      code: `${HEAD}
        scaler = StandardScaler()
        X_scaled = scaler.fit_transform(X)
        model = LogisticRegression()
        model.fit(X_scaled, y)
        joblib.dump(model, "models/model.joblib")
      `,
      errors: [
        {
          message:
            '`model` is saved without `scaler`, which made the input that it was trained on: who loads the file cannot prepare its input.',
          at: 'joblib.dump(model, "models/model.joblib")',
          severity: 'warning',
          related: ['scaler.fit_transform(X)'],
          fixes: [
            {
              title: 'Save a pipeline of `scaler` and the model',
              code: `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import LabelEncoder, Normalizer, StandardScaler
        from sklearn.pipeline import make_pipeline

        train = pd.read_csv("train.csv")
        X, y = train[["age", "bills"]], train["churned"]
        scaler = StandardScaler()
        X_scaled = scaler.fit_transform(X)
        model = LogisticRegression()
        model.fit(X_scaled, y)
        joblib.dump(make_pipeline(scaler, model), "models/model.joblib")
      `,
            },
            {
              title: 'Save `scaler` beside the model',
              code: `${HEAD}
        scaler = StandardScaler()
        X_scaled = scaler.fit_transform(X)
        model = LogisticRegression()
        model.fit(X_scaled, y)
        joblib.dump(model, "models/model.joblib")
        joblib.dump(scaler, "models/scaler.joblib")
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'a vectoriser and a transformer, after a split; pickled',
      code: `
        import pickle

        import pandas as pd
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
        from sklearn.model_selection import train_test_split
        from sklearn.naive_bayes import MultinomialNB

        mails = pd.read_csv("mails.csv")
        text_train, text_test, y_train, y_test = train_test_split(mails["text"], mails["spam"], random_state=1)
        counter = CountVectorizer()
        weigher = TfidfTransformer()
        counts = counter.fit_transform(text_train)
        clf = MultinomialNB().fit(weigher.fit_transform(counts), y_train)
        with open("spam.pkl", "wb") as file:
            pickle.dump(clf, file)
      `,
      errors: [
        {
          message: /without `(weigher|counter)` and `(weigher|counter)`/,
          fixes: [
            'Save a pipeline of `counter, weigher` and the model',
            'Save `weigher` and `counter` beside the model',
          ],
        },
      ],
    },
    {
      name: 'a transformer without a name',
      code: `${HEAD}
        model = LogisticRegression().fit(StandardScaler().fit_transform(X), y)
        joblib.dump(model, "model.joblib")
      `,
      errors: [{ message: /without `StandardScaler`/, fixes: [] }],
    },
    {
      name: 'encoded columns: no pipeline can be made of it',
      code: `${HEAD}
        le = LabelEncoder()
        train["town"] = le.fit_transform(train["town"])
        model = LogisticRegression().fit(train[["age", "town"]], y)
        joblib.dump(model, "model.joblib")
      `,
      errors: [{ message: /without `le`/, fixes: ['Save `le` beside the model'] }],
    },
    {
      name: 'in a class that saves only its model',
      code: `${HEAD}
        class Churn:
            def __init__(self):
                self.scaler = StandardScaler()
                self.model = LogisticRegression()

            def fit(self, X, y):
                self.model.fit(self.scaler.fit_transform(X), y)

            def save(self, path):
                joblib.dump(self.model, path)

        churn = Churn()
        churn.fit(X, y)
        churn.save("model.joblib")
      `,
      errors: [
        {
          message: /^`self.model` is saved without `self.scaler`/,
          fixes: ['Save a pipeline of `self.scaler` and the model', 'Save `self.scaler` beside the model'],
        },
      ],
    },
    {
      name: 'through a helper; the search that was fitted',
      code: `${HEAD}
        from sklearn.model_selection import GridSearchCV
        from sklearn.svm import SVC

        def prepare(frame):
            scaler = StandardScaler()
            return scaler.fit_transform(frame)

        search = GridSearchCV(SVC(), {"C": [1, 10]})
        search.fit(prepare(X), y)
        joblib.dump(search.best_estimator_, "model.joblib")
      `,
      errors: [{ message: /^`search.best_estimator_` is saved without `scaler`/, fixes: [] }],
    },
    {
      name: 'a network of Keras',
      code: `
        import pandas as pd
        from sklearn.preprocessing import MinMaxScaler
        from tensorflow import keras

        train = pd.read_csv("train.csv")
        scaler = MinMaxScaler()
        X = scaler.fit_transform(train[["age", "bills"]])
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(loss="mse")
        model.fit(X, train["price"])
        model.save("out/price.keras")
      `,
      errors: [
        {
          message: /^`model` is saved without `scaler`/,
          fixes: ['Save `scaler` beside the model'],
        },
      ],
    },
    {
      name: 'several models, one scaler: one finding',
      code: `${HEAD}
        from sklearn.svm import SVC

        scaler = StandardScaler()
        X_scaled = scaler.fit_transform(X)
        linear = LogisticRegression().fit(X_scaled, y)
        kernel = SVC().fit(X_scaled, y)
        joblib.dump(linear, "linear.joblib")
        joblib.dump(kernel, "kernel.joblib")
      `,
      errors: [
        {
          message: /^`linear`/,
          related: ['scaler.fit_transform(X)', 'joblib.dump(kernel, "kernel.joblib")'],
        },
      ],
    },
    {
      name: 'across the cells of a notebook',
      code: [
        HEAD,
        'scaler = StandardScaler()\nX_scaled = scaler.fit_transform(X)',
        'model = LogisticRegression().fit(X_scaled, y)',
        'joblib.dump(model, "model.joblib")',
      ],
      errors: [{ cell: 4, message: /without `scaler`/ }],
    },
  ],
});
