/** Whether an expression would still mean the same at another place. */
import type { Expr, Node } from '../syntax/ast';
import { walk } from '../syntax/visit';
import { namesBoundBy } from './names';
import type { Program } from './program';

/** The names that an expression reads. */
export function namesRead(expression: Expr): string[] {
  const names = new Set<string>();
  walk(expression, (node: Node) => {
    if (node.kind === 'Name') names.add(node.id);
  });
  return [...names];
}

/**
 * True if something between two positions binds one of the names anew: then an expression that stands before them can't be repeated
 * after them. Positions count as written; of branches and functions in between every binding counts.
 */
export function areBoundBetween(
  program: Program,
  names: readonly string[],
  from: number,
  to: number,
): boolean {
  let found = false;
  for (const module of program.modules) {
    walk(module.body, (node) => {
      if (found || node.start < from || node.end > to) return;
      if (namesBoundBy(node).some((name) => names.includes(name))) found = true;
    });
  }
  return found;
}
