/** Effects that part rows: `train_test_split`, splitters, `random_split`. */
import type { Part, RowSet, Split } from '../data';
import type { Interpreter } from '../interpreter';
import { argument, type CallRecord } from '../trace';
import { constantOf, itemsOf, typeOf, type Slot, type Value } from '../values';
import { data } from './shared';

export function split(it: Interpreter, record: CallRecord): Value {
  const { state } = it;
  const { graph } = state;
  if (record.name === 'torch.utils.data.random_split') return randomSplit(it, record);
  const isDataset = record.receiver !== undefined && record.receiver.kind === 'object';
  const inputs = isDataset ? [record.receiver!] : record.args.positional;
  const nodes = inputs.map((value) => data(it, record, value));
  record.data = nodes.filter((node) => node !== undefined);
  const form: Split['form'] =
    constantOf(record.args.keywords.get('shuffle')) === false ? 'ordered' : 'random';
  const splits = new Map<RowSet, Split>();
  const outputs: Value[] = [];
  inputs.forEach((value, index) => {
    const from = nodes[index];
    if (!from) {
      outputs.push(it.unknown(record.node), it.unknown(record.node));
      return;
    }
    let cut = splits.get(from.rows);
    if (!cut) splits.set(from.rows, (cut = graph.split(form, from.rows, record.node, record.unit, record)));
    record.split ??= cut;
    for (const part of ['train', 'test'] as const) {
      const node = graph.node(
        graph.part(cut, part),
        [{ kind: 'subset', from }],
        record.node,
        record.unit,
        part,
      );
      outputs.push(state.withData(typeOf(value), node, record.node, record.unit, record));
    }
  });
  if (isDataset) {
    const both = state.object('datasets.DatasetDict', record.node, record.unit, { record });
    both.slots.set('key:train', outputs[0] as Slot);
    both.slots.set('key:test', outputs[1] as Slot);
    return both;
  }
  return state.sequence('tuple', outputs, record.node, record.unit, !record.args.hasStar);
}

function randomSplit(it: Interpreter, record: CallRecord): Value {
  const { state } = it;
  const from =
    data(it, record, argument(record, 'dataset', 0)) ?? state.graph.root(record.node, record.unit, 'dataset');
  record.data = [from];
  const count = itemsOf(argument(record, 'lengths', 1))?.length ?? 2;
  const cut = state.graph.split('random', from.rows, record.node, record.unit, record);
  record.split = cut;
  const names: readonly Part[] = count === 2 ? ['train', 'test'] : ['train', 'validation', 'test'];
  return state.sequence(
    'tuple',
    names
      .slice(0, count)
      .map((part) =>
        state.withData(
          'torch.utils.data.Subset',
          state.graph.node(
            state.graph.part(cut, part),
            [{ kind: 'subset', from }],
            record.node,
            record.unit,
            part,
          ),
          record.node,
          record.unit,
          record,
        ),
      ),
    record.node,
    record.unit,
  );
}

/** `for train, test in splitter.split(X, y)`: index arrays that pick parts wherever they are used. */
export function fold(it: Interpreter, record: CallRecord): Value {
  const { state } = it;
  const from = data(it, record, record.args.positional[0] ?? record.args.keywords.get('X'));
  const value = state.object('sklearn.model_selection.Folds', record.node, record.unit, { record });
  if (!from) return value;
  const y = state.currentData(record.args.positional[1] ?? record.args.keywords.get('y'));
  record.data = y ? [from, y] : [from];
  const type = typeOf(record.receiver) ?? '';
  const form: Split['form'] = /TimeSeries/.test(type) ? 'ordered' : /Group/.test(type) ? 'grouped' : 'fold';
  const cut = state.graph.split(form, from.rows, record.node, record.unit, record);
  record.split = cut;
  const folds = new Map([[from.rows, cut]]);
  const index = (part: Part): Value => {
    const array = state.object('sklearn.model_selection.FoldIndex', record.node, record.unit, { record });
    array.slots.set('part', part);
    array.slots.set('folds', folds as unknown as Slot);
    return array;
  };
  value.slots.set(
    'element',
    state.sequence('tuple', [index('train'), index('test')], record.node, record.unit) as Slot,
  );
  return value;
}
