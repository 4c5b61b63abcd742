import rule from '../../../server/src/engine/rules/deployment/blocking-prediction';
import { testRule } from '../../support/ruleTester';

const app = `
  import joblib
  import requests
  import time
  from fastapi import FastAPI, Request

  app = FastAPI()
  model = joblib.load("model.joblib")
`;

testRule(rule, {
  valid: [
    {
      name: 'a plain handler: FastAPI runs it in a thread',
      code: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'the work is handed to a thread or an executor',
      code: `
        import asyncio
        import joblib
        from fastapi import FastAPI
        from fastapi.concurrency import run_in_threadpool

        app = FastAPI()
        model = joblib.load("model.joblib")

        def score(rows):
            return model.predict(rows).tolist()

        @app.post("/a")
        async def a(rows: list[list[float]]):
            return {"churn": (await run_in_threadpool(model.predict, rows)).tolist()}

        @app.post("/b")
        async def b(rows: list[list[float]]):
            return {"churn": await asyncio.to_thread(score, rows)}

        @app.post("/c")
        async def c(rows: list[list[float]]):
            loop = asyncio.get_running_loop()
            return {"churn": await loop.run_in_executor(None, lambda: score(rows))}

        @app.post("/d")
        async def d(rows: list[list[float]]):
            return {"churn": await run_in_threadpool(lambda: model.predict(rows).tolist())}
      `,
    },
    {
      name: 'an asynchronous client, and a model that is asked over the network',
      code: `
        import asyncio
        import httpx
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/predict")
        async def predict(rows: list[list[float]]):
            await asyncio.sleep(0.1)
            async with httpx.AsyncClient() as client:
                answer = await client.post("http://model:8501/predict", json=rows)
            return answer.json()
      `,
    },
    {
      name: 'Flask gives each asynchronous view its own loop',
      code: `
        import joblib
        from flask import Flask, request

        app = Flask(__name__)
        model = joblib.load("model.joblib")

        @app.route("/predict", methods=["POST"])
        async def predict():
            return {"churn": model.predict(request.get_json()).tolist()}
      `,
    },
    {
      name: 'a coroutine that is no handler',
      code: `${app}
  async def warm_up():
      model.predict([[0.0]])
      `,
    },
  ],
  invalid: [
    {
      name: 'a prediction, where nothing is awaited',
      code: `${app}
  @app.post("/predict")
  async def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist()}
      `,
      errors: [
        {
          at: 'model.predict(rows)',
          message:
            '\`model.predict\` runs inside \`async def predict\`: until it is done, no other request is answered.',
          severity: 'information',
          fixes: ['Make \`predict\` a plain \`def\`: FastAPI runs it in a thread'],
        },
      ],
      fixed: `${app}
  @app.post("/predict")
  def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'where something else is awaited, only the call goes to a thread',
      code: `${app}
  @app.post("/predict")
  async def predict(request: Request):
      rows = await request.json()
      return {"churn": model.predict(rows).tolist()}
      `,
      errors: [{ at: 'model.predict(rows)', fixes: ['Run it in a thread, and await it'] }],
      fixed: `
  import joblib
  import requests
  import time
  from fastapi import FastAPI, Request
  from fastapi.concurrency import run_in_threadpool

  app = FastAPI()
  model = joblib.load("model.joblib")

  @app.post("/predict")
  async def predict(request: Request):
      rows = await request.json()
      return {"churn": (await run_in_threadpool(model.predict, rows)).tolist()}
      `,
    },
    {
      name: 'network work and a nap',
      code: `${app}
  @app.get("/rates")
  async def rates():
      time.sleep(1)
      return requests.get("https://rates.example/today", timeout=5).json()
      `,
      errors: [{ at: 'time.sleep(1)', related: ['requests.get("https://rates.example/today", timeout=5)'] }],
    },
    {
      name: 'through a plain function',
      code: `${app}
  def score(rows):
      return model.predict(rows).tolist()

  @app.post("/predict")
  async def predict(rows: list[list[float]]):
      return {"churn": score(rows)}
      `,
      errors: [{ at: 'score(rows)', message: /^\`score\` runs inside/ }],
    },
    {
      name: 'a network under no_grad, where something is awaited: what holds for one thread stays where it is',
      code: `
        import torch
        from fastapi import FastAPI, Request

        app = FastAPI()
        model = torch.nn.Linear(3, 1)
        model.eval()

        @app.post("/predict")
        async def predict(request: Request):
            rows = await request.json()
            with torch.no_grad():
                return {"score": model(torch.tensor(rows)).tolist()}
      `,
      errors: [{ at: 'model(torch.tensor(rows))', fixes: [] }],
    },
    {
      name: 'a handler that another one awaits stays a coroutine',
      code: `${app}
  @app.post("/predict")
  async def predict(rows: list[list[float]]):
      return {"churn": model.predict(rows).tolist()}

  @app.post("/predict-one")
  async def predict_one(row: list[float]):
      return await predict([row])
      `,
      errors: [{ at: 'model.predict(rows)', fixes: ['Run it in a thread, and await it'] }],
    },
  ],
});
