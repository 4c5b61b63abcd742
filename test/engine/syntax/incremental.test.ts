/** Parsing an edit with the help of the tree before it gives what a fresh parse gives. */
import { describe, expect, test } from 'vitest';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import type { Module } from '../../../server/src/engine/syntax/ast';
import { changeBetween } from '../../../server/src/engine/syntax/edit';
import { createParser, type PythonParser } from '../../../server/src/engine/syntax/parser';
import { parserAssets } from '../../support/engine';
import { BROKEN, SYNTAX, TRAINING } from './programs';

function parse(parser: PythonParser, text: string): Module {
  return parser.parse(createUnit({ path: 'a.py', kind: 'script', sources: [{ text }] }).sources[0]!);
}

describe('the change between two texts', () => {
  test.each([
    ['abc', 'abXc', 2, 2, 3],
    ['abXc', 'abc', 2, 3, 2],
    ['same', 'same', 4, 4, 4],
    ['aaa', 'aaaa', 3, 3, 4],
    ['', 'new', 0, 0, 3],
    ['x🙂y', 'x🙃y', 1, 3, 3],
  ])('%j to %j', (before, after, start, oldEnd, newEnd) => {
    const change = changeBetween(before, after);
    expect([change.startIndex, change.oldEndIndex, change.newEndIndex]).toEqual([start, oldEnd, newEnd]);
    expect(before.slice(0, start) + after.slice(start, newEnd) + before.slice(oldEnd)).toBe(after);
  });

  test('rows and columns', () => {
    expect(changeBetween('a\nbc\nd', 'a\nbX\nYc\nd')).toMatchObject({
      startPosition: { row: 1, column: 1 },
      oldEndPosition: { row: 1, column: 1 },
      newEndPosition: { row: 2, column: 1 },
    });
  });
});

test('random edits of a large script', async () => {
  const editor = await createParser(parserAssets());
  const fresh = await createParser(parserAssets());
  const pieces = [
    ...BROKEN,
    '\n',
    '(',
    ')',
    '"""',
    '"',
    '    ',
    ':\n',
    'x = 1\n',
    'def f():\n',
    '# c\n',
    '🙂',
    '\r\n',
    "f'{x}'",
    '\\\n',
  ];
  const random = generator(7);
  let text = `${TRAINING}\n${SYNTAX}\n`.repeat(9);
  const filler = `${TRAINING}\n`;
  for (let round = 0; round < 40; round++) {
    const at = Math.floor(random() * text.length);
    const piece = random() < 0.3 ? '' : pieces[Math.floor(random() * pieces.length)]!;
    text = text.slice(0, at) + piece + text.slice(at + (random() < 0.5 ? 0 : Math.floor(random() * 40)));
    if (round % 20 === 19) text = filler + text.slice(0, 12_000);
    expect(text.length).toBeGreaterThan(10_000); // else nothing would be incremental
    const incremental = parse(editor, text);
    // A text of another file in between makes the other parser start anew.
    parse(fresh, other(round));
    expectSame(incremental, parse(fresh, text));
  }
});

test('sound edits of a large script', async () => {
  const editor = await createParser(parserAssets());
  const fresh = await createParser(parserAssets());
  const random = generator(8);
  const lines = `${TRAINING}\n${SYNTAX}\n`.repeat(9).split('\n');
  for (let round = 0; round < 30; round++) {
    const at = Math.floor(random() * lines.length);
    if (random() < 0.5) lines[at] += `  # ${round}`;
    else lines.push(`x${round} = f(${round})`, `if x${round}:`, `    y = [1,`, `  ${round}]`);
    const text = lines.join('\n');
    const incremental = parse(editor, text);
    parse(fresh, other(round));
    expectSame(incremental, parse(fresh, text));
  }
});

test('typing and deleting, character by character', async () => {
  const editor = await createParser(parserAssets());
  const fresh = await createParser(parserAssets());
  const around = `${TRAINING}\n`.repeat(6);
  const typed = 'for i, row in df.iterrows():\n    s = f"{row[\'a\']:>{w}}"  # 🙂\n';
  const lengths = [...Array(typed.length + 1).keys()];
  for (const length of [...lengths, ...lengths.reverse()]) {
    const text = around + typed.slice(0, length) + around;
    const incremental = parse(editor, text);
    parse(fresh, other(length));
    expectSame(incremental, parse(fresh, text));
  }
});

test('a module is kept while code and place stay the same', async () => {
  const parser = await createParser(parserAssets());
  const unit = (second: string) =>
    createUnit({ path: 'n.ipynb', kind: 'notebook', sources: [{ text: 'x = 1' }, { text: second }] });
  const before = unit('y = 2').sources.map((source) => parser.parse(source));
  const after = unit('y = 3').sources.map((source) => parser.parse(source));
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  const same = createUnit({
    path: 'n.ipynb',
    kind: 'notebook',
    sources: [{ text: 'x = 1' }, { text: 'x = 1' }],
  }).sources;
  expect(parser.parse(same[1]!).body[0]!.start).toBe(same[1]!.base);
});

/** Compares as text first: that is ten times as fast, and the difference is only of interest where there is one. */
function expectSame(actual: Module, expected: Module): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}

/** A large text that has nothing in common with the others. */
function other(n: number): string {
  return `other = ${n}\n`.repeat(1500);
}

/** Random numbers from 0 to 1, the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}
