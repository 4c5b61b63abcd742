import rule from '../../../server/src/engine/rules/leakage/target-in-features';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split

        df = pd.read_csv("churn.csv")`;
const TAIL = `
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
        model = LogisticRegression().fit(X_train, y_train)
      `;

testRule(rule, {
  valid: [
    {
      name: 'the label is dropped',
      code: `${HEAD}
        y = df["churned"]
        X = df.drop(columns=["churned", "id"])${TAIL}`,
    },
    {
      name: 'dropped with axis=1, and in place',
      code: `${HEAD}
        y = df["churned"]
        df.drop("churned", axis=1, inplace=True)
        X = df${TAIL}`,
    },
    {
      name: 'popped',
      code: `${HEAD}
        y = df.pop("churned")
        X = df${TAIL}`,
    },
    {
      name: 'deleted',
      code: `${HEAD}
        y = df["churned"]
        del df["churned"]
        X = df.copy()${TAIL}`,
    },
    {
      name: 'a list of columns without it',
      code: `${HEAD}
        y = df["churned"]
        X = df[["age", "plan"]]${TAIL}`,
    },
    {
      name: 'columns chosen at run time',
      code: `${HEAD}
        y = df["churned"]
        X = df[[c for c in df.columns if c != "churned"]]${TAIL}`,
    },
    {
      name: 'dropped columns that are not known by name',
      code: `${HEAD}
        y = df["churned"]
        X = df.drop(columns=LABELS)${TAIL}`,
      skip: {},
    },
    {
      name: 'a lag of the label is a legitimate feature',
      code: `${HEAD}
        df["before"] = df["churned"].shift(1)
        y = df["churned"]
        X = df.drop(columns=["churned"])${TAIL}`,
    },
    {
      name: 'features of another table',
      code: `${HEAD}
        X = pd.read_csv("features.csv")
        y = df["churned"]${TAIL}`,
    },
    {
      name: 'a pipeline that chooses its columns itself',
      code: `
        import pandas as pd
        from sklearn.compose import ColumnTransformer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        df = pd.read_csv("churn.csv")
        chosen = ColumnTransformer([("scale", StandardScaler(), ["age"])])
        model = make_pipeline(chosen, LogisticRegression())
        model.fit(df, df["churned"])
      `,
    },
  ],
  invalid: [
    {
      name: 'another column was dropped, not the label',
      code: `${HEAD}
        y = df["churned"]
        X = df.drop(columns=["id"])${TAIL}`,
      errors: [
        {
          at: 'df.drop(columns=["id"])',
          severity: 'error',
          message: 'The label `churned` is still a column of the features: the model reads the answer.',
          related: ['LogisticRegression().fit(X_train, y_train)'],
        },
      ],
      fixed: `${HEAD}
        y = df["churned"]
        X = df.drop(columns=["id", "churned"])${TAIL}`,
    },
    {
      name: 'the whole frame',
      code: `${HEAD}
        X = df
        y = df["churned"]${TAIL}`,
      errors: [{ at: 'df' }],
      fixed: `${HEAD}
        X = df.drop(columns=["churned"])
        y = df["churned"]${TAIL}`,
    },
    {
      name: 'a drop whose result is thrown away',
      code: `${HEAD}
        y = df["churned"]
        df.drop("churned", axis=1)
        X = df${TAIL}`,
      errors: [{ at: 'df' }],
    },
    {
      name: 'straight into fit, after rows were filtered and new columns made',
      code: `
        import pandas as pd
        from sklearn.linear_model import Ridge

        df = pd.read_csv("houses.csv").dropna()
        df["rooms_per_person"] = df["rooms"] / df["people"]
        df = df[df["price"] > 0]
        Ridge().fit(df, df["price"])
      `,
      errors: [{ at: 'df', message: /label \`price\`/ }],
      fixed: `
        import pandas as pd
        from sklearn.linear_model import Ridge

        df = pd.read_csv("houses.csv").dropna()
        df["rooms_per_person"] = df["rooms"] / df["people"]
        df = df[df["price"] > 0]
        Ridge().fit(df.drop(columns=["price"]), df["price"])
      `,
    },
    {
      name: 'the label is made from a column that stays',
      code: `${HEAD}
        df["good"] = df["quality"] > 6
        y = df["good"]
        X = df.drop(columns=["good"])${TAIL}`,
      errors: [
        {
          at: 'df.drop(columns=["good"])',
          severity: 'warning',
          message:
            'The label `good` is made from `quality` alone, and that column is among the features: the model reads the answer.',
        },
      ],
      fixed: `${HEAD}
        df["good"] = df["quality"] > 6
        y = df["good"]
        X = df.drop(columns=["good", "quality"])${TAIL}`,
    },
    {
      name: 'a copy of the label stays',
      code: `${HEAD}
        df["gone"] = df["churned"].map({"yes": 1, "no": 0})
        y = df["churned"]
        X = df.drop(columns=["churned"])${TAIL}`,
      errors: [{ severity: 'warning', message: /feature \`gone\` is made from the label \`churned\`/ }],
    },
  ],
});
