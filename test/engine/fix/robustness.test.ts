/** Every builder on every call and statement of programs as untidy as people write them: the result always parses. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addKeyword,
  deleteStatement,
  importName,
  insertAfter,
  insertBefore,
  moveStatement,
  removeArguments,
  wrapExpression,
} from '../../../server/src/engine/fix';
import { suitesOf } from '../../../server/src/engine/fix/suites';
import type { Edit } from '../../../server/src/engine/rules/rule';
import type { Call, Stmt } from '../../../server/src/engine/syntax/ast';
import type { PythonParser } from '../../../server/src/engine/syntax/parser';
import { walk } from '../../../server/src/engine/syntax/visit';
import { numbered } from '../../support/codeFrame';
import { parserForTests } from '../../support/engine';
import { render, unitOf, type Code } from '../../support/program';
import { apply, programOf, type Parsed } from './helpers';

const PROGRAMS: Readonly<Record<string, Code>> = {
  'one-line suites and semicolons': `
    import os; import sys
    if a: b(1); c(2,)
    elif d: e()
    else: f(x for x in y)
    while g(): h(); break
    class K: z = k(); w = 1
    try: l()
    except ValueError: m()
    finally: n()
  `,
  'decorators, doc strings and comments': `
    """Doc."""
    from __future__ import annotations
    # above
    @wrap(1)  # beside
    @other
    def f(a, b=g(2), *, c: int = 3, **kw):  # behind
        """Doc of f."""
        # inner
        return h(
            a,  # first
            # between
            b=(b),  # last
        )

    async def k():
        async with m() as n, o(p=1):
            await q(*a, **kw)
        # trailing
    r = [s(t) for t in u() if v(t)]
  `,
  'strings over lines and continuations': [
    'text = f("""',
    'if not code:',
    '  """, g(1)) \\',
    '  + h(2)',
    'total = i(1) + \\',
    '    j(2)',
    'print(k("a" "b"',
    '   "c"), l)',
    'last = m()',
  ].join('\n'),
  'tabs and CRLF': 'if a:\r\n\tb(\r\n\t\tc,\r\n\t\td=1\r\n\t)\r\n\tif e:\r\n\t\tf()\r\ng()',
  'a match and a lambda': `
    match a(1):
        case [b, c] if d(b): e(c)
        case _:
            f = lambda x, y=g(): h(x)
  `,
  'cells with magics': [
    '%%time\nimport numpy as np\nx = np.zeros(3)',
    '!pip install a\n%matplotlib inline\nif x.any():\n    %env A=1',
    'files = !ls\nprint(len(files)); print(x)',
    '',
    'y = f(x)?\n',
  ],
};

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserForTests();
});

describe.each(Object.entries(PROGRAMS))('%s', (_, code) => {
  it('arguments', async () => {
    const program = await programOf(code);
    for (const call of callsOf(program)) {
      check(program, 'addKeyword', addKeyword(program.unit, call, 'seed', '42'));
      check(program, 'wrapExpression', wrapExpression(call, 'int(', ')'));
      if (call.args[0]?.start === call.argsStart) continue; // a bare generator can't be taken out of its parentheses
      for (let kept = 0; kept <= call.args.length; kept++) {
        const gone = call.args.filter((__, index) => index !== kept);
        check(program, 'removeArguments', removeArguments(program.unit, call, gone));
      }
    }
  });

  it('statements and imports', async () => {
    const program = await programOf(code);
    const statements = statementsOf(program);
    for (const statement of statements) {
      for (const text of ['a()', 'for i in x:\n    a("b")']) {
        check(program, 'insertBefore', insertBefore(program, statement, text));
        check(program, 'insertAfter', insertAfter(program, statement, text));
      }
      check(program, 'deleteStatement', deleteStatement(program, statement));
      for (const request of [
        { module: 'os' },
        { module: 'numpy', as: 'np' },
        { module: 'a.b', member: 'c' },
      ]) {
        check(program, 'importName', importName(program, statement, request).edits);
      }
      for (const target of statements) {
        if (statement.start <= target.start && target.end <= statement.end) continue;
        check(program, 'moveStatement', moveStatement(program, statement, 'before', target));
        check(program, 'moveStatement', moveStatement(program, statement, 'after', target));
      }
    }
  });
});

/** The program after the edits has no more errors than before (no edits at all are fine: the fix is not offered). */
function check(program: Parsed, builder: string, edits: readonly Edit[] | undefined): void {
  const after = apply(program, edits);
  if (after === undefined) return;
  const errors = errorsOf(after);
  if (errors > errorsOf(program.code)) expect.fail(`${builder} gives:\n\n${numbered(render(after))}`);
}

function errorsOf(code: Code): number {
  const { sources } = unitOf(code);
  return sources.reduce((sum, source) => sum + parser.parse(source).errors.length, 0);
}

function callsOf(program: Parsed): Call[] {
  const calls: Call[] = [];
  for (const module of program.modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Call') calls.push(node);
    });
  }
  return calls;
}

function statementsOf(program: Parsed): Stmt[] {
  const statements: Stmt[] = [];
  const open = program.modules.map((module) => module.body);
  for (let suite = open.pop(); suite; suite = open.pop()) {
    statements.push(...suite);
    for (const statement of suite) open.push(...suitesOf(statement));
  }
  return statements;
}
