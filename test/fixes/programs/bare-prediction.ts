import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const TRAIN = `
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  df = pd.DataFrame({"age": [20, 30, 40, 50]})
  joblib.dump(LogisticRegression().fit(df, df["age"] > 35), "model.joblib")
  df.to_csv("today.csv", index=False)
`;

const cases: readonly FixCase[] = [
  {
    name: 'says the version in the answer',
    program: {
      files: {
        'train.py': TRAIN,
        'serve.py': `
          import joblib
          import pandas as pd
          from fastapi import FastAPI

          app = FastAPI()
          model = joblib.load("model.joblib")


          @app.post("/predict")
          def predict(row: dict[str, float]):
              return {"old": model.predict(pd.DataFrame([row])).tolist()}
        `,
        'main.py': `
          import os
          import runpy

          os.environ["MODEL_VERSION"] = "7"
          runpy.run_path("train.py")
          from fastapi.testclient import TestClient
          from serve import app

          print(TestClient(app).post("/predict", json={"age": 60}).json())
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['fastapi', 'httpx', 'joblib', 'sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("{'old': [True]}\n");
      expect(after.stdout).toBe("{'old': [True], 'model_version': '7'}\n");
    },
  },
  {
    name: 'writes the version beside the predictions',
    program: {
      files: {
        'train.py': TRAIN,
        'score.py': `
          import joblib
          import pandas as pd

          model = joblib.load("model.joblib")
          df = pd.read_csv("today.csv")
          df["prediction"] = model.predict(df)
          df.to_csv("scored.csv", index=False)
        `,
        'main.py': `
          import runpy
          from pathlib import Path

          runpy.run_path("train.py")
          runpy.run_path("score.py")
          print(Path("scored.csv").read_text().splitlines()[:2])
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['joblib', 'sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe("['age,prediction', '20,False']\n");
      expect(after.stdout).toBe("['age,prediction,model_version', '20,False,unknown']\n");
    },
  },
];

export default cases;
