/** A whole tree-sitter tree to our AST. */
import type { Source } from '../source/unit';
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
 * Converts a source's tree; the tree can be deleted afterwards.
 * @param walk gives a cursor on the root
 */
export function convert(
  tree: SyntaxTree,
  table: KindTable,
  { code, base, index }: Pick<Source, 'code' | 'base' | 'index'>,
  walk: (tree: SyntaxTree) => Cursor & { delete(): void } = () => tree.walk(),
): Module {
  const root = tree.rootNode;
  const broken = root.hasError;
  const errors = broken ? errorSpans(root, base) : [];
  const cursor = walk(tree);
  try {
    const reader = new StatementReader({ cursor, table, code, base, broken });
    const body = reader.body();
    return { source: index, body, comments: reader.comments, errors };
  } finally {
    cursor.delete();
  }
}
