/** Assignment to every kind of target: names, unpacking, attributes, subscripts. */
import type { Attribute, Expr, Node, Subscript } from '../syntax/ast';
import type { Interpreter } from './interpreter';
import { evaluate } from './evaluate';
import { SLOTS, constantOf, itemsOf, stringsOf, type Slot, type Value } from './values';
import { elementOf } from './iterate';

export function assign(it: Interpreter, target: Expr, value: Value, statement: Node): void {
  switch (target.kind) {
    case 'Name':
      it.bind(target.id, value);
      it.values.set(target, value);
      return;
    case 'Tuple':
    case 'List':
      unpack(it, target.elements, value, statement);
      return;
    case 'Starred':
      assign(it, target.value, value, statement);
      return;
    case 'Attribute': {
      const base = evaluate(it, target.value);
      it.recordStore({ statement, target, base, value });
      it.values.set(target, value);
      storeAttribute(it, base, target, value);
      return;
    }
    case 'Subscript': {
      const base = evaluate(it, target.value);
      const index = evaluate(it, target.index);
      it.recordStore({ statement, target, base, value });
      storeSubscript(it, base, index, target, value);
      return;
    }
    default:
      evaluate(it, target);
  }
}

function unpack(it: Interpreter, targets: readonly Expr[], value: Value, statement: Node): void {
  const items = value.kind === 'choice' ? undefined : itemsOf(value);
  const star = targets.findIndex((target) => target.kind === 'Starred');
  targets.forEach((target, index) => {
    let item: Value | undefined;
    if (items && star < 0 && items.length === targets.length) item = items[index];
    else if (items && star >= 0 && items.length >= targets.length - 1) {
      const after = targets.length - 1 - star;
      if (index < star) item = items[index];
      else if (index > star) item = items[items.length - (targets.length - index)];
      else item = it.state.sequence('list', items.slice(star, items.length - after), target, it.frame.unit);
    } else if (value.kind === 'choice') {
      item = it.state.joinAll(
        value.options.map((option) => itemsOf(option)?.[index]).filter((option) => option !== undefined),
      );
    } else if (value.kind === 'sequence') item = elementOf(it, value, target);
    assign(it, target, item ?? it.unknown(target), statement);
  });
}

function storeAttribute(it: Interpreter, base: Value, target: Attribute, value: Value): void {
  if (base.kind === 'module' || base.kind === 'constant') return;
  const options = base.kind === 'choice' ? base.options : [base];
  for (const option of options) {
    const data = it.state.currentData(option);
    const isFrame = option.kind === 'object' && option.type === 'pandas.DataFrame';
    if (isFrame && data && !['columns', 'index', 'name'].includes(target.attr))
      storeInto(it, option, target.attr, value, target);
    else if (isFrame && data && target.attr === 'columns') renameColumns(it, option, target);
    else it.state.store.set(option.slots, `attr:${target.attr}`, value as Slot);
  }
}

function renameColumns(it: Interpreter, base: Value, node: Node): void {
  const data = it.state.currentData(base)!;
  it.state.setData(
    base,
    it.state.graph.node(
      data.rows,
      [{ kind: 'same', from: data, columns: { op: 'unknown' } }],
      node,
      it.frame.unit,
      'columns',
    ),
  );
}

/** `base[index] = value`: a new version of the base's rows, or an element of a list or dict. */
function storeSubscript(it: Interpreter, base: Value, index: Value, target: Subscript, value: Value): void {
  const { state } = it;
  const key = constantOf(index);
  switch (base.kind) {
    case 'mapping':
      if (key !== undefined) state.store.set(base.slots, `key:${String(key)}`, value as Slot);
      else {
        const rest = base.slots.get('rest') as Value | undefined;
        state.store.set(base.slots, 'rest', (rest ? state.joinValues(rest, value) : value) as Slot);
      }
      return;
    case 'sequence': {
      const items = itemsOf(base);
      if (items && typeof key === 'number' && items[key])
        state.store.set(
          base.slots,
          SLOTS.items,
          items.map((item, at) => (at === key ? value : item)),
        );
      return;
    }
    case 'choice':
      for (const option of base.options) storeSubscript(it, option, index, target, value);
      return;
    default: {
      // A selection (`df.loc[m, "c"] = v`, `df["c"][m] = v`) writes through to the frame that it was taken from.
      let owner: Value = base;
      while (owner.slots.get('of')) owner = owner.slots.get('of') as Value;
      const names = stringsOf(index) ?? stringsOf(itemsOf(index)?.at(-1)) ?? [];
      storeInto(it, owner, names, value, target);
    }
  }
}

/** Stores values into columns: same rows, new version. */
export function storeInto(
  it: Interpreter,
  base: Value,
  names: string | readonly string[],
  value: Value,
  at?: Node,
): void {
  const { state, frame } = it;
  const node = at ?? base.origin;
  if (!node) return;
  const stored = state.currentData(value);
  const data =
    state.currentData(base) ??
    (stored || base.kind === 'object' ? state.dataOf(base, node, frame.unit) : undefined);
  if (!data) return;
  const columns = { op: 'store' as const, names: typeof names === 'string' ? [names] : names };
  const version = state.graph.node(
    data.rows,
    [
      { kind: 'same', from: data, columns: stored ? undefined : columns },
      ...(stored ? [{ kind: 'stored' as const, from: stored, columns }] : []),
    ],
    node,
    frame.unit,
    'store',
  );
  state.setData(base, version);
}

export function deleteTarget(it: Interpreter, target: Expr, statement: Node): void {
  if (target.kind === 'Name') {
    it.state.store.delete(it.frame.locals, target.id);
    return;
  }
  if (target.kind === 'Tuple' || target.kind === 'List') {
    for (const element of target.elements) deleteTarget(it, element, statement);
    return;
  }
  if (target.kind !== 'Subscript' && target.kind !== 'Attribute') return;
  const base = evaluate(it, target.value);
  it.recordStore({ statement, target, base, value: undefined });
  if (target.kind === 'Attribute') return it.state.store.delete(base.slots, `attr:${target.attr}`);
  const index = evaluate(it, target.index);
  const names = stringsOf(index);
  const data = it.state.currentData(base);
  if (base.kind === 'mapping') it.state.store.delete(base.slots, `key:${String(constantOf(index))}`);
  else if (data && names) {
    it.state.setData(
      base,
      it.state.graph.node(
        data.rows,
        [{ kind: 'same', from: data, columns: { op: 'without', names } }],
        statement,
        it.frame.unit,
        'del',
      ),
    );
  }
}
