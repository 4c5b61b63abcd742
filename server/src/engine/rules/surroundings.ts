/** What stands around a node: shared by rules that look outwards. */
import type { Program } from '../fix';
import { isStatement, parentIndex } from '../syntax/parents';
import type { FunctionDef, Lambda, Module, Node, Stmt } from '../syntax/ast';

/** The syntax tree that holds a node of the unit. */
export function moduleOf({ unit, modules }: Program, node: Node): Module {
  return modules[Math.min(Math.floor(node.start / unit.stride), modules.length - 1)]!;
}

/** The nodes around a node, innermost first, without itself. */
export function ancestorsOf(program: Program, node: Node): Iterable<Node> {
  return parentIndex(moduleOf(program, node)).ancestorsOf(node);
}

/** The innermost statement that a node is, or is part of. */
export function statementOf(program: Program, node: Node): Stmt | undefined {
  return isStatement(node) ? node : parentIndex(moduleOf(program, node)).statementOf(node);
}

/** The innermost node of one of these kinds around a node, without itself. */
export function enclosingNode<K extends Node['kind']>(
  program: Program,
  node: Node,
  ...kinds: readonly K[]
): Extract<Node, { kind: K }> | undefined {
  return parentIndex(moduleOf(program, node)).enclosing(node, ...kinds);
}

/** The last import at top level that ends above a position: helpers and constants are put below it. */
export function lastImportAbove({ modules }: Program, position: number): Stmt | undefined {
  let found: Stmt | undefined;
  for (const { body } of modules) {
    for (const statement of body) {
      if (statement.end > position) return found;
      if (statement.kind === 'Import' || statement.kind === 'ImportFrom') found = statement;
    }
  }
  return found;
}

/** The function or lambda whose body holds a node; undefined at top level. */
export function functionAround(program: Program, node: Node): FunctionDef | Lambda | undefined {
  return enclosingNode(program, node, 'FunctionDef', 'Lambda');
}
