/** Python's builtins and the methods of its lists, dicts and strings. */
import type { Call } from '../syntax/ast';
import { functionFact } from '../knowledge';
import { attribute } from './evaluate';
import { invokeValue } from './call';
import { elementOf } from './iterate';
import type { Interpreter } from './interpreter';
import { recordCall } from './record';
import type { CallArguments, CallRecord } from './trace';
import { SLOTS, constantOf, itemsOf, typeOf, type Slot, type Value } from './values';

export function builtin(it: Interpreter, name: string, args: CallArguments, node: Call): Value {
  const { state, frame } = it;
  const { unit } = frame;
  const [first, second] = args.positional;
  switch (name.slice('builtins.'.length)) {
    case 'enumerate': {
      const items = itemsOf(first);
      if (items)
        return state.sequence(
          'list',
          items.map((item, index) => state.sequence('tuple', [state.constant(index), item], node, unit)),
          node,
          unit,
        );
      return state.sequence(
        'list',
        [
          state.sequence(
            'tuple',
            [it.unknown(node), first ? elementOf(it, first, node) : it.unknown(node)],
            node,
            unit,
          ),
        ],
        node,
        unit,
        false,
      );
    }
    case 'zip': {
      const columns = args.positional.map((value) => itemsOf(value));
      if (columns.length > 0 && columns.every((column) => column !== undefined)) {
        const length = Math.min(...columns.map((column) => column.length));
        return state.sequence(
          'list',
          Array.from({ length }, (_, index) =>
            state.sequence(
              'tuple',
              columns.map((column) => column[index]!),
              node,
              unit,
            ),
          ),
          node,
          unit,
        );
      }
      return state.sequence(
        'list',
        [
          state.sequence(
            'tuple',
            args.positional.map((value) => elementOf(it, value, node)),
            node,
            unit,
          ),
        ],
        node,
        unit,
        false,
      );
    }
    case 'list':
    case 'tuple':
    case 'sorted':
    case 'reversed':
    case 'set':
    case 'iter': {
      const form = name === 'builtins.tuple' ? 'tuple' : name === 'builtins.set' ? 'set' : 'list';
      if (!first) return state.sequence(form, [], node, unit);
      const items = itemsOf(first);
      if (items) return state.sequence(form, items, node, unit);
      if (first.kind === 'sequence' || first.slots.get('element'))
        return state.sequence(form, [elementOf(it, first, node)], node, unit, false);
      const data = state.currentData(first);
      return data ? state.withData(undefined, data, node, unit) : note(it, name, args, node).result;
    }
    case 'dict': {
      const mapping = state.mapping(node, unit);
      if (first?.kind === 'mapping') for (const [key, value] of first.slots) mapping.slots.set(key, value);
      else if (first) mapping.slots.set('open', 'yes');
      for (const [key, value] of args.keywords) mapping.slots.set(`key:${key}`, value as Slot);
      if (args.hasDoubleStar) mapping.slots.set('open', 'yes');
      return mapping;
    }
    case 'next':
      return first ? elementOf(it, first, node) : it.unknown(node);
    case 'getattr': {
      const attr = constantOf(second);
      if (first && typeof attr === 'string')
        return attribute(it, first, {
          kind: 'Attribute',
          value: node,
          attr,
          attrStart: node.start,
          start: node.start,
          end: node.end,
        });
      return it.unknown(node);
    }
    case 'setattr': {
      const attr = constantOf(second);
      const value = args.positional[2];
      if (first && value && typeof attr === 'string')
        state.store.set(first.slots, `attr:${attr}`, value as Slot);
      return it.unknown(node);
    }
    case 'float':
    case 'int':
    case 'round':
    case 'abs':
    case 'sum':
    case 'min':
    case 'max': {
      if (first && typeOf(first) === 'statistic') return first;
      const number = constantOf(first);
      if (typeof number === 'number' && name === 'builtins.int')
        return state.constant(Math.trunc(number), node, unit);
      return note(it, name, args, node).result;
    }
    case 'map': {
      if (first && second && first.kind === 'function') {
        return state.sequence(
          'list',
          [
            invokeValue(
              it,
              first,
              {
                positional: [elementOf(it, second, node)],
                keywords: new Map(),
                hasStar: false,
                hasDoubleStar: false,
              },
              node,
            ),
          ],
          node,
          unit,
          false,
        );
      }
      return note(it, name, args, node).result;
    }
    default: {
      const entry = note(it, name, args, node);
      const returns = functionFact(name)?.returns;
      if (returns) entry.result = state.object(returns, node, unit, { record: entry });
      return entry.result;
    }
  }
}

/** Methods of literal lists, dicts and strings; mutations are kept. */
export function collectionMethod(
  it: Interpreter,
  receiver: Value,
  name: string,
  args: CallArguments,
  node: Call,
): Value {
  const { state, frame } = it;
  const { unit } = frame;
  const [first, second] = args.positional;
  if (receiver.kind === 'sequence') {
    const items = itemsOf(receiver);
    if ((name === 'append' || name === 'add') && first) {
      if (items && items.length < 16 && !insideLoop(it))
        state.store.set(receiver.slots, SLOTS.items, [...items, first] as readonly Value[]);
      else loosen(it, receiver, first);
    } else if (name === 'extend' && first) {
      const more = itemsOf(first);
      if (items && more && !insideLoop(it))
        state.store.set(receiver.slots, SLOTS.items, [...items, ...more] as readonly Value[]);
      else loosen(it, receiver, elementOf(it, first, node));
    } else if (name === 'remove' || name === 'insert' || name === 'pop' || name === 'clear')
      loosen(it, receiver, first ?? it.unknown(node));
    else if (name === 'copy')
      return state.sequence(receiver.form, state.elements(receiver), node, unit, items !== undefined);
  }
  if (receiver.kind === 'mapping') {
    const keys = [...receiver.slots.keys()].filter((key) => key.startsWith('key:'));
    const rest = receiver.slots.get('rest') as Value | undefined;
    const exact = rest === undefined && !receiver.slots.has('open');
    const values = keys.map((key) => receiver.slots.get(key) as Value);
    const all = rest ? [...values, rest] : values;
    switch (name) {
      case 'get':
      case 'pop':
      case 'setdefault': {
        const key = constantOf(first);
        return (
          (key === undefined ? undefined : (receiver.slots.get(`key:${String(key)}`) as Value | undefined)) ??
          rest ??
          second ??
          it.unknown(node)
        );
      }
      case 'items':
        return state.sequence(
          'list',
          exact
            ? keys.map((key, index) =>
                state.sequence('tuple', [state.constant(key.slice(4)), values[index]!], node, unit),
              )
            : [
                state.sequence(
                  'tuple',
                  [it.unknown(node), state.joinAll(all) ?? it.unknown(node)],
                  node,
                  unit,
                ),
              ],
          node,
          unit,
          exact,
        );
      case 'values':
        return state.sequence('list', all, node, unit, exact);
      case 'keys':
        return state.sequence(
          'list',
          keys.map((key) => state.constant(key.slice(4))),
          node,
          unit,
          exact,
        );
      case 'update':
        if (first?.kind === 'mapping')
          for (const [key, value] of first.slots) state.store.set(receiver.slots, key, value);
        else receiver.slots.set('open', 'yes');
        break;
      case 'copy': {
        const copy = state.mapping(node, unit);
        for (const [key, value] of receiver.slots) copy.slots.set(key, value);
        return copy;
      }
    }
  }
  return note(it, `?.${name}`, args, node, receiver).result;
}

function insideLoop(it: Interpreter): boolean {
  for (let context = it.context; context; context = context.parent)
    if (context.kind === 'loop' || context.kind === 'branch') return true;
  return false;
}

/** The list's length is no longer known, what it holds still is. */
function loosen(it: Interpreter, list: Value & { kind: 'sequence' }, added: Value): void {
  const { state } = it;
  const elements = state.elements(list);
  state.store.set(
    list.slots,
    'elements',
    (elements.includes(added) ? elements : [...elements.slice(-4), added]) as readonly Value[],
  );
  state.store.set(list.slots, SLOTS.items, undefined);
}

function note(it: Interpreter, name: string, args: CallArguments, node: Call, receiver?: Value): CallRecord {
  return recordCall(it, { name, args, node, receiver });
}
