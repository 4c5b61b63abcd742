import { composeEdits, freshName, importName, insertAfter, insertBefore, quoted, styleAt } from '../../fix';
import { madeFrom } from '../../semantics/ancestry';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import type { CallRecord, StoreRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { DictExpr, Expr, FunctionDef, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport, type Report } from '../rule';
import { lastImportAbove, statementOf } from '../surroundings';

export default defineRule({
  name: 'bare-prediction',
  area: 'deployment',
  severity: 'hint',
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
    'keras',
    'tensorflow',
    'torch',
    'onnxruntime',
  ],
  needsProject: true,
  docs: {
    summary: 'A prediction leaves the service or job without the version of the model.',
    why: `Whoever uses the number cannot tell which model said it, and nobody can trace a wrong decision back to a training run once two versions have been in use. It costs one field in the
answer, or one column in the table.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist()}
`,
    good: `import os

import mlflow
from fastapi import FastAPI

MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")
app = FastAPI()
model = mlflow.pyfunc.load_model(f"models:/churn/{MODEL_VERSION}")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"churn": model.predict(rows).tolist(), "model_version": MODEL_VERSION}
`,
    limits: [
      'Judged are the answers of request handlers (literal dictionaries, `jsonify`, and the prediction itself), and scripts that load a model and write a column of predictions to a table.',
      'Any field, column, header or log line about the model’s version, name or run, or the time of scoring, is enough; once in a file, for all of it.',
      'Answers of a class (a pydantic model) and tables that notebooks write are not judged.',
    ],
    references: [
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: undeclared consumers, plain-old-data smell',
      'SE4ML: log production predictions with the model’s version and input data, https://se-ml.github.io/best_practices/04-log_preds/',
      'EU AI Act, Article 12 (record-keeping)',
    ],
  },
  messages: {
    answer: 'The answer of `{handler}` does not say which version of the model gave it.',
    column: '`{column}` is written without the version of the model that gave it.',
  },
  *check({ model, project }) {
    if (!project || model.role === 'test' || saysVersion(model)) return;
    if (project.units.some(({ evidence }) => evidence['logs-predictions'])) return;
    const answers = bareAnswers(model);
    const [first, ...others] = answers;
    if (first) {
      const fix = answerFix(model, first);
      yield {
        at: first.at,
        message: 'answer',
        data: { handler: first.handler.name },
        related: others.map(({ at }) => ({ at, note: 'Nor does this one.' })),
        fixes: fix ? [fix] : [],
      };
    }
    if (!first && model.role === 'scoring' && model.unit.kind === 'script') yield* bareColumns(model);
  },
});

const VERSION =
  /model_?(version|id|name|uri|tag|hash|stage|info|alias)|run_id|x-model|scored_at|(^|_)version_?(id)?$|release/i;

/** Something in the file is about the version: a name, a field, a header, a log line. */
function saysVersion({ modules }: Model): boolean {
  let found = false;
  for (const { body } of modules)
    walk(body, (node) => {
      if (found) return false;
      const text =
        node.kind === 'Name'
          ? node.id
          : node.kind === 'Attribute'
            ? node.attr
            : node.kind === 'String'
              ? node.value
              : node.kind === 'Argument'
                ? (node.name ?? '')
                : '';
      // `FastAPI(version="1.0")` is about the service.
      if (text.length < 60 && VERSION.test(text) && text !== 'version' && !text.startsWith('__'))
        found = true;
      if (node.kind === 'DictEntry' && node.key?.kind === 'String' && TRACE.test(node.key.value))
        found = true;
      return undefined;
    });
  return found;
}

/** Fields by which an answer can be traced. */
const TRACE =
  /version|timestamp|(^|_)(model|(date)?time|date|run|build|revision|at|trace)(_|$)|(request|run|model|trace)_?id$/i;

interface Answer {
  readonly at: Expr;
  readonly handler: FunctionDef;
  readonly fields?: DictExpr;
}

/** What handlers return that was made of a prediction and nothing else. */
function bareAnswers(model: Model): Answer[] {
  const found: Answer[] = [];
  for (const handler of requestHandlers(model)) {
    const asked = new Set(
      recordsDuring(model, handler)
        .filter((record) => asksModel(model, record))
        .map(({ result }) => result),
    );
    if (asked.size === 0) continue;
    walk(handler.body, (node) => {
      if (node.kind === 'Return' && node.value) {
        const fields = fieldsOf(model, node.value);
        const values = fields ? fields.entries.map(({ value }) => value) : bareValue(model, node.value);
        const comes = values.some((value) => comesFrom(model, value, asked));
        if (comes) found.push({ at: node.value, handler, fields });
      }
      return node.kind !== 'FunctionDef' && node.kind !== 'Lambda';
    });
  }
  return found;
}

/** `{"churn": …}`, also by a name and in `jsonify(…)`; every key is a literal. */
function fieldsOf(model: Model, value: Expr): DictExpr | undefined {
  const given =
    value.kind === 'Call' &&
    value.args.length === 1 &&
    /^(jsonify|JSONResponse|dumps)$/.test(nameOfCall(model, value.func))
      ? value.args[0]!.value
      : value;
  const dict = given.kind === 'Name' ? literalOf(model, given) : given;
  return dict?.kind === 'Dict' &&
    dict.entries.length > 0 &&
    dict.entries.every(({ key }) => key?.kind === 'String')
    ? dict
    : undefined;
}

/** The literal dictionary behind a name, if nothing traceable was added to it. */
function literalOf(model: Model, name: Expr): DictExpr | undefined {
  const value = model.valueOf(name);
  if (value?.kind !== 'mapping' || value.unit !== model.unit || value.origin?.kind !== 'Dict')
    return undefined;
  const added = [...value.slots.keys()].some((key) => key.startsWith('key:') && TRACE.test(key.slice(4)));
  return added ? undefined : value.origin;
}

/** The last part of what is called, through aliases of imports. */
function nameOfCall(model: Model, func: Expr): string {
  const value = model.valueOf(func);
  if (value?.kind === 'api') return value.name.slice(value.name.lastIndexOf('.') + 1);
  return func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
}

/** The prediction alone: `model.predict(rows).tolist()`, `float(score)`, `jsonify(scores.tolist())`. */
function bareValue(model: Model, value: Expr): Expr[] {
  if (value.kind !== 'Call' && value.kind !== 'Subscript' && value.kind !== 'Name') return [];
  if (value.kind === 'Call' && value.func.kind === 'Name')
    return /^(float|int|str|list|bool|jsonify)$/.test(nameOfCall(model, value.func)) &&
      value.args.length === 1 &&
      value.args[0]!.name === undefined
      ? [value.args[0]!.value]
      : [];
  if (value.kind === 'Call')
    return value.func.kind === 'Attribute' &&
      /^(tolist|item|predict|predict_proba|squeeze|ravel)$/.test(value.func.attr)
      ? [value]
      : [];
  return value.kind === 'Subscript' ? [value] : [];
}

function comesFrom(model: Model, value: Expr, asked: ReadonlySet<Value>): boolean {
  for (const source of madeFrom(model, model.valueOf(value))) if (asked.has(source)) return true;
  return false;
}

/** `"model_version": MODEL_VERSION` as the last field. */
function answerFix(model: Model, { handler, fields }: Answer): FixReport | undefined {
  const last = fields?.entries.at(-1);
  if (!last || isTyped(handler)) return undefined;
  const constant = versionConstant(model, handler);
  const style = styleAt(model, last.start);
  const field = `, ${quoted(style, 'model_version')}: ${constant.name}`;
  const edits = composeEdits(constant.edits, [{ start: last.end, end: last.end, newText: field }]);
  return edits && { title: 'Say the version of the model in the answer', applicability: 'suggestion', edits };
}

/** The answer has a declared form, in which a new field has no place. */
function isTyped({ returns, decorators }: FunctionDef): boolean {
  const isOpen = !returns || (returns.kind === 'Name' && /^(dict|Dict|Any)$/.test(returns.id));
  return (
    !isOpen ||
    decorators.some((each) => each.kind === 'Call' && each.args.some(({ name }) => name === 'response_model'))
  );
}

/** `MODEL_VERSION = os.environ.get("MODEL_VERSION", "unknown")` below the imports. */
function versionConstant(model: Model, at: Node): { name: string; edits: readonly Edit[] | undefined } {
  const name = freshName(model, 'MODEL_VERSION');
  const os = importName(model, at, { module: 'os' });
  const style = styleAt(model, at.start);
  const line = `${name} = ${os.name}.environ.get(${quoted(style, 'MODEL_VERSION')}, ${quoted(style, 'unknown')})`;
  const last = lastImportAbove(model, at.start);
  const first = model.modules[0]!.body[0]!;
  const place = last ? insertAfter(model, last, `\n${line}`) : insertBefore(model, first, line);
  return { name, edits: composeEdits(os.edits, place) };
}

const PREDICTED = /pred|score|prob|forecast|label_hat|y_hat/i;

/** `df["prediction"] = model.predict(X)`, and the frame is written without a column that tells by what. */
function* bareColumns(model: Model): Iterable<Report<'answer' | 'column'>> {
  const asked = new Set(model.calls.filter((record) => asksModel(model, record)).map(({ result }) => result));
  const written = model.calls.filter(({ name }) =>
    /^pandas\.DataFrame\.to_(csv|parquet|sql|json|feather|gbq)$/.test(name),
  );
  const columns = model.stores.filter(({ target }) => columnOf(target) !== undefined);
  if (columns.some(({ target }) => TRACE.test(columnOf(target)!))) return;
  for (const store of columns) {
    const column = columnOf(store.target)!;
    if (!PREDICTED.test(column) || typeOf(store.base) !== 'pandas.DataFrame' || !store.value) continue;
    if (![...madeFrom(model, store.value)].some((source) => asked.has(source))) continue;
    const write = written.find(({ receiver, order }) => receiver === store.base && order > store.order);
    if (!write || !isPlainPath(write)) continue;
    const fix = columnFix(model, store);
    yield {
      at: store.target,
      message: 'column',
      data: { column: textOf(model.unit, store.target) },
      related: [{ at: write.node, note: 'It is written here.' }],
      fixes: fix ? [fix] : [],
    };
    return;
  }
}

function columnOf(target: StoreRecord['target']): string | undefined {
  return target.kind === 'Subscript' && target.index.kind === 'String' ? target.index.value : undefined;
}

/** A path that is put together may hold a date or a version. */
function isPlainPath({ node }: CallRecord): boolean {
  const path = node.args[0]?.value;
  return path?.kind === 'String' && !TRACE.test(path.value);
}

function columnFix(model: Model, { target, statement }: StoreRecord): FixReport | undefined {
  const frame = target.value;
  const outer = statementOf(model, statement as Node);
  if (!isPlainReference(frame) || !outer) return undefined;
  const constant = versionConstant(model, outer);
  const line = `${textOf(model.unit, frame)}[${quoted(styleAt(model, outer.start), 'model_version')}] = ${constant.name}`;
  const edits = composeEdits(constant.edits, insertAfter(model, outer, line));
  return edits && { title: 'Write the version of the model beside it', applicability: 'suggestion', edits };
}
