/** What `# mlops: ignore…` comments name and cover. */
import { describe, expect, test } from 'vitest';
import { createUnit } from '../../../server/src/engine/source/createUnit';

function suppressions(text: string, kind: 'script' | 'notebook' = 'script') {
  return createUnit({ path: 'a.py', kind, sources: [{ text }] }).suppressions;
}

/** The text that the only suppression of a script covers. */
function covered(text: string, kind: 'script' | 'notebook' = 'script'): string {
  const found = suppressions(text, kind);
  expect(found).toHaveLength(1);
  return text.slice(found[0]!.coversStart, found[0]!.coversEnd);
}

describe('what a suppression says', () => {
  test('names with their places, and a reason', () => {
    const text = 'x = 1  # mlops: ignore[a-rule, other] because 1 < 2';
    const [found] = suppressions(text);
    expect(found).toMatchObject({
      scope: 'line',
      reason: 'because 1 < 2',
      source: 0,
      start: 7,
      end: text.length,
    });
    expect(found!.rules.map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['a-rule', 'a-rule'],
      ['other', 'other'],
    ]);
  });

  test.each([
    ['# mlops: ignore', 'line', []],
    ['# mlops: ignore[]', 'line', []],
    ['#mlops:ignore[a]', 'line', ['a']],
    ['# noqa: E501  # mlops: ignore[a]', 'line', ['a']],
    ['# mlops: ignore-cell[a]', 'cell', ['a']],
    ['# mlops: ignore-file', 'file', []],
    ['# mlops: ignore-file [a,b]', 'file', ['a', 'b']],
    ['# mlops: ignore[a', 'line', ['a']],
  ] as const)('%j', (comment, scope, names) => {
    const [found] = suppressions(`x = 1  ${comment}\n`);
    expect(found!.scope).toBe(scope);
    expect(found!.rules.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    '# mlops: ignored',
    '# mlops: ignore-files',
    '# mlops ignore',
    'x = "# mlops: ignore"',
    '"""\n# mlops: ignore\n"""',
  ])('%j is none', (text) => {
    expect(suppressions(text)).toEqual([]);
  });

  test('at the end of a shell command in a notebook', () => {
    expect(covered('!pip install x  # mlops: ignore[a]\n', 'notebook')).toBe(
      '!pip install x  # mlops: ignore[a]',
    );
  });
});

describe('what a suppression covers', () => {
  test.each([
    ['its line', 'a = 1\n§b = 2  # mlops: ignore§\nc = 3\n'],
    ['the next statement', 'a = 1\n# mlops: ignore\n\n# why\n§b = f(\n  2,\n)§\nc = 3\n'],
    ['a long statement, from its first line', '§b = f(  # mlops: ignore\n  2,\n)§\nc = 3\n'],
    ['a long statement, from its last line', '§b = f(\n  2,\n)  # mlops: ignore§\nc = 3\n'],
    ['one line inside a long statement', 'b = f(\n§  2,  # mlops: ignore§\n  3,\n)\n'],
    ['the next line inside a long statement', 'b = f(\n§  # mlops: ignore\n  3,§\n  4,\n)\n'],
    ['a header, not the block', '§for x in y:  # mlops: ignore§\n  f(x)\n'],
    ['lines joined by backslashes', '§b = 1 + \\\n  2  # mlops: ignore§\nc = 3\n'],
    ['a long string', '§b = """\n#\n"""  # mlops: ignore§\nc = 3\n'],
    ['the file', '§a = 1\n# mlops: ignore-file\nb = 2\n§'],
    ['the cell of a script', '# %%\na = 1\n§# %% b\nb = 2  # mlops: ignore-cell\n§# %%\nc = 3\n'],
    ['a script without cells', '§a = 1\n# mlops: ignore-cell\n§'],
    ['CRLF', 'a = 1\r\n# mlops: ignore\r\n§b = f(\r\n2)§\r\nc = 3\r\n'],
  ])('%s', (_, marked) => {
    expect(covered(marked.replaceAll('§', ''))).toBe(marked.split('§')[1]);
  });

  test('a whole cell of a notebook', () => {
    const text = 'a = 1\n# mlops: ignore-cell\n# %%\nb = 2';
    expect(covered(text, 'notebook')).toBe(text);
  });
});
