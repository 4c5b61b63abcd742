import { composeEdits, replaceNode } from '../../fix';
import { classFact, familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { isTraining } from '../../semantics/roles';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import { siteIn, type CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { defineRule, type FixReport, type Report } from '../rule';
import { ancestorsOf } from '../surroundings';

export default defineRule({
  name: 'fit-at-serving',
  area: 'deployment',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'pandas', 'joblib', 'pickle', 'mlflow', 'category_encoders'],
  docs: {
    summary: 'A serving or scoring path fits a transformer or derives encodings from the incoming batch.',
    why: `The same row gets other features, depending on what else is in the batch. A scaler that is fitted on one row turns every value into zero; \`get_dummies\` of one row knows one category.
Ship the fitted transformer with the model, best as one pipeline, and only \`transform\` here.`,
    bad: `import mlflow
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
scaler = mlflow.sklearn.load_model("models:/scaler@champion")
model = mlflow.sklearn.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(scaler.fit_transform(pd.DataFrame(rows))).tolist()}
`,
    good: `import mlflow
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
scaler = mlflow.sklearn.load_model("models:/scaler@champion")
model = mlflow.sklearn.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(scaler.transform(pd.DataFrame(rows))).tolist()}
`,
    limits: [
      'Judged are request handlers with everything that they call, and scripts that load a model and predict without training one.',
      '`get_dummies` whose columns are brought into the order of training (`reindex`) is reported as information, by the names that the model itself knows (`feature_names_in_`) not at all.',
      'Transformers that learn nothing, explainers and services that learn by intent (`partial_fit`) are not flagged.',
    ],
    references: [
      'scikit-learn: common pitfalls, inconsistent preprocessing, https://scikit-learn.org/stable/common_pitfalls.html',
      'Breck et al. 2017, The ML Test Score: monitoring test 3 (training and serving features compute the same values)',
    ],
  },
  messages: {
    fitted: '`{call}` learns from the incoming rows: the same row gets other features in another batch.',
    encoded:
      '`{call}` makes the columns of whatever categories the incoming rows have, not those of training.',
    reordered:
      '`{call}` encodes the incoming rows, and `reindex` mends the columns: ship the encoder instead.',
    statistic: '`{call}` is a statistic of the incoming rows, not of the training rows.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<Node>();
    for (const record of servingRecords(model)) {
      const report = judge(model, record);
      const at = report && siteIn(unit, record);
      if (!report || !at || seen.has(at)) continue;
      seen.add(at);
      yield { ...report, at };
    }
  },
});

/** What happens while requests are answered; in a script that only scores, everything. */
function servingRecords(model: Model): readonly CallRecord[] {
  const handled = requestHandlers(model).flatMap((handler) => {
    const records = recordsDuring(model, handler);
    return records.some((record) => asksModel(model, record)) ? records : [];
  });
  if (handled.length > 0 || model.role !== 'scoring') return handled;
  return model.trace.some(isTraining) ? [] : model.trace;
}

type Found = Omit<Report<'fitted' | 'encoded' | 'reordered' | 'statistic'>, 'at'>;

function judge(model: Model, record: CallRecord): Found | undefined {
  const { name, method, receiver, effect, node } = record;
  const data = { call: textOf(record.unit, node.func) };
  if (effect === 'fit' || effect === 'fit-transform') {
    const type = typeOf(receiver);
    const learns = type === undefined ? undefined : classFact(type)?.learns;
    return familyOf(type) === 'transformer' && learns !== 'nothing' ? { message: 'fitted', data } : undefined;
  }
  if (method === 'fit_transform' && receiver?.kind === 'unknown' && isLoaded(model, record))
    return { message: 'fitted', data, fixes: onlyTransform(record) };
  if (name === 'pandas.get_dummies') {
    const mended = model.trace.find(
      (other) => other.method === 'reindex' && other.receiver === record.result,
    );
    const order = mended?.node.args.find((argument) => argument.name === 'columns')?.value;
    if (order?.kind === 'Attribute' && order.attr === 'feature_names_in_') return undefined;
    if (mended) return { message: 'reordered', data, severity: 'information' };
    const fix = trainingColumns(model, record);
    return { message: 'encoded', data, fixes: fix ? [fix] : [] };
  }
  if (/^pandas\.(factorize|qcut|Series\.factorize)$/.test(name)) return { message: 'encoded', data };
  if (/^pandas\.(DataFrame|Series)\.(mean|std|median|min|max)$/.test(name) && normalises(model, record))
    return { message: 'statistic', data };
  return undefined;
}

/** A transformer out of a file. */
function isLoaded(model: Model, { receiver }: CallRecord): boolean {
  return model.trace.some(({ effect, result }) => effect === 'restore' && result === receiver);
}

function onlyTransform({ node }: CallRecord): FixReport[] {
  const { func } = node;
  if (func.kind !== 'Attribute') return [];
  return [
    {
      title: 'Use what training taught it: transform',
      applicability: 'safe',
      edits: [{ start: func.attrStart, end: func.end, newText: 'transform' }],
    },
  ];
}

/** `df - df.mean()`, `x / x.max()`, `df.fillna(df.median())` */
function normalises(model: Model, { node, unit }: CallRecord): boolean {
  if (unit !== model.unit) return false;
  for (const around of ancestorsOf(model, node)) {
    if (around.kind === 'BinOp') return /^[-/]$/.test(around.op) && around.right.start <= node.start;
    if (around.kind === 'Call') return around.func.kind === 'Attribute' && around.func.attr === 'fillna';
    if (around.kind !== 'Argument') return false;
  }
  return false;
}

/** The columns that the model was trained on, where a loaded model predicts in the same function. */
function trainingColumns(model: Model, record: CallRecord): FixReport | undefined {
  const predicts = model.trace.find(
    (other) =>
      other.frame === record.frame &&
      other.order > record.order &&
      asksModel(model, other) &&
      other.receiver?.kind === 'unknown' &&
      /^(joblib|pickle|cloudpickle)\./.test(other.receiver.record?.name ?? ''),
  );
  const func = predicts?.node.func;
  if (record.unit !== model.unit || func?.kind !== 'Attribute' || !isPlainReference(func.value))
    return undefined;
  const name = textOf(model.unit, func.value);
  // The name must stand for the loaded model where the frame is made already.
  const isBound = model.calls.some(
    ({ effect, order, result }) =>
      effect === 'restore' && order < record.order && result === predicts?.receiver,
  );
  if (!isBound) return undefined;
  const text = `${textOf(model.unit, record.node)}.reindex(columns=${name}.feature_names_in_, fill_value=0)`;
  const edits = composeEdits(replaceNode(record.node, text));
  return (
    edits && { title: `Bring the columns into the order of \`${name}\``, applicability: 'suggestion', edits }
  );
}
