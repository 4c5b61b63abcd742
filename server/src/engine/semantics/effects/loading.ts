/** Effects that bring rows in: readers, bundled data sets, generators. */
import type { ApiFact } from '../../knowledge';
import type { DataNode } from '../data';
import type { Interpreter } from '../interpreter';
import type { CallRecord } from '../trace';
import { constantOf, isNone, typeOf, type Slot, type Value } from '../values';
import { returned } from './shared';

export function load(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const path = constantOf(
    record.args.positional[0] ??
      record.args.keywords.get('filepath_or_buffer') ??
      record.args.keywords.get('path'),
  );
  const node = it.state.graph.root(
    record.node,
    record.unit,
    record.method,
    typeof path === 'string' ? path : undefined,
  );
  record.output = node;
  if (record.name.startsWith('sklearn.datasets.')) return dataset(it, record, node);
  const table = it.state.withData(fact.returns, node, record.node, record.unit, record);
  return several(it, record, table) ?? table;
}

/** Readers that give several tables: one per sheet (`sheet_name=None`), or piece by piece (`chunksize=`). */
function several(it: Interpreter, record: CallRecord, table: Value): Value | undefined {
  const { keywords } = record.args;
  const sheets = keywords.get('sheet_name');
  if (record.method === 'read_excel' && sheets && (isNone(sheets) || sheets.kind !== 'constant')) {
    const tables = it.state.mapping(record.node, record.unit);
    tables.slots.set('rest', table as Slot);
    tables.slots.set('open', 'yes');
    return sheets.kind === 'unknown' ? it.unknown(record.node) : tables;
  }
  const chunks = keywords.get('chunksize');
  if ((!chunks || isNone(chunks)) && constantOf(keywords.get('iterator')) !== true) return undefined;
  const reader = it.state.object('pandas.io.TextFileReader', record.node, record.unit, { record });
  reader.slots.set('element', table as Slot);
  return reader;
}

/** scikit-learn's loaders: a bunch with `data` and `target`, or the pair `(X, y)`. */
function dataset(it: Interpreter, record: CallRecord, node: DataNode): Value {
  const { state } = it;
  const framed = constantOf(record.args.keywords.get('as_frame')) === true;
  const part = (type: string): Value =>
    state.withData(
      type,
      state.graph.node(node.rows, [{ kind: 'same', from: node }], record.node, record.unit, record.method),
      record.node,
      record.unit,
      record,
    );
  const X = part(framed ? 'pandas.DataFrame' : 'numpy.ndarray');
  const y = part(framed ? 'pandas.Series' : 'numpy.ndarray');
  if (constantOf(record.args.keywords.get('return_X_y')) === true)
    return state.sequence('tuple', [X, y], record.node, record.unit);
  const bunch = state.object('sklearn.utils.Bunch', record.node, record.unit, { record });
  for (const [name, value] of [
    ['data', X],
    ['target', y],
    ['frame', part('pandas.DataFrame')],
  ] as const) {
    bunch.slots.set(`attr:${name}`, value as Slot);
    bunch.slots.set(`key:${name}`, value as Slot);
  }
  return bunch;
}

export function generate(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const node = it.state.graph.root(record.node, record.unit, record.method);
  record.output = node;
  const make = (): Value =>
    it.state.withData(
      fact.returns,
      it.state.graph.node(node.rows, [{ kind: 'same', from: node }], record.node, record.unit, record.method),
      record.node,
      record.unit,
      record,
    );
  return it.state.sequence('tuple', [make(), make()], record.node, record.unit);
}

/** Random numbers are rows of their own; a permutation is the rows that it was given, in another order. */
export function draw(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { state } = it;
  const first = record.args.positional[0];
  const from = record.method === 'permutation' ? state.currentData(first) : undefined;
  if (record.method !== 'permutation' && fact.returns !== 'numpy.ndarray' && fact.returns !== 'torch.Tensor')
    return returned(it, record, fact);
  const type = from ? typeOf(first) : record.method === 'permutation' ? 'numpy.ndarray' : fact.returns;
  const node = from
    ? state.graph.node(from.rows, [{ kind: 'same', from }], record.node, record.unit, record.method)
    : state.graph.root(record.node, record.unit, record.method);
  record.output = node;
  return state.withData(type, node, record.node, record.unit, record);
}
