/** What a model said, followed from where it is used back to the call that asked the model. */
import type { DataNode } from './data';
import { isClassifier } from './estimators';
import type { Model } from './model';
import type { CallRecord } from './trace';
import { SLOTS, isData, type Value } from './values';

/** One prediction behind a value. */
export interface Prediction {
  /** The model that was asked. */
  readonly by: Value;
  /** The version of rows that the call gave; its `at` is the call, its `op` the method. */
  readonly given: DataNode;
  /** The step that made labels out of scores (a comparison, `argmax`, `round`), if there is one: the last on the way. */
  readonly cut?: DataNode;
}

/** Steps after which a prediction is still the same prediction. */
const KEEPING = new Set(
  `astype ravel reshape flatten squeeze expand_dims to_numpy as_matrix values array asarray copy tolist to_list list
  Series DataFrame numpy detach cpu T where column columns [] iloc choice nan_to_num set_index reset_index rename to_frame`.split(
    /\s+/,
  ),
);

/** Steps that turn scores into labels. */
const CUTTING = new Set([
  '>',
  '>=',
  '<',
  '<=',
  '==',
  '!=',
  'gt',
  'ge',
  'lt',
  'le',
  'argmax',
  'round',
  'rint',
]);

/**
 * The predictions that a version of rows consists of, one for each way that leads to it. Empty if it is none, or if
 * it was put together of several (an average of models is a score, whatever its parts are).
 */
export function predictionsBehind(node: DataNode): Prediction[] {
  const found: Prediction[] = [];
  const pending: { node: DataNode; cut?: DataNode }[] = [{ node }];
  const seen = new Set<DataNode>();
  while (pending.length > 0) {
    const { node: current, cut } = pending.pop()!;
    if (seen.has(current)) continue;
    seen.add(current);
    const asked = current.edges.find((edge) => edge.kind === 'predicted-by');
    if (asked?.by) {
      found.push({ by: asked.by, given: current, cut });
      continue;
    }
    const cuts = CUTTING.has(current.op) && !keepsDecimals(current);
    if (!CUTTING.has(current.op) && !KEEPING.has(current.op)) return [];
    const sources = current.edges.filter((edge) => edge.kind === 'same' || edge.kind === 'choice');
    if (sources.length === 0 || (sources.length > 1 && sources[0]!.kind === 'same')) return [];
    for (const { from } of sources)
      if (from) pending.push({ node: from, cut: cut ?? (cuts ? current : undefined) });
  }
  return found;
}

/** `np.round(p, 3)`, `p.round(decimals=3)`: scores all the same. */
function keepsDecimals({ op, at }: DataNode): boolean {
  if (op !== 'round' || at.kind !== 'Call') return false;
  return at.args.some(
    ({ name, value }) => name === 'decimals' || (value.kind === 'Number' && value.value !== 0),
  );
}

/** True if a prediction is class labels and not scores: `predict` of a classifier, or scores that were cut. */
export function isLabels({ by, given, cut }: Prediction): boolean {
  return cut !== undefined || (given.op === 'predict' && isClassifier(by));
}

/** The call that gave a prediction. */
export function callOf(model: Model, { given }: Prediction): CallRecord | undefined {
  return given.at.kind === 'Call'
    ? model.recordsOf(given.at).find(({ output }) => output === given)
    : undefined;
}

/**
 * The version of rows that an argument of a metric held when the metric was called.
 * @param value one of the record's arguments
 */
export function rowsGiven(record: CallRecord, value: Value | undefined): DataNode | undefined {
  const values = [...record.args.positional, ...record.args.keywords.values()];
  const holders = values.filter((each) => isData(each.slots.get(SLOTS.data)));
  // A value whose rows became known only later would shift the others.
  if (!value || holders.length !== record.data.length) return undefined;
  return record.data[holders.indexOf(value)];
}
