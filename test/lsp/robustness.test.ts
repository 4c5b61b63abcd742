/** What no client should send and some do; edits at random; the entry's own arguments. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Diagnostic, Range } from 'vscode-languageserver-protocol';
import packageJson from '../../package.json';
import { rangeOf, TestClient } from './client';
import { createFolder } from './folder';

const SERVER = fileURLToPath(new URL('../../dist/server/node.js', import.meta.url));
const RULE = 'contradictory-split-arguments';
const BAD = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';

test('--version and --help', () => {
  expect(execFileSync(process.execPath, [SERVER, '--version'], { encoding: 'utf8' })).toBe(
    `${packageJson.version}\n`,
  );
  expect(execFileSync(process.execPath, [SERVER, '--help'], { encoding: 'utf8' })).toContain('--stdio');
});

test('messages without what they need get an error, and the server goes on', async () => {
  const client = await TestClient.start();
  const request = (method: string, params: object): Promise<unknown> =>
    client.connection.sendRequest(method, params);
  for (const method of ['textDocument/hover', 'textDocument/codeAction', 'mlops/effectiveConfiguration']) {
    await expect(request(method, {})).rejects.toThrow();
  }
  await expect(request('workspace/executeCommand', { command: 'rm' })).rejects.toThrow(
    'There is no command rm.',
  );
  await expect(request('textDocument/rename', {})).rejects.toThrow();
  client.notify('textDocument/didOpen', {});
  client.notify('textDocument/didChange', { textDocument: { uri: 'file:///a.py', version: 1 } });
  client.notify('notebookDocument/didOpen', { notebookDocument: { uri: 'file:///a.ipynb' } });
  client.notify('notebookDocument/didChange', {});
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: '%', type: 3 }] });
  client.notify('workspace/didChangeConfiguration', { settings: 'odd' });
  client.notify('$/whatever', { odd: true });
  client.open('file:///project/train.py', BAD);
  await client.shows('file:///project/train.py', [RULE]);
  // What was wrong was said where a user finds it.
  expect(client.logged.filter(({ type }) => type === 1).length).toBeGreaterThan(0);
  client.logged.length = 0;
  await client.stop();
});

test('random edits, applied one by one, lead to what the final text shows when opened', async () => {
  const client = await TestClient.start();
  const uri = 'file:///project/train.py';
  const random = generator(20_26);
  const pieces = [
    'folds = KFold(random_state=1)\n',
    '\n',
    '"""',
    '(',
    ')',
    '  ',
    '# 😀',
    'x = 1\r\n',
    'def f():\n    ',
    '\t',
    'é',
    '%time x\n',
  ];
  let text = BAD;
  client.open(uri, text);
  for (let version = 2; version < 300; version++) {
    const start = Math.floor(random() * (text.length + 1));
    const end = Math.min(text.length, start + Math.floor(random() * 6));
    const inserted = pieces[Math.floor(random() * pieces.length)]!;
    if (splits(text, start) || splits(text, end)) continue;
    client.change(uri, version, inserted, rangeBetween(text, start, end));
    text = text.slice(0, start) + inserted + text.slice(end);
  }
  // A last edit that surely has findings, so that both documents have something to show.
  const end = rangeBetween(text, text.length, text.length);
  client.change(uri, 1000, `\n"""\n${BAD}`, end);
  text = `${text}\n"""\n${BAD}`;
  client.change(uri, 1001, BAD, rangeBetween(text, 0, 0));
  text = BAD + text;
  await client.until(
    () => client.published.some((each) => each.uri === uri && each.version === 1001),
    () => 'version 1001',
  );
  client.open('file:///project/fresh.py', text);
  const fresh = await found(client, 'file:///project/fresh.py');
  expect(simple(client.diagnostics(uri))).toEqual(simple(fresh));
  expect(fresh.length).toBeGreaterThan(0);
  await client.stop();
});

test('a fix that makes a file, for a client that can', async () => {
  const train = `from sklearn.linear_model import Ridge\n\nX, y = load()\nmodel = Ridge().fit(X, y)\n`;
  const folder = createFolder({ 'train.py': train });
  const client = await TestClient.start({ folders: [folder.uri] });
  const uri = folder.file('train.py');
  const isAsked = (): boolean => client.diagnostics(uri).some(({ code }) => code === 'unpinned-dependencies');
  client.open(uri, train);
  await client.until(isAsked, () => 'unpinned-dependencies');
  const actions = await client.codeActions(uri, rangeOf(train, 'from'));
  const scaffold = actions.find(({ title }) => title.includes('requirements.txt'))!;
  expect(scaffold.isPreferred).toBeUndefined();
  expect(scaffold.edit!.documentChanges).toMatchObject([
    { kind: 'create', uri: folder.file('requirements.txt') },
    {
      textDocument: { uri: folder.file('requirements.txt'), version: null },
      edits: [{ newText: expect.stringContaining('scikit-learn') }],
    },
  ]);
  folder.write('requirements.txt', 'scikit-learn==1.5.0\n');
  client.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: folder.file('requirements.txt'), type: 1 }],
  });
  await client.until(
    () => !isAsked(),
    () => 'the finding to go',
  );
  await client.stop();
  folder.dispose();
});

async function found(client: TestClient, uri: string): Promise<Diagnostic[]> {
  await client.until(
    () => client.published.some((each) => each.uri === uri),
    () => `findings in ${uri}`,
  );
  return client.diagnostics(uri);
}

function simple(diagnostics: readonly Diagnostic[]): object[] {
  return diagnostics.map(({ code, message, range }) => ({ code, message, range }));
}

/** A small linear congruential generator: the same edits in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** True if an offset lies inside a surrogate pair or between `\r` and `\n`, where no editor puts an edit. */
function splits(text: string, offset: number): boolean {
  return /[\udc00-\udfff]/.test(text[offset] ?? '') || (text[offset - 1] === '\r' && text[offset] === '\n');
}

function rangeBetween(text: string, start: number, end: number): Range {
  const position = (offset: number) => {
    const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  };
  return { start: position(start), end: position(end) };
}
