/** What Python becomes in our AST. The right column is fully parenthesised (see support/showAst.ts). */
import { describe, expect, test } from 'vitest';
import { parse } from '../../support/engine';
import { showModule } from '../../support/showAst';

type Cases = readonly (readonly [code: string, tree: string])[];

function check(cases: Cases): void {
  test.each(cases)('%s', async (code, tree) => {
    const module = await parse(code);
    expect(showModule(module)).toBe(tree);
    expect(module.errors).toEqual([]);
  });
}

describe('operands', () => {
  check([
    ['a.b.c(d)[0].e', 'a.b.c(d)[0].e'],
    ['(a  # why\n  .b  # and\n  .c())', 'a.b.c()'],
    ['名.前', '名.前'],
    ['f(a, *b, k=1, **c)', 'f(a, *b, k=1, **c)'],
    ['f(x for x in y)', 'f(<generator x for x in y>)'],
    ['f((yield))', 'f((yield ))'],
    ['a[1:2, ::3, b]', 'a[(1:2:, ::3, b,)]'],
    ['a[1,]', 'a[(1,)]'],
    ['a[:]', 'a[::]'],
    ['df[["a", "b"]]', 'df[["a", "b"]]'],
    ['[]', '[]'],
    ['()', '(,)'],
    ['(a,)', '(a,)'],
    ['a, *b', '(a, *b,)'],
    ['{}', '{}'],
    ['{a, b}', '{a, b}'],
    ['{a: b, **c}', '{a: b, **c}'],
    ['...', '...'],
    ['print', 'print'],
    ['match[type](print)', 'match[type](print)'],
  ]);
});

describe('operators', () => {
  check([
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a ** -b ** c', '(a ** (- (b ** c)))'],
    ['a @ b // c % d', '(((a @ b) // c) % d)'],
    ['a | b & c', '(a | (b & c))'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['a < b <= c not in d is not e', '(a < b <= c not in d is not e)'],
    ['~a + -b', '((~ a) + (- b))'],
    ['a if b else c if d else e', '(a if b else (c if d else e))'],
    ['lambda x, *y, z=1, **w: x', '(lambda x, *y, z=1, **w: x)'],
    ['lambda: 0', '(lambda : 0)'],
    ['(n := f(x)) > 1', '((n := f(x)) > 1)'],
    ['await f(x)', '(await f(x))'],
    ['x = yield from y', 'x = (yield from y)'],
  ]);
});

describe('comprehensions', () => {
  check([
    ['[x for x in y]', '<list x for x in y>'],
    ['{k: v for k, v in d.items() if k if v}', '<dict k: v for (k, v,) in d.items() if k if v>'],
    ['{x for y in z for x in y if x}', '<set x for y in z for x in y if x>'],
    ['[x async for x in y]', '<list x async for x in y>'],
    ['(x for x in (1, 2))', '<generator x for x in (1, 2,)>'],
  ]);
});

describe('literals', () => {
  check([
    ['1_000', '1000'],
    ['0xFF', '255'],
    ['0b11 + 0o17', '(3 + 15)'],
    ['1e-3', '0.001f'],
    ['.5', '0.5f'],
    ['10j', 'NaNf'],
    ['1.5j', 'NaNf'],
    ['99999999999999999999', 'NaN'],
    ["'a' \"b\" r'\\n'", '"ab\\\\n"'],
    ["'\\x41\\u0042\\t\\'\\\n!'", '"AB\\t\'!"'],
    ["'\\101\\q\\N{DASH}'", '"A\\\\q\\\\N{DASH}"'],
    ["'''a\r\nb'''", '"a\\nb"'],
    ["b'a\\x00'", 'b"a\\\\x00"'],
    ["u'é' Rb'x'", '"éx"'],
    ["f'{a}b{{{c!r:>{w}.{p}}}}'", 'f[a "b{" c w p "}"]'],
    ["f'{a + 1=}'", 'f["a + 1=" (a + 1)]'],
    ["f'{d[\"k\"]}' 'x' f\"{f'{y}'}\"", 'f[d["k"] "x" f[y]]'],
    ["f'{x, y}'", 'f[(x, y,)]'],
    ["rf'\\d{x}'", 'f["\\\\d" x]'],
    ["f''", 'f[]'],
  ]);
});

describe('simple statements', () => {
  check([
    ['a = b = f(x)', 'a = b = f(x)'],
    ['a, (b, *c) = d', '(a, (b, *c,),) = d'],
    ['(a) = 1', 'a = 1'],
    ['[a, b] = c', '[a, b] = c'],
    ['x = *a, b', 'x = (*a, b,)'],
    ['a.b[c] += 1', 'a.b[c] += 1'],
    ['a //= b; c @= d', 'a //= b; c @= d'],
    ['a: int', 'a: int'],
    ['a: dict[str, int] | None = {}', 'a: (dict[(str, int,)] | None) = {}'],
    ['type(self).n = 1', 'type(self).n = 1'],
    ['type(a, b)[0] = 1', 'type(a, b)[0] = 1'],
    ['type X = int', 'type X = int'],
    ['type X[T: int, *S] = list[T]', 'type X[T, S] = list[T]'],
    ['import a.b as c, d', 'import a.b as c, d'],
    ['from ..a.b import (c as d, e,)', 'from 2:a.b import c as d, e'],
    ['from . import a', 'from 1: import a'],
    ['from a import *', 'from 0:a import *'],
    ['from __future__ import annotations', 'from 0:__future__ import annotations'],
    ['del a, b[0]', 'del a, b[0]'],
    ['del (a, b)', 'del a, b'],
    ['assert a, "b"', 'assert a, "b"'],
    ['raise A(b) from c', 'raise A(b) from c'],
    ['raise', 'raise '],
    ['global a, b', 'global a, b'],
    ['def f():\n  nonlocal a\n  return', 'def f() {nonlocal a; return }'],
    ['while 1:\n  pass\n  break\n  continue', 'while 1 {pass; break; continue}'],
  ]);
});

describe('compound statements', () => {
  check([
    ['if a: b\nelif c: d\nelif e: f\nelse: g', 'if a {b} elif c {d} elif e {f} else {g}'],
    ['for i, x in a, b:\n  c\nelse:\n  d', 'for (i, x,) in (a, b,) {c} else {d}'],
    ['async for x in y: z', 'async for x in y {z}'],
    ['while a: b\nelse: c', 'while a {b} else {c}'],
    [
      'try: a\nexcept A as e: b\nexcept (B, C): c\nexcept: d\nelse: f\nfinally: g',
      'try {a} except A as e {b} except (B, C,) {c} except  {d} else {f} finally {g}',
    ],
    ['try: a\nexcept* A as e: b', 'try {a} except A as e {b}'],
    ['with a as b, c: d', 'with a as b, c {d}'],
    ['with (a as b, c as (d, e),): f', 'with a as b, c as (d, e,) {f}'],
    ['with (a): b', 'with a {b}'],
    ['async with a() as b: c', 'async with a() as b {c}'],
    [
      'def f(a, /, b: int = 1, *, c, **d) -> list[int]: pass',
      'def f(a, b: int=1, *, c, **d) -> list[int] {pass}',
    ],
    ['def f(*args: int): pass', 'def f(*args: int) {pass}'],
    ['def f[T, *S, **P](a: T): pass', 'def f[T, S, P](a: T) {pass}'],
    ['@a\n@b.c(d)\nasync def f(): pass', '@a @b.c(d) async def f() {pass}'],
    ['class A(B, metaclass=C):\n  x = 1', 'class A(B, metaclass=C) {x = 1}'],
    ['@a\nclass A[T]: ...', '@a class A[T]() {...}'],
    [
      'match p, q:\n  case A(x=a, y=[b, *c]) | {"k": d, **e} if f: g\n  case A.B as h: i\n  case "s" | 1 | _: j\n  case k: l',
      'match (p, q,) {case a b c d e if f {g}; case h {i}; case  {j}; case k {l}}',
    ],
    ['if a:\n  b  # c\n  # d\ne', 'if a {b}; e'],
  ]);

  test('Python 2 statements are kept as bad ones, but are no errors', async () => {
    const module = await parse('print "a" % b, c\nexec "d"\nprint >>f, "e"\n');
    expect(module.body.map(({ kind }) => kind)).toContain('BadStmt');
    expect(module.errors).toEqual([]);
  });
});

describe('places', () => {
  test('comments, in order', async () => {
    const code = '# a\nx = f(  # b\n  1,\n  # c\n)  # d\nif x:  # e\n  # f\n  y\n# g';
    const { comments } = await parse(code);
    expect(comments.map(({ start, end }) => code.slice(start, end))).toEqual([
      '# a',
      '# b',
      '# c',
      '# d',
      '# e',
      '# f',
      '# g',
    ]);
  });

  test('parentheses belong to what stands around them', async () => {
    const code = '(a + b).c(1) * (d)';
    const [statement] = (await parse(code)).body;
    const product =
      statement!.kind === 'ExprStmt' && statement.value.kind === 'BinOp' ? statement.value : undefined;
    expect(product).toMatchObject({
      start: 0,
      end: code.length,
      left: { start: 0, end: 12, argsStart: 9 },
      right: { start: 16, end: 17 },
    });
    expect(product!.left).toMatchObject({
      func: { start: 0, end: 9, attrStart: 8, value: { start: 1, end: 6 } },
    });
  });

  test('a compound statement ends with its last statement', async () => {
    const code = 'def f():\n  return 1\n  # more\n\nx';
    expect((await parse(code)).body[0]).toMatchObject({ start: 0, end: 19, nameSpan: { start: 4, end: 5 } });
  });

  test('decorators stand before the definition', async () => {
    expect((await parse('@a\ndef f(): pass')).body[0]).toMatchObject({
      start: 3,
      decorators: [{ start: 1, end: 2 }],
    });
  });

  test('offsets are UTF-16 code units, as in VS Code', async () => {
    const code = 'x = "🙂"; y = "é"; z';
    const module = await parse(code);
    expect(module.body.map(({ start, end }) => code.slice(start, end))).toEqual(['x = "🙂"', 'y = "é"', 'z']);
  });
});
