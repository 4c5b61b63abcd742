/** The expression that gives the scores from which labels were made. */
import { areBoundBetween, namesRead, statementAt } from '../../fix';
import { scoreMethodOf } from '../../semantics/estimators';
import type { Model } from '../../semantics/model';
import { callOf, type Prediction } from '../../semantics/predictions';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference } from '../../semantics/values';
import type { Call, Expr } from '../../syntax/ast';
import { textOf } from '../../source/unit';
import { functionAround } from '../surroundings';

/** Calls that show that a row may have several labels, or that labels are spread over columns. */
const MULTI_LABEL = [
  'sklearn.preprocessing.MultiLabelBinarizer',
  'sklearn.preprocessing.LabelBinarizer',
  'sklearn.preprocessing.label_binarize',
  'sklearn.datasets.make_multilabel_classification',
  'keras.utils.to_categorical',
];
const MULTI_OUTPUT = /^sklearn\.(multioutput|multiclass)\./;

/**
 * @param metric the call that is given labels
 * @param argument the expression that stands there for the labels
 * @param needsProbability true where a decision function would not do
 * @param isMatrix true where the metric takes a column for each class
 * @returns Python for the place of `argument`, or undefined where it can't be said with certainty
 */
export function scoresInstead(
  model: Model,
  metric: CallRecord,
  argument: Expr,
  prediction: Prediction,
  needsProbability: boolean,
  isMatrix: boolean,
): string | undefined {
  if (model.callsTo(...MULTI_LABEL).length > 0) return undefined;
  if (model.calls.some(({ name }) => MULTI_OUTPUT.test(name))) return undefined;
  if (prediction.cut) return beforeTheCut(model, metric, argument, prediction, isMatrix);
  const asked = callOf(model, prediction);
  const method = scoreMethodOf(prediction.by);
  if (
    !asked ||
    !method ||
    asked.node.func.kind !== 'Attribute' ||
    (needsProbability && method !== 'predict_proba')
  )
    return undefined;
  if (argument !== asked.node && !isRepeatable(model, metric, argument, asked)) return undefined;
  const call = asked.node;
  const receiver = textOf(model.unit, asked.node.func.value);
  const given = textOf(model.unit, { start: call.argsStart, end: call.end });
  return `${receiver}.${method}${given}${method === 'predict_proba' && !isMatrix ? '[:, 1]' : ''}`;
}

/** `p` for `(p > 0.5).astype(int)`, `np.round(p)`; `p[:, 1]` for `p.argmax(axis=1)`. */
function beforeTheCut(
  model: Model,
  metric: CallRecord,
  argument: Expr,
  { cut, given }: Prediction,
  isMatrix: boolean,
): string | undefined {
  const step = cut!.at;
  if (cut!.unit !== model.unit) return undefined;
  const scores = cutOperand(step as Expr);
  if (!scores) return undefined;
  const isInside = step.start >= argument.start && step.end <= argument.end;
  const isPlain = isPlainReference(scores);
  if (!isInside && (!isPlain || !isSameFrame(model, metric, step as Expr))) return undefined;
  if (areBoundBetween(model, namesRead(scores), step.end, metric.node.start)) return undefined;
  const text = textOf(model.unit, scores);
  if (cut!.op !== 'argmax') return text;
  return given.op !== 'predict_proba' ? undefined : isMatrix ? text : `${text}[:, 1]`;
}

/** What is compared, rounded or searched for its maximum. */
function cutOperand(step: Expr): Expr | undefined {
  if (step.kind === 'Compare')
    return step.ops.length === 1 && step.ops[0]!.startsWith('>') ? step.left : undefined;
  if (step.kind !== 'Call') return undefined;
  const first = step.args.find(({ name, star }) => name === undefined && star === 0)?.value;
  if (step.func.kind !== 'Attribute') return first;
  // `np.round(p)` or `p.round()`
  return /^(round|argmax|rint)$/.test(step.func.attr) && (!first || first.kind === 'Number')
    ? step.func.value
    : first;
}

/** True if the argument is a name for exactly what the call gave, and the call would give the same at the metric. */
function isRepeatable(model: Model, metric: CallRecord, argument: Expr, asked: CallRecord): boolean {
  if (argument.kind !== 'Name' || asked.unit !== model.unit || asked.frame !== metric.frame) return false;
  const statement = statementAt(model, asked.node.start);
  if (statement?.kind !== 'Assign' || statement.value !== asked.node || statement.targets.length !== 1)
    return false;
  const [target] = statement.targets;
  if (target?.kind !== 'Name' || target.id !== argument.id) return false;
  if (!isPlainCall(asked.node)) return false;
  return !areBoundBetween(model, [target.id, ...namesRead(asked.node)], statement.end, metric.node.start);
}

/** `model.predict(X)`: a second evaluation has no other effect than the first. */
function isPlainCall(call: Call): boolean {
  return (
    isPlainReference(call.func) &&
    call.args.every(({ value }) => isPlainReference(value) || value.kind === 'Constant')
  );
}

/** True if the step stands in the function that calls the metric (or both stand at top level). */
function isSameFrame(model: Model, metric: CallRecord, step: Expr): boolean {
  return functionAround(model, step) === metric.frame.def;
}
