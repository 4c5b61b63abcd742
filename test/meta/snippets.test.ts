/** The mitigations as snippets: each is whole Python once its placeholders have their defaults. */
import { describe, expect, it } from 'vitest';
import { parse } from '../support/engine';
import { expand, snippets } from '../support/snippets';

const entries = Object.entries(snippets);

describe('snippets', () => {
  it('are there for the mitigations of the documentation', () => {
    const prefixes = entries.map(([, { prefix }]) => prefix);
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

  it.each(entries)(
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
