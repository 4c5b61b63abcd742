import rule from '../../../server/src/engine/rules/security/unvalidated-request';
import { testRule } from '../../support/ruleTester';

const fastapi = (parameter: string, ...lines: string[]): string => `
import joblib
import pandas as pd
from fastapi import FastAPI, Request
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")

class Row(BaseModel):
    age: float

@app.post("/predict")
async def predict(${parameter}):
${lines.map((line) => `    ${line}`).join('\n')}
`;

testRule(rule, {
  valid: [
    { name: 'a model of pydantic', code: fastapi('row: Row', 'return model.predict([[row.age]]).tolist()') },
    { name: 'a typed list', code: fastapi('rows: list[list[float]]', 'return model.predict(rows).tolist()') },
    {
      name: 'looked at and refused',
      code: fastapi(
        'data: dict',
        'if "age" not in data:',
        '    return {"error": "no age"}',
        'return model.predict([[data["age"]]]).tolist()',
      ),
    },
    {
      name: 'validated by hand or by a library',
      code: fastapi(
        'request: Request',
        'row = Row.model_validate(await request.json())',
        'return model.predict([[row.age]]).tolist()',
      ),
    },
    {
      name: 'a body that does not reach the model',
      code: fastapi('data: dict', 'print(data["comment"])', 'return model.predict([[1.0]]).tolist()'),
    },
    { name: 'a number in the path', code: fastapi('age: float', 'return model.predict([[age]]).tolist()') },
  ],
  invalid: [
    {
      name: 'a dictionary with literal keys becomes a model of pydantic',
      code: fastapi('data: dict', 'return model.predict([[data["age"], data.get("usage")]]).tolist()'),
      errors: [
        {
          at: 'data: dict',
          message:
            '\`predict\` hands \`data\` to the model as it came: its type says nothing of fields and ranges.',
          severity: 'warning',
          fixes: ['Give the request a schema: age, usage (look at the types)'],
        },
      ],
      fixed: `
        import joblib
        import pandas as pd
        from fastapi import FastAPI, Request
        from pydantic import BaseModel, ConfigDict, Field

        app = FastAPI()
        model = joblib.load("model.joblib")

        class Row(BaseModel):
            age: float

        class PredictRequest(BaseModel):
            model_config = ConfigDict(extra="forbid")
            age: float = Field(allow_inf_nan=False)
            usage: float = Field(allow_inf_nan=False)


        @app.post("/predict")
        async def predict(data: PredictRequest):
            return model.predict([[data.age, data.usage]]).tolist()
      `,
    },
    {
      name: 'the body of a request, through a frame: no fields to be seen',
      code: fastapi(
        'request: Request',
        'body = await request.json()',
        'frame = pd.DataFrame([body])',
        'return model.predict(frame).tolist()',
      ),
      errors: [{ at: 'model.predict(frame)', message: /the body of a request/, fixes: [] }],
    },
    {
      name: 'Flask, through a helper',
      code: `
        import pickle
        import numpy as np
        from flask import Flask, request

        app = Flask(__name__)
        model = pickle.load(open("model.pkl", "rb"))

        def score(values):
            return model.predict(np.array([values]))

        @app.route("/predict", methods=["POST"])
        def predict():
            data = request.get_json(force=True)
            return {"y": score(list(data.values())).tolist()}
      `,
      errors: [{ at: 'model.predict(np.array([values]))' }],
    },
  ],
});
