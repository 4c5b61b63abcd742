import rule from '../../../server/src/engine/rules/explainability/unexplained-model';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import joblib
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "bills"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)`;
const FOREST = `${HEAD}
        model = RandomForestClassifier(random_state=1)
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
        joblib.dump(model, "model.joblib")
      `;
const place = { source: 0, start: 0, end: 1 };
const unit = (path: string, role: 'training' | 'serving' | 'notebook', ...kinds: string[]) => ({
  path,
  role,
  imports: {},
  evidence: Object.fromEntries(kinds.map((kind) => [kind, place])),
});
const project = {};

testRule(rule, {
  valid: [
    {
      name: 'a linear model',
      project,
      code: `${HEAD}
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
        joblib.dump(model, "model.joblib")
      `,
    },
    {
      name: 'an experiment: not saved',
      project,
      code: `${HEAD}
        model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'something else is saved',
      project,
      code: `${HEAD}
        model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
        print(model.score(X_test, y_test))
        joblib.dump(df, "rows.joblib")
      `,
    },
    {
      name: 'permutation importance',
      project,
      code: `${FOREST}
        from sklearn.inspection import permutation_importance

        print(permutation_importance(model, X_test, y_test, random_state=1).importances_mean)
      `,
    },
    {
      name: 'SHAP',
      project,
      code: `${FOREST}
        import shap

        shap.TreeExplainer(model)
      `,
    },
    {
      name: 'explained in another file',
      code: FOREST,
      project: { units: [unit('why.ipynb', 'notebook', 'explains')] },
    },
    {
      name: 'the finding stands in another file',
      code: FOREST,
      project: { units: [unit('a.py', 'training', 'fits-opaque-model', 'saves-opaque-model')] },
    },
    { name: 'a test', code: FOREST, path: 'tests/test_forest.py', project },
  ],
  invalid: [
    {
      name: 'a forest that is saved',
      project,
      code: FOREST,
      errors: [
        {
          message:
            '`model` (RandomForestClassifier) is opaque, and nothing in this project explains its decisions.',
          at: 'model.fit(X_train, y_train)',
          severity: 'information',
          fixes: [
            {
              title: 'Measure permutation importance on the test rows (scikit-learn)',
              code: `
        import joblib
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.inspection import permutation_importance

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "bills"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = RandomForestClassifier(random_state=1)
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
        importance = permutation_importance(model, X_test, y_test, n_repeats=10, random_state=42)
        for feature, drop in sorted(zip(X_test.columns, importance.importances_mean), key=lambda item: -item[1]):
            print(f"{feature!s:30} {drop:.4f}")
        joblib.dump(model, "model.joblib")
      `,
            },
            {
              title: 'Explain the model with SHAP (needs the package shap)',
              code: `
        import joblib
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        import shap
        import numpy as np

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "bills"]], df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = RandomForestClassifier(random_state=1)
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
        background = shap.sample(X_train.astype(float), 50, random_state=42)
        methods = ["predict_proba", "decision_function", "predict"]
        predict = next(getattr(model, method) for method in methods if hasattr(model, method))
        explainer = shap.Explainer(predict, background, seed=42)  # callable and background: any kind of model
        rows = X_test.iloc[:100].astype(float)
        explanation = explainer(rows, max_evals=max(1024, 2 * rows.shape[1] + 1))
        magnitude = np.abs(explanation.values)
        mean_abs_shap = magnitude.mean(axis=tuple(i for i in range(magnitude.ndim) if i != 1))
        for feature, value in sorted(zip(X_test.columns, mean_abs_shap), key=lambda item: -item[1]):
            print(f"{feature!s:30} {value:.4f}")
        joblib.dump(model, "model.joblib")
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'a search over boosted trees; shap is pinned; rows in arrays; judged by a metric',
      project: { manifests: [{ path: 'requirements.txt', text: 'shap==0.51.0\n' }] },
      code: `
        import pickle

        from sklearn.datasets import load_breast_cancer
        from sklearn.metrics import f1_score
        from sklearn.model_selection import GridSearchCV, train_test_split
        from sklearn.preprocessing import StandardScaler
        from xgboost import XGBClassifier

        X, y = load_breast_cancer(return_X_y=True)
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        scaler = StandardScaler()
        A_train = scaler.fit_transform(X_train)
        A_test = scaler.transform(X_test)
        search = GridSearchCV(XGBClassifier(), {"max_depth": [2, 4]})
        search.fit(A_train, y_train)
        guess = search.predict(A_test)
        print(f1_score(y_test, guess))
        with open("model.pkl", "wb") as file:
            pickle.dump((scaler, search.best_estimator_), file)
      `,
      errors: [
        {
          message: /^`search` \(XGBClassifier\) is opaque/,
          at: 'search.fit(A_train, y_train)',
          fixes: [
            'Measure permutation importance on the test rows (scikit-learn)',
            'Explain the model with SHAP',
          ],
        },
      ],
    },
    {
      name: 'people are judged',
      project,
      code: FOREST.replace('churn.csv', 'loan_requests.csv'),
      errors: [{ severity: 'warning', message: /`loan` suggests that they concern people/ }],
    },
    {
      name: 'impurity importances are weak evidence',
      project,
      code: `${FOREST}
        print(model.feature_importances_)
      `,
      errors: [
        {
          severity: 'hint',
          message: /^`model` \(RandomForestClassifier\) is explained by `feature_importances_` alone/,
        },
      ],
    },
    {
      name: 'words: the names at hand cannot be bound',
      project,
      code: `
        import joblib
        import pandas as pd
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.model_selection import train_test_split
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import SVC

        mails = pd.read_csv("mails.csv")
        vectors = TfidfVectorizer()
        text_train, text_test, y_train, y_test = train_test_split(mails["text"], mails["spam"], random_state=1)
        A_train = vectors.fit_transform(text_train)
        A_test = vectors.transform(text_test)
        model = SVC().fit(A_train, y_train)
        print(model.score(A_test, y_test))
        joblib.dump(make_pipeline(vectors, model), "model.joblib")
      `,
      errors: [{ message: /\(SVC\) is opaque/, fixes: [] }],
    },
    {
      name: 'trained and served at once',
      project,
      code: `${HEAD}
        from fastapi import FastAPI

        app = FastAPI()
        forest = RandomForestClassifier(random_state=1).fit(X_train, y_train)

        @app.get("/churn")
        def churn(age: int, bills: int):
            return {"churn": int(forest.predict([[age, bills]])[0])}
      `,
      errors: [{ message: /^`forest`/ }],
    },
    {
      name: 'a pipeline: SHAP cannot vary its words',
      project,
      code: `${HEAD}
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

        model = make_pipeline(OneHotEncoder(), RandomForestClassifier(random_state=1))
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
        joblib.dump(model, "model.joblib")
      `,
      errors: [
        {
          message: /^`model` \(RandomForestClassifier\)/,
          fixes: ['Measure permutation importance on the test rows (scikit-learn)'],
        },
      ],
    },
    {
      name: 'a booster of the training interface',
      project,
      code: `
        import pandas as pd
        import xgboost as xgb

        df = pd.read_csv("churn.csv")
        booster = xgb.train({"max_depth": 3}, xgb.DMatrix(df[["age"]], label=df["churned"]))
        booster.save_model("model.json")
      `,
      errors: [{ message: /^`booster` \(Booster\)/, fixes: [] }],
    },
    {
      name: 'inside functions',
      project,
      code: `
        import joblib
        import pandas as pd
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.metrics import r2_score
        from sklearn.model_selection import train_test_split

        def train(X, y):
            forest = RandomForestRegressor(random_state=1)
            forest.fit(X, y)
            return forest

        def main():
            df = pd.read_csv("houses.csv")
            X_train, X_test, y_train, y_test = train_test_split(df[["area"]], df["price"], random_state=1)
            model = train(X_train, y_train)
            print(r2_score(y_test, model.predict(X_test)))
            joblib.dump(model, "model.joblib")

        main()
      `,
      errors: [
        {
          at: 'forest.fit(X, y)',
          fixes: ['Measure permutation importance on the test rows (scikit-learn)'],
        },
      ],
    },
  ],
});
