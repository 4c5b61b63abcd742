import rule from '../../../server/src/engine/rules/security/open-prediction-endpoint';
import { testRule } from '../../support/ruleTester';

const app = (extra = '', decorator = '@app.post("/predict")'): string => `
import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")
${extra}
@app.get("/health")
def health():
    return "ok"

${decorator}
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`;

testRule(rule, {
  valid: [
    {
      name: 'a dependency that asks who is calling',
      code: app('from ours import who\n', '@app.post("/predict", dependencies=[Depends(who)])').replace(
        'import FastAPI',
        'import Depends, FastAPI',
      ),
    },
    {
      name: 'middleware of authentication',
      code: app('from ours import AuthMiddleware\napp.add_middleware(AuthMiddleware)\n'),
    },
    { name: 'a gateway in the project', project: { files: ['deploy/ingress.yaml'] }, code: app() },
    { name: 'for this machine only', code: app('import uvicorn\nuvicorn.run(app, host="127.0.0.1")\n') },
    { name: 'a demo', path: 'examples/serve.py', code: app() },
    {
      name: 'routes that ask no model',
      code: `
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/health")
        def health():
            return "ok"
      `,
    },
  ],
  invalid: [
    {
      name: 'FastAPI',
      code: app(),
      errors: [
        {
          at: 'predict',
          message:
            'Anyone who reaches \`predict\` can query the model without limit: nothing asks who is calling.',
          severity: 'warning',
          fixes: ['Ask for an API key (in \`MODEL_API_KEY\`)'],
        },
      ],
    },
    {
      name: 'Flask: once per application',
      code: `
        import pickle
        from flask import Flask, request

        app = Flask(__name__)
        model = pickle.load(open("model.pkl", "rb"))

        @app.route("/predict", methods=["POST"])
        def predict():
            return {"y": model.predict(request.get_json()).tolist()}

        @app.route("/proba", methods=["POST"])
        def proba():
            return {"y": model.predict_proba(request.get_json()).tolist()}
      `,
      errors: [{ at: 'predict', fixes: [] }],
    },
  ],
});
