/** What all effects need: the value that a call works on, its rows, and the value that comes out. */
import { familyOf, isEstimator, type ApiFact } from '../../knowledge';
import type { DataEdge, DataNode, RowSet } from '../data';
import type { Interpreter } from '../interpreter';
import type { CallRecord } from '../trace';
import { SLOTS, constantOf, itemsOf, typeOf, type Value } from '../values';

export type Handler = (it: Interpreter, record: CallRecord, fact: ApiFact) => Value;

/** The result of a call whose effect is not about rows. */
export function returned(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { returns } = fact;
  if (returns === 'receiver') return record.receiver ?? record.result;
  if (returns === 'self')
    return (
      (record.receiver && isEstimator(familyOf(typeOf(record.receiver)))
        ? record.receiver
        : record.args.positional[0]) ?? record.result
    );
  if (!returns) return record.result;
  const object = it.state.object(returns, record.node, record.unit, { record });
  if (familyOf(returns) === 'pipeline' || familyOf(returns) === 'transformer') {
    // make_pipeline(a, b), make_column_transformer((t, columns), …)
    object.slots.set(
      SLOTS.items,
      record.args.positional
        .map((value) => itemsOf(value)?.[0] ?? value)
        .filter((value) => value.kind === 'object'),
    );
  }
  return object;
}

/** Type of a result that keeps the type of what it was made of. */
export function typeLike(fact: ApiFact, source: Value | undefined): string | undefined {
  return fact.returns === 'self' ? typeOf(source) : fact.returns;
}

/** Rows of the value that the call works on: the receiver, else the first argument. */
export function subject(record: CallRecord): Value | undefined {
  const { receiver } = record;
  return receiver && receiver.kind !== 'api' && receiver.kind !== 'module'
    ? receiver
    : (record.args.positional[0] ?? record.args.keywords.values().next().value);
}

export function data(it: Interpreter, record: CallRecord, value: Value | undefined): DataNode | undefined {
  return it.state.dataOf(value, record.node, record.unit);
}

export function make(
  it: Interpreter,
  record: CallRecord,
  rows: RowSet,
  edges: readonly DataEdge[],
  type: string | undefined,
): Value {
  const node = it.state.graph.node(rows, edges, record.node, record.unit, record.method);
  record.output = node;
  const value = it.state.withData(type, node, record.node, record.unit, record);
  return inPlace(it, record, node) ?? value;
}

/** `inplace=True` puts the new version into the receiver, and returns None. */
function inPlace(it: Interpreter, record: CallRecord, node: DataNode): Value | undefined {
  if (constantOf(record.args.keywords.get('inplace')) !== true || !record.receiver) return undefined;
  it.state.setData(record.receiver, node);
  return it.state.constant(null, record.node, record.unit);
}

/** Edges for values that were learned elsewhere and are put in by an argument: `fillna(df.mean())`. */
export function appliedArguments(it: Interpreter, record: CallRecord, skip: Value | undefined): DataEdge[] {
  const edges: DataEdge[] = [];
  for (const value of [...record.args.positional, ...record.args.keywords.values()]) {
    if (value === skip) continue;
    const from = it.state.currentData(value);
    if (from) edges.push({ kind: typeOf(value) === 'statistic' ? 'applied' : 'joined', from });
    else if (value.kind === 'mapping') {
      for (const inner of value.slots.values()) {
        const learned =
          typeof inner === 'object' && inner !== null && 'kind' in inner
            ? it.state.currentData(inner as Value)
            : undefined;
        if (learned) edges.push({ kind: 'applied', from: learned });
      }
    }
  }
  return edges;
}
