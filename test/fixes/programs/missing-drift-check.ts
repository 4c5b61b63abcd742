import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes a check that finds a shifted column and is quiet about the same data',
    program: {
      files: {
        'serve.py': `
          import joblib
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(rows: list[list[float]]):
              return {"churn": model.predict(rows).tolist()}
        `,
        'main.py': `
          import os
          import subprocess
          import sys

          import numpy as np
          import pandas as pd

          rng = np.random.default_rng(0)
          df = pd.DataFrame({"age": rng.normal(40, 10, 2000), "usage": rng.normal(size=2000)})
          df[:1000].to_csv("training.csv", index=False)
          df[1000:].to_csv("same.csv", index=False)
          df[1000:].assign(age=df["age"] + 15).to_csv("shifted.csv", index=False)
          for name in ("same", "shifted"):
              if not os.path.exists("monitoring/drift.py"):
                  print(name, "unwatched")
                  continue
              check = [sys.executable, "monitoring/drift.py", "training.csv", f"{name}.csv"]
              result = subprocess.run(check, capture_output=True, text=True)
              print(name, result.returncode, result.stdout.split(":")[0])
        `,
      },
      entry: 'main.py',
      needs: ['numpy', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('same unwatched\nshifted unwatched\n');
      expect(after.stdout).toBe('same 0 \nshifted 1 age\n');
    },
  },
];

export default cases;
