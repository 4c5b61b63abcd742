/** Effects on tables and arrays: rows kept, chosen, joined, copied, reduced. */
import type { ApiFact } from '../../knowledge';
import { familyOf } from '../../knowledge';
import type { DataEdge, DataNode, RowSet } from '../data';
import { rowwise } from '../evaluate';
import type { Interpreter } from '../interpreter';
import { settleParts } from '../rows';
import { argument, type CallRecord } from '../trace';
import { constantOf, itemsOf, stringsOf, typeOf, type Slot, type Value } from '../values';
import { appliedArguments, data, make, returned, subject, typeLike } from './shared';

export function same(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  if (record.name === 'sklearn.utils.shuffle' && record.args.positional.length > 1)
    return shuffledTogether(it, record, fact);
  const source = subject(record);
  const from = data(it, record, source) ?? dataInside(it, record, source);
  if (!from)
    return returned(it, record, fact.returns === 'self' ? { ...fact, returns: typeOf(source) } : fact);
  record.data = [from];
  const columns = columnChange(record);
  if (columns === 'rows') return subset(it, record, fact);
  const value = make(
    it,
    record,
    from.rows,
    [{ kind: 'same', from, columns }, ...appliedArguments(it, record, source)],
    typeLike(fact, source),
  );
  if (source?.slots.get('mask') && value.kind === 'object') value.slots.set('mask', 'yes');
  if (
    /^(is(na|null|nan|in)|notna|notnull|duplicated|between|gt|lt|ge|le|eq|ne)$/.test(record.method) &&
    value.kind !== 'constant'
  )
    value.slots.set('mask', 'yes');
  if (record.method === 'pop') popColumn(it, record, source, from);
  if (record.method === 'pop' && value.kind === 'object') {
    const names = stringsOf(record.args.positional[0]);
    if (names)
      return it.state.withData(
        'pandas.Series',
        it.state.graph.node(
          from.rows,
          [{ kind: 'same', from, columns: { op: 'only', names } }],
          record.node,
          record.unit,
          'pop',
        ),
        record.node,
        record.unit,
        record,
      );
  }
  return value;
}

/** `X, y = shuffle(X, y)`: each the same rows as before, in another order. */
function shuffledTogether(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const nodes: DataNode[] = [];
  const outputs = record.args.positional.map((value) => {
    const from = data(it, record, value);
    if (!from) return it.unknown(record.node);
    nodes.push(from);
    return make(it, record, from.rows, [{ kind: 'same', from }], typeLike(fact, value));
  });
  record.data = nodes;
  return it.state.sequence('list', outputs, record.node, record.unit);
}

/** Rows of what a literal container holds: `pd.DataFrame({"a": x})`, `np.column_stack([a, b])`. */
function dataInside(it: Interpreter, record: CallRecord, value: Value | undefined): DataNode | undefined {
  const inner = value?.kind === 'mapping' ? [...value.slots.values()] : (itemsOf(value) ?? []);
  for (const item of inner) {
    if (typeof item !== 'object' || item === null || !('kind' in item)) continue;
    const found = it.state.currentData(item as Value);
    if (found) return found;
  }
  return value?.kind === 'sequence' || value?.kind === 'mapping'
    ? it.state.graph.root(record.node, record.unit, 'literal')
    : undefined;
}

function popColumn(it: Interpreter, record: CallRecord, source: Value | undefined, from: DataNode): void {
  const names = stringsOf(record.args.positional[0]);
  if (!source || !names) return;
  it.state.setData(
    source,
    it.state.graph.node(
      from.rows,
      [{ kind: 'same', from, columns: { op: 'without', names } }],
      record.node,
      record.unit,
      'pop',
    ),
  );
}

/** What `drop`, `rename` … do to the columns; 'rows' where rows are dropped. */
function columnChange(record: CallRecord): DataEdge['columns'] | 'rows' {
  if (record.method !== 'drop')
    return /^(rename|add_prefix|add_suffix|assign|get_dummies|set_index|reset_index|set_axis|reindex|pipe|to_numpy|join)$/.test(
      record.method,
    )
      ? { op: 'unknown' }
      : undefined;
  const columns = record.args.keywords.get('columns');
  if (columns) return { op: 'without', names: stringsOf(columns) ?? [] };
  const axis = constantOf(argument(record, 'axis', 1));
  const labels = argument(record, 'labels', 0);
  if (axis === 1 || axis === 'columns') {
    const names = stringsOf(labels);
    return names ? { op: 'without', names } : { op: 'unknown' };
  }
  return axis === undefined && record.args.keywords.has('axis') ? { op: 'unknown' } : 'rows';
}

export function subset(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const source = subject(record);
  const from = data(it, record, source);
  if (!from) return returned(it, record, fact);
  record.data = [from];
  const { graph } = it.state;
  if (record.method === 'sample') {
    const fraction = constantOf(record.args.keywords.get('frac'));
    if (fraction === 1) return make(it, record, from.rows, [{ kind: 'same', from }], typeLike(fact, source));
    if (
      constantOf(record.args.keywords.get('replace')) === true ||
      (typeof fraction === 'number' && fraction > 1)
    )
      return resample(it, record, fact);
  }
  const rows = graph.rows('subset', [from.rows]);
  if (record.method === 'drop') {
    // df.drop(train.index): everything but the part that was sampled before.
    const dropped = it.state.currentData(argument(record, 'labels', 0) ?? record.args.keywords.get('index'));
    if (
      dropped &&
      dropped.rows.relation === 'subset' &&
      dropped.rows.parents[0] === from.rows &&
      !dropped.rows.split
    ) {
      const split = graph.split('random', from.rows, record.node, record.unit, record);
      graph.adopt(split, dropped.rows, undefined);
      graph.adopt(split, rows, undefined);
      if (dropped.rows.fitted) settleParts(dropped.rows);
    }
  }
  return make(
    it,
    record,
    rows,
    [{ kind: 'subset', from }, ...appliedArguments(it, record, source)],
    typeLike(fact, source),
  );
}

export function resample(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { graph } = it.state;
  const sources =
    record.receiver && familyOf(typeOf(record.receiver)) ? [record.receiver] : record.args.positional;
  const nodes = sources.map((value) => data(it, record, value));
  record.data = nodes.filter((node) => node !== undefined);
  if (record.data.length === 0) return returned(it, record, fact);
  const replaced =
    record.name !== 'sklearn.utils.resample' || constantOf(record.args.keywords.get('replace')) !== false;
  const fresh = new Map<RowSet, RowSet>();
  const outputs = nodes.map((from, index) => {
    if (!from) return it.unknown(record.node);
    let rows = fresh.get(from.rows);
    if (!rows) fresh.set(from.rows, (rows = graph.rows(replaced ? 'resampled' : 'subset', [from.rows])));
    return make(
      it,
      record,
      rows,
      [{ kind: replaced ? 'resampled' : 'subset', from }],
      typeLike(fact, sources[index]),
    );
  });
  return outputs.length === 1 ? outputs[0]! : it.state.sequence('list', outputs, record.node, record.unit);
}

export function union(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const { graph } = it.state;
  const first = record.args.positional[0] ?? record.args.keywords.get('objs');
  const parts: readonly Value[] =
    record.receiver && typeOf(record.receiver)
      ? [record.receiver, ...(itemsOf(first) ?? (first ? [first] : []))]
      : first?.kind === 'sequence'
        ? it.state.elements(first)
        : [...record.args.positional];
  const nodes = parts.map((value) => data(it, record, value)).filter((node) => node !== undefined);
  if (nodes.length === 0) return make(it, record, graph.rootRows(), [], typeLike(fact, parts[0]));
  record.data = nodes;
  const axis = constantOf(
    record.args.keywords.get('axis') ??
      (record.receiver ? undefined : record.args.positional[1]) ??
      record.args.keywords.get('dim'),
  );
  const sideBySide = axis === 1 || axis === 'columns' || axis === -1;
  if (sideBySide)
    return make(
      it,
      record,
      nodes[0]!.rows,
      nodes.map(
        (from, index) =>
          ({
            kind: index === 0 ? 'same' : from.rows === nodes[0]!.rows ? 'same' : 'joined',
            from,
          }) as DataEdge,
      ),
      typeLike(fact, parts[0]),
    );
  const rowSets = [...new Set(nodes.map((node) => node.rows))];
  const rows = rowSets.length === 1 && nodes.length === 1 ? rowSets[0]! : graph.rows('union', rowSets);
  return make(
    it,
    record,
    rows,
    nodes.map((from) => ({ kind: 'union', from })),
    typeLike(fact, parts[0]),
  );
}

export function join(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const left =
    record.receiver && typeOf(record.receiver)
      ? record.receiver
      : record.receiver?.kind === 'unknown'
        ? record.receiver
        : argument(record, 'left', 0);
  const right = left === record.receiver ? argument(record, 'right', 0) : argument(record, 'right', 1);
  const nodes = [data(it, record, left), it.state.currentData(right)].filter((node) => node !== undefined);
  record.data = nodes;
  if (nodes.length === 0) return returned(it, record, fact);
  // Aggregates of the same rows that are merged back are learned values: they keep the edge to those rows.
  return make(
    it,
    record,
    nodes[0]!.rows,
    nodes.map((from, index) => ({
      kind: index === 0 ? 'same' : 'joined',
      from,
      columns: { op: 'unknown' as const },
    })),
    fact.returns,
  );
}

/** Rows reduced to a number or a few: what is learned from them. */
export function reduce(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const source = subject(record);
  const from = data(it, record, source);
  if (!from) return returned(it, record, fact);
  record.data = [from];
  const axis = constantOf(argument(record, 'axis'));
  if ((axis === 1 || axis === 'columns') && typeOf(source) === 'pandas.DataFrame')
    return rowwise(it, record.node, [source!], record.method, 'pandas.Series');
  return make(it, record, it.state.graph.rootRows(), [{ kind: 'learned-from', from }], fact.returns);
}

/** Same rows, changed by what was learned from all of them: `scale(X)`, `pd.qcut(x, 4)`. */
export function learned(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const source = record.args.positional[0] ?? record.args.keywords.values().next().value;
  const from = data(it, record, source);
  if (!from) return returned(it, record, fact);
  record.data = [from];
  const statistic = it.state.graph.node(
    it.state.graph.rootRows(),
    [{ kind: 'learned-from', from }],
    record.node,
    record.unit,
    record.method,
  );
  return make(
    it,
    record,
    from.rows,
    [
      { kind: 'same', from },
      { kind: 'applied', from: statistic },
    ],
    typeLike(fact, source),
  );
}

export function group(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const source = subject(record);
  const from = data(it, record, source);
  if (!from) return returned(it, record, fact);
  record.data = [from];
  const value = make(it, record, from.rows, [{ kind: 'same', from }], fact.returns);
  if (fact.returns === 'pandas.GroupBy' && value.kind === 'object')
    value.slots.set('by', (argument(record, 'by', 0) ?? it.unknown(record.node)) as Slot);
  return value;
}
