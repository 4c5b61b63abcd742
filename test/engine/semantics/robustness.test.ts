import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../server/src/engine/engine';
import { createUnit } from '../../../server/src/engine/source/createUnit';
import { parserForTests } from '../../support/engine';

const examples = path.resolve(import.meta.dirname, '../../../examples');
const programs = readdirSync(examples)
  .filter((name) => name.endsWith('.py'))
  .map((name) => ({ name, text: readFileSync(path.join(examples, name), 'utf8') }));

const HOSTILE: Readonly<Record<string, string>> = {
  'a function that calls itself, and two that call each other':
    'def f(x):\n    return g(f(x))\ndef g(x):\n    return f(g(x))\nf(g(1))\n',
  'a class that is its own base': 'class A(A):\n    def m(self):\n        return self.m()\nA().m()\n',
  'a list and a dict that hold themselves':
    'a = []\na.append(a)\nd = {}\nd["d"] = d\nfor x in a:\n    for y in x:\n        y.append(d["d"])\nfirst, *rest = a\n',
  'an object that is its own attribute':
    'class C: pass\nc = C()\nc.c = c\nc.c.c.c.d = c.c\nprint(c.c.c.d.c)\n',
  'names of JavaScript':
    'constructor = {"__proto__": 1, "toString": 2}\nhasOwnProperty = constructor["toString"]\nvalueOf.constructor.prototype()\nimport constructor.prototype\nfrom __proto__ import toString\ndf.constructor()\ndf.toString\n',
  'branches beyond number': Array.from(
    { length: 300 },
    (_, i) => `if c${i}:\n    x = ${i}\nelse:\n    y = x`,
  ).join('\n'),
  'deeply nested loops':
    Array.from({ length: 20 }, (_, i) => `${'    '.repeat(i)}for x${i} in range(9):`).join('\n') +
    `\n${'    '.repeat(20)}x0 = x19 + x0\n`,
  'functions that fan out':
    Array.from(
      { length: 30 },
      (_, i) => `def f${i}(x):\n    f${i + 1}(x)\n    f${i + 1}(x)\n    return f${i + 1}(x)`,
    ).join('\n') + '\ndef f30(x):\n    return x\nf0(1)\n',
  'unpacking that does not fit':
    'a, b, c = 1, 2\n(a, *b, *c) = x\n[a, [b, (c, *d)]] = [1, [2, 3]]\nfor a, (b, c) in {1: 2}.items(): pass\n',
  'comprehensions in comprehensions': 'x = [[[[a for a in b] for b in c] for c in d] for d in e]\n'.repeat(
    20,
  ),
  'a chain of ten thousand calls': `x = df${'.f()'.repeat(10_000)}\n`,
  'a frame that is split, joined and split again':
    'import pandas as pd\nfrom sklearn.model_selection import train_test_split\ndf = pd.read_csv("a")\n' +
    'a, b = train_test_split(df)\ndf = pd.concat([a, b])\n'.repeat(200) +
    'from sklearn.linear_model import Ridge\nRidge().fit(a, a["y"]).score(b, b["y"])\n',
};

describe('whatever the code, an analysis ends and gives findings with sound places', () => {
  it.each(Object.entries(HOSTILE))('%s', async (_, text) => {
    await analyse(text);
  });

  it.each(programs)('every prefix of $name', async ({ text }) => {
    for (let end = 0; end < text.length; end += 23) await analyse(text.slice(0, end));
  });

  it.each(programs)('$name with lines left out and swapped', async ({ text }) => {
    const lines = text.split('\n');
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below;
    for (let round = 0; round < 60; round++) {
      const mixed = [...lines];
      for (let change = 0; change < 4; change++) {
        const [a, b] = [random(mixed.length), random(mixed.length)];
        if (change % 2 === 0) mixed.splice(a, 1);
        else [mixed[a], mixed[b]] = [mixed[b]!, mixed[a]!];
      }
      await analyse(mixed.join('\n'));
    }
  });
});

async function analyse(text: string): Promise<void> {
  const engine = createEngine(await parserForTests());
  const { findings } = engine.analyse(createUnit({ path: 'a.py', kind: 'script', sources: [{ text }] }));
  for (const { place, fixes } of findings) {
    expect(place.start).toBeGreaterThanOrEqual(0);
    expect(place.end).toBeLessThanOrEqual(text.length);
    for (const edit of fixes.flatMap((fix) => fix.edits)) expect(edit.start).toBeLessThanOrEqual(edit.end);
  }
}
