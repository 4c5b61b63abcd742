/** A workspace with one folder on the disk and one that only the editor can read. */
import { afterEach, expect, test } from 'vitest';
import type { AuditResult, FileParams } from '../../server/src/lsp/protocol';
import { TestClient } from './client';
import { createFolder, type TestFolder } from './folder';

const RULE = 'contradictory-split-arguments';
const BAD = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';
const SETTING = `[severity]\n${RULE} = "hint"\n`;

const root = 'memfs:/my%20churn';
const FILES: Record<string, string> = { 'mlops-antipatterns.toml': SETTING, 'far.py': BAD };

const textOf = ({ uri }: FileParams): string | undefined => FILES[uri.slice(root.length + 1)];
const answers = {
  'mlops/readFile': (params: FileParams) => {
    const text = textOf(params);
    return text === undefined ? { error: 'not-found' } : { base64: Buffer.from(text).toString('base64') };
  },
  'mlops/stat': (params: FileParams) => {
    if (params.uri === root) return { kind: 'directory', size: 0 };
    const text = textOf(params);
    return text === undefined ? { error: 'not-found' } : { kind: 'file', size: text.length };
  },
  'mlops/listDirectory': ({ uri }: FileParams) =>
    uri === root
      ? { entries: Object.keys(FILES).map((name) => ({ name, kind: 'file', isLink: false })) }
      : { error: 'not-found' },
};

let client: TestClient;
let folder: TestFolder;
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

test('each folder is read by who can', async () => {
  folder = createFolder({ 'near.py': BAD });
  client = await TestClient.start({
    folders: [folder.uri, root],
    initializationOptions: { fileAccess: 'server' },
    answers,
  });
  const { findings, summary } = await client.connection.sendRequest<AuditResult>('mlops/audit', {});
  expect(summary).toMatchObject({ files: 2, errors: [] });
  const found = findings.filter(({ rule }) => rule === RULE);
  expect(found.map(({ uri, severity }) => [uri, severity])).toEqual([
    [folder.file('near.py'), 'error'],
    [`${root}/far.py`, 'hint'],
  ]);

  client.open(`${root}/far.py`, BAD);
  await client.shows(`${root}/far.py`, [RULE]);
  expect(client.diagnostics(`${root}/far.py`)[0]!.severity).toBe(4);
});
