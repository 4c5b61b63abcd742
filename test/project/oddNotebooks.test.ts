/**
 * Notebooks as the world has them (test/fixtures/notebooks): each is read, passed over or refused with a clear message, and never
 * crashes. All that can be read hold the same finding once, and its fix changes nothing else in the file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../server/src/engine/engine';
import { createUnit } from '../../server/src/engine/source/createUnit';
import { readDocument, type Document } from '../../server/src/project/document';
import { fixDocument } from '../../server/src/project/fixes';
import { parserForTests } from '../support/engine';

const FOLDER = fileURLToPath(new URL('../fixtures/notebooks/', import.meta.url));
const RULE = 'contradictory-split-arguments';

/** What is not analysed: passed over on purpose, or refused; with the message. */
const UNREAD: Readonly<Record<string, readonly ['skipped' | 'failed', RegExp]>> = {
  'cells-not-a-list': ['failed', /^not a notebook: it has no `cells`$/],
  'empty-file': ['skipped', /^an empty file$/],
  'git-lfs-pointer': ['failed', /^not valid JSON/],
  'html-page': ['failed', /^not valid JSON: .* line 1, column 1$/],
  'json-array': ['failed', /^not a notebook/],
  'json-null': ['failed', /^not a notebook/],
  'latin-1': ['failed', /^not valid UTF-8/],
  'merge-conflict': ['failed', /^not valid JSON: .* line 5, column 4$/],
  'r-kernel': ['skipped', /^a notebook in r, not Python$/i],
  truncated: ['failed', /^not valid JSON: .* line 11/],
  'utf-16': ['failed', /^encoded as UTF-16/],
};

/** Cells of `broken-python` and `databricks-source` are no Python; the others are analysed all the same. */
const WITH_SYNTAX_ERRORS = new Set(['broken-python', 'databricks-source']);

/** A cell's place can't be told where the JSON has the key twice: what is read is not what would be written. */
const NOT_WRITTEN: Readonly<Record<string, string>> = { 'duplicate-keys': 'the notebook has no such cell' };

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ipynb'))
  .map((file) => file.slice(0, -'.ipynb'.length));

function read(name: string) {
  return readDocument(`${name}.ipynb`, readFileSync(`${FOLDER}${name}.ipynb`));
}

async function analyse({ path, kind, inputs }: Document) {
  const engine = createEngine(await parserForTests());
  return engine.analyse(createUnit({ path, kind, sources: inputs }), {
    rules: new Map([[RULE, { severity: 'default' }]]),
  });
}

describe('odd notebooks', () => {
  it.each(names.filter((name) => name in UNREAD))('%s is not read, and why is said', (name) => {
    const [outcome, message] = UNREAD[name]!;
    expect(read(name)).toMatchObject({ ok: false, skipped: outcome === 'skipped' });
    expect((read(name) as { message: string }).message).toMatch(message);
  });

  it.each(names.filter((name) => !(name in UNREAD)))('%s is analysed and fixed', async (name) => {
    const loaded = read(name);
    if (!loaded.ok) return expect.fail(`It is not read: ${loaded.message}`);
    const { document } = loaded;
    const { findings, syntaxErrors } = await analyse(document);
    const found = findings.filter(({ rule }) => rule === RULE);
    if (name === 'no-cells') return expect(found).toEqual([]);
    expect(found).toHaveLength(1);
    expect(syntaxErrors.length > 0).toBe(WITH_SYNTAX_ERRORS.has(name));

    const fixed = await fixDocument(document, 'safe', async (current) => {
      const again = await analyse(current);
      const own = again.findings.filter(({ rule }) => rule === RULE);
      return { findings: own, syntaxErrors: again.syntaxErrors.length };
    });
    if (name in NOT_WRITTEN) return expect(fixed).toEqual({ applied: {}, message: NOT_WRITTEN[name] });
    const { before, after, bytes } = fixed.content!;
    expect(after).toBe(before.replace('random_state=0)', 'random_state=0, shuffle=True)'));
    // Byte order mark and encoding too: the new bytes differ from the file's by what was inserted.
    expect(bytes.length - readFileSync(`${FOLDER}${name}.ipynb`).length).toBe(', shuffle=True'.length);
  });
});
