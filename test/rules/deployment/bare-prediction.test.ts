import rule from '../../../server/src/engine/rules/deployment/bare-prediction';
import { testRule } from '../../support/ruleTester';

const app = `
  import joblib
  from fastapi import FastAPI
  from pydantic import BaseModel

  app = FastAPI(version="1.0")
  model = joblib.load("model.joblib")
`;

testRule(rule, {
  valid: [
    {
      name: 'the version is in the answer',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist(), "version": 7}
      `,
    },
    {
      name: 'the version is in a header, or in a log line',
      code: `
        import joblib
        from fastapi import FastAPI, Response

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(rows: list[list[float]], response: Response):
            response.headers["X-Model-Version"] = "7"
            return {"churn": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'a class that may say it',
      code: `${app}
  class Churn(BaseModel):
      churn: list[float]

  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return Churn(churn=model.predict(rows).tolist())
      `,
    },
    {
      name: 'an answer without a prediction, and a function that nobody serves',
      code: `${app}
  @app.get("/health")
  def health():
      return {"ready": True}

  def score(rows):
      return {"churn": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'a notebook',
      code: [
        `
        import joblib
        import pandas as pd

        model = joblib.load("model.joblib")
        df = pd.read_csv("today.csv")
        `,
        `
        df["prediction"] = model.predict(df)
        df.to_csv("scored.csv")
        `,
      ],
    },
    {
      name: 'a table with the day of scoring, or under a path that has it',
      code: `
        import joblib
        import pandas as pd

        def day(path, today):
            model = joblib.load("model.joblib")
            df = pd.read_csv(path)
            df["prediction"] = model.predict(df)
            df.to_csv(f"scored-{today}.csv")
      `,
    },
    {
      name: 'a project whose middleware keeps records',
      project: {
        units: [
          {
            path: 'records.py',
            role: 'library',
            imports: {},
            evidence: { 'logs-predictions': { source: 0, start: 0, end: 1 } },
          },
        ],
      },
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist()}
      `,
    },
  ],
  invalid: [
    {
      name: 'a dictionary with the prediction',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      churn = model.predict(rows)
      return {"churn": churn.tolist()}
      `,
      errors: [
        {
          at: '{"churn": churn.tolist()}',
          message: 'The answer of \`predict\` does not say which version of the model gave it.',
          severity: 'hint',
          fixes: ['Say the version of the model in the answer'],
        },
      ],
      fixed: `
  import os
  import joblib
  from fastapi import FastAPI
  from pydantic import BaseModel

  MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")

  app = FastAPI(version="1.0")
  model = joblib.load("model.joblib")

  @app.post("/predict")
  def predict(rows: list[list[float]]):
      churn = model.predict(rows)
      return {"churn": churn.tolist(), "model_version": MODEL_VERSION}
      `,
    },
    {
      name: 'bare numbers, once for a file',
      code: `
        import joblib
        from flask import Flask, jsonify, request

        app = Flask(__name__)
        model = joblib.load("model.joblib")

        @app.route("/a", methods=["POST"])
        def a():
            return str(model.predict(request.get_json())[0])

        @app.route("/b", methods=["POST"])
        def b():
            return jsonify({"sentiment": model.predict(request.get_json()).tolist()})
      `,
      errors: [
        {
          at: 'str(model.predict(request.get_json())[0])',
          fixes: [],
          related: ['jsonify({"sentiment": model.predict(request.get_json()).tolist()})'],
        },
      ],
    },
    {
      name: 'an answer of a declared form gets no new field',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]) -> dict[str, list[float]]:
      return {"churn": model.predict(rows).tolist()}
      `,
      errors: [{ at: '{"churn": model.predict(rows).tolist()}', fixes: [] }],
    },
    {
      name: 'a dictionary that has a name',
      code: `
        import pickle
        from flask import Flask, jsonify, request

        app = Flask("churn")
        with open("model.bin", "rb") as file:
            dv, model = pickle.load(file)

        @app.route("/predict", methods=["POST"])
        def predict():
            rows = dv.transform([request.get_json()])
            probability = model.predict_proba(rows)[0, 1]
            result = {"churn_probability": float(probability)}
            return jsonify(result)
      `,
      errors: [{ at: 'jsonify(result)', fixes: ['Say the version of the model in the answer'] }],
      fixed: `
        import pickle
        import os
        from flask import Flask, jsonify, request

        MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")

        app = Flask("churn")
        with open("model.bin", "rb") as file:
            dv, model = pickle.load(file)

        @app.route("/predict", methods=["POST"])
        def predict():
            rows = dv.transform([request.get_json()])
            probability = model.predict_proba(rows)[0, 1]
            result = {"churn_probability": float(probability), "model_version": MODEL_VERSION}
            return jsonify(result)
      `,
    },
    {
      name: 'a table of predictions',
      skip: { cells: 'tables of notebooks are not judged' },
      code: `
        import joblib
        import pandas as pd

        model = joblib.load("model.joblib")
        df = pd.read_csv("today.csv")
        df["prediction"] = model.predict(df)
        df.to_csv("scored.csv")
      `,
      errors: [
        {
          at: 'df["prediction"]',
          message: '\`df["prediction"]\` is written without the version of the model that gave it.',
          related: ['df.to_csv("scored.csv")'],
          fixes: ['Write the version of the model beside it'],
        },
      ],
      fixed: `
        import os
        import joblib
        import pandas as pd

        MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")

        model = joblib.load("model.joblib")
        df = pd.read_csv("today.csv")
        df["prediction"] = model.predict(df)
        df["model_version"] = MODEL_VERSION
        df.to_csv("scored.csv")
      `,
    },
  ],
});
