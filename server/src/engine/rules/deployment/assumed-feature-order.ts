import { composeEdits, importName, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { asksModel } from '../../semantics/serving';
import type { UnitSummary } from '../../semantics/summary';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, isPlainReference, itemsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';

export default defineRule({
  name: 'assumed-feature-order',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['joblib', 'pickle', 'cloudpickle', 'dill', 'skops', 'mlflow'],
  needsProject: true,
  docs: {
    summary: 'Serving builds the input by position for a model that was trained on named columns.',
    why: `scikit-learn refuses a frame whose columns are in another order, but takes a bare array in any: with two features swapped, accuracy fell from 0.70 to 0.36 in our measurement,
without a word. The order of JSON fields and of columns in a file is nobody's promise. The model knows the names: \`feature_names_in_\`.`,
    bad: [
      `# train.py
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/churn-2026-05-01.csv")
model = LogisticRegression().fit(df[["age", "usage"]], df["churned"])
joblib.dump(model, "model.joblib")
`,
      `# serve.py
import joblib
import numpy as np
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict[str, float]):
    return {"churn": model.predict(np.array([list(row.values())])).tolist()}
`,
    ],
    good: `# serve.py
import mlflow
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = mlflow.sklearn.load_model("models:/churn@champion")


@app.post("/predict")
def predict(row: dict[str, float]):
    features = pd.DataFrame([row])[list(model.feature_names_in_)]
    return {"churn": model.predict(features).tolist()}
`,
    limits: [
      'Judged are predictions of a model that is loaded with joblib, pickle, skops or MLflow, where training in the same project is seen to fit frames and nothing else.',
      'Inputs of one feature, frames whose columns are chosen by name, and files that ask the model for its names are not flagged.',
      'The fix is offered where the row is a mapping or a frame that has a name.',
    ],
    references: [
      'Breck et al. 2017, The ML Test Score: monitoring test 3 (training and serving features compute the same values)',
      'MLflow: model signatures, https://mlflow.org/docs/latest/ml/model/signatures/',
      'scikit-learn: feature_names_in_, https://scikit-learn.org/stable/developers/develop.html',
    ],
  },
  messages: {
    position:
      '`{call}` is given its features by position, but `{path}` trains on named columns: in another order they are taken for one another.',
  },
  *check({ model, project }) {
    if (!project || (model.role !== 'serving' && model.role !== 'scoring')) return;
    if (knowsNames(model) || !isLoadedFromFiles(model)) return;
    const training = trainingOf(model, project);
    if (!training) return;
    for (const record of model.calls) {
      if (record.receiver?.kind !== 'unknown' || !asksModel(model, record)) continue;
      const given = record.args.positional[0];
      const argument = record.node.args[0]?.value;
      const found = given && argument && positional(model, given);
      if (!found) continue;
      const fix = byName(model, record, argument, found);
      yield {
        at: argument,
        message: 'position',
        data: { call: textOf(model.unit, record.node.func), path: training.path },
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** Somebody thought of the order: the model's names, or a list of columns. */
function knowsNames({ modules, unit }: Model): boolean {
  let found = false;
  for (const { body } of modules)
    walk(body, (node) => {
      if (
        node.kind === 'Attribute' &&
        /^(feature_names_in_|feature_names?_?|n_features_in_)$/.test(node.attr)
      )
        found = true;
    });
  return (
    found || unit.sources.some(({ text }) => /\b(feature|column)_(names|order|cols|columns)\b/i.test(text))
  );
}

/** All models of the unit come out of files that keep an estimator as it was. */
function isLoadedFromFiles(model: Model): boolean {
  const loads = model.trace.filter(({ effect }) => effect === 'restore' || effect === 'load-weights');
  return (
    loads.length > 0 &&
    loads.every(({ name }) => /^(joblib|pickle|cloudpickle|dill|skops)\.|^mlflow\.sklearn\./.test(name))
  );
}

/**
 * The file that trains what is served here, if it fits named columns: the one that writes the file that is loaded; else all that
 * train, if they are few and none of them fits arrays.
 */
function trainingOf(model: Model, { units }: ProjectFacts): UnitSummary | undefined {
  const loaded = new Set<string>();
  for (const { effect, args } of model.trace) {
    const path = effect === 'restore' ? constantOf(args.positional[0]) : undefined;
    if (typeof path === 'string') loaded.add(baseName(path));
  }
  const trainers = units.filter(({ evidence, role }) => evidence.fits && role !== 'test');
  const writers = trainers.filter(({ writes }) => writes?.some(({ path }) => loaded.has(baseName(path))));
  const meant = writers.length > 0 ? writers : trainers;
  if (meant.length > 3 || meant.some(({ evidence }) => evidence['fits-array'])) return undefined;
  return meant.every(({ evidence }) => evidence['fits-frame']) ? meant[0] : undefined;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** What is handed over by position: a mapping's values, a frame without its names, or single values in a list. */
type Positional =
  | { readonly kind: 'mapping' | 'frame'; readonly source: Expr | undefined }
  | { readonly kind: 'values'; readonly source?: undefined };

function positional(model: Model, value: Value): Positional | undefined {
  if (value.kind === 'sequence') return fromRows(model, value);
  const made = 'record' in value ? value.record : undefined;
  if (made && /^numpy\.(array|asarray)$/.test(made.name)) {
    const [rows] = made.args.positional;
    return rows?.kind === 'sequence' ? (fromRows(model, rows) ?? fromRow(model, rows)) : undefined;
  }
  if (made?.method === 'reshape' && made.receiver) {
    const array = made.receiver.kind === 'object' ? made.receiver.record : undefined;
    const row = array && /^numpy\.(array|asarray)$/.test(array.name) ? array.args.positional[0] : undefined;
    return row && fromRow(model, row);
  }
  return fromFrame(model, value);
}

/** `[[a, b]]`, `[list(row.values())]` */
function fromRows(model: Model, value: Value): Positional | undefined {
  const rows = itemsOf(value);
  return rows?.length === 1 ? fromRow(model, rows[0]!) : undefined;
}

function fromRow(model: Model, row: Value): Positional | undefined {
  const items = itemsOf(row);
  // Literal numbers are a trial, not a request.
  if (items && items.length > 1 && items.every((item) => constantOf(item) === undefined && !itemsOf(item)))
    return { kind: 'values' };
  const { origin } = row;
  if (origin?.kind !== 'Call' || origin.func.kind !== 'Name' || !/^(list|tuple)$/.test(origin.func.id))
    return undefined;
  const values = origin.args[0]?.value;
  if (values?.kind !== 'Call' || values.func.kind !== 'Attribute' || values.func.attr !== 'values')
    return undefined;
  return { kind: 'mapping', source: row.unit === model.unit ? values.func.value : undefined };
}

/** `df.values` of a frame whose columns are as they came. */
function fromFrame(model: Model, { origin, unit }: Value): Positional | undefined {
  if (unit !== model.unit || !origin) return undefined;
  const isCall =
    origin.kind === 'Call' && origin.func.kind === 'Attribute' && origin.func.attr === 'to_numpy';
  const attribute = isCall && origin.func.kind === 'Attribute' ? origin.func : origin;
  if (attribute.kind !== 'Attribute' || (!isCall && attribute.attr !== 'values')) return undefined;
  const frame = model.valueOf(attribute.value);
  if (!frame || typeOf(frame) !== 'pandas.DataFrame') return undefined;
  const made = frame.kind === 'object' ? frame.record : undefined;
  const isAsItCame =
    made &&
    (/^pandas\.(read_(csv|parquet|json|excel|feather)|json_normalize)$/.test(made.name) ||
      (made.name === 'pandas.DataFrame' && !made.args.positional[0]?.slots.has('key:columns'))) &&
    !['columns', 'names', 'usecols'].some((name) => made.args.keywords.has(name)) &&
    made.args.positional.length === 1 &&
    !made.args.hasDoubleStar;
  return isAsItCame ? { kind: 'frame', source: attribute.value } : undefined;
}

/** The frame's columns, or a frame of the mapping, in the order that the model knows. */
function byName(
  model: Model,
  { node }: CallRecord,
  argument: Expr,
  { kind, source }: Positional,
): FixReport | undefined {
  const { func } = node;
  if (!source || func.kind !== 'Attribute' || !isPlainReference(func.value) || argument.kind === 'Name')
    return undefined;
  const { unit } = model;
  if (kind === 'mapping' && !isPlainReference(source)) return undefined;
  const names = `[list(${textOf(unit, func.value)}.feature_names_in_)]`;
  const pandas = importName(model, argument, { module: 'pandas', as: 'pd' });
  const text =
    kind === 'frame'
      ? textOf(unit, source) + names
      : `${pandas.name}.DataFrame([${textOf(unit, source)}])${names}`;
  const edits = composeEdits(kind === 'frame' ? [] : pandas.edits, replaceNode(argument, text));
  return (
    edits && {
      title: 'Choose the columns by the names that the model knows',
      applicability: 'suggestion',
      edits,
    }
  );
}
