/** Who stands around a node. */
import type { Module, Node, Stmt } from './ast';
import { childrenOf } from './visit';

const STATEMENTS: ReadonlySet<Node['kind']> = new Set<Stmt['kind']>([
  'ExprStmt',
  'Assign',
  'AugAssign',
  'AnnAssign',
  'Return',
  'Delete',
  'Raise',
  'Assert',
  'Import',
  'ImportFrom',
  'If',
  'For',
  'While',
  'Try',
  'With',
  'FunctionDef',
  'ClassDef',
  'Match',
  'Scope',
  'Simple',
  'TypeAlias',
  'BadStmt',
]);

export function isStatement(node: Node): node is Stmt {
  return STATEMENTS.has(node.kind);
}

/** Parents of one module's nodes; worked out for each top-level statement when somebody asks for a node in it. */
export class ParentIndex {
  private readonly parents = new Map<Node, Node>();
  private readonly indexed = new Set<Stmt>();

  constructor(private readonly module: Module) {}

  /** The node directly around a node; undefined for a statement at top level. */
  parentOf(node: Node): Node | undefined {
    const statement = this.topLevel(node.start);
    if (statement && !this.indexed.has(statement)) {
      this.indexed.add(statement);
      addParents(statement, this.parents);
    }
    return this.parents.get(node);
  }

  /** The top-level statement that holds a position. */
  private topLevel(position: number): Stmt | undefined {
    const { body } = this.module;
    let low = 0;
    let high = body.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (spanStart(body[middle]!) <= position) low = middle;
      else high = middle - 1;
    }
    return body[low];
  }

  /** The nodes around a node, innermost first, without itself. */
  *ancestorsOf(node: Node): Generator<Node> {
    for (let parent = this.parentOf(node); parent; parent = this.parentOf(parent)) yield parent;
  }

  /** The innermost node of a kind around a node, without itself. */
  enclosing<K extends Node['kind']>(
    node: Node,
    ...kinds: readonly K[]
  ): Extract<Node, { kind: K }> | undefined {
    for (const ancestor of this.ancestorsOf(node)) {
      if ((kinds as readonly string[]).includes(ancestor.kind)) return ancestor as Extract<Node, { kind: K }>;
    }
    return undefined;
  }

  /** The innermost statement that a node is, or is part of. */
  statementOf(node: Node): Stmt | undefined {
    if (isStatement(node)) return node;
    for (const ancestor of this.ancestorsOf(node)) if (isStatement(ancestor)) return ancestor;
    return undefined;
  }

  /** The nodes whose spans hold a unit position, outermost first; needs no index. */
  nodesAt(position: number): Node[] {
    const path: Node[] = [];
    let level: readonly Node[] = this.module.body;
    for (;;) {
      const next = level.find(
        (node) => position >= spanStart(node) && position < Math.max(node.end, node.start + 1),
      );
      if (!next) return path;
      path.push(next);
      level = childrenOf(next);
    }
  }

  /** The innermost statement at a unit position. */
  statementAt(position: number): Stmt | undefined {
    return this.nodesAt(position).filter(isStatement).pop();
  }
}

const indices = new WeakMap<Module, ParentIndex>();

/** The index of a module, the same one for everybody who asks. */
export function parentIndex(module: Module): ParentIndex {
  let found = indices.get(module);
  if (!found) indices.set(module, (found = new ParentIndex(module)));
  return found;
}

/** Decorators stand before the span of what they decorate. */
function spanStart(node: Node): number {
  if (node.kind !== 'FunctionDef' && node.kind !== 'ClassDef') return node.start;
  return node.decorators[0]?.start ?? node.start;
}

function addParents(root: Node, parents: Map<Node, Node>): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      open.push(child);
    }
  }
}
