import { describe, expect, it } from 'vitest';
import { addKeyword, addKeywords, removeArguments, renameArgument } from '../../../server/src/engine/fix';
import { apply, callOf, programOf } from './helpers';

describe('addKeyword', () => {
  const cases: [what: string, before: string, after: string][] = [
    ['no arguments', 'f()', 'f(k=1)'],
    ['after the last argument', 'f(a, b=2)', 'f(a, b=2, k=1)'],
    ['keeps a trailing comma', 'f(a, )', 'f(a, k=1, )'],
    ['before **kwargs', 'f(a, **kw)', 'f(a, k=1, **kw)'],
    ['replaces a present value', 'f(a, k=None, b=2)', 'f(a, k=1, b=2)'],
    ['an argument in parentheses', 'f((a))', 'f((a), k=1)'],
    ['a bare generator', 'f(x for x in xs)', 'f((x for x in xs), k=1)'],
    ['a generator in parentheses', 'f((x for x in xs))', 'f((x for x in xs), k=1)'],
    ['one argument per line', 'f(\n    a,\n    b=2\n)', 'f(\n    a,\n    b=2,\n    k=1\n)'],
    ['one per line, trailing comma', 'f(\n    a,\n    b=2,\n)', 'f(\n    a,\n    b=2,\n    k=1,\n)'],
    ['one per line, comment', 'f(\n    a,  # rows\n)', 'f(\n    a,  # rows\n    k=1,\n)'],
    [
      'one per line, comment, no comma',
      'f(\n    a  # rows, as read\n)',
      'f(\n    a,  # rows, as read\n    k=1\n)',
    ],
    ['one per line, **kwargs', 'f(\n    a,\n    **kw,\n)', 'f(\n    a,\n    k=1,\n    **kw,\n)'],
    ['hanging arguments', 'f(a,\n  b)', 'f(a,\n  b,\n  k=1)'],
    ['several on one line, then more', 'f(\n    a, b\n)', 'f(\n    a, b, k=1\n)'],
    ['CRLF', 'f(\r\n    a,\r\n)', 'f(\r\n    a,\r\n    k=1,\r\n)'],
    ['a comma inside a comment', 'f(a  # one, two\n)', 'f(a, k=1  # one, two\n)'],
  ];
  it.each(cases)('%s', async (_, before, after) => {
    const program = await programOf(before);
    expect(apply(program, addKeyword(program.unit, callOf(program, 'f('), 'k', '1'))).toBe(after);
  });

  it('adds and replaces several at once', async () => {
    const program = await programOf('KFold(5, shuffle=False)');
    const edits = addKeywords(program.unit, callOf(program, 'KFold'), {
      shuffle: 'True',
      random_state: '42',
    });
    expect(apply(program, edits)).toBe('KFold(5, shuffle=True, random_state=42)');
  });
});

describe('removeArguments', () => {
  const cases: [what: string, before: string, gone: number[], after: string][] = [
    ['the only one', 'f(a)', [0], 'f()'],
    ['the only one with a comma', 'f(a,)', [0], 'f()'],
    ['the first', 'f(a, b, c)', [0], 'f(b, c)'],
    ['the last', 'f(a, b, c)', [2], 'f(a, b)'],
    ['the last before a trailing comma', 'f(a, b,)', [1], 'f(a,)'],
    ['neighbours', 'f(a, b, c)', [1, 2], 'f(a)'],
    ['first and last', 'f(a, b, c)', [0, 2], 'f(b)'],
    ['all', 'f(a, b)', [0, 1], 'f()'],
    ['one in parentheses', 'f((a), (b), c)', [1], 'f((a), c)'],
    ['a line of its own', 'f(\n    a=1,\n    b=2,\n)', [0], 'f(\n    b=2,\n)'],
    ['the last line', 'f(\n    a=1,\n    b=2,\n)', [1], 'f(\n    a=1,\n)'],
  ];
  it.each(cases)('%s', async (_, before, gone, after) => {
    const program = await programOf(before);
    const call = callOf(program, 'f(');
    const edits = removeArguments(
      program.unit,
      call,
      gone.map((index) => call.args[index]!),
    );
    expect(apply(program, edits)).toBe(after);
  });
});

describe('renameArgument', () => {
  it('renames a keyword, or makes a positional argument one', async () => {
    const program = await programOf('f(a, sparse=False)');
    const [first, second] = callOf(program, 'f(').args;
    expect(apply(program, renameArgument(first!, 'data'), renameArgument(second!, 'sparse_output'))).toBe(
      'f(data=a, sparse_output=False)',
    );
  });
});
