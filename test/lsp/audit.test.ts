/** Audits of the workspace: what comes back, what is shown, progress, cancel, and that the server stays awake meanwhile. */
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { FileChangeType } from 'vscode-languageserver-protocol';
import type { AuditResult } from '../../server/src/lsp/protocol';
import { rangeOf, TestClient, type Cell, type StartOptions } from './client';
import { createFolder, notebookJson, type TestFolder } from './folder';

const RULE = 'contradictory-split-arguments';
const IMPORT = 'from sklearn.model_selection import KFold\n';
const BAD = `${IMPORT}folds = KFold(n_splits=5, random_state=42)\n`;

let client: TestClient;
let folder: TestFolder;
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(files: Record<string, string>, options: StartOptions = {}): Promise<void> {
  folder = createFolder({ 'requirements.txt': 'scikit-learn==1.5.0\n', ...files });
  client = await TestClient.start({ folders: [folder.uri], ...options });
}

/** Many files with much to do in each. */
const manyFiles = (count: number): Record<string, string> => {
  const lines = Array.from({ length: 400 }, (_, i) => `folds_${i} = KFold(n_splits=${i}, random_state=${i})`);
  const long = `${BAD}\n${lines.join('\n')}\n`;
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}.py`, long]));
};

const audit = (params: object = {}): Promise<AuditResult> =>
  client.connection.sendRequest('mlops/audit', params);
const touched = (name: string, type: FileChangeType): void =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.file(name), type }] });

test('findings come back for the tree and show in files that are not open', async () => {
  await start({
    'src/train.py': BAD,
    'clean.py': 'x = 1\n',
    'broken.ipynb': '{',
    'nb.ipynb': notebookJson([IMPORT, BAD]),
  });
  const { findings, summary } = await audit();
  expect(findings.map(({ path, rule }) => [path, rule])).toEqual([
    ['nb.ipynb', RULE],
    ['src/train.py', RULE],
  ]);
  const [inNotebook, inScript] = findings;
  expect(inScript).toMatchObject({
    uri: folder.file('src/train.py'),
    folder: folder.uri,
    area: 'estimators',
    severity: 'error',
    range: rangeOf(BAD, 'random_state=42'),
    fixes: [expect.objectContaining({ applicability: 'safe' }), ...inScript!.fixes.slice(1)],
  });
  expect(inNotebook).toMatchObject({
    uri: folder.file('nb.ipynb'),
    cell: 3,
    range: rangeOf(BAD, 'random_state=42'),
  });
  expect(summary).toMatchObject({
    files: 4,
    notebooks: 2,
    counts: { error: 2, warning: 0, information: 0, hint: 0 },
  });
  expect(summary.errors).toEqual([
    { path: 'broken.ipynb', message: expect.stringContaining('not valid JSON') },
  ]);

  expect(client.diagnostics(folder.file('src/train.py'))).toMatchObject([
    { code: RULE, range: rangeOf(BAD, 'random_state=42') },
  ]);
  // In a closed notebook the place is that in the file.
  const [shown] = client.diagnostics(folder.file('nb.ipynb'));
  expect(shown!.message).toMatch(/^Cell 3: /);
  const line = notebookJson([IMPORT, BAD]).split('\n')[shown!.range.start.line]!;
  expect(line.slice(shown!.range.start.character, shown!.range.end.character)).toBe('random_state=42');
});

test('what is in the editor counts, and shows itself', async () => {
  await start({ 'train.py': BAD, 'nb.ipynb': notebookJson([BAD]) });
  client.open(folder.file('train.py'), 'x = 1\n');
  const cell: Cell = { uri: 'vscode-notebook-cell:/nb.ipynb#a', text: `${BAD}more = KFold(random_state=1)` };
  client.openNotebook(folder.file('nb.ipynb'), [cell]);
  await client.shows(cell.uri, [RULE, RULE]);
  const { findings } = await audit();
  expect(findings.map(({ uri, rule }) => [uri, rule])).toEqual([
    [cell.uri, RULE],
    [cell.uri, RULE],
  ]);
  expect(client.diagnostics(folder.file('train.py'))).toEqual([]);
  expect(client.diagnostics(folder.file('nb.ipynb'))).toEqual([]);
});

test('opening a file takes over, closing it gives back, a change on disk is followed', async () => {
  await start({ 'train.py': BAD });
  const uri = folder.file('train.py');
  await client.rests(0);
  await audit();
  await client.shows(uri, [RULE]);
  client.open(uri, BAD, 'python', 3);
  await client.until(
    () => client.published.at(-1)?.version === 3,
    () => 'the open version',
  );
  expect(client.diagnostics(uri)).toHaveLength(1);
  client.change(uri, 4, '');
  await client.shows(uri, []);
  client.close(uri);
  await client.shows(uri, [RULE]); // the file still has it
  folder.write('train.py', 'x = 1\n');
  touched('train.py', FileChangeType.Changed);
  await client.shows(uri, []);
  folder.write('train.py', BAD);
  touched('train.py', FileChangeType.Changed);
  await client.shows(uri, [RULE]);
  folder.remove('train.py');
  touched('train.py', FileChangeType.Deleted);
  await client.shows(uri, []);
});

test('the next audit clears what is mended; one of a single file leaves the others', async () => {
  await start({ 'a.py': BAD, 'b.py': BAD });
  await audit();
  await client.shows(folder.file('a.py'), [RULE]);
  await client.shows(folder.file('b.py'), [RULE]);
  folder.write('a.py', '');
  folder.write('b.py', '');
  await audit({ uris: [folder.file('a.py')] });
  await client.shows(folder.file('a.py'), []);
  expect(client.diagnostics(folder.file('b.py'))).toHaveLength(1);
  await audit();
  await client.shows(folder.file('b.py'), []);
});

test('progress is told from beginning to end, also for the command', async () => {
  await start({ 'a.py': BAD });
  await audit({ workDoneToken: 'audit-1' });
  const kinds = client.progress.filter(({ token }) => token === 'audit-1').map(({ value }) => value.kind);
  expect(kinds[0]).toBe('begin');
  expect(kinds.at(-1)).toBe('end');
  const summary = await client.connection.sendRequest('workspace/executeCommand', {
    command: 'mlops.auditWorkspace',
  });
  expect(summary).toMatchObject({ files: 1, counts: { error: 1 } });
  expect(client.progress.filter(({ token }) => token !== 'audit-1').at(-1)!.value.kind).toBe('end');
});

test('while an audit runs the server answers, and stops when told to', async () => {
  const total = 200;
  await start(manyFiles(total));
  const open = 'file:///elsewhere/open.py';
  client.open(open, BAD);
  await client.shows(open, [RULE]);
  const shown = client.published.length;
  const reports = (): string[] =>
    client.progress.flatMap(({ value }) => (value.kind === 'report' ? [value.message ?? ''] : []));
  const done = (): number => Number(/^(\d+) of /.exec(reports().at(-1) ?? '')?.[1] ?? 0);

  const cancel = new CancellationTokenSource();
  let isRunning = true;
  const running = client.connection
    .sendRequest<AuditResult>('mlops/audit', { workDoneToken: 'long' }, cancel.token)
    .finally(() => (isRunning = false));
  await client.until(
    () => done() > 0,
    () => 'the audit to be on its way',
  );
  // Answers come between two files, not behind all of them.
  for (let round = 0; round < 5; round++) {
    const actions = await client.codeActions(open, rangeOf(BAD, 'random_state'));
    expect(actions.length).toBeGreaterThan(0);
  }
  expect(isRunning).toBe(true);
  expect(reports().every((message) => /^(searching|\d+ of 200 files · m\d+\.py$)/.test(message))).toBe(true);

  const before = done();
  cancel.cancel();
  const { summary } = await running;
  // What was under way is finished, the rest is not begun: far less than what was left.
  expect(summary.files).toBeLessThan(before + (total - before) / 2);
  // A cancelled audit shows nothing.
  expect(client.published.slice(shown).filter(({ uri }) => uri !== open)).toEqual([]);
});

describe('the results of an audit follow', () => {
  const news = (name: string): string | undefined => {
    const last = client.renewed.filter(({ path }) => path === name).at(-1);
    return last && last.findings.map(({ rule, range }) => `${rule}:${range.start.line + 1}`).join();
  };
  const tells = (name: string, expected: string): Promise<void> =>
    client.until(
      () => news(name) === expected,
      () => `${name}: ${expected || 'nothing'}; told was ${news(name)}`,
    );
  const follow = { initializationOptions: { renewedFindings: true } };

  test('edits in an open file, and what lies on disk when it is closed', async () => {
    await start({ 'train.py': BAD, 'other.py': BAD }, follow);
    await audit();
    const uri = folder.file('train.py');
    client.open(uri, BAD);
    await tells('train.py', `${RULE}:2`);
    client.change(uri, 2, `\n${BAD}`);
    await tells('train.py', `${RULE}:3`);
    expect(client.renewed.at(-1)).toMatchObject({
      folder: folder.uri,
      findings: [{ uri, path: 'train.py', severity: 'error', fixes: [{ applicability: 'safe' }] }],
    });
    client.change(uri, 3, `${BAD.trimEnd()}  # mlops: ignore[${RULE}]\n`);
    await tells('train.py', '');
    client.close(uri);
    await tells('train.py', `${RULE}:2`);
    folder.write('train.py', 'x = 1\n');
    touched('train.py', FileChangeType.Changed);
    await tells('train.py', '');
    expect(news('other.py')).toBeUndefined();
  });

  test('cells', async () => {
    await start({ 'nb.ipynb': notebookJson([IMPORT, BAD]) }, follow);
    await audit();
    const uri = folder.file('nb.ipynb');
    const cell: Cell = { uri: 'vscode-notebook-cell:/nb.ipynb#a', text: BAD };
    client.openNotebook(uri, [cell]);
    await tells('nb.ipynb', `${RULE}:2`);
    expect(client.renewed.at(-1)!.findings[0]).toMatchObject({ uri: cell.uri, cell: 1 });
    client.closeNotebook(uri, [cell.uri]);
    await client.until(
      () => client.renewed.at(-1)!.findings[0]?.cell === 3,
      () => 'the cell as the file has it',
    );
    expect(client.renewed.at(-1)!.findings[0]!.uri).toBe(uri);
  });

  test('the configuration, in files that are not open', async () => {
    await start({ 'a.py': BAD, 'b.py': BAD }, follow);
    await audit();
    folder.write('mlops-antipatterns.toml', `[severity]\n${RULE} = "off"\n`);
    touched('mlops-antipatterns.toml', FileChangeType.Created);
    await tells('a.py', '');
    await tells('b.py', '');
    expect(client.diagnostics(folder.file('a.py'))).toEqual([]);
  });

  test('not where findings are switched off in the editor: an audit is not affected by that', async () => {
    await start({ 'a.py': BAD, 'b.py': BAD }, { ...follow, settings: { enable: false } });
    expect((await audit()).findings).toHaveLength(2);
    client.open(folder.file('a.py'), BAD);
    await client.rests(1);
    folder.write('b.py', `\n${BAD}`);
    touched('b.py', FileChangeType.Changed);
    await tells('b.py', `${RULE}:3`);
    expect(news('a.py')).toBeUndefined();
  });
});

test('several folders: each by its own configuration, one inside another only once', async () => {
  const other = createFolder({ 'a.py': BAD, 'broken.ipynb': '{' });
  try {
    folder = createFolder({
      'a.py': BAD,
      'inner/a.py': BAD,
      'mlops-antipatterns.toml': `[severity]\n${RULE} = "hint"\n`,
      'inner/mlops-antipatterns.toml': `[severity]\n${RULE} = "warning"\n`,
    });
    client = await TestClient.start({ folders: [folder.uri, folder.file('inner'), other.uri] });
    const { findings, summary } = await audit({ workDoneToken: 'folders' });
    expect(findings.map(({ folder: uri, path, severity }) => [uri, path, severity])).toEqual([
      [folder.uri, 'a.py', 'hint'],
      [folder.file('inner'), 'a.py', 'warning'],
      [other.uri, 'a.py', 'error'],
    ]);
    const name = other.uri.slice(other.uri.lastIndexOf('/') + 1);
    expect(summary.errors.map(({ path }) => path)).toEqual([`${name}/broken.ipynb`]);
    expect(client.progress.some(({ value }) => value.message?.startsWith(`${name} · `))).toBe(true);
  } finally {
    other.dispose();
  }
});

test('a file outside of all folders is named', async () => {
  await start({ 'a.py': BAD }, { folders: [] });
  const { findings } = await audit({ uris: [folder.file('a.py')] });
  expect(findings).toMatchObject([{ path: 'a.py', folder: folder.uri }]);
});

test('folders that hold nothing, and URIs of nothing', async () => {
  await start({});
  expect((await audit()).findings).toEqual([]);
  const { summary } = await audit({ uris: [folder.file('nowhere.py'), 'file:///no/such/folder'] });
  expect(summary.errors.map(({ message }) => message)).toEqual([
    expect.stringContaining('no such file'),
    expect.stringContaining('no such file'),
  ]);
});
