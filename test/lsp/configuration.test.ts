/** What a client gets to configure a project: completion, severities, a new configuration, what counts and why. */
import { afterEach, describe, expect, test } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver-protocol';
import type { EffectiveConfiguration } from '../../server/src/lsp/protocol';
import { applyEdit, CAPABILITIES, rangeOf, TestClient, type StartOptions } from './client';
import { createFolder, type TestFolder } from './folder';

const RULE = 'contradictory-split-arguments';
const BAD = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';

let client: TestClient & { initialized: { capabilities: { completionProvider?: object } } };
let folder: TestFolder;
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(files: Record<string, string>, options: StartOptions = {}): Promise<void> {
  folder = createFolder(files);
  client = await TestClient.start({ folders: [folder.uri], ...options });
}

const labels = (items: CompletionItem[]): string[] => items.map(({ label }) => label);

describe('completion', () => {
  /** The text after an item was accepted, `|` where the cursor is to go. */
  const accepted = (marked: string, items: CompletionItem[], label: string): string => {
    const { range, newText } = items.find((item) => item.label === label)!.textEdit as TextEdit;
    const lines = marked.replace('|', '').split('\n');
    const line = lines[range.start.line]!;
    lines[range.start.line] =
      line.slice(0, range.start.character) +
      newText.replace(/\$1|\$\{1:(.*?)\}/, '|$1') +
      line.slice(range.end.character);
    return lines.join('\n');
  };

  test('keys, in our table only', async () => {
    await start({});
    expect(client.initialized.capabilities.completionProvider).toBeDefined();
    const toml = folder.file('pyproject.toml');
    const keys = await client.completions(toml, '[tool.mlops-antipatterns]\nign|\n');
    expect(labels(keys)).toEqual(expect.arrayContaining(['ignore', 'severity', 'min-severity', 'exclude']));
    expect(keys.find(({ label }) => label === 'ignore')!.detail).toBe('Not these rules and areas.');
    expect(accepted('[tool.mlops-antipatterns]\nign|\n', keys, 'ignore')).toBe(
      '[tool.mlops-antipatterns]\nignore = \n',
    );
    expect(await client.completions(toml, '[tool.ruff]\nign|\n')).toEqual([]);
    expect(await client.completions(folder.file('other.toml'), 'ign|\n')).toEqual([]);
    const override = labels(await client.completions(toml, '[[tool.mlops-antipatterns.overrides]]\n|\n'));
    expect(override).toContain('paths');
    expect(override).not.toContain('max-file-size');
  });

  test('rules and areas with their documentation', async () => {
    await start({});
    const toml = folder.file('mlops-antipatterns.toml');
    const marked = '[severity]\nunseeded-|';
    const items = await client.completions(toml, marked);
    expect(labels(items)).toEqual(expect.arrayContaining([RULE, 'leakage', 'all']));
    expect(accepted(marked, items, 'unseeded-randomness')).toBe('[severity]\nunseeded-randomness = ');
    const item = items.find(({ label }) => label === RULE)!;
    expect(item.documentation).toBeUndefined();
    const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    expect((resolved.documentation as { value: string }).value).toMatch(/\*Cost:\*.*/);

    for (const [text, after] of [
      ['ignore = |', `ignore = ["${RULE}"]`],
      ['ignore = ["|"]', `ignore = ["${RULE}"]`],
      ['ignore = ["data", contra|]', `ignore = ["data", "${RULE}"]`],
      ['severity = { |', `severity = { ${RULE} = `],
      ['severity = { contra| = "hint" }', `severity = { ${RULE} = "hint" }`],
    ] as const) {
      expect(accepted(text, await client.completions(toml, text), RULE)).toBe(after);
    }
  });

  test('severities, options and headers', async () => {
    await start({});
    const toml = folder.file('mlops-antipatterns.toml');
    const severities = ['error', 'warning', 'information', 'hint'];
    expect(labels(await client.completions(toml, `[severity]\n${RULE} = "|"`))).toEqual([
      ...severities,
      'off',
    ]);
    expect(labels(await client.completions(toml, 'min-severity = |'))).toEqual(severities);
    expect(labels(await client.completions(toml, '[rules.fit-before-split]\n|'))).toEqual(['vocabulary']);
    expect(labels(await client.completions(toml, '[rules]\nfit-before-split.vocabulary = |'))).toEqual([
      'true',
      'false',
    ]);
    expect(labels(await client.completions(toml, '[sev|'))).toContain('severity');
    expect(labels(await client.completions(folder.file('pyproject.toml'), '[[tool.ml|'))).toEqual([
      'tool.mlops-antipatterns.overrides',
    ]);
  });

  test('snippets, and registration for our files alone, where the client has both', async () => {
    const textDocument = {
      ...CAPABILITIES.textDocument,
      completion: { dynamicRegistration: true, completionItem: { snippetSupport: true } },
    };
    await start({}, { capabilities: { ...CAPABILITIES, textDocument } });
    await client.until(
      () => client.registered.includes('textDocument/completion'),
      () => 'the registration',
    );
    expect(client.initialized.capabilities.completionProvider).toBeUndefined();
    const items = await client.completions(folder.file('mlops-antipatterns.toml'), 'ign|');
    expect(accepted('ign|', items, 'ignore')).toBe('ignore = ["|"]');
  });
});

describe('a severity from a finding', () => {
  const title = `Turn \`${RULE}\` off in this project`;

  test('is an action of any client: the server edits the file in force', async () => {
    const toml = '# ours\n[tool.mlops-antipatterns]\nignore = ["data"] # none\n';
    await start({ 'pyproject.toml': toml, 'src/train.py': BAD });
    const uri = folder.file('src/train.py');
    client.open(uri, BAD);
    await client.shows(uri, [RULE]);
    const actions = await client.codeActions(uri, rangeOf(BAD, 'random_state'));
    const { command } = actions.find((action) => action.title === title)!;
    await client.connection.sendRequest('workspace/executeCommand', command);
    const edited = applyEdit(client.applied[0]!, {
      [folder.file('pyproject.toml')]: { text: toml, version: null },
    });
    expect(Object.values(edited)).toEqual([
      `${toml.trimEnd()}\n\n[tool.mlops-antipatterns.severity]\n${RULE} = "off"\n`,
    ]);
  });

  test('the text in the editor counts, with its version', async () => {
    await start({ 'mlops-antipatterns.toml': '', 'train.py': BAD });
    const toml = folder.file('mlops-antipatterns.toml');
    const typed = `severity = { ${RULE} = "hint" }\n`;
    client.open(toml, typed, 'toml', 7);
    const params = { uri: folder.file('train.py'), rule: RULE, level: 'error' };
    expect(await client.connection.sendRequest('mlops/setSeverity', params)).toEqual({
      file: toml,
      applied: true,
    });
    expect(applyEdit(client.applied[0]!, { [toml]: { text: typed, version: 7 } })[toml]).toBe(
      `severity = { ${RULE} = "error" }\n`,
    );
  });

  test('without a file one is created, if that is asked for', async () => {
    await start({ 'train.py': BAD, 'pyproject.toml': '[project]\nname = "x"\n' });
    const params = { uri: folder.file('train.py'), rule: RULE, level: 'off' };
    expect(await client.connection.sendRequest('mlops/setSeverity', params)).toEqual({ applied: false });
    await client.connection.sendRequest('workspace/executeCommand', {
      command: 'mlops.setSeverity',
      arguments: [params.uri, RULE, 'off'],
    });
    const uri = folder.file('mlops-antipatterns.toml');
    expect(client.applied[0]!.documentChanges).toMatchObject([
      { kind: 'create', uri, options: { overwrite: false } },
      { textDocument: { uri }, edits: [{ newText: `[severity]\n${RULE} = "off"\n` }] },
    ]);
  });

  test('the client names its own command where it has one', async () => {
    await start({ 'train.py': BAD }, { initializationOptions: { severityCommand: 'mine' } });
    const uri = folder.file('train.py');
    client.open(uri, BAD);
    await client.shows(uri, [RULE]);
    const own = (await client.codeActions(uri, rangeOf(BAD, 'random_state'))).filter(
      ({ command }) => command?.command === 'mine',
    );
    expect(own.map((action) => [action.title, action.command!.arguments])).toEqual([
      [`Change severity of \`${RULE}\`…`, [RULE, uri]],
      [title, [RULE, uri, 'off']],
    ]);
  });

  test('what can not be done is said', async () => {
    await start({ 'mlops-antipatterns.toml': 'severity = [', 'train.py': BAD });
    const ask = (params: object): Promise<unknown> =>
      client.connection.sendRequest('mlops/setSeverity', { uri: folder.file('train.py'), ...params });
    await expect(ask({ rule: RULE, level: 'off' })).rejects.toThrow(/mend it first/);
    await expect(ask({ rule: 'no-such-rule', level: 'off' })).rejects.toThrow(/no rule named no-such-rule/);
    await expect(ask({ rule: RULE, level: 'loud' })).rejects.toThrow(/loud is no severity/);
    expect(client.applied).toEqual([]);
  });
});

describe('a new configuration', () => {
  const create = (params: object = {}): Promise<unknown> =>
    client.connection.sendRequest('mlops/createConfiguration', params);

  test('is a file of its own', async () => {
    await start({});
    const file = folder.file('mlops-antipatterns.toml');
    await client.connection.sendRequest('workspace/executeCommand', { command: 'mlops.createConfiguration' });
    expect(client.applied[0]!.documentChanges).toMatchObject([
      { kind: 'create', uri: file, options: { overwrite: false, ignoreIfExists: false } },
      { edits: [{ newText: expect.stringContaining('[severity]') }] },
    ]);
    expect(await create()).toEqual({ file, created: true });
  });

  test('or a table of pyproject.toml, behind what stands there', async () => {
    const text = '[project]\nname = "churn"\n';
    await start({ 'pyproject.toml': text });
    const file = folder.file('pyproject.toml');
    expect(await create({ folder: folder.uri, into: 'pyproject' })).toEqual({ file, created: true });
    const after = applyEdit(client.applied[0]!, { [file]: { text, version: null } })[file]!;
    expect(after.startsWith(`${text}\n# MLOps`)).toBe(true);
    expect(after).toContain('\n[tool.mlops-antipatterns.severity]\n');
  });

  test('never beside or over another', async () => {
    await start({ 'pyproject.toml': '[tool.mlops-antipatterns]\n' });
    const existing = { file: folder.file('pyproject.toml'), created: false };
    expect(await create()).toEqual(existing);
    expect(await create({ into: 'pyproject' })).toEqual(existing);
    folder.write('mlops-antipatterns.toml', '');
    expect(await create()).toEqual({ file: folder.file('mlops-antipatterns.toml'), created: false });
    expect(client.applied).toEqual([]);
  });
});

test('a file that was deleted is created again, even if an editor still holds its text', async () => {
  await start({ 'mlops-antipatterns.toml': '' });
  const file = folder.file('mlops-antipatterns.toml');
  client.open(file, '', 'toml');
  folder.remove('mlops-antipatterns.toml');
  expect(await client.connection.sendRequest('mlops/createConfiguration', {})).toEqual({
    file,
    created: true,
  });
});

test('the effective configuration links each value to its line', async () => {
  const toml = `min-severity = "information"\n\n[severity]\n${RULE} = "hint"\n`;
  await start({ 'mlops-antipatterns.toml': toml }, { settings: { run: 'onSave' } });
  const { text, links } = await client.connection.sendRequest<EffectiveConfiguration>(
    'mlops/effectiveConfiguration',
    {},
  );
  const lines = text.split('\n');
  const linked = links.map(({ range: { start, end }, target }) => [
    lines[start.line]!.trim().split(/ {2,}/)[0],
    lines[start.line]!.slice(start.character, end.character).replace(folder.path, ''),
    target.replace(folder.uri, ''),
  ]);
  const file = '/mlops-antipatterns.toml';
  expect(linked).toContainEqual(['min-severity', `${file}:1`, `${file}#L1`]);
  expect(linked).toContainEqual([RULE, `${file}:4`, `${file}#L4`]);
  expect(text).toMatch(/^ {2}run +onSave +editor settings$/m);
  expect(text).toMatch(/^ {2}enable +true +default$/m);
});
