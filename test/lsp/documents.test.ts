/** The life of a script: opened, edited, saved, closed; positions, versions, and what is odd. */
import { afterEach, expect, test } from 'vitest';
import { rangeOf, TestClient } from './client';

const uri = 'file:///project/train.py';
const RULE = 'contradictory-split-arguments';
const BAD = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';
const GOOD = BAD.replace('random_state', 'shuffle=True, random_state');

let client: Awaited<ReturnType<typeof TestClient.start>>;
afterEach(() => client.stop());

test('the server names what it can do', async () => {
  client = await TestClient.start();
  const { capabilities, serverInfo } = client.initialized;
  expect(serverInfo).toEqual({
    name: 'mlops-antipatterns',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
  expect(capabilities).toMatchObject({
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: 2 },
    hoverProvider: true,
    codeActionProvider: {
      codeActionKinds: ['quickfix', 'source.fixAll.mlops', 'notebook.source.fixAll.mlops'],
      resolveProvider: true,
    },
  });
  await client.until(
    () => client.registered.length === 2,
    () => 'two registrations',
  );
  expect(client.registered.sort()).toEqual([
    'workspace/didChangeConfiguration',
    'workspace/didChangeWatchedFiles',
  ]);
});

test('an opened script shows its findings, with version, place, page and source', async () => {
  client = await TestClient.start();
  client.open(uri, BAD, 'python', 7);
  const [diagnostic] = await client.shows(uri, [RULE]);
  expect(diagnostic).toMatchObject({
    source: 'mlops',
    severity: 1,
    message: expect.stringContaining('`KFold`'),
    codeDescription: {
      href: expect.stringMatching(/^file:\/\/.*\/docs\/rules\/contradictory-split-arguments\.md$/),
    },
  });
  expect(diagnostic!.range.start.line).toBe(2);
  expect(client.published.at(-1)!.version).toBe(7);
});

test('edits are followed and findings come and go with them', async () => {
  client = await TestClient.start();
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  client.change(uri, 2, 'shuffle=True, random_state', rangeOf(BAD, 'random_state'));
  await client.shows(uri, []);
  expect(client.published.at(-1)!.version).toBe(2);
  client.change(uri, 3, '', rangeOf(GOOD, 'shuffle=True, '));
  await client.shows(uri, [RULE]);
});

test('of many edits in a row only the last state is published', async () => {
  client = await TestClient.start();
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  const before = client.published.length;
  for (let i = 0; i < 20; i++) {
    client.change(uri, 2 + i, '#', { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  }
  client.change(uri, 30, BAD.replace('5', '4'));
  await client.until(
    () => client.published.at(-1)!.version === 30,
    () => 'version 30',
  );
  expect(client.published.length - before).toBe(1);
});

test('saving publishes nothing twice', async () => {
  client = await TestClient.start();
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  client.save(uri);
  await client.hover(uri, { line: 0, character: 0 });
  client.open('file:///project/other.py', BAD);
  await client.shows('file:///project/other.py', [RULE]);
  expect(client.published.filter((published) => published.uri === uri)).toHaveLength(1);
});

test('closing takes the findings back, and those of an analysis that waited', async () => {
  client = await TestClient.start();
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  client.change(uri, 2, BAD.replace('42', '43'));
  client.close(uri);
  await client.shows(uri, []);
  client.open('file:///project/other.py', BAD);
  await client.shows('file:///project/other.py', [RULE]);
  await new Promise((resolve) => setTimeout(resolve, 300)); // longer than the typing delay
  expect(client.diagnostics(uri)).toEqual([]);
});

test('columns count UTF-16 units, lines end as the protocol has it', async () => {
  client = await TestClient.start();
  const text = BAD.replace('folds =', 'folds = "😀", "ß",').replaceAll('\n', '\r\n');
  client.open(uri, text);
  const [diagnostic] = await client.shows(uri, [RULE]);
  const line = text.split('\r\n')[2]!;
  expect(diagnostic!.range.start).toMatchObject({ line: 2 });
  expect(diagnostic!.range.start.character).toBeGreaterThanOrEqual(line.indexOf('KFold'));
  expect(diagnostic!.range.end.character).toBeLessThanOrEqual(line.length);
  client.change(uri, 2, 'shuffle=True, ', {
    start: { line: 2, character: line.indexOf('random') },
    end: { line: 2, character: line.indexOf('random') },
  });
  await client.shows(uri, []);
});

test('broken code is still analysed outside its broken parts', async () => {
  client = await TestClient.start();
  client.open(uri, `${BAD}\ndef f(:\n    return\n`);
  await client.shows(uri, [RULE]);
});

test('untitled documents and documents without a folder are analysed', async () => {
  client = await TestClient.start();
  client.open('untitled:Untitled-1', BAD);
  await client.shows('untitled:Untitled-1', [RULE]);
});

test('a document that is no Python is left alone', async () => {
  client = await TestClient.start();
  client.open('file:///project/readme.md', BAD, 'markdown');
  expect(await client.hover('file:///project/readme.md', { line: 2, character: 9 })).toBeNull();
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  expect(client.published.every((published) => published.uri === uri)).toBe(true);
});

test('odd input is taken calmly: unknown documents, positions past the end, edits of what is not open', async () => {
  client = await TestClient.start();
  const far = { line: 1e6, character: 1e6 };
  expect(await client.hover('file:///nowhere.py', far)).toBeNull();
  expect(await client.codeActions('file:///nowhere.py', { start: far, end: far })).toEqual([]);
  client.change('file:///nowhere.py', 2, 'x');
  client.save('file:///nowhere.py');
  client.close('file:///nowhere.py');
  client.changeNotebook('file:///nowhere.ipynb', 2, { structure: { array: { start: 9, deleteCount: 9 } } });
  client.closeNotebook('file:///nowhere.ipynb', ['vscode-notebook-cell:/nowhere.ipynb#a']);
  client.open(uri, BAD);
  await client.shows(uri, [RULE]);
  expect(await client.hover(uri, far)).toBeNull();
  expect(await client.codeActions(uri, { start: { line: 2, character: 0 }, end: far })).not.toEqual([]);
  client.change(uri, 2, 'y', { start: far, end: far });
  client.change(uri, 3, '', { start: { line: 0, character: 0 }, end: far });
  await client.shows(uri, []);
  client.open('not a uri at all', BAD);
  await client.shows('not a uri at all', [RULE]);
  expect(await client.resolve({ title: 'an action from elsewhere' })).toMatchObject({
    title: 'an action from elsewhere',
  });
  expect(await client.connection.sendRequest('mlops/explain', { rule: 'no-such-rule' })).toBeNull();
});

test('a script of 5,000 lines and one without a line', async () => {
  client = await TestClient.start();
  client.open(uri, '');
  client.change(uri, 2, BAD + 'x = 1\n'.repeat(5000));
  await client.shows(uri, [RULE]);
});
