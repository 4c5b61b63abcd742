/** The page on precision has a row for every rule. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rules } from '../../server/src/engine/rules/registry';

const page = readFileSync(fileURLToPath(new URL('../../docs/precision.md', import.meta.url)), 'utf8');

it('has a row for every rule, and never more right than read', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ['));
  const names = rows.map((row) => path.basename(/\((rules\/[\w-]+)\.md\)/.exec(row)![1]!));
  expect(names.sort()).toEqual(rules.map(({ name }) => name).sort());
  for (const row of rows) {
    const [, , , , read, right] = row.split('|').map((cell) => cell.trim());
    expect(Number(right), row).toBeLessThanOrEqual(Number(read));
  }
});
