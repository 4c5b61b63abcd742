/** Walking syntax trees. Iterative: code nests deeper than a call stack. */
import type { Module, Node } from './ast';

/** The nodes directly inside a node, in source order. */
export function childrenOf(node: Node | Module): Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isNode(item)) children.push(item);
    } else if (isNode(value)) {
      children.push(value);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}

/** Visits every node inside `root` (and `root` itself, unless it is a module), parents before children, in source order. */
export function walk(root: Node | Module, visit: (node: Node) => void): void {
  const open: Node[] = 'kind' in root ? [root] : childrenOf(root).reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    visit(node);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) open.push(children[i]!);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
