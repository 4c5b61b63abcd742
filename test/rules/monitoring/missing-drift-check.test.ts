import rule from '../../../server/src/engine/rules/monitoring/missing-drift-check';
import { testRule } from '../../support/ruleTester';

const SERVE = `
import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")

@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`;

const at = { source: 0, start: 0, end: 1 };

testRule(rule, {
  valid: [
    {
      name: 'another file watches',
      project: { units: [{ path: 'jobs/watch.py', role: 'other', imports: {}, evidence: { monitors: at } }] },
      code: SERVE,
    },
    { name: 'a file that is called so', project: { files: ['jobs/check_drift.sql'] }, code: SERVE },
    {
      name: 'a scheduler that retrains',
      project: {
        units: [{ path: 'flows/weekly.py', role: 'other', imports: { airflow: at }, evidence: {} }],
      },
      code: SERVE,
    },
    {
      name: 'another service of the project is the first',
      project: { units: [{ path: 'a.py', role: 'serving', imports: {}, evidence: {} }] },
      code: SERVE,
    },
    {
      name: 'nothing is served',
      code: `
        import joblib

        model = joblib.load("model.joblib")
        print(model.predict([[1.0]]))
      `,
    },
    {
      name: 'a library',
      project: { files: ['setup.py'], units: [] },
      code: `
        import joblib

        def load():
            return joblib.load("model.joblib")
      `,
    },
  ],
  invalid: [
    {
      name: 'a service that nobody watches',
      code: SERVE,
      errors: [
        {
          at: 'joblib.load("model.joblib")',
          severity: 'hint',
          fixes: ['Make monitoring/drift.py, which compares two files of rows'],
        },
      ],
    },
  ],
});
