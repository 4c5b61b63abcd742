/** A whole tree-sitter tree to our AST. */
import type { Module } from './ast';
import { errorSpans, type TreeNode } from './errors';
import type { KindTable } from './kinds';
import type { Cursor } from './reader';
import { StatementReader } from './statements';

/** What the conversion uses of web-tree-sitter's Tree. */
export interface SyntaxTree {
  readonly rootNode: TreeNode;
  walk(): Cursor & { delete(): void };
}

/**
 * Converts a tree; the tree can be deleted afterwards.
 * @param code the text that was parsed
 * @param base unit position of its first character
 * @param source index of the source, noted in the module
 */
export function convert(
  tree: SyntaxTree,
  table: KindTable,
  code: string,
  base: number,
  source: number,
): Module {
  const root = tree.rootNode;
  const broken = root.hasError;
  const errors = broken ? errorSpans(root, base) : [];
  const cursor = tree.walk();
  try {
    const reader = new StatementReader({ cursor, table, code, base, broken });
    const body = reader.body();
    return { source, body, comments: reader.comments, errors };
  } finally {
    cursor.delete();
  }
}
