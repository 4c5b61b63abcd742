/** The mitigations as snippets: each is whole Python once its placeholders have their defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../support/engine';

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

const file = join(__dirname, '../../snippets/python.json');
const snippets = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Snippet>);

/** What VS Code inserts when the user changes nothing. */
function expand(body: readonly string[]): string {
  const defaults = new Map<string, string>([['0', '']]);
  const text = body
    .join('\n')
    .replace(/\$\{(\d+):((?:[^}\\]|\\.)*)\}/g, (_, index: string, value: string) => {
      defaults.set(index, value.replace(/\\(.)/g, '$1'));
      return `$${index}`;
    });
  return text
    .replace(/(?<!\\)\$(\d+)/g, (whole, index: string) => defaults.get(index) ?? whole)
    .replace(/\\([$}\\])/g, '$1');
}

describe('snippets', () => {
  it('are there for the mitigations of the documentation', () => {
    const prefixes = snippets.map(([, { prefix }]) => prefix);
    expect(prefixes).toEqual(
      expect.arrayContaining([
        'mlops-seed',
        'mlops-split',
        'mlops-pipeline',
        'mlops-mlflow',
        'mlops-shap',
        'mlops-drift',
      ]),
    );
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it.each(snippets)(
    '%s: parses, with every placeholder given a default',
    async (_, { prefix, description, body }) => {
      expect(prefix).toMatch(/^mlops-[a-z-]+$/);
      expect(description).toMatch(/[.?]$/);
      const code = expand(body);
      expect(code).not.toMatch(/\$\d|\$\{|[\uE000-\uF8FF]/);
      const { errors } = await parse(code);
      expect(errors, code).toEqual([]);
    },
  );
});
