/** Programs with antipatterns, by the rule whose fixes they are for: each file here is named after its rule. */
import { readdirSync } from 'node:fs';
import type { FixCase } from '../fixCase';

const files = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .sort();

export const programs: Readonly<Record<string, readonly FixCase[]>> = Object.fromEntries(
  await Promise.all(
    files.map(async (file) => {
      const { default: cases } = (await import(`./${file}`)) as { default: readonly FixCase[] };
      return [file.slice(0, -'.ts'.length), cases] as const;
    }),
  ),
);
