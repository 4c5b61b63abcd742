import rule from '../../../server/src/engine/rules/explainability/personal-data-exposed';
import { testRule } from '../../support/ruleTester';

const IMPORTS = `
        import hashlib
        import logging
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline

        logger = logging.getLogger(__name__)
`;
const APP = `
        import joblib
        import logging
        from fastapi import FastAPI
        from pydantic import BaseModel

        app = FastAPI()
        model = joblib.load("model.joblib")
        logger = logging.getLogger(__name__)

        class Customer(BaseModel):
            email: str
            bills: float

        class Row(BaseModel):
            bills: float
`;

testRule(rule, {
  valid: [
    {
      name: 'dropped before the fit',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        X = df.drop(columns=["email", "churned"])
        model = LogisticRegression().fit(X, df["churned"])
      `,
    },
    {
      name: 'hashed before the fit and before it is printed',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        df["email"] = df["email"].map(lambda each: int(hashlib.sha256(each.encode()).hexdigest()[:8], 16))
        print(df.head())
        model = LogisticRegression().fit(df[["email", "bills"]], df["churned"])
      `,
    },
    {
      name: 'names that are nobody’s',
      code: `${IMPORTS}
        df = pd.read_csv("runs.csv")
        print(df[["model_name", "feature_name", "file_name", "column_name", "mobile", "email_count"]])
      `,
    },
    {
      name: 'counted, described, looked for gaps: no row is shown',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        print(df["email"].nunique())
        print(df[["email", "bills"]].describe())
        print(df[["email", "bills"]].isna())
        print(df["email"].str.len())
        logger.info("%d rows", len(df))
      `,
    },
    {
      name: 'a table made in the code',
      code: `${IMPORTS}
        df = pd.DataFrame({"email": ["a@example.org"], "bills": [1.0]})
        print(df[["email"]])
      `,
    },
    {
      name: 'made up by Faker',
      code: `
        import pandas as pd
        from faker import Faker

        df = pd.read_csv("made.csv")
        print(df[["email", "bills"]].head(), Faker)
      `,
    },
    {
      name: 'text of emails',
      code: `${IMPORTS}
        df = pd.read_csv("mails.csv")
        model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(df["email"], df["late"])
      `,
    },
    {
      name: 'a request of which no such field is known, and what is made of one',
      code: `${APP}
        @app.post("/a")
        def a(row: Row):
            logger.info("request=%s", row)
            return model.predict([[row.bills]]).tolist()

        @app.post("/b")
        def b(customer: Customer):
            logger.info("bills=%s known=%s", customer.bills, hash(customer.email))
            return model.predict([[customer.bills]]).tolist()
      `,
    },
    {
      name: 'a handler that asks no model, and a function that nobody serves',
      code: `${APP}
        @app.post("/contact")
        def contact(customer: Customer):
            logger.info("%s", customer)

        def predict(customer: Customer):
            logger.info("%s", customer)
            return model.predict([[customer.bills]])
      `,
    },
  ],
  invalid: [
    {
      name: 'chosen as a feature',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        X = df[["phone", "bills", "ssn"]]
        model = LogisticRegression().fit(X, df["churned"])
      `,
      errors: [
        {
          at: 'LogisticRegression().fit(X, df["churned"])',
          message:
            '`phone`, `ssn` are among the features: a model can learn who somebody is, and give it away.',
          severity: 'warning',
          related: ['df[["phone", "bills", "ssn"]]'],
          fixes: [{ title: 'Take `phone`, `ssn` out of the features' }],
        },
      ],
      fixed: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        X = df[["bills"]]
        model = LogisticRegression().fit(X, df["churned"])
      `,
    },
    {
      name: 'left in the table: dropped with the label',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        known = df["phone"].notna()
        X = df.drop(columns=["churned"])
        model = LogisticRegression().fit(X, df["churned"])
      `,
      errors: [
        {
          at: 'LogisticRegression().fit(X, df["churned"])',
          fixes: ['Drop `phone` from the features'],
        },
      ],
      fixed: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        known = df["phone"].notna()
        X = df.drop(columns=["churned", "phone"])
        model = LogisticRegression().fit(X, df["churned"])
      `,
    },
    {
      name: 'printed and logged: once for a column',
      code: `${IMPORTS}
        df = pd.read_csv("churn.csv")
        print(df[["email", "bills"]].head())
        logger.info("first rows: %s", df["email"].head(3))
      `,
      errors: [
        {
          at: 'print(df[["email", "bills"]].head())',
          message:
            '`df[["email", "bills"]].head()` holds `email` of persons: it stays in the output for whoever reads it.',
          related: ['logger.info("first rows: %s", df["email"].head(3))'],
          fixes: [],
        },
      ],
    },
    {
      name: 'printed in a notebook',
      code: ['import pandas as pd\ndf = pd.read_csv("churn.csv")', 'print(df["customer_email"].head())'],
      errors: [{ at: 'print(df["customer_email"].head())', cell: 2, severity: 'information' }],
    },
    {
      name: 'on a tracking server',
      code: `
        import pandas as pd
        import wandb

        df = pd.read_csv("churn.csv")
        wandb.log({"rows": wandb.Table(dataframe=df[["email", "bills"]])})
      `,
      errors: [
        {
          at: 'wandb.Table(dataframe=df[["email", "bills"]])',
          message: '`df[["email", "bills"]]` holds `email` of persons, and goes to the tracking server.',
        },
      ],
    },
    {
      name: 'a request whose class has such a field',
      code: `${APP}
        @app.post("/predict")
        def predict(customer: Customer):
            logger.info("request=%s", customer.model_dump())
            return model.predict([[customer.bills]]).tolist()
      `,
      errors: [
        {
          at: 'logger.info("request=%s", customer.model_dump())',
          message:
            'The request `customer` is logged with its field `email`: logs are no place for personal data.',
          fixes: [],
        },
      ],
    },
    {
      name: 'a body whose field is read, and the field itself',
      code: `
        import joblib
        from flask import Flask, jsonify, request

        app = Flask("churn")
        model = joblib.load("model.joblib")

        @app.route("/all", methods=["POST"])
        def all_of_it():
            data = request.get_json()
            print(data)
            return jsonify(who=data["email"], churn=model.predict([[data["bills"]]]).tolist())

        @app.route("/one", methods=["POST"])
        def one():
            data = request.get_json()
            print(f"asked by {data['email']}")
            return jsonify(model.predict([[data["bills"]]]).tolist())
      `,
      errors: [
        {
          at: 'print(data)',
          message:
            'The request `data` is logged with its field `email`: logs are no place for personal data.',
        },
        {
          at: 'print(f"asked by {data[\'email\']}")',
          message: 'The field `email` of `data` is logged: logs are no place for personal data.',
        },
      ],
    },
  ],
});
