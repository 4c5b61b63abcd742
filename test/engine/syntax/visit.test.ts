/** Walking the AST: nothing is left out, order is the text's. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Module, Node } from '../../../server/src/engine/syntax/ast';
import { parentIndex } from '../../../server/src/engine/syntax/parents';
import { childrenOf, walk } from '../../../server/src/engine/syntax/visit';
import { parse } from '../../support/engine';
import { BROKEN, SYNTAX, TRAINING } from './programs';

const CODE = `${TRAINING}\n${SYNTAX}`;
let module: Module;
beforeAll(async () => {
  module = await parse(CODE);
});

/** The nodes among a node's properties, found without a table. */
function nodesIn(node: Node): Node[] {
  const isNode = (value: unknown): value is Node =>
    typeof value === 'object' && value !== null && 'kind' in value;
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

test('all children of every node are visited', async () => {
  const broken = await parse(BROKEN.join('\n'));
  const kinds = new Set<string>();
  walk([...module.body, ...broken.body], (node) => {
    kinds.add(node.kind);
    expect(new Set(childrenOf(node))).toEqual(new Set(nodesIn(node)));
  });
  expect(kinds.size, 'the programs have every kind of node').toBe(55);
});

test('parents come first, and siblings in the order of the text', () => {
  let last = -1;
  walk(module.body, (node) => {
    if (node.kind === 'Conditional' || node.kind === 'Parameter' || node.kind === 'ComprehensionExpr')
      return false;
    if (node.kind !== 'FunctionDef' && node.kind !== 'ClassDef') {
      expect(node.start).toBeGreaterThanOrEqual(last);
      last = node.start;
    }
    return true;
  });
});

test('a visit can pass over what is below a node', () => {
  const names: string[] = [];
  walk(module.body, (node) => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') names.push(node.name);
    return node.kind !== 'ClassDef';
  });
  expect(names).toEqual(['Trainer', 'generic']);
});

describe('what stands around a node', () => {
  const at = (text: string) => CODE.indexOf(text);

  test('parents, ancestors, statements', () => {
    const index = parentIndex(module);
    walk(module.body, (node) => {
      for (const child of childrenOf(node)) expect(index.parentOf(child)).toBe(node);
    });
    const path = index.nodesAt(at('depth}} rows'));
    const name = path[path.length - 1]!;
    expect(path.map(({ kind }) => kind)).toEqual([
      'ClassDef',
      'FunctionDef',
      'If',
      'ExprStmt',
      'Await',
      'Call',
      'Argument',
      'FString',
      'Name',
    ]);
    expect([...index.ancestorsOf(name)]).toEqual(path.slice(0, -1).reverse());
    expect(index.statementOf(name)!.kind).toBe('ExprStmt');
    expect(index.enclosing(name, 'FunctionDef', 'Lambda')).toMatchObject({ name: 'fit' });
    expect(index.enclosing(path[0]!, 'FunctionDef')).toBeUndefined();
  });

  test('the statement at a position', () => {
    const index = parentIndex(module);
    expect(index.statementAt(at('frozen'))).toMatchObject({ kind: 'ClassDef', name: 'Trainer' }); // in its decorator
    expect(index.statementAt(at('continue') + 3)).toMatchObject({ kind: 'Simple', form: 'continue' });
    expect(index.statementAt(at('\n\nFEATURES') + 1)).toBeUndefined();
    expect(parentIndex(module)).toBe(index);
  });
});
