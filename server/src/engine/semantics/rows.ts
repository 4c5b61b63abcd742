/** Subscripts: which rows or columns of a value are chosen, and splits made by hand with them. */
import type { Expr, Subscript } from '../syntax/ast';
import { textOf } from '../source/unit';
import { familyOf } from '../knowledge';
import { column } from './evaluate';
import type { DataNode, Part, RowSet, Split } from './data';
import type { Interpreter } from './interpreter';
import { elementOf } from './iterate';
import { SLOTS, constantOf, itemsOf, stringsOf, typeOf, type Slot, type Value } from './values';

export function subscript(it: Interpreter, node: Subscript, base: Value, index: Value): Value {
  const { state } = it;
  switch (base.kind) {
    case 'sequence':
      return element(it, node, base, index);
    case 'mapping': {
      const key = constantOf(index);
      const known =
        key === undefined ? undefined : (base.slots.get(`key:${String(key)}`) as Value | undefined);
      return known ?? (base.slots.get('rest') as Value | undefined) ?? it.unknown(node);
    }
    case 'choice':
      return (
        state.joinAll(
          base.options
            .filter((option) => option.kind !== 'constant')
            .map((option) => subscript(it, node, option, index)),
        ) ?? it.unknown(node)
      );
    case 'object':
      return objectElement(it, node, base, index);
    case 'unknown':
      return unknownElement(it, node, base, index);
    default:
      return it.unknown(node);
  }
}

function element(it: Interpreter, node: Subscript, base: Value & { kind: 'sequence' }, index: Value): Value {
  const items = itemsOf(base);
  const at = constantOf(index);
  if (items && typeof at === 'number') return items[at < 0 ? items.length + at : at] ?? it.unknown(node);
  if (items && node.index.kind === 'Slice' && !node.index.step) {
    const bound = (expr: Expr | undefined): number | undefined => {
      if (!expr) return undefined;
      const value = it.values.get(expr);
      const number = expr.kind === 'Number' ? expr.value : constantOf(value);
      return typeof number === 'number' ? number : NaN;
    };
    const [from, to] = [bound(node.index.lower), bound(node.index.upper)];
    if (!Number.isNaN(from) && !Number.isNaN(to))
      return it.state.sequence(base.form, items.slice(from, to), node, it.frame.unit);
  }
  return node.index.kind === 'Slice' ? base : elementOf(it, base, node);
}

function objectElement(
  it: Interpreter,
  node: Subscript,
  base: Value & { kind: 'object' },
  index: Value,
): Value {
  const { state, frame } = it;
  const family = familyOf(base.type);
  if (base.type === 'pandas.Indexer') return indexed(it, node, base, index);
  if (base.type === 'datasets.DatasetDict')
    return (base.slots.get(`key:${String(constantOf(index))}`) as Value | undefined) ?? it.unknown(node);
  if (family === 'groupby') return base;
  if (family === 'pipeline') {
    const named = base.slots.get(`step:${String(constantOf(index))}`) as Value | undefined;
    const steps = base.slots.get(SLOTS.items) as readonly Value[] | undefined;
    const at = constantOf(index);
    return named ?? (typeof at === 'number' ? steps?.at(at) : undefined) ?? it.unknown(node);
  }
  if (
    family === 'series' ||
    family === 'array' ||
    family === 'tensor' ||
    family === 'dataset' ||
    family === 'hf-dataset' ||
    family === 'index'
  )
    return chosen(it, node, base, index, base.type);
  if (family !== 'frame') return it.unknown(node);

  const names = stringsOf(index);
  if (names)
    return column(it, base, names, node, index.kind === 'constant' ? 'pandas.Series' : 'pandas.DataFrame');
  if (selectsRows(it, node.index, index)) return chosen(it, node, base, index, base.type);
  const data = state.dataOf(base, node, frame.unit);
  if (!data) return it.unknown(node);
  // A list of columns that is not known by name, or a single unknown key.
  const type =
    index.kind === 'sequence' || typeOf(index) === 'pandas.Columns' ? 'pandas.DataFrame' : undefined;
  const value = state.withData(
    type,
    state.graph.node(
      data.rows,
      [{ kind: 'same', from: data, columns: { op: 'unknown' } }],
      node,
      frame.unit,
      'columns',
    ),
    node,
    frame.unit,
  );
  value.slots.set('of', base as Slot);
  return value;
}

/** `X[…]` on a value of unknown type: rows are followed where the index shows that rows are chosen. */
function unknownElement(it: Interpreter, node: Subscript, base: Value, index: Value): Value {
  const { state, frame } = it;
  if (index.slots.get('part') || selectsRows(it, node.index, index))
    return chosen(it, node, base, index, undefined);
  const data = state.currentData(base);
  const names = stringsOf(index);
  if (names && (data || (base.kind === 'unknown' && base.parameter))) {
    const from = data ?? state.dataOf(base, node, frame.unit)!;
    const next = state.graph.node(
      from.rows,
      [{ kind: 'same', from, columns: { op: 'only', names } }],
      node,
      frame.unit,
      'column',
    );
    const value = state.withData(undefined, next, node, frame.unit);
    value.slots.set('of', base as Slot);
    return value;
  }
  if (data && index.kind === 'sequence') {
    return state.withData(
      undefined,
      state.graph.node(
        data.rows,
        [{ kind: 'same', from: data, columns: { op: 'unknown' } }],
        node,
        frame.unit,
        'columns',
      ),
      node,
      frame.unit,
    );
  }
  const key = constantOf(index);
  const slot = key === undefined ? undefined : `key:${String(key)}`;
  const known = slot && (base.slots.get(slot) as Value | undefined);
  if (known) return known;
  const value = it.unknown(node);
  if (slot) base.slots.set(slot, value as Slot);
  return value;
}

/** True if an index chooses rows: a slice, a mask, an index array of a splitter. */
function selectsRows(it: Interpreter, node: Expr, index: Value): boolean {
  if (node.kind === 'Slice') return true;
  if (index.slots.get('part') || index.slots.get('mask')) return true;
  const type = typeOf(index);
  return (
    it.state.currentData(index) !== undefined &&
    (type === 'pandas.Series' ||
      type === 'numpy.ndarray' ||
      type === 'pandas.Index' ||
      type === 'torch.Tensor')
  );
}

/** `df.loc[rows, columns]`, `df.iloc[…]`, `df.at[…]`. */
function indexed(it: Interpreter, node: Subscript, base: Value, index: Value): Value {
  const { state, frame } = it;
  const owner = base.slots.get('of') as Value | undefined;
  if (!owner) return it.unknown(node);
  const type = typeOf(owner);
  if (node.index.kind !== 'Tuple' || node.index.elements.length !== 2) {
    if (constantOf(index) !== undefined) {
      const data = state.dataOf(owner, node, frame.unit);
      if (!data) return it.unknown(node);
      const row = state.withData(
        'pandas.Series',
        state.graph.node(
          state.graph.rows('subset', [data.rows]),
          [{ kind: 'subset', from: data }],
          node,
          frame.unit,
          'row',
        ),
        node,
        frame.unit,
      );
      row.slots.set('of', owner as Slot);
      row.slots.set('row', 'yes');
      return row;
    }
    return chosen(it, node, owner, index, type);
  }
  const [rowNode, columnNode] = node.index.elements as [Expr, Expr];
  const [rowIndex, columnIndex] = itemsOf(index) ?? [undefined, undefined];
  const allRows = rowNode.kind === 'Slice' && !rowNode.lower && !rowNode.upper && !rowNode.step;
  const rows = allRows
    ? owner
    : rowIndex
      ? chosen(it, { ...node, index: rowNode }, owner, rowIndex, type)
      : owner;
  const names = stringsOf(columnIndex);
  if (names)
    return column(
      it,
      rows,
      names,
      node,
      columnIndex?.kind === 'constant' ? 'pandas.Series' : 'pandas.DataFrame',
    );
  const data = state.dataOf(rows, node, frame.unit);
  if (!data) return it.unknown(node);
  const allColumns =
    columnNode.kind === 'Slice' && !columnNode.lower && !columnNode.upper && !columnNode.step;
  const single = columnNode.kind !== 'Slice' && constantOf(columnIndex) !== undefined;
  const columns = allColumns ? undefined : ({ op: 'unknown' } as const);
  const value = state.withData(
    single && type ? 'pandas.Series' : type,
    state.graph.node(data.rows, [{ kind: 'same', from: data, columns }], node, frame.unit, 'iloc'),
    node,
    frame.unit,
  );
  value.slots.set('of', owner as Slot);
  return value;
}

/** Chosen rows: a part of a split, a slice, a masked subset. */
function chosen(
  it: Interpreter,
  node: Subscript,
  base: Value,
  index: Value,
  type: string | undefined,
): Value {
  const { state, frame } = it;
  const data = state.dataOf(base, node, frame.unit);
  if (!data) return it.unknown(node);
  let rowNode = node.index;
  let rowIndex: Value | undefined = index;
  let rest: readonly Expr[] = [];
  if (rowNode.kind === 'Tuple' && rowNode.elements.length > 0) {
    rest = rowNode.elements.slice(1);
    rowNode = rowNode.elements[0]!;
    rowIndex = itemsOf(index)?.[0];
  }
  const columns = rest.length > 0 ? ({ op: 'unknown' } as const) : undefined;
  const isAll = rowNode.kind === 'Slice' && !rowNode.lower && !rowNode.upper;
  const part = rowIndex?.slots.get('part');
  let rows: RowSet;
  if (isAll || (rowNode.kind === 'Constant' && rowNode.value === '...')) rows = data.rows;
  else if (typeof part === 'string') rows = foldPart(it, data.rows, rowIndex!, part as Part);
  else if (rowIndex && constantOf(rowIndex) !== undefined) return it.unknown(node);
  else rows = subset(it, data, rowNode, node);
  const edge = { kind: rows === data.rows ? ('same' as const) : ('subset' as const), from: data, columns };
  const value = state.withData(
    type,
    state.graph.node(rows, [edge], node, frame.unit, '[]'),
    node,
    frame.unit,
  );
  if (base.slots.get('mask')) value.slots.set('mask', 'yes');
  value.slots.set('of', base as Slot);
  return value;
}

/** The rows that a splitter's index array picks from `rows` (features and labels alike). */
function foldPart(it: Interpreter, rows: RowSet, index: Value, part: Part): RowSet {
  const folds = index.slots.get('folds') as unknown as Map<RowSet, Split>;
  let split = folds.get(rows);
  if (!split) {
    const first = [...folds.values()][0]!;
    split = it.state.graph.split(first.form, rows, first.at, first.unit, first.record);
    folds.set(rows, split);
  }
  return it.state.graph.part(split, part);
}

/**
 * Rows cut out by a slice or mask. Equal cuts of equal rows are the same rows; two cuts that complete each other
 * (`X[:n]` and `X[n:]`, `df[m]` and `df[~m]`) are a split by hand.
 */
function subset(it: Interpreter, data: DataNode, index: Expr, node: Subscript): RowSet {
  const { state, frame } = it;
  const text = (expr: Expr | undefined): string => (expr ? textOf(frame.unit, expr).replace(/\s+/g, '') : '');
  const cuts = state.graph.cutsOf(data.rows);
  if (index.kind === 'Slice') {
    if (index.step) return state.graph.rows('subset', [data.rows]);
    const [lower, upper] = [text(index.lower), text(index.upper)];
    const equal = cuts.slices.find((cut) => cut.lower === lower && cut.upper === upper);
    if (equal) return equal.rows;
    const rows = state.graph.rows('subset', [data.rows]);
    for (const cut of cuts.slices) {
      if (upper !== '' && cut.lower === upper) complete(it, data.rows, rows, cut.rows, node, 'ordered');
      else if (lower !== '' && cut.upper === lower) complete(it, data.rows, cut.rows, rows, node, 'ordered');
    }
    cuts.slices.push({ rows, lower, upper });
    return rows;
  }
  const mask = text(index);
  const equal = cuts.masks.get(mask);
  if (equal) return equal;
  const rows = state.graph.rows('subset', [data.rows]);
  for (const opposite of complements(mask)) {
    const other = cuts.masks.get(opposite);
    if (other) complete(it, data.rows, other, rows, node, 'manual');
  }
  cuts.masks.set(mask, rows);
  return rows;
}

function complete(
  it: Interpreter,
  whole: RowSet,
  first: RowSet,
  second: RowSet,
  at: Subscript,
  form: Split['form'],
): void {
  const { graph } = it.state;
  const split = first.split ?? second.split ?? graph.split(form, whole, at, it.frame.unit);
  // Which side trains is left open until one of them is fitted on.
  graph.adopt(split, first, undefined);
  graph.adopt(split, second, undefined);
  for (const part of split.parts) if (part.fitted) settleParts(part);
}

const OPPOSITES: readonly (readonly [string, string])[] = [
  ['<=', '>'],
  ['>=', '<'],
  ['==', '!='],
  ['>', '<='],
  ['<', '>='],
  ['!=', '=='],
];

/** Texts that would choose exactly the other rows. */
function complements(mask: string): string[] {
  const bare = mask.replace(/^~\((.*)\)$/, '$1').replace(/^~/, '');
  const found = bare === mask ? [`~${mask}`, `~(${mask})`] : [bare];
  for (const [op, opposite] of OPPOSITES) {
    const at = mask.indexOf(op);
    if (at > 0) {
      found.push(mask.slice(0, at) + opposite + mask.slice(at + op.length));
      break;
    }
  }
  return found;
}

/** When something is fitted on one part of a split by hand, that part trains and the others test. */
export function settleParts(rows: RowSet): void {
  rows.fitted = true;
  const { split } = rows;
  if (!split || rows.part !== undefined) return;
  for (const part of split.parts) part.part ??= part === rows ? 'train' : 'test';
}
