/** Programs that use all of Python's syntax, for the tests that cut and edit them. */

export const TRAINING = `"""Trains a model."""
from __future__ import annotations
import numpy as np, pandas as pd
from sklearn.model_selection import (train_test_split,  # split
    GridSearchCV as Search)

FEATURES: list[str] = ["age", 'plan', """free
text"""]

@dataclass(frozen=True)
class Trainer(Base, metaclass=ABCMeta):
    seed: int = 0x2A

    async def fit(self, X, y=None, /, *args, depth: int = 3, **options) -> "Trainer":
        df["x"] = df['a'].fillna(df["a"].mean()).map(lambda v, *w: v if v > 0 else -v)
        X_train, *rest = train_test_split(X[:, 1:-1], y, test_size=.2, stratify=y)
        if (n := len(X)) > 1_000 and not self.done or depth is not None:
            await self.log(f"{n!r:>{depth}} rows {{}} {X.mean():.2f}" 'kept')
        elif n in {1, 2} | set(): pass
        else:
            raise ValueError("few", {'n': n, **options}) from None
        return self

    def rows(self):
        yield from ((i, {k: v ** 2 for k, v in r.items() if v}) for i, r in enumerate(self) if r)
`;

export const SYNTAX = `with open("a") as f, (open('b') as g):
    try:
        del a, b[0]
        assert f < g <= 3 != 4, "no"
    except (A, B) as error:
        global c
        c += 1 @ 2 // 3
    except* C:
        ...
    else:
        while True: break
    finally:
        for i, (x, *y) in [*a, (1, 2,), b""]:
            continue
match p:
    case Point(x=0, y=[first, *rest]) | {"k": v, **kw} if v:
        print "old", x
    case _: exec "code"
type Pair[T] = tuple[T, T]
def generic[T: int, *Ts](x: T) -> T | None: return x[1,]
type(self).n = x if y else lambda: 0
x = \\
  not ~1j
`;

/** Statements that editors see while somebody types, and other broken code. */
export const BROKEN: readonly string[] = [
  'x = ',
  'foo(',
  'foo(a, b=',
  'df["a',
  'df[',
  'def f(',
  'def f(x):',
  'class',
  'for x in',
  'if x',
  'if x:\nelse:',
  'try:\n  a\n',
  'import',
  'from a import',
  'from a import (b,',
  'with open(x) as',
  'x = {1: 2, 3',
  'f"{a',
  'f"{a:{b}',
  "'''abc",
  '@',
  '@a\n@b\n',
  'lambda',
  'lambda x',
  '[x for x in',
  'match x:\n  case',
  'a.b.',
  'a..b',
  'x = 1 +',
  'x == ',
  'not',
  '*',
  '**',
  ')',
  ']}',
  'return return',
  'x = = 3',
  'if x:\n    a\n  b\n',
  '  indented',
  'def f():\n\tx\n        y\n',
  'x y z',
  '1a',
  '$',
  '<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> branch\n',
  'x: = 3',
  'a = b += c',
  'print >>f, x y',
  'async x',
  'x = %magic',
  '!ls',
  'x?',
];
