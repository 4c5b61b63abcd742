import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import type { CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import { textOf, type Span } from '../../source/unit';
import type { ExceptHandler, Expr, Node, Try } from '../../syntax/ast';
import { defineRule } from '../rule';
import { ancestorsOf, functionAround } from '../surroundings';
import { reportError } from './reportError';

export default defineRule({
  name: 'swallowed-prediction-error',
  area: 'deployment',
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
    'transformers',
  ],
  docs: {
    summary: 'An exception in the prediction path becomes a normal-looking answer.',
    why: `Nobody learns that the model failed: the caller takes the constant for a prediction, it goes into tables and into the next training, and the alarm that an error would have
raised stays silent. Log the error, and answer with one.`,
    bad: `import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    try:
        return {"churn": model.predict(rows).tolist()}
    except Exception:
        return {"churn": [0]}
`,
    good: `import logging

import mlflow
from fastapi import FastAPI, HTTPException

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)
app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn@champion")


@app.post("/predict")
def predict(rows: list[list[float]]):
    try:
        return {"churn": model.predict(rows).tolist()}
    except Exception:
        logger.exception("prediction failed")
        raise HTTPException(status_code=503) from None
`,
    limits: [
      'Judged are request handlers with what they call, and scripts that load a model and predict.',
      'Flagged are `except:` and `except Exception:` that do nothing but pass, continue or give a constant; whoever logs, prints, counts, raises or looks at the error is not flagged.',
      'Values of a request that `pd.to_numeric(errors="coerce")` makes of what it cannot read are information; filling gaps as training does is not flagged.',
      'An answer that says that it is none (`"fallback": True`, `"error": …`, a status of 400 and above), specific exceptions and loops of attempts are not flagged.',
    ],
    references: [
      'Zinkevich, Rules of Machine Learning, rule 10: watch for silent failures',
      'Muralidhar et al. 2021: Act Now, Reflect Never',
    ],
  },
  messages: {
    answered: 'If `{call}` fails, `{answer}` hides it: the caller takes it for a prediction.',
    skipped: 'If `{call}` fails, nobody learns of it: the error is caught and passed over.',
    coerced: '`{call}` turns what cannot be read in a request into a value that the model takes for data.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const asked = predictionsServed(model);
    const seen = new Set<Node>();
    for (const record of asked) {
      for (const { handler, attempt } of swallowingHandlers(model, record)) {
        if (seen.has(handler)) continue;
        seen.add(handler);
        const last = handler.body.at(-1)!;
        const isAnswer = last.kind === 'Return' || last.kind === 'Assign';
        const fix = reportError(model, handler);
        yield {
          at: headOf(model, handler),
          message: isAnswer ? 'answered' : 'skipped',
          data: {
            call: textOf(record.unit, record.node.func),
            answer: isAnswer ? shorten(textOf(model.unit, last)) : '',
          },
          related: [{ at: attempt, note: 'It may fail here.' }],
          fixes: fix ? [fix] : [],
        };
      }
    }
    yield* coerced(model);
  },
});

/** Calls that ask a model for somebody: while a request is answered, or in a script that scores. */
function predictionsServed(model: Model): readonly CallRecord[] {
  const records =
    model.role === 'scoring'
      ? model.trace
      : requestHandlers(model).flatMap((handler) => recordsDuring(model, handler));
  return records.filter((record) => !record.repeat && asksModel(model, record));
}

interface Swallowing {
  readonly handler: ExceptHandler;
  /** The call in the body of the try statement. */
  readonly attempt: Node;
}

/** The handlers of this unit that hide a failure of a call. */
function swallowingHandlers(model: Model, record: CallRecord): Swallowing[] {
  const found: Swallowing[] = [];
  for (const { node, frame } of contextsOf(record.context, 'try')) {
    if (node.kind !== 'Try' || frame.unit !== model.unit) continue;
    const attempt = siteInside(model, record, node);
    const handler = node.handlers.find(({ type }) => catchesAll(type));
    // An earlier handler that names what may happen is somebody's thought; what is left is still hidden.
    if (attempt && handler && swallows(handler) && !isSign(model, handler) && !isAttemptOfMany(model, node))
      found.push({ handler, attempt });
    if (handler) break;
  }
  return found;
}

/** The call in the body of the try statement that is, or leads to, the record. */
function siteInside(model: Model, record: CallRecord, { body }: Try): Node | undefined {
  const isInside = (node: Node): boolean =>
    body.some((statement) => statement.start <= node.start && node.end <= statement.end);
  if (record.unit === model.unit && isInside(record.node)) return record.node;
  for (let at = record.frame; at.caller; at = at.caller)
    if (at.caller.unit === model.unit && at.callSite && isInside(at.callSite)) return at.callSite;
  return undefined;
}

function catchesAll(type: Expr | undefined): boolean {
  if (!type) return true;
  if (type.kind === 'Tuple') return type.elements.some(catchesAll);
  return type.kind === 'Name' && /^(Base)?Exception$/.test(type.id);
}

/** Nothing but constants: no call, no use of the error, nothing that says that this is no prediction. */
function swallows({ body }: ExceptHandler): boolean {
  return body.every((statement) => {
    switch (statement.kind) {
      case 'Simple':
        return true;
      case 'Return':
        return !statement.value || isPlainConstant(statement.value);
      case 'Assign':
        return isPlainConstant(statement.value);
      default:
        return false;
    }
  });
}

const TELLING =
  /err|fail|fallback|status|detail|message|msg|success|ok\b|unavail|invalid|wrong|sorry|unable|could ?n|cannot|can't|problem|unknown|default|exception|n\/a|none/i;

function isPlainConstant(value: Expr): boolean {
  switch (value.kind) {
    case 'Constant':
      return true;
    case 'Number':
      // The status of an answer: `return {}, 500`.
      return !(value.isInt && value.value >= 400 && value.value < 600);
    case 'String':
      return !TELLING.test(value.value) && value.value.length < 40;
    case 'UnaryOp':
      return isPlainConstant(value.operand);
    case 'Attribute':
      return /^(nan|NaN|NAN)$/.test(value.attr);
    case 'List':
    case 'Tuple':
      return value.elements.every(isPlainConstant);
    case 'Dict':
      return value.entries.every(
        ({ key, value: entry }) =>
          key?.kind === 'String' && !TELLING.test(key.value) && isPlainConstant(entry),
      );
    case 'Call':
      return (
        value.func.kind === 'Name' &&
        /^(jsonify|float|str|int|JSONResponse)$/.test(value.func.id) &&
        value.args.every(
          ({ name, value: given }) =>
            !TELLING.test(name ?? '') && name !== 'status_code' && isPlainConstant(given),
        )
      );
    default:
      return false;
  }
}

/** `return None` of a function that is no handler: its caller looks at what it gets. */
function isSign(model: Model, handler: ExceptHandler): boolean {
  const around = functionAround(model, handler);
  if (around?.kind !== 'FunctionDef' || requestHandlers(model).includes(around)) return false;
  return handler.body.some(
    (statement) =>
      statement.kind === 'Return' &&
      (!statement.value || (statement.value.kind === 'Constant' && statement.value.value !== true)),
  );
}

/** `for attempt in range(3): try: …` */
function isAttemptOfMany(model: Model, node: Try): boolean {
  for (const around of ancestorsOf(model, node)) {
    if (around.kind === 'FunctionDef') return false;
    if (around.kind === 'While') return true;
    if (around.kind === 'For' && around.target.kind === 'Name')
      return /attempt|retr|tries|try|trial|^_$/i.test(around.target.id);
  }
  return false;
}

/** The range: `except Exception as error:` without what follows. */
function headOf(model: Model, handler: ExceptHandler): Span {
  const text = textOf(model.unit, handler);
  const colon = handler.type ? handler.type.end - handler.start : 0;
  const length = text.indexOf(':', colon) + 1;
  return { start: handler.start, end: handler.start + (length > 0 ? length : text.length) };
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** `pd.to_numeric(…, errors="coerce")` while a request is answered. */
function* coerced(model: Model) {
  const seen = new Set<Node>();
  for (const handler of requestHandlers(model)) {
    const records = recordsDuring(model, handler);
    const first = records.find((record) => asksModel(model, record));
    if (!first || records.some(({ effect }) => effect === 'load')) continue;
    for (const record of records) {
      if (record.unit !== model.unit || record.order > first.order || seen.has(record.node)) continue;
      const isCoercion =
        /^pandas\.to_(numeric|datetime)$/.test(record.name) &&
        constantOf(record.args.keywords.get('errors')) === 'coerce';
      if (!isCoercion) continue;
      seen.add(record.node);
      yield {
        at: record.node,
        message: 'coerced' as const,
        data: { call: textOf(model.unit, record.node.func) },
        severity: 'information' as const,
      };
    }
  }
}
