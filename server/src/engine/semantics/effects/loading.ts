/** Effects that bring rows in: readers, bundled data sets, generators. */
import type { ApiFact } from '../../knowledge';
import type { DataNode } from '../data';
import type { Interpreter } from '../interpreter';
import type { CallRecord } from '../trace';
import { constantOf, type Slot, type Value } from '../values';

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
  return it.state.withData(fact.returns, node, record.node, record.unit, record);
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
