import { describe, expect, it } from 'vitest';
import {
  composeEdits,
  deleteStatement,
  insertAfter,
  insertBefore,
  insertSnippet,
  moveStatement,
  quoted,
  wrapExpression,
} from '../../../server/src/engine/fix';
import { deleteStatements } from '../../../server/src/engine/fix/statements';
import type { Code } from '../../support/program';
import { apply, callOf, programOf, statementOf } from './helpers';

describe('insertBefore', () => {
  const cases: [what: string, before: string, code: string, after: string | undefined][] = [
    ['a line', 'a()\nuse()\n', 'b()', 'a()\nb()\nuse()\n'],
    ['in a suite', 'if a:\n  use()\n', 'for i in x:\n    b()', 'if a:\n  for i in x:\n    b()\n  use()\n'],
    ['with tabs', 'if a:\n\tuse()\n', 'if b:\n    c()', 'if a:\n\tif b:\n\t\tc()\n\tuse()\n'],
    ['in CRLF', 'use()\r\n', 'a()\nb()', 'a()\r\nb()\r\nuse()\r\n'],
    ['behind a semicolon', 'a(); use()\n', 'b()', 'a(); b(); use()\n'],
    ['behind a colon', 'if a: use()\n', 'b()', 'if a: b(); use()\n'],
    ['no room for a block', 'if a: use()\n', 'if b:\n    c()', undefined],
  ];
  it.each(cases)('%s', async (_, before, code, after) => {
    const program = await programOf(before);
    expect(apply(program, insertBefore(program, statementOf(program, 'use()'), code))).toBe(after);
  });

  it('stands before decorators, and not before an elif', async () => {
    const decorated = await programOf('@cached\ndef use():\n    pass\n');
    expect(apply(decorated, insertBefore(decorated, statementOf(decorated, 'def use'), 'a()'))).toBe(
      'a()\n@cached\ndef use():\n    pass\n',
    );
    const elif = await programOf('if a:\n    b()\nelif c:\n    d()\n');
    expect(insertBefore(elif, statementOf(elif, 'elif'), 'x()')).toBeUndefined();
  });
});

describe('insertAfter', () => {
  const cases: [what: string, before: string, code: string, after: string | undefined][] = [
    ['a line', 'use()\nb()\n', 'a()', 'use()\na()\nb()\n'],
    ['a comment', 'use()  # now\nb()\n', 'a()', 'use()  # now\na()\nb()\n'],
    ['at the end of a text without a line ending', 'use()', 'a()', 'use()\na()'],
    ['in a suite', 'if a:\n    use()\nb()\n', 'c()', 'if a:\n    use()\n    c()\nb()\n'],
    ['a multi-line statement', 'use(\n    1,\n)\nb()\n', 'a()', 'use(\n    1,\n)\na()\nb()\n'],
    ['before a semicolon', 'use(); b()\n', 'a()', 'use(); a(); b()\n'],
    ['no room for a block', 'use(); b()\n', 'if a:\n    c()', undefined],
  ];
  it.each(cases)('%s', async (_, before, code, after) => {
    const program = await programOf(before);
    expect(apply(program, insertAfter(program, statementOf(program, 'use('), code))).toBe(after);
  });
});

describe('deleteStatement', () => {
  const cases: [what: string, before: string, after: string | undefined][] = [
    ['a line with its comment', 'a()\nuse()  # now\nb()\n', 'a()\nb()\n'],
    ['several lines', 'a()\nuse(\n  1)\nb()\n', 'a()\nb()\n'],
    ['the last line', 'a()\nuse()', 'a()'],
    ['one of two blank lines', 'a()\n\nuse()\n\nb()\n', 'a()\n\nb()\n'],
    ['the first of a line', 'use(); b()\n', 'b()\n'],
    ['the last of a line', 'a(); use()\n', 'a()\n'],
    ['leaves pass', 'if a:\n    use()\nb()\n', 'if a:\n    pass\nb()\n'],
    ['leaves pass on the line', 'if a: use()\n', 'if a: pass\n'],
    ['leaves an empty text', 'use()\n', ''],
    ['in CRLF', 'a()\r\nuse()', 'a()'],
  ];
  it.each(cases)('%s', async (_, before, after) => {
    const program = await programOf(before);
    expect(apply(program, deleteStatement(program, statementOf(program, 'use(')))).toBe(after);
  });

  it('takes the whole of a magic that ends a block', async () => {
    const program = await programOf(['if a:\n    b()\n    %env HOME /tmp\nuse()', 'c()']);
    const block = statementOf(program, 'if a');
    expect(apply(program, deleteStatement(program, block))).toEqual(['use()', 'c()']);
    expect(apply(program, insertAfter(program, block, 'x()'))).toEqual([
      'if a:\n    b()\n    %env HOME /tmp\nx()\nuse()',
      'c()',
    ]);
  });

  it('leaves one pass for a whole suite', async () => {
    const program = await programOf('def f():\n    a()\n    b()\n');
    const statements = ['a()', 'b()'].map((text) => statementOf(program, text));
    expect(apply(program, deleteStatements(program, statements))).toBe('def f():\n    pass\n');
  });
});

describe('moveStatement', () => {
  const cases: [
    what: string,
    before: Code,
    where: 'before' | 'after',
    target: string,
    after: Code | undefined,
  ][] = [
    ['up', 'a()\nb()\nuse()\nc()\n', 'before', 'a()', 'use()\na()\nb()\nc()\n'],
    ['down, at the end', 'use()\na()\nb()', 'after', 'b()', 'a()\nb()\nuse()'],
    ['with its comment', 'a()\n# say\nuse()\n', 'before', 'a()', '# say\nuse()\na()\n'],
    ['above the comment of the target', '# first\na()\nuse()\n', 'before', 'a()', 'use()\n# first\na()\n'],
    [
      'into a suite',
      'if x:\n    a()\nuse(1,\n    2)\n',
      'before',
      'a()',
      'if x:\n    use(1,\n        2)\n    a()\n',
    ],
    [
      'strings keep their text',
      'if x:\n    a()\nuse("""\nb\n""")\n',
      'before',
      'a()',
      'if x:\n    use("""\nb\n""")\n    a()\n',
    ],
    ['to another cell', ['a()', 'b()\nuse()'], 'after', 'a()', ['a()\nuse()', 'b()']],
    ['not from a shared line', 'a()\nb(); use()\n', 'before', 'a()', undefined],
  ];
  it.each(cases)('%s', async (_, before, where, target, after) => {
    const program = await programOf(before);
    const edits = moveStatement(program, statementOf(program, 'use('), where, statementOf(program, target));
    expect(apply(program, edits)).toEqual(after);
  });
});

describe('insertSnippet', () => {
  const snippet = {
    code: '$explainer = $shap.Explainer($model.predict, $data[:100], seed=0)\nfor row in $data:\n    print("row", row)',
    bind: { model: 'clf', data: 'X_test' },
    fresh: ['explainer'],
    imports: { shap: { module: 'shap' } },
  };

  it('binds names, keeps the user’s style and imports what it uses', async () => {
    const program = await programOf("import json\nexplainer = 'mine'\nif True:\n  use()\n");
    const result = insertSnippet(program, 'after', statementOf(program, 'use()'), snippet)!;
    expect(result.names).toMatchObject({ explainer: 'explainer_2', shap: 'shap' });
    expect(apply(program, result.edits)).toBe(
      [
        'import json',
        'import shap',
        "explainer = 'mine'",
        'if True:',
        '  use()',
        '  explainer_2 = shap.Explainer(clf.predict, X_test[:100], seed=0)',
        '  for row in X_test:',
        "    print('row', row)",
        '',
      ].join('\n'),
    );
  });

  it('refuses a placeholder that nothing fills', async () => {
    const program = await programOf('use()\n');
    const at = statementOf(program, 'use()');
    expect(() => insertSnippet(program, 'after', at, { code: 'print($x)' })).toThrow('$x');
  });
});

describe('composeEdits', () => {
  it('refuses overlaps and parts that could not be built', () => {
    const edit = (start: number, end: number) => ({ start, end, newText: 'x' });
    expect(composeEdits([edit(0, 5)], [edit(3, 8)])).toBeUndefined();
    expect(composeEdits([edit(0, 5)], undefined)).toBeUndefined();
    expect(composeEdits([edit(5, 8)], [edit(0, 5)])).toEqual([edit(0, 5), edit(5, 8)]);
  });

  it('puts wrapping and other edits together', async () => {
    const program = await programOf('use(a)\n');
    const call = callOf(program, 'use');
    const inner = wrapExpression(call.args[0]!, 'int(', ')');
    expect(apply(program, wrapExpression(call, 'print(', ')'), inner)).toBe('print(use(int(a)))\n');
  });
});

it.each([
  ['plain', "'plain'"],
  ["it's", '"it\'s"'],
  ['a\\b\n', "'a\\\\b\\n'"],
  [`both ' and "`, `'both \\' and "'`],
])('quoted %j', (value, literal) => {
  expect(quoted({ quote: "'" }, value)).toBe(literal);
});
