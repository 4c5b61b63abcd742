/** What a loop's variable is. */
import type { Node } from '../syntax/ast';
import type { Interpreter } from './interpreter';
import { itemsOf, type Slot, type Value } from './values';

/** Loops over literal sequences this short run once for each element. */
const MAX_UNROLLED = 6;

/**
 * The elements to run a loop's body for one by one: short literal sequences that hold models, functions or tuples
 * of them. Constants are not worth it.
 */
export function unrolled(it: Interpreter, iterable: Value): readonly Value[] | undefined {
  const items = itemsOf(iterable);
  if (!items || items.length === 0 || items.length > MAX_UNROLLED) return undefined;
  return items.some((item) => isWorthIt(item, 0)) ? items : undefined;

  function isWorthIt(value: Value, depth: number): boolean {
    if (value.kind === 'sequence')
      return depth < 3 && it.state.elements(value).some((element) => isWorthIt(element, depth + 1));
    return (
      value.kind === 'object' || value.kind === 'function' || value.kind === 'api' || value.kind === 'mapping'
    );
  }
}

/** The value of any element: the join of those that are known. */
export function elementOf(it: Interpreter, iterable: Value, node: Node): Value {
  const { state, frame } = it;
  switch (iterable.kind) {
    case 'sequence': {
      const items = state.elements(iterable);
      return items.length > 0 && items.length <= 12 ? state.joinAll(items)! : it.unknown(node);
    }
    case 'choice':
      return state.joinAll(iterable.options.map((option) => elementOf(it, option, node))) ?? it.unknown(node);
    case 'object': {
      const element = iterable.slots.get('element') as Value | undefined;
      if (element) return element;
      if (iterable.type === 'torch.utils.data.DataLoader') return batch(it, iterable, node);
      if (iterable.type === 'numpy.ndarray' || iterable.type === 'torch.Tensor') {
        const data = state.currentData(iterable);
        if (data)
          return state.withData(
            undefined,
            state.graph.node(
              state.graph.rows('subset', [data.rows]),
              [{ kind: 'subset', from: data }],
              node,
              frame.unit,
              'for',
            ),
            node,
            frame.unit,
          );
      }
      return it.unknown(node);
    }
    default:
      return it.unknown(node);
  }
}

/** A batch holds rows of the loader's data set. */
function batch(it: Interpreter, loader: Value, node: Node): Value {
  const { state, frame } = it;
  const data = state.currentData(loader);
  const value = it.unknown(node);
  if (data) value.slots.set('batch', state.withData(undefined, data, node, frame.unit) as Slot);
  return value;
}
