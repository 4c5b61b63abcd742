/** Nothing that a user can have in a file breaks the parser: no throw, no hang, no node outside its parent. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import type { Module, Node } from '../../../server/src/engine/syntax/ast';
import type { PythonParser } from '../../../server/src/engine/syntax/parser';
import { childrenOf, walk } from '../../../server/src/engine/syntax/visit';
import { parserForTests } from '../../support/engine';
import { BROKEN, SYNTAX, TRAINING } from './programs';

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserForTests();
});

function parse(text: string, kind: 'script' | 'notebook' = 'notebook'): Module {
  return parser.parse(createUnit({ path: 'a', kind, sources: [{ text }] }).sources[0]!);
}

/** Parses, and checks that spans are ordered, nested and inside the text. */
function check(text: string): Module {
  const module = parse(text);
  const fail = (node: Node, why: string) => {
    throw new Error(`${node.kind} ${node.start}-${node.end} ${why} in ${JSON.stringify(text)}`);
  };
  walk(module.body, (node) => {
    if (!(node.start >= 0 && node.start <= node.end && node.end <= text.length))
      fail(node, 'is outside the text');
    const decorators: readonly Node[] = 'decorators' in node ? node.decorators : [];
    for (const child of childrenOf(node)) {
      if (decorators.includes(child)) continue;
      if (child.start < node.start || child.end > node.end)
        fail(child, `leaves its ${node.kind} ${node.start}-${node.end}`);
    }
  });
  for (const { start, end } of [...module.errors, ...module.comments])
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
  return module;
}

test.each([
  ['a program of training', TRAINING],
  ['a program of rare syntax', SYNTAX],
])('every prefix of %s', (_, program) => {
  expect(check(program).errors).toEqual([]);
  for (let length = 0; length < program.length; length++) check(program.slice(0, length));
});

test('every suffix', () => {
  for (let start = 1; start < SYNTAX.length; start++) check(SYNTAX.slice(start));
});

test('broken code, alone and around sound code', () => {
  for (const broken of BROKEN) {
    check(broken);
    const module = check(`before = 1\n${broken}\nafter = 2\n`);
    expect(module.body[0]).toMatchObject({ kind: 'Assign', start: 0, end: 10 });
  }
});

test('what stands after broken lines is still read', () => {
  for (const broken of ['x = ', 'x y z', 'x == ', 'a..b', '$', 'return return', 'x = %magic']) {
    const { body } = check(`def f(a):\n    ${broken}\n    after = 2\n\nlast = f(1)\n`);
    const seen: string[] = [];
    walk(body, (node) => void (node.kind === 'Name' && seen.push(node.id)));
    expect(seen, broken).toEqual(expect.arrayContaining(['after', 'last']));
  }
});

test('random edits', () => {
  const random = generator(20);
  const pieces = [
    '(',
    ')',
    '[',
    '"',
    "'''",
    ':',
    '\n',
    '    ',
    ' = ',
    'x',
    '.',
    ',',
    'def ',
    'if ',
    'f"{',
    '}',
    '#',
    '\\',
    '\r',
    '🙂',
    '%',
    '*',
  ];
  for (let round = 0; round < 1500; round++) {
    let text = random() < 0.5 ? TRAINING : SYNTAX;
    for (let edit = 0; edit < 4; edit++) {
      const at = Math.floor(random() * text.length);
      const piece = random() < 0.4 ? '' : pieces[Math.floor(random() * pieces.length)]!;
      text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 8));
    }
    check(text);
  }
});

describe('deep nesting', () => {
  const N = 10_000;
  test.each([
    ['brackets', '('.repeat(N) + 'x' + ')'.repeat(N)],
    ['lists', 'x = ' + '['.repeat(N) + ']'.repeat(N)],
    ['open brackets', '('.repeat(N)],
    ['a sum', 'x = ' + 'a + '.repeat(N) + 'b'],
    ['a conjunction', 'a and '.repeat(N) + 'b'],
    ['a chain of calls', 'a' + '.b(c)'.repeat(N)],
    ['a chain of subscripts', 'a' + '[0]'.repeat(N)],
    ['powers', 'a ** '.repeat(N) + 'b'],
    ['nots', 'not '.repeat(N) + 'b'],
    ['lambdas', 'lambda: '.repeat(N) + 'b'],
    ['conditions', 'a if b else '.repeat(N) + 'c'],
    ['assignments', 'a = '.repeat(N) + 'c'],
    [
      'blocks',
      Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('') + ' '.repeat(400) + 'y',
    ],
    ['elifs', 'if a: b\n' + 'elif c: d\n'.repeat(2000)],
    ['f-strings', 'f"{'.repeat(200) + 'x' + '}"'.repeat(200)],
  ])('%s', (_, text) => {
    expect(depthOf(check(text))).toBeLessThan(2100);
  });

  test('the ends of a chain that is too deep are kept', () => {
    const names: string[] = [];
    walk(
      check('first + ' + 'a + '.repeat(2000) + 'last').body,
      (node) => void (node.kind === 'Name' && names.push(node.id)),
    );
    expect(names).toHaveLength(2002);
    expect([names[0], names[names.length - 1]]).toEqual(['first', 'last']);
  });
});

describe('odd texts', () => {
  test.each([
    ['nothing', '', 0],
    ['blanks', ' \n\t\n', 0],
    ['a byte-order mark', '\uFEFFx = 1\n', 1],
    ['CRLF', 'x = 1\r\ny = 2\r\n', 2],
    ['lone carriage returns', 'x = 1\ry = 2\r', 2],
    ['NUL in a string', 'x = "a\0b"\ny = 2\n', 2],
    ['tabs and form feeds', 'if x:\n\ty\n\f\nz = 1\n', 2],
    ['emoji', 'x = "🙂🙂"\ny = 2\n', 2],
    ['half an emoji', 'x = "\ud83d"\ny = 2\n', 2],
    ['no line ending at the end', 'x = 1', 1],
  ])('%s', (_, text, statements) => {
    const module = check(text);
    expect(module.errors).toEqual([]);
    expect(module.body).toHaveLength(statements);
  });

  test('60,000 lines', () => {
    const module = check(Array.from({ length: 60_000 }, (_, i) => `x${i} = f(x${i - 1}, "a")`).join('\n'));
    expect(module.body).toHaveLength(60_000);
  });

  test('a line of a megabyte', () => {
    expect(check(`x = [${'1, '.repeat(350_000)}]\n`).body).toHaveLength(1);
    expect(check(`x = "${'a'.repeat(1_000_000)}"\n`).body).toHaveLength(1);
  });
});

function depthOf({ body }: Module): number {
  let deepest = 0;
  const open: [Node, number][] = body.map((node) => [node, 1]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth] = next;
    deepest = Math.max(deepest, depth);
    for (const child of childrenOf(node)) open.push([child, depth + 1]);
  }
  return deepest;
}

/** Random numbers from 0 to 1, the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}
