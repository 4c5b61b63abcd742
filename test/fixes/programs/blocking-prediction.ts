import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Asks two predictions at once of a model that takes half a second for one. */
const ASK = `
  import asyncio
  import time

  import httpx
  from serve import app


  async def main():
      transport = httpx.ASGITransport(app=app)
      async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
          start = time.perf_counter()
          answers = await asyncio.gather(*[client.post("/predict", json=[[1.0]]) for _ in range(2)])
          together = time.perf_counter() - start < 0.9
      print([answer.json() for answer in answers], "together:", together)


  asyncio.run(main())
`;

const SLOW = `
  import time

  import joblib
  import numpy as np


  class Slow:
      def predict(self, rows):
          time.sleep(0.5)
          return np.asarray(rows)[:, 0]


  joblib.dump(Slow(), "model.joblib")
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stdout).toBe("[{'churn': [1.0]}, {'churn': [1.0]}] together: False\n");
  expect(after.stdout).toBe("[{'churn': [1.0]}, {'churn': [1.0]}] together: True\n");
};

const cases: readonly FixCase[] = [
  {
    name: 'answers two clients at once from a plain handler',
    program: {
      files: {
        'slow.py': SLOW,
        'serve.py': `
          import joblib
          import slow
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          async def predict(rows: list[list[float]]):
              return {"churn": model.predict(rows).tolist()}
        `,
        'main.py': ASK,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'numpy'],
    },
    effect,
  },
  {
    name: 'answers two clients at once from a thread',
    program: {
      files: {
        'slow.py': SLOW,
        'serve.py': `
          import joblib
          import slow
          from fastapi import FastAPI, Request

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          async def predict(request: Request):
              rows = await request.json()
              return {"churn": model.predict(rows).tolist()}
        `,
        'main.py': ASK,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'numpy'],
    },
    effect,
  },
];

export default cases;
