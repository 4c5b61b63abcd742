/** Effects of estimators: what was fitted on which rows, what was transformed, predicted and judged. */
import type { ApiFact } from '../../knowledge';
import type { DataNode, RowSet } from '../data';
import type { Interpreter } from '../interpreter';
import { settleParts } from '../rows';
import { argument, type CallRecord } from '../trace';
import { SLOTS, typeOf, type Value } from '../values';
import { data, make, returned } from './shared';

function features(it: Interpreter, record: CallRecord): DataNode[] {
  const X =
    argument(record, 'X', 0) ??
    record.args.keywords.get('x') ??
    record.args.keywords.get('data') ??
    record.args.keywords.get('raw_documents') ??
    record.args.keywords.get('X_train');
  const y = argument(record, 'y', 1);
  const nodes: DataNode[] = [];
  for (const value of [X, y]) {
    const node =
      value && !(value.kind === 'constant')
        ? (data(it, record, value) ?? (value.kind === 'sequence' ? sequenceData(it, value) : undefined))
        : undefined;
    if (node) nodes.push(node);
  }
  return nodes;
}

function sequenceData(it: Interpreter, value: Value & { kind: 'sequence' }): DataNode | undefined {
  for (const item of it.state.elements(value)) {
    const found = it.state.currentData(item);
    if (found) return found;
  }
  return undefined;
}

export function fit(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { receiver } = record;
  if (!receiver) {
    // xgboost.train(params, dtrain), lightgbm.train(params, train_set)
    const node = data(
      it,
      record,
      record.args.positional[1] ??
        record.args.keywords.get('dtrain') ??
        record.args.keywords.get('train_set'),
    );
    record.data = node ? [node] : [];
    if (node) settleParts(node.rows);
    const model = returned(it, record, fact);
    if (model.kind === 'object') model.slots.set(SLOTS.fits, [record]);
    return model;
  }
  record.data = features(it, record);
  if (record.data[0]) settleParts(record.data[0].rows);
  noteFit(it, receiver, record);
  return fact.returns === 'receiver' ? receiver : record.result;
}

function noteFit(it: Interpreter, receiver: Value, record: CallRecord): void {
  const fits = (receiver.slots.get(SLOTS.fits) ?? []) as readonly CallRecord[];
  it.state.store.set(
    receiver.slots,
    SLOTS.fits,
    (record.method === 'partial_fit' ? [...fits, record] : [record]) as readonly CallRecord[],
  );
}

export function fitsOf(value: Value | undefined): readonly CallRecord[] {
  return (value?.slots.get(SLOTS.fits) ?? []) as readonly CallRecord[];
}

export function transform(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { receiver } = record;
  const nodes = features(it, record);
  record.data = nodes;
  const from = nodes[0];
  if (!receiver || !from) return returned(it, record, fact);
  return make(
    it,
    record,
    from.rows,
    [{ kind: 'applied', from, by: receiver, fits: fitsOf(receiver) }],
    fact.returns,
  );
}

export function fitTransform(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  fit(it, record, { returns: 'receiver' });
  return transform(it, record, fact);
}

export function predict(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { receiver } = record;
  const nodes = features(it, record);
  record.data = nodes.slice(0, 1);
  record.fits = fitsOf(receiver);
  const from = nodes[0];
  if (!from || !receiver) return returned(it, record, fact);
  return make(
    it,
    record,
    from.rows,
    [{ kind: 'predicted-by', from, by: receiver, fits: fitsOf(receiver) }],
    fact.returns,
  );
}

export function fitResample(it: Interpreter, record: CallRecord): Value {
  const { state } = it;
  const { graph } = state;
  record.data = features(it, record);
  noteFit(it, record.receiver!, record);
  const fresh = new Map<RowSet, RowSet>();
  const outputs = record.args.positional.slice(0, 2).map((value, index) => {
    const from = record.data[index];
    if (!from) return it.unknown(record.node);
    let rows = fresh.get(from.rows);
    if (!rows) fresh.set(from.rows, (rows = graph.rows('resampled', [from.rows])));
    return state.withData(
      typeOf(value),
      graph.node(
        rows,
        [{ kind: 'resampled', from, by: record.receiver }],
        record.node,
        record.unit,
        record.method,
      ),
      record.node,
      record.unit,
      record,
    );
  });
  return state.sequence('tuple', outputs, record.node, record.unit);
}

/** Metrics and scores only look: note which rows. */
export function judged(it: Interpreter, record: CallRecord): Value {
  const nodes: DataNode[] = [];
  for (const value of [...record.args.positional, ...record.args.keywords.values()]) {
    const node = it.state.currentData(value);
    if (node) nodes.push(node);
  }
  record.data = record.receiver ? features(it, record) : nodes;
  record.fits = fitsOf(record.receiver);
  return record.result;
}

export function crossValidate(it: Interpreter, record: CallRecord): Value {
  const nodes: DataNode[] = [];
  for (const value of [argument(record, 'X', 1), argument(record, 'y', 2)]) {
    const node = value && data(it, record, value);
    if (node) nodes.push(node);
  }
  record.data = nodes;
  return record.result;
}
