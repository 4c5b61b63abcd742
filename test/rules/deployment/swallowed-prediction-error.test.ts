import rule from '../../../server/src/engine/rules/deployment/swallowed-prediction-error';
import { testRule } from '../../support/ruleTester';

const app = `
  import joblib
  from fastapi import FastAPI

  app = FastAPI()
  model = joblib.load("model.joblib")
`;

testRule(rule, {
  valid: [
    {
      name: 'the error is logged, raised, or looked at',
      code: `
        import logging
        import joblib
        from fastapi import FastAPI, HTTPException

        logger = logging.getLogger(__name__)
        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/a")
        def a(rows: list[list[float]]):
            try:
                return {"churn": model.predict(rows).tolist()}
            except Exception:
                logger.exception("prediction failed")
                return {"churn": [0]}

        @app.post("/b")
        def b(rows: list[list[float]]):
            try:
                return {"churn": model.predict(rows).tolist()}
            except Exception as error:
                raise HTTPException(500) from error

        @app.post("/c")
        def c(rows: list[list[float]]):
            try:
                return {"churn": model.predict(rows).tolist()}
            except Exception as error:
                return {"churn": None, "reason": str(error)}
      `,
    },
    {
      name: 'the answer says that it is none',
      code: `
        import joblib
        from flask import Flask, jsonify, request

        app = Flask(__name__)
        model = joblib.load("model.joblib")

        @app.route("/a", methods=["POST"])
        def a():
            try:
                return jsonify({"churn": model.predict(request.get_json()).tolist()})
            except Exception:
                return jsonify({"error": "no prediction"})

        @app.route("/b", methods=["POST"])
        def b():
            try:
                return jsonify({"churn": model.predict(request.get_json()).tolist()})
            except Exception:
                return jsonify({"churn": 0.5, "fallback": True})

        @app.route("/c", methods=["POST"])
        def c():
            try:
                return jsonify({"churn": model.predict(request.get_json()).tolist()})
            except:
                return {}, 500
      `,
    },
    {
      name: 'a specific exception, and a loop of attempts',
      code: `${app}
  @app.post("/a")
  def a(rows: list[list[float]]):
      try:
          return {"churn": model.predict(rows).tolist()}
      except ZeroDivisionError:
          return {"churn": [0]}

  @app.post("/b")
  def b(rows: list[list[float]]):
      for attempt in range(3):
          try:
              return {"churn": model.predict(rows).tolist()}
          except Exception:
              continue
      `,
    },
    {
      name: 'a helper that gives None, at which its caller looks',
      code: `${app}
  def score(rows):
      try:
          return model.predict(rows).tolist()
      except Exception:
          return None

  @app.post("/predict")
  def predict(rows: list[list[float]]):
      churn = score(rows)
      return {"churn": churn} if churn is not None else {"error": "no prediction"}
      `,
    },
    {
      name: 'what is tried is no prediction',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      try:
          size = len(rows)
      except Exception:
          size = 0
      return {"churn": model.predict(rows).tolist(), "size": size}
      `,
    },
    {
      name: 'the exception is met after the prediction',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      try:
          rows = [row[:2] for row in rows]
      except Exception:
          rows = [[0.0, 0.0]]
      else:
          return {"churn": model.predict(rows).tolist()}
      return {"error": "bad rows"}
      `,
    },
  ],
  invalid: [
    {
      name: 'a constant as answer of a route',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      try:
          return {"churn": model.predict(rows).tolist()}
      except Exception:
          return {"churn": [0]}
      `,
      errors: [
        {
          at: 'except Exception:',
          message:
            'If \`model.predict\` fails, \`return {"churn": [0]}\` hides it: the caller takes it for a prediction.',
          severity: 'warning',
          related: ['model.predict(rows)'],
          fixes: ['Log the error and answer with status 503'],
        },
      ],
      fixed: `
  import logging
  import joblib
  from fastapi import FastAPI, HTTPException

  logging.basicConfig(level=logging.INFO)
  logger = logging.getLogger(__name__)

  app = FastAPI()
  model = joblib.load("model.joblib")

  @app.post("/predict")
  def predict(rows: list[list[float]]):
      try:
          return {"churn": model.predict(rows).tolist()}
      except Exception:
          logger.exception("prediction failed")
          raise HTTPException(status_code=503) from None
      `,
    },
    {
      name: 'in a helper',
      code: `${app}
  def score(rows):
      try:
          return model.predict(rows).tolist()
      except:
          return [0.5]

  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return {"churn": score(rows)}
      `,
      errors: [{ at: 'except:', fixes: ['Log the error'] }],
    },
    {
      name: 'a batch job that passes over rows',
      code: `
        import joblib
        import pandas as pd

        model = joblib.load("model.joblib")
        scores = []
        for row in pd.read_csv("today.csv").to_dict("records"):
            try:
                scores.append(model.predict(pd.DataFrame([row]))[0])
            except Exception:
                continue
      `,
      errors: [
        {
          at: 'except Exception:',
          message: /^If \`model.predict\` fails, nobody learns of it/,
          fixes: ['Log the error'],
        },
      ],
      fixed: `
        import logging
        import joblib
        import pandas as pd

        logging.basicConfig(level=logging.INFO)
        logger = logging.getLogger(__name__)

        model = joblib.load("model.joblib")
        scores = []
        for row in pd.read_csv("today.csv").to_dict("records"):
            try:
                scores.append(model.predict(pd.DataFrame([row]))[0])
            except Exception:
                logger.exception("prediction failed")
                continue
      `,
    },
    {
      name: 'values that cannot be read become gaps',
      code: `
        import joblib
        import pandas as pd
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(row: dict[str, str]):
            df = pd.DataFrame([row])
            df["age"] = pd.to_numeric(df["age"], errors="coerce")
            return {"churn": model.predict(df).tolist()}
      `,
      errors: [
        {
          at: 'pd.to_numeric(df["age"], errors="coerce")',
          severity: 'information',
          message: /^\`pd.to_numeric\`/,
        },
      ],
    },
  ],
});
