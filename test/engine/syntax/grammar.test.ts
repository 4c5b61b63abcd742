/** grammars/ is what it says it is, and what the conversion was written for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check } from '../../../scripts/refresh-grammar.mjs';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import {
  isExpressionKind,
  isStatementKind,
  Kind,
  kindTable,
  NAMED_KINDS,
} from '../../../server/src/engine/syntax/kinds';
import { createParser } from '../../../server/src/engine/syntax/parser';
import { parserAssets } from '../../support/engine';

const folder = fileURLToPath(new URL('../../../grammars', import.meta.url));
const json = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

interface NodeType {
  readonly type: string;
  readonly named: boolean;
  readonly subtypes?: readonly NodeType[];
}

describe('the Python grammar', () => {
  const types: readonly NodeType[] = json('tree-sitter-python.node-types.json');
  const named = new Set(types.filter((type) => type.named).map(({ type }) => type));
  /** Concrete node types below a supertype. */
  const below = (supertype: string): string[] =>
    (types.find(({ type }) => type === supertype)?.subtypes ?? []).flatMap(({ type, named: isNamed }) =>
      !isNamed ? [] : named.has(type) && types.find((t) => t.type === type)?.subtypes ? below(type) : [type],
    );

  test('is the one of the installed package, as its provenance says', async () => {
    expect(await check()).toEqual([]);
  });

  test('has the binary interface that its provenance says', async () => {
    const parser = await createParser(parserAssets());
    const tree = parser.parseTree('x');
    expect(tree.language.abiVersion).toBe(json('PROVENANCE.json').abi);
    tree.delete();
  });

  test.each(['expression', 'pattern'])('has no %s that the conversion does not know', (supertype) => {
    const unknown = below(supertype).filter((name) => !isExpressionKind(NAMED_KINDS.get(name) ?? Kind.other));
    expect(unknown).toEqual([]);
  });

  test.each(['_simple_statement', '_compound_statement'])(
    'has no %s that the conversion does not know',
    (supertype) => {
      expect(below(supertype).length).toBeGreaterThan(8);
      const unknown = below(supertype).filter(
        (name) => !isStatementKind(NAMED_KINDS.get(name) ?? Kind.other),
      );
      expect(unknown).toEqual([]);
    },
  );

  test('another grammar is refused with a clear message', () => {
    const other = { nodeTypeCount: 0, nodeTypeForId: () => null, idForNodeType: () => null };
    expect(() => kindTable(other)).toThrow('The Python grammar has no node kind "attribute".');
  });

  test('bytes that are no grammar are refused', async () => {
    await expect(createParser({ ...parserAssets(), grammar: new Uint8Array([1, 2, 3]) })).rejects.toThrow();
  });
});

describe('the highlighting of suppressions', () => {
  const { patterns, injectionSelector } = json('suppression.tmLanguage.json');
  // JavaScript has no `(?i)` inside a pattern.
  const highlighted = new RegExp(patterns[0].match.replace('(?i)', ''), 'i');

  test('is injected into comments', () => {
    expect(injectionSelector).toBe('L:comment.line.number-sign.python');
  });

  test.each([
    '# mlops: ignore',
    '# mlops: ignore[fit-before-split, row-iteration] why',
    '#MLOps:ignore-file[a',
    '# noqa # mlops: ignore-cell[]',
    '# mlops: ignored',
    '# mlops: ignore-files',
    '# mlops ignore',
    '# nothing',
  ])('agrees with what a suppression is: %j', (comment) => {
    const [found] = createUnit({ path: 'a.py', kind: 'script', sources: [{ text: comment }] }).suppressions;
    const match = highlighted.exec(comment);
    expect(match !== null).toBe(found !== undefined);
    const names = (match?.[5] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    expect(names).toEqual((found?.rules ?? []).map(({ name }) => name));
  });
});
