import rule from '../../../server/src/engine/rules/deployment/model-loaded-per-request';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'loaded at start-up, or in a class that is made at start-up',
      code: `
        import joblib
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")

        class Scorer:
            def __init__(self):
                self.model = joblib.load("other.joblib")

            def score(self, rows):
                return self.model.predict(rows)

        scorer = Scorer()

        @app.post("/predict")
        def predict(rows: list[list[float]]):
            return {"a": model.predict(rows).tolist(), "b": scorer.score(rows).tolist()}
      `,
    },
    {
      name: 'behind a cache, or under a condition',
      code: `
        from functools import lru_cache

        import joblib
        from flask import Flask, request

        app = Flask(__name__)
        model = None

        @lru_cache
        def load_model():
            return joblib.load("model.joblib")

        @app.route("/a", methods=["POST"])
        def a():
            return {"y": load_model().predict(request.get_json()).tolist()}

        @app.route("/b", methods=["POST"])
        def b():
            global model
            if model is None:
                model = joblib.load("model.joblib")
            return {"y": model.predict(request.get_json()).tolist()}
      `,
    },
    {
      name: 'a function that nobody serves',
      code: `
        import joblib

        def score(rows):
            return joblib.load("model.joblib").predict(rows)
      `,
    },
    {
      name: 'data that is read for the answer, where no model is asked',
      code: `
        import pickle
        from flask import Flask

        app = Flask(__name__)

        @app.route("/table")
        def table():
            with open("table.pkl", "rb") as file:
                return pickle.load(file)
      `,
    },
  ],
  invalid: [
    {
      name: 'in the handler',
      code: `
        import joblib
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/predict")
        def predict(rows: list[list[float]]):
            model = joblib.load("model.joblib")
            return {"churn": model.predict(rows).tolist()}
      `,
      errors: [
        {
          at: 'joblib.load("model.joblib")',
          message: '\`joblib.load\` reads the model anew for every request of \`predict\`.',
          severity: 'warning',
          fixes: ['Load once: \`load_model()\` behind a cache'],
        },
      ],
      fixed: `
        from functools import lru_cache
        import joblib
        from fastapi import FastAPI

        app = FastAPI()

        @lru_cache(maxsize=1)
        def load_model():
            return joblib.load("model.joblib")


        @app.post("/predict")
        def predict(rows: list[list[float]]):
            model = load_model()
            return {"churn": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'from an open file',
      code: `
        import pickle
        from flask import Flask, request

        app = Flask(__name__)
        PATH = "model.pkl"

        @app.route("/predict", methods=["POST"])
        def predict():
            with open(PATH, "rb") as file:
                model = pickle.load(file)
            return {"y": model.predict(request.get_json()).tolist()}
      `,
      errors: [{ at: 'pickle.load(file)' }],
      fixed: `
        import pickle
        from functools import lru_cache
        from flask import Flask, request

        app = Flask(__name__)
        PATH = "model.pkl"

        @lru_cache(maxsize=1)
        def load_model():
            with open(PATH, "rb") as file:
                return pickle.load(file)


        @app.route("/predict", methods=["POST"])
        def predict():
            model = load_model()
            return {"y": model.predict(request.get_json()).tolist()}
      `,
    },
    {
      name: 'in a helper, which is cached; a path of the request can’t be',
      code: `
        import joblib
        from fastapi import FastAPI

        app = FastAPI()

        def load():
            return joblib.load("model.joblib")

        @app.post("/predict")
        def predict(rows: list[list[float]]):
            return {"churn": load().predict(rows).tolist()}

        @app.post("/predict/{name}")
        def predict_with(name: str, rows: list[list[float]]):
            model = joblib.load(f"{name}.joblib")
            return {"churn": model.predict(rows).tolist()}
      `,
      errors: [
        { at: 'joblib.load("model.joblib")', fixes: ['Load once: cache what \`load\` returns'] },
        { at: 'joblib.load(f"{name}.joblib")', fixes: [] },
      ],
    },
  ],
});
