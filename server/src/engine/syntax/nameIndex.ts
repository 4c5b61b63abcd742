/** Where names stand in a syntax tree. */
import type { Module, Name } from './ast';
import { walk } from './visit';

const indices = new WeakMap<Module, ReadonlyMap<string, readonly Name[]>>();

/** Every `Name` of a tree by its identifier, in the order of the text. Worked out once per tree. */
export function nameIndex(module: Module): ReadonlyMap<string, readonly Name[]> {
  let index = indices.get(module);
  if (!index) {
    const found = new Map<string, Name[]>();
    walk(module.body, (node) => {
      if (node.kind !== 'Name') return;
      const names = found.get(node.id);
      if (names) names.push(node);
      else found.set(node.id, [node]);
    });
    for (const names of found.values()) names.sort((a, b) => a.start - b.start);
    indices.set(module, (index = found));
  }
  return index;
}
