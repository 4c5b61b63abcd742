import rule from '../../../server/src/engine/rules/explainability/unconditional-decision';
import { testRule } from '../../support/ruleTester';

const APP = `
        import joblib
        import numpy as np
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(rows: list[list[float]]):`;

testRule(rule, {
  valid: [
    {
      name: 'a branch for unsure cases',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            if probability.max() < 0.6:
                return {"label": None}
            return {"label": int(probability.argmax())}
      `,
    },
    {
      name: 'the probability is in the answer',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            return {"label": int(probability.argmax()), "p": float(probability.max())}
      `,
    },
    {
      name: 'all probabilities are in the answer',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            label = int(np.argmax(probability))
            return {"label": label, "p": probability.tolist()}
      `,
    },
    {
      name: 'a bare prediction: it may be a regression',
      code: `${APP}
            return {"price": model.predict(rows).tolist()}
      `,
    },
    {
      name: 'handed to somebody who reviews',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            review_queue.put(rows)
            return {"label": int(probability.argmax())}
      `,
    },
    {
      name: 'a function that nobody serves',
      code: `
        import joblib
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.joblib")

        def predict(rows):
            probability = model.predict_proba(rows)[0]
            return {"label": int(probability.argmax())}
      `,
    },
    {
      name: 'a recommendation',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            return {"recommended": int(probability.argmax())}
      `,
    },
  ],
  invalid: [
    {
      name: 'an arg-max of the probabilities',
      code: `${APP}
            probability = model.predict_proba(rows)[0]
            return {"label": int(probability.argmax())}
      `,
      errors: [
        {
          at: '{"label": int(probability.argmax())}',
          message:
            '`predict` decides every case, however unsure the model is: the least certain ones should go to a person.',
          severity: 'hint',
          related: ['model.predict_proba(rows)'],
          fixes: ['Hand unsure cases over to a person'],
        },
      ],
      fixed: `
        import joblib
        import numpy as np
        from fastapi import FastAPI

        REVIEW_BELOW = 0.6  # TODO: agree with the owner of the decision

        app = FastAPI()
        model = joblib.load("model.joblib")

        @app.post("/predict")
        def predict(rows: list[list[float]]):
            probability = model.predict_proba(rows)[0]
            if probability.max() < REVIEW_BELOW:
                return {"label": "needs_review"}
            return {"label": int(probability.argmax())}
      `,
    },
    {
      name: 'about loans, for many cases at once: no branch for one',
      code: `${APP}
            loans = model.predict_proba(rows)
            labels = np.argmax(loans, axis=1)
            return {"labels": labels.tolist()}
      `,
      errors: [{ at: '{"labels": labels.tolist()}', severity: 'information', fixes: [] }],
    },
    {
      name: 'an answer of a declared form',
      code: `${APP.replace('):', ') -> dict[str, int]:')}
            probability = model.predict_proba(rows)[0]
            return {"label": int(probability.argmax())}
      `,
      errors: [{ at: '{"label": int(probability.argmax())}', fixes: [] }],
    },
  ],
});
