/** Which rows decide when a training stops, or which of its states is kept. */
import { partOf } from '../../semantics/data';
import type { DataNode } from '../../semantics/data';
import { argument, type CallRecord } from '../../semantics/trace';
import { SLOTS, constantOf, isData, isNone, itemsOf, typeOf, type Value } from '../../semantics/values';
import type { Expr } from '../../syntax/ast';

/** Rows that a fit looks at while it trains. */
export interface StoppingSet {
  /** Features, or a data set that holds features and labels. */
  readonly value: Value;
  readonly rows: DataNode;
  /** The argument of the fit in which they are given. */
  readonly at: Expr;
}

/** Parameters in which libraries take rows to watch. */
const WATCHED = ['eval_set', 'validation_data', 'valid_sets', 'evals', 'eval_sets'];

/** Parameters that stop a training early, or keep its best state, by the watched rows. */
const STOPPING = [
  'early_stopping_rounds',
  'early_stopping_round',
  'early_stopping',
  'use_best_model',
  'od_wait',
];

/** Callbacks that do. */
const CALLBACKS = /(^|\.)(EarlyStopping|early_stopping)$/;

/**
 * The rows that decide, or undefined if none do: no rows are watched, or they are only printed.
 * @param fit a call with the effect `fit`
 */
export function stoppingSet(fit: CallRecord): StoppingSet | undefined {
  for (const name of WATCHED) {
    const given = fit.args.keywords.get(name);
    const at = fit.node.args.find((each) => each.name === name)?.value;
    if (!given || !at || !stops(fit)) continue;
    const sets = setsIn(given, name).filter(({ rows }) => rows.rows !== fit.data[0]?.rows);
    const last = sets.at(-1);
    // Where a validation part is watched too, it may be the one that decides.
    if (last && !sets.some(({ rows }) => partOf(rows.rows) === 'validation')) return { ...last, at };
  }
  return undefined;
}

function setsIn(given: Value, parameter: string): { value: Value; rows: DataNode }[] {
  if (rowsOf(given)) return [given].flatMap(known);
  const items = itemsOf(given) ?? [];
  const [first] = items;
  // `(X, y)` is one set; `[(X, y), …]`, `[train, test]` and `[(test, "name")]` are several.
  if (first && rowsOf(first) && parameter !== 'valid_sets') return known(first);
  return items.flatMap((item) => known(rowsOf(item) ? item : itemsOf(item)?.[0]));
}

function known(value: Value | undefined): { value: Value; rows: DataNode }[] {
  const rows = value && rowsOf(value);
  return value && rows ? [{ value, rows }] : [];
}

function rowsOf(value: Value): DataNode | undefined {
  const slot = value.slots.get(SLOTS.data);
  return isData(slot) ? slot : undefined;
}

/** True if something in the call, or in how the model was made, stops early or keeps the best. */
function stops(fit: CallRecord): boolean {
  const made = fit.receiver?.kind === 'object' ? fit.receiver.record : undefined;
  for (const record of [fit, made]) {
    if (!record) continue;
    for (const name of STOPPING) {
      const value = record.args.keywords.get(name);
      if (value && isNone(value)) continue;
      if (value && constantOf(value) !== false && constantOf(value) !== 0) return true;
    }
    const callbacks = record.args.keywords.get('callbacks');
    if (callbacks && (itemsOf(callbacks) ?? [callbacks]).some(isStoppingCallback)) return true;
  }
  // CatBoost keeps the best state by default once it is given rows to watch (documented).
  return (
    typeOf(fit.receiver)?.startsWith('catboost.') === true &&
    [fit, made].every((record) => constantOf(record?.args.keywords.get('use_best_model')) !== false)
  );
}

function isStoppingCallback(value: Value): boolean {
  const record = value.kind === 'object' || value.kind === 'unknown' ? value.record : undefined;
  if (!record) return false;
  if (CALLBACKS.test(record.name)) return watchesValidation(record);
  return (
    /(^|\.)ModelCheckpoint$/.test(record.name) &&
    constantOf(argument(record, 'save_best_only')) === true &&
    watchesValidation(record)
  );
}

/** `monitor="loss"` watches the training rows. */
function watchesValidation(record: CallRecord): boolean {
  const monitor = constantOf(record.args.keywords.get('monitor'));
  return typeof monitor !== 'string' || monitor.startsWith('val');
}
