/** `npm run new-rule` starts people off with code that works. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { expect, it } from 'vitest';
import { createEngine } from '../../server/src/engine/engine';
import type { UnitRule } from '../../server/src/engine/rules/rule';
import { parserForTests } from '../support/engine';
import { dedent, unitOf } from '../support/program';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the template is a rule that finds its bad example, and not its good one', async () => {
  const template = readFileSync(path.join(root, 'scripts/templates/rule.ts.txt'), 'utf8');
  const contents = template
    .replaceAll('{name}', 'a-rule')
    .replaceAll('{area}', 'evaluation')
    .replaceAll('{version}', '0.1.0');
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: path.join(root, 'server/src/engine/rules/estimators'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`;
  const { default: rule } = (await import(url)) as { default: UnitRule };
  const engine = createEngine(await parserForTests());
  const found = (code: string) => {
    const unit = unitOf(code);
    return [...rule.check({ unit, model: engine.model(unit, engine.parse(unit)), options: {} })];
  };
  expect(rule).toMatchObject({ name: 'a-rule', area: 'evaluation' });
  expect(found(rule.docs.bad as string)).toHaveLength(1);
  expect(found(rule.docs.good as string)).toHaveLength(0);
});

it.each([
  [[], 'Usage'],
  [['nowhere/some-rule'], 'Unknown area "nowhere"'],
  [['evaluation/Word'], 'kebab-case'],
  [['security/hardcoded-secret'], 'exists already'],
])('refuses %j with a reason', (args, reason) => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/new-rule.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain(reason);
});

it('the guide quotes a rule and a test that exist', () => {
  const guide = readFileSync(path.join(root, 'docs/writing-a-rule.md'), 'utf8');
  const quotes = [...guide.matchAll(/<!-- from (\S+) -->\n\n```ts\n([\s\S]*?)```/g)];
  expect(quotes.length).toBeGreaterThanOrEqual(2);
  for (const [, file, quote] of quotes) {
    const text = dedent(readFileSync(path.join(root, file!), 'utf8'));
    for (const part of quote!.split(/^\s*\/\/ …\n/m)) expect(text, file).toContain(part);
  }
});
