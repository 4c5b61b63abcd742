/**
 * Gives the effects of the knowledge tables their meaning: what a library call does to rows, fitted objects and modes. One
 * function per effect; each notes in the record what went in and what came out.
 */
import type { ApiFact, Effect } from '../knowledge';
import { familyOf, isEstimator } from '../knowledge';
import { rowwise } from './evaluate';
import type { DataEdge, DataNode, Part, RowSet, Split } from './data';
import type { Interpreter } from './interpreter';
import { settleParts } from './rows';
import { argument, type CallRecord } from './trace';
import { SLOTS, constantOf, itemsOf, stringsOf, typeOf, type Slot, type Value } from './values';

type Handler = (it: Interpreter, record: CallRecord, fact: ApiFact) => Value;

export function applyEffect(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const handler = fact.effect && HANDLERS[fact.effect];
  if (handler) return handler(it, record, fact);
  return returned(it, record, fact);
}

/** The result of a call whose effect is not about rows. */
function returned(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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
function typeLike(fact: ApiFact, source: Value | undefined): string | undefined {
  return fact.returns === 'self' ? typeOf(source) : fact.returns;
}

/** Rows of the value that the call works on: the receiver, else the first argument. */
function subject(record: CallRecord): Value | undefined {
  const { receiver } = record;
  return receiver && receiver.kind !== 'api' && receiver.kind !== 'module'
    ? receiver
    : (record.args.positional[0] ?? record.args.keywords.values().next().value);
}

function data(it: Interpreter, record: CallRecord, value: Value | undefined): DataNode | undefined {
  return it.state.dataOf(value, record.node, record.unit);
}

function make(
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
function appliedArguments(it: Interpreter, record: CallRecord, skip: Value | undefined): DataEdge[] {
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

function same(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function subset(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function resample(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function union(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function join(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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
function reduce(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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
function learned(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function group(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const source = subject(record);
  const from = data(it, record, source);
  if (!from) return returned(it, record, fact);
  record.data = [from];
  const value = make(it, record, from.rows, [{ kind: 'same', from }], fact.returns);
  if (fact.returns === 'pandas.GroupBy' && value.kind === 'object')
    value.slots.set('by', (argument(record, 'by', 0) ?? it.unknown(record.node)) as Slot);
  return value;
}

function load(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function generate(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

// ------------------------------------------------------------------ splits

function split(it: Interpreter, record: CallRecord): Value {
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
function fold(it: Interpreter, record: CallRecord): Value {
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

// ------------------------------------------------------------------ estimators

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

function fit(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function transform(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function fitTransform(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  fit(it, record, { returns: 'receiver' });
  return transform(it, record, fact);
}

function predict(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
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

function fitResample(it: Interpreter, record: CallRecord): Value {
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
function judged(it: Interpreter, record: CallRecord): Value {
  const nodes: DataNode[] = [];
  for (const value of [...record.args.positional, ...record.args.keywords.values()]) {
    const node = it.state.currentData(value);
    if (node) nodes.push(node);
  }
  record.data = record.receiver ? features(it, record) : nodes;
  record.fits = fitsOf(record.receiver);
  return record.result;
}

function crossValidate(it: Interpreter, record: CallRecord): Value {
  const nodes: DataNode[] = [];
  for (const value of [argument(record, 'X', 1), argument(record, 'y', 2)]) {
    const node = value && data(it, record, value);
    if (node) nodes.push(node);
  }
  record.data = nodes;
  return record.result;
}

// ------------------------------------------------------------------ torch

function mode(value: 'train' | 'eval'): Handler {
  return (it, record, fact) => {
    const flag = constantOf(record.args.positional[0] ?? record.args.keywords.get('mode'));
    const set = value === 'train' && flag === false ? 'eval' : value;
    if (record.receiver) it.state.store.set(record.receiver.slots, SLOTS.mode, set);
    return returned(it, record, fact);
  };
}

function forward(it: Interpreter, record: CallRecord): Value {
  const state = record.receiver?.slots.get(SLOTS.mode);
  record.mode = typeof state === 'string' ? state : undefined;
  return it.state.object('torch.Tensor', record.node, record.unit, { record });
}

const HANDLERS: Partial<Record<Effect, Handler>> = {
  load,
  generate,
  same,
  columns: same,
  subset,
  union,
  join,
  resample,
  reduce,
  learned,
  group,
  split,
  fold,
  fit,
  transform,
  predict,
  forward,
  'fit-transform': fitTransform,
  'fit-predict': (it, record, fact) => {
    fit(it, record, { returns: 'receiver' });
    return predict(it, record, fact);
  },
  'inverse-transform': same,
  'fit-resample': fitResample,
  score: judged,
  metric: judged,
  'cross-validate': crossValidate,
  'train-mode': mode('train'),
  'eval-mode': mode('eval'),
  'first-argument': (_it, record, fact) =>
    (fact.returns === 'receiver' ? record.receiver : record.args.positional[0]) ?? record.result,
};
