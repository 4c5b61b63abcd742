import rule from '../../../server/src/engine/rules/monitoring/unlogged-predictions';
import { testRule } from '../../support/ruleTester';

const HEAD = `
        import joblib
        import pandas as pd
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")
`;
const HANDLER = `${HEAD}
        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            return {"churn": int(churn[0])}
      `;
const place = { source: 0, start: 0, end: 1 };
const other = (kind: string) => ({
  path: 'other.py',
  role: 'other' as const,
  imports: {},
  evidence: { [kind]: place },
});

testRule(rule, {
  valid: [
    {
      name: 'logged',
      code: `${HEAD}
        import logging

        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            logging.getLogger("predictions").info("churn=%s", churn)
            return {"churn": int(churn[0])}
      `,
    },
    {
      name: 'logged by a logger that is made elsewhere',
      code: `${HEAD}
        from .setup import logger

        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            logger.info("churn=%s", churn)
            return {"churn": int(churn[0])}
      `,
    },
    {
      name: 'kept in a database, through a helper',
      code: `${HEAD}
        from .tables import Session, Prediction

        def keep(row, churn):
            with Session() as session:
                session.add(Prediction(row=row, churn=churn))
                session.commit()

        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            keep(row, churn)
            return {"churn": int(churn[0])}
      `,
    },
    {
      name: 'a function whose name says it',
      code: `${HEAD}
        from .journal import record_prediction

        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            record_prediction(row, churn)
            return {"churn": int(churn[0])}
      `,
    },
    {
      name: 'a message to a queue: serverless',
      code: `
        import boto3
        import mlflow

        model = mlflow.pyfunc.load_model("models:/churn@champion")
        kinesis = boto3.client("kinesis")

        def lambda_handler(event, context):
            churn = model.predict(event["rows"])
            kinesis.put_record(StreamName="churn", Data=str(churn), PartitionKey="1")
            return {"churn": float(churn[0])}
      `,
    },
    {
      name: 'middleware that logs',
      code: `${HEAD}
        import logging

        @app.middleware("http")
        async def journal(request, call_next):
            response = await call_next(request)
            logging.info("%s %s", request.url, response.status_code)
            return response

        @app.post("/predict")
        def predict(row: dict):
            return {"churn": int(model.predict(pd.DataFrame([row]))[0])}
      `,
    },
    {
      name: 'a decorator that says it',
      code: `${HEAD}
        from .journal import logged

        @app.post("/predict")
        @logged
        def predict(row: dict):
            return {"churn": int(model.predict(pd.DataFrame([row]))[0])}
      `,
    },
    { name: 'the project monitors', code: HANDLER, project: { units: [other('monitors')] } },
    { name: 'middleware in another file', code: HANDLER, project: { units: [other('logs-predictions')] } },
    { name: 'a test', code: HANDLER, path: 'tests/test_app.py' },
    {
      name: 'a batch job',
      code: `
        import joblib
        import pandas as pd

        def main():
            rows = pd.read_csv("rows.csv")
            rows["churn"] = joblib.load("model.joblib").predict(rows)
            rows.to_csv("scored.csv")

        main()
      `,
    },
    {
      name: 'a helper that nothing outside calls',
      code: `${HEAD}
        def score(row):
            return model.predict(pd.DataFrame([row]))
      `,
    },
    {
      name: 'a route that asks no model',
      code: `${HEAD}
        @app.get("/health")
        def health():
            return {"ok": True}
      `,
    },
    {
      name: 'another service predicts',
      code: `
        import pickle

        import requests
        from flask import Flask

        app = Flask(__name__)

        @app.route("/predict")
        def predict():
            return requests.post("http://models/predict", json={"age": 3}).json()
      `,
    },
  ],
  invalid: [
    {
      name: 'a route of FastAPI',
      code: HANDLER,
      errors: [
        {
          message:
            '`predict` answers with predictions and keeps no record of them: drift, abuse and errors will not be seen.',
          at: 'model.predict(pd.DataFrame([row]))',
          severity: 'warning',
          fixes: [
            {
              title: 'Log the prediction',
              code: `
        import logging
        import joblib
        import pandas as pd
        from fastapi import FastAPI

        logging.basicConfig(level=logging.INFO)
        logger = logging.getLogger(__name__)

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(row: dict):
            churn = model.predict(pd.DataFrame([row]))
            logger.info("prediction=%s", churn)
            return {"churn": int(churn[0])}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'in the answer itself; a logger that is there is used; errors are no record',
      code: `
        import logging
        import pickle

        from flask import Flask, jsonify, request

        MODEL_VERSION = "3"
        log = logging.getLogger("app")
        app = Flask(__name__)
        with open("model.pkl", "rb") as file:
            encoder, model = pickle.load(file)

        @app.route("/predict", methods=["POST"])
        def predict():
            log.info("a request")
            try:
                return jsonify(churn=float(model.predict_proba(encoder.transform([request.get_json()]))[0, 1]))
            except ValueError:
                log.exception("failed")
                return jsonify(error="bad input"), 400
      `,
      errors: [
        { at: 'model.predict_proba(encoder.transform([request.get_json()]))', fixes: ['Log the prediction'] },
      ],
      fixed: `
        import logging
        import pickle

        from flask import Flask, jsonify, request

        MODEL_VERSION = "3"
        log = logging.getLogger("app")
        app = Flask(__name__)
        with open("model.pkl", "rb") as file:
            encoder, model = pickle.load(file)

        @app.route("/predict", methods=["POST"])
        def predict():
            log.info("a request")
            try:
                prediction = model.predict_proba(encoder.transform([request.get_json()]))
                log.info("prediction=%s model_version=%s", prediction, MODEL_VERSION)
                return jsonify(churn=float(prediction[0, 1]))
            except ValueError:
                log.exception("failed")
                return jsonify(error="bad input"), 400
      `,
    },
    {
      name: 'through a helper; printing is no record',
      code: `${HEAD}
        def score(row):
            churn = model.predict(pd.DataFrame([row]))
            print(churn)
            return churn

        @app.post("/predict")
        async def predict(row: dict):
            return {"churn": int(score(row)[0])}
      `,
      errors: [
        { message: /^`predict`/, at: 'model.predict(pd.DataFrame([row]))', fixes: ['Log the prediction'] },
      ],
    },
    {
      name: 'a handler of a serverless platform',
      code: `
        import mlflow

        model = mlflow.pyfunc.load_model("models:/churn@champion")

        def lambda_handler(event, context):
            churn = model.predict(event["rows"])
            return {"churn": float(churn[0])}
      `,
      errors: [{ message: /^`lambda_handler`/, fixes: ['Log the prediction'] }],
    },
    {
      name: 'a scoring script',
      code: `
        import json

        import joblib

        def init():
            global model
            model = joblib.load("model.joblib")

        def run(raw):
            rows = json.loads(raw)["data"]
            return model.predict(rows).tolist()
      `,
      errors: [{ message: /^`run`/, fixes: ['Log the prediction'] }],
    },
    {
      name: 'a network',
      code: `
        import torch
        from flask import Flask, request
        from torch import nn

        app = Flask(__name__)
        net = nn.Linear(3, 1)
        net.load_state_dict(torch.load("net.pt"))
        net.eval()

        @app.route("/predict", methods=["POST"])
        def predict():
            with torch.no_grad():
                price = net(torch.tensor(request.get_json()["row"]))
            return {"price": price.item()}
      `,
      errors: [{ at: 'net(torch.tensor(request.get_json()["row"]))', fixes: ['Log the prediction'] }],
    },
    {
      name: 'registered by a call; a class for the model',
      code: `
        import joblib
        from fastapi import FastAPI

        class Churn:
            def __init__(self):
                self.model = joblib.load("model.joblib")

            def answer(self, rows: list):
                return self.model.predict(rows).tolist()

        app = FastAPI()
        churn = Churn()

        def predict(rows: list):
            return churn.answer(rows)

        app.add_api_route("/predict", predict)
      `,
      errors: [{ message: /^`predict`/, at: 'self.model.predict(rows)' }],
    },
  ],
});
