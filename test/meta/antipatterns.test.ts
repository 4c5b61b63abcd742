/** The page that maps the literature's names to rules knows every rule, and none that is not there. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rules } from '../../server/src/engine/rules/registry';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const page = readFileSync(path.join(docs, 'antipatterns.md'), 'utf8');

it('names every rule under its area', () => {
  const [, areas = ''] = page.split('## All rules by area');
  for (const { name, area } of rules) {
    const row = areas.split('\n').find((line) => line.startsWith(`| ${area} `));
    expect(row, `${name} in the row of ${area}`).toContain(`[${name}](rules/${name}.md)`);
  }
});

it('links to pages that are there', () => {
  const links = [...page.matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(rules.length);
  for (const link of links) expect(existsSync(path.join(docs, link)), link).toBe(true);
});
