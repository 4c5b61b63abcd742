import type { Model } from '../../semantics/model';
import { asksModel, keepsRecord, lastName, recordsDuring, requestHandlers } from '../../semantics/serving';
import { siteIn, type CallRecord } from '../../semantics/trace';
import type { FunctionDef, Node } from '../../syntax/ast';
import { defineRule } from '../rule';
import { logPrediction } from './logPrediction';

export default defineRule({
  name: 'unlogged-predictions',
  area: 'monitoring',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'fastapi',
    'flask',
    'litestar',
    'joblib',
    'pickle',
    'mlflow',
    'sklearn',
    'keras',
    'tensorflow',
    'torch',
    'xgboost',
    'lightgbm',
    'catboost',
    'onnxruntime',
  ],
  needsProject: true,
  docs: {
    summary: 'A service answers with predictions and keeps no record of them.',
    why: `Drift, abuse and errors cannot be seen, explained or learned from: when a customer asks why, or the inputs change, there is nothing to
look at, and no data for the next training. One log line per request, with the prediction, the model's version and what may be
kept of the input, is enough to begin with. Personal data does not belong in it.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    churn = model.predict(rows)
    return {"churn": churn.tolist()}
`,
    good: `import logging

import mlflow
from fastapi import FastAPI

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)
app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    churn = model.predict(rows)
    logger.info("prediction=%s", churn)
    return {"churn": churn.tolist()}
`,
    limits: [
      'Judged are routes of FastAPI, Flask and Litestar, handlers of serverless platforms (`def handler(event, context)`) and scoring scripts (`init` and `run`), with everything that they call.',
      'A log line after the prediction, a metric, a row in a database, a file or a message to a queue is a record; `print` and `logger.error` are none.',
      'Silent as soon as any file of the project uses a monitoring library (Evidently, whylogs, Prometheus, OpenTelemetry, Sentry …), or has middleware that logs.',
      'Batch jobs are not judged: what they write is the record.',
    ],
    references: [
      'Theme of Virmani & Kuppam 2024 (reference 6)',
      'Muralidhar et al. 2021: Act Now, Reflect Never',
      'Jovanovic 2022: MLflow for monitoring',
      'Zinkevich, Rules of Machine Learning, rule 29: save the features used at serving time',
      'EU AI Act, Article 12 (record-keeping); OWASP ML03, ML09; NIST AI RMF, MEASURE 2.4',
    ],
  },
  messages: {
    unlogged:
      '`{handler}` answers with predictions and keeps no record of them: drift, abuse and errors will not be seen.',
  },
  *check({ model, unit, project }) {
    if (!project || model.role === 'test') return;
    if (project.units.some(({ evidence }) => evidence.monitors || evidence['logs-predictions'])) return;
    const seen = new Set<Node>();
    for (const handler of requestHandlers(model)) {
      const asked = unrecorded(model, handler);
      const at = asked && siteIn(unit, asked);
      if (!asked || !at || seen.has(at)) continue;
      seen.add(at);
      const fix = logPrediction(model, asked, handler);
      yield { at, message: 'unlogged', data: { handler: handler.name }, fixes: fix ? [fix] : [] };
    }
  },
});

/** The last call of a handler that asks a model, if nothing after it keeps a record. */
function unrecorded(model: Model, handler: FunctionDef): CallRecord | undefined {
  if (
    handler.decorators.some((decorator) =>
      /log|audit|monitor|metric|track|observ|trace/i.test(lastName(decorator)),
    )
  )
    return undefined;
  const records = recordsDuring(model, handler);
  const asked = records.filter((record) => asksModel(model, record));
  const first = asked[0];
  if (!first || records.some((record) => record.order > first.order && keepsRecord(record))) return undefined;
  return asked.find(({ repeat }) => !repeat) ?? first;
}
