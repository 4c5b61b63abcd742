import rule from '../../../server/src/engine/rules/explainability/unexamined-protected-attribute';
import { testRule } from '../../support/ruleTester';

const IMPORTS = `
        import pandas as pd
        from sklearn.compose import ColumnTransformer
        from sklearn.linear_model import LinearRegression, LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.pipeline import Pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler
`;
const SPLIT = `
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))`;
const FOUND = `${IMPORTS}
        df = pd.read_csv("loans.csv")
        X, y = df[["gender", "income"]], df["repaid"]${SPLIT}`;
const place = { source: 0, start: 0, end: 1 };
const unit = (path: string, ...kinds: string[]) => ({
  path,
  role: 'training' as const,
  imports: {},
  evidence: Object.fromEntries(kinds.map((kind) => [kind, place])),
});
const project = {};

testRule(rule, {
  valid: [
    {
      name: 'dropped from the features, and used for something else',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df["gender"].value_counts())
        X, y = df.drop(columns=["gender", "repaid"]), df["repaid"]${SPLIT}
      `,
    },
    {
      name: 'not among the chosen columns',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        df["gender"] = df["gender"].map({"f": 0, "m": 1})
        X, y = df[["income", "debt"]], df["repaid"]${SPLIT}
      `,
    },
    {
      name: 'encoded, and the encoded columns dropped',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df["gender"].value_counts())
        df = pd.get_dummies(df)
        X, y = df.drop(columns=["gender_f", "gender_m", "repaid"]), df["repaid"]${SPLIT}
      `,
    },
    {
      name: 'a name inside of another word',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        X, y = df[["sex_ratio", "race_time", "page", "usage", "terrace"]], df["late"]${SPLIT}
      `,
    },
    {
      name: 'age where nobody is decided about',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("visits.csv")
        X, y = df[["age", "visits"]], df["returned"]${SPLIT}
      `,
    },
    {
      name: 'medicine',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("heart.csv")
        X, y = df[["sex", "cholesterol"]], df["disease"]${SPLIT}
      `,
    },
    {
      name: 'shellfish have a sex, too',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("abalone.csv")
        X, y = df[["sex", "length"]], df["rings"]${SPLIT}
      `,
    },
    {
      name: 'grouped after the evaluation',
      project,
      code: `${FOUND}
        for gender, rows in X_test.groupby("gender"):
            print(gender, model.score(rows, y_test.loc[rows.index]))
      `,
    },
    {
      name: 'one group picked after the evaluation',
      project,
      code: `${FOUND}
        women = X_test["gender"] == "f"
        print(model.score(X_test[women], y_test[women]))
      `,
    },
    {
      name: 'Fairlearn',
      project,
      code: `${FOUND}
        from fairlearn.metrics import MetricFrame

        print(MetricFrame)
      `,
    },
    {
      name: 'looked at in another file',
      code: FOUND,
      project: { units: [unit('fair.py', 'checks-fairness')] },
    },
    {
      name: 'a course',
      code: FOUND,
      project: { manifests: [{ path: 'README.md', text: '# Exercises of the course' }] },
    },
    {
      name: 'a column transformer that leaves the column out',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df["gender"].value_counts())
        X, y = df.drop(columns=["repaid"]), df["repaid"]
        columns = ColumnTransformer([("numbers", StandardScaler(), ["income"]), ("out", "drop", ["gender"])])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = Pipeline([("columns", columns), ("model", LogisticRegression())])
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
    },
    {
      name: 'columns by computed names',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df["gender"].value_counts())
        columns = [name for name in df.columns if len(name) > 6]
        X, y = df[columns], df["repaid"]${SPLIT}
      `,
    },
  ],
  invalid: [
    {
      name: 'chosen by name',
      project,
      code: `${FOUND}
      `,
      errors: [
        {
          at: 'LogisticRegression().fit(X_train, y_train)',
          message:
            '`gender` is among the features, and nothing in this project looks at the quality for each group.',
          severity: 'information',
          related: ['df[["gender", "income"]]'],
          fixes: ['Look at the quality for each `gender`'],
        },
      ],
      fixed: `
        import pandas as pd
        from sklearn.compose import ColumnTransformer
        from sklearn.linear_model import LinearRegression, LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.pipeline import Pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler
        from sklearn.metrics import balanced_accuracy_score

        df = pd.read_csv("loans.csv")
        X, y = df[["gender", "income"]], df["repaid"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
        print(model.score(X_test, y_test))
        judged = pd.DataFrame({"y": y_test, "prediction": model.predict(X_test), "group": X_test["gender"]})
        for group, rows in judged.groupby("group"):
            quality = balanced_accuracy_score(rows["y"], rows["prediction"])
            print(f"gender={group}: n={len(rows)} balanced_accuracy={quality:.3f}")
      `,
    },
    {
      name: 'several, of which one is weak; what comes before the model is no look at its quality',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df.groupby("race")["repaid"].mean())
        df["race"] = df["race"].map({"a": 0, "b": 1})
        X, y = df[["age", "race", "marital_status"]], df["repaid"]${SPLIT}
      `,
      errors: [
        {
          at: 'LogisticRegression().fit(X_train, y_train)',
          message:
            '`race`, `marital_status`, `age` are among the features, and nothing in this project looks at the quality for each group.',
          fixes: ['Look at the quality for each `race`'],
        },
      ],
    },
    {
      name: 'encoded: there is no column left to group by',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        print(df["gender"].value_counts())
        df = pd.get_dummies(df)
        X, y = df.drop(columns=["repaid"]), df["repaid"]${SPLIT}
      `,
      errors: [{ at: 'LogisticRegression().fit(X_train, y_train)', fixes: [] }],
    },
    {
      name: 'a column transformer',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("people.csv")
        X, y = df.drop(columns=["pay"]), df["pay"]
        columns = ColumnTransformer([("words", OneHotEncoder(), ["applicantGender"]), ("numbers", StandardScaler(), ["years"])])
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = Pipeline([("columns", columns), ("model", LinearRegression())])
        model.fit(X_train, y_train)
        print(model.score(X_test, y_test))
      `,
      errors: [
        { at: 'model.fit(X_train, y_train)', fixes: ['Look at the quality for each `applicantGender`'] },
      ],
    },
    {
      name: 'age and credit',
      project,
      code: `${IMPORTS}
        df = pd.read_csv("credit.csv")
        X, y = df[["age", "zip_code"]], df["repaid"]${SPLIT}
      `,
      errors: [
        {
          at: 'LogisticRegression().fit(X_train, y_train)',
          severity: 'hint',
          message:
            '`age`, `zip_code` are among the features, and nothing in this project looks at the quality for each group.',
          fixes: [],
        },
      ],
    },
  ],
});
