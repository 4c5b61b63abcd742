import rule from '../../../server/src/engine/rules/deployment/fit-at-serving';
import { testRule } from '../../support/ruleTester';

const serve = (...lines: string[]): string => `
import joblib
import pandas as pd
from fastapi import FastAPI
from sklearn.preprocessing import Normalizer, StandardScaler

app = FastAPI()
scaler = joblib.load("scaler.joblib")
model = joblib.load("model.joblib")

@app.post("/predict")
def predict(rows: list[dict[str, float]]):
    df = pd.DataFrame(rows)
${lines.map((line) => `    ${line}`).join('\n')}
    return {"churn": model.predict(df).tolist()}
`;

testRule(rule, {
  valid: [
    { name: 'transforms', code: serve('df = scaler.transform(df)') },
    { name: 'a transformer that learns nothing', code: serve('df = Normalizer().fit_transform(df)') },
    {
      name: 'dummies in the order that the model knows',
      code: serve('df = pd.get_dummies(df).reindex(columns=model.feature_names_in_, fill_value=0)'),
    },
    { name: 'constants', code: serve('df = df.fillna(0) / 10') },
    {
      name: 'a script that trains',
      code: `
        import joblib
        import pandas as pd
        from sklearn.linear_model import LogisticRegression

        df = pd.get_dummies(pd.read_csv("a.csv"))
        model = LogisticRegression().fit(df.drop(columns="y"), df["y"])
        old = joblib.load("old.joblib")
        print(old.predict(df.drop(columns="y")))
      `,
      skip: { aliases: 'fit and score are not what is tested' },
    },
    {
      name: 'a handler that asks no model',
      code: `
        import pandas as pd
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/encode")
        def encode(rows: list[dict[str, str]]):
            return pd.get_dummies(pd.DataFrame(rows)).to_dict()
      `,
    },
  ],
  invalid: [
    {
      name: 'a loaded transformer is fitted again',
      code: serve('df = scaler.fit_transform(df)'),
      errors: [
        {
          at: 'scaler.fit_transform(df)',
          message:
            '\`scaler.fit_transform\` learns from the incoming rows: the same row gets other features in another batch.',
          severity: 'error',
          fixes: ['Use what training taught it: transform'],
        },
      ],
      fixed: serve('df = scaler.transform(df)'),
    },
    {
      name: 'a new transformer',
      code: serve('df = StandardScaler().fit_transform(df)'),
      errors: [{ at: 'StandardScaler().fit_transform(df)', fixes: [] }],
    },
    {
      name: 'dummies of the incoming rows',
      code: serve('df = pd.get_dummies(df)'),
      errors: [{ at: 'pd.get_dummies(df)', fixes: ['Bring the columns into the order of \`model\`'] }],
    },
    {
      name: 'dummies that are mended',
      code: serve('df = pd.get_dummies(df).reindex(columns=["a", "b"], fill_value=0)'),
      errors: [{ severity: 'information' }],
    },
    {
      name: 'statistics of the incoming rows',
      code: serve('df = (df - df.mean()) / df.std()'),
      errors: [{ at: 'df.mean()' }, { at: 'df.std()' }],
    },
    {
      name: 'in a helper of a script that only scores',
      code: `
        import joblib
        import pandas as pd
        from sklearn.preprocessing import OneHotEncoder

        def encode(df):
            return OneHotEncoder().fit_transform(df)

        model = joblib.load("model.joblib")
        model.predict(encode(pd.read_csv("today.csv")))
      `,
      errors: [{ at: 'OneHotEncoder().fit_transform(df)' }],
    },
  ],
});
