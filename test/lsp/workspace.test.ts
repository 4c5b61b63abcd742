/** What surrounds a document: settings, configuration files, modules, manifests, and changes of all of them on disk. */
import { afterEach, describe, expect, test } from 'vitest';
import { FileChangeType } from 'vscode-languageserver-protocol';
import { CAPABILITIES, rangeOf, TestClient } from './client';
import { createFolder, type TestFolder } from './folder';

const RULE = 'contradictory-split-arguments';
const BAD = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';

let client: TestClient;
let folder: TestFolder;
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(files: Record<string, string>, settings: Record<string, unknown> = {}): Promise<void> {
  folder = createFolder(files);
  client = await TestClient.start({ folders: [folder.uri], settings });
}

const touched = (name: string, type: FileChangeType = FileChangeType.Changed): void =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.file(name), type }] });

const settingsChanged = (settings: Record<string, unknown>): void => {
  client.settings = settings;
  client.notify('workspace/didChangeConfiguration', { settings: null });
};

describe('editor settings', () => {
  test('enable, and a change of it', async () => {
    await start({ 'train.py': BAD }, { enable: false });
    client.open(folder.file('train.py'), BAD);
    await client.rests(1);
    expect(client.diagnostics(folder.file('train.py'))).toEqual([]);
    expect(await client.codeActions(folder.file('train.py'), rangeOf(BAD, 'random_state'))).toEqual([]);
    settingsChanged({ enable: true });
    await client.shows(folder.file('train.py'), [RULE]);
  });

  test('severities by rule and by area', async () => {
    await start({ 'train.py': BAD }, { severity: { [RULE]: 'hint' } });
    client.open(folder.file('train.py'), BAD);
    expect((await client.shows(folder.file('train.py'), [RULE]))[0]!.severity).toBe(4);
    settingsChanged({ severity: { estimators: 'off' } });
    await client.shows(folder.file('train.py'), []);
    settingsChanged({ severity: { estimators: 'loud', 'no-such-rule': 'off' }, run: 7, exclude: 'x' });
    expect((await client.shows(folder.file('train.py'), [RULE]))[0]!.severity).toBe(1);
  });

  test('run on save', async () => {
    await start({ 'train.py': '' }, { run: 'onSave' });
    client.open(folder.file('train.py'), '');
    await client.rests(1);
    client.change(folder.file('train.py'), 2, BAD);
    await new Promise((resolve) => setTimeout(resolve, 300)); // longer than the typing delay
    expect(client.diagnostics(folder.file('train.py'))).toEqual([]);
    client.save(folder.file('train.py'));
    await client.shows(folder.file('train.py'), [RULE]);
  });

  test('exclude, for a file and for a folder', async () => {
    await start({ 'old/train.py': BAD, 'new/train.py': BAD }, { exclude: ['old/'] });
    client.open(folder.file('old/train.py'), BAD);
    client.open(folder.file('new/train.py'), BAD);
    await client.shows(folder.file('new/train.py'), [RULE]);
    expect(client.diagnostics(folder.file('old/train.py'))).toEqual([]);
  });

  test('pushed by a client that can not be asked', async () => {
    folder = createFolder({ 'train.py': BAD });
    const workspace = { ...CAPABILITIES.workspace, configuration: false };
    client = await TestClient.start({
      folders: [folder.uri],
      capabilities: { ...CAPABILITIES, workspace },
      initializationOptions: { settings: { enable: false } },
    });
    client.open(folder.file('train.py'), BAD);
    await client.rests(1);
    expect(client.diagnostics(folder.file('train.py'))).toEqual([]);
    client.notify('workspace/didChangeConfiguration', { settings: { mlopsAntipatterns: { enable: true } } });
    await client.shows(folder.file('train.py'), [RULE]);
  });
});

describe('configuration files', () => {
  test('switch rules off and on, below the editor', async () => {
    await start({ 'train.py': BAD, 'pyproject.toml': `[tool.mlops-antipatterns]\nignore = ["${RULE}"]\n` });
    client.open(folder.file('train.py'), BAD);
    await client.rests(1);
    expect(client.diagnostics(folder.file('train.py'))).toEqual([]);
    settingsChanged({ severity: { [RULE]: 'warning' } });
    expect((await client.shows(folder.file('train.py'), [RULE]))[0]!.severity).toBe(2);
    settingsChanged({});
    await client.shows(folder.file('train.py'), []);
    folder.write('pyproject.toml', '[tool.mlops-antipatterns]\n');
    touched('pyproject.toml');
    await client.shows(folder.file('train.py'), [RULE]);
  });

  test('a wrong one shows its problems unopened, while typed in, and no longer when mended', async () => {
    const wrong = '[tool.mlops-antipatterns]\nignor = ["fit-before-split"]\n';
    await start({ 'train.py': BAD, 'pyproject.toml': wrong });
    const toml = folder.file('pyproject.toml');
    client.open(folder.file('train.py'), BAD);
    await client.shows(folder.file('train.py'), [RULE]);
    const [problem] = await client.shows(toml, ['configuration']);
    expect(problem).toMatchObject({
      severity: 2,
      source: 'mlops',
      range: rangeOf(wrong, 'ignor'),
      message: expect.stringContaining('`ignore`'),
    });
    const message = (): string => String(client.diagnostics(toml)[0]?.message);
    client.open(toml, wrong, 'toml');
    client.change(toml, 2, 'ignore = ["fit-befor-split"]\n', {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 0 },
    });
    await client.until(
      () => message().includes('`fit-before-split`'),
      () => 'advice on the name',
    );
    expect(client.published.at(-1)!.version).toBe(2);
    client.change(toml, 3, '[tool.mlops-antipatterns\n');
    await client.until(
      () => message().startsWith('TOML syntax error'),
      () => 'a syntax error',
    );
    client.change(toml, 4, '[tool.mlops-antipatterns]\nignore = ["fit-before-split"]\n');
    await client.shows(toml, []);
    client.close(toml); // unsaved: the file is still wrong
    await client.shows(toml, ['configuration']);
    folder.write('pyproject.toml', '[tool.mlops-antipatterns]\n');
    touched('pyproject.toml');
    await client.shows(toml, []);
  });

  test('exclude, and overrides by path', async () => {
    const configuration = `exclude = ["old/"]\n[[overrides]]\npaths = ["tests/"]\nseverity = { ${RULE} = "hint" }\n`;
    await start({ 'mlops-antipatterns.toml': configuration, 'old/a.py': BAD, 'tests/b.py': BAD });
    client.open(folder.file('old/a.py'), BAD);
    client.open(folder.file('tests/b.py'), BAD);
    expect((await client.shows(folder.file('tests/b.py'), [RULE]))[0]!.severity).toBe(4);
    expect(client.diagnostics(folder.file('old/a.py'))).toEqual([]);
  });

  test('the effective configuration is told, with origins', async () => {
    await start(
      { 'train.py': BAD, 'pyproject.toml': `[tool.mlops-antipatterns]\nignore = ["${RULE}"]\n` },
      { severity: { leakage: 'hint' } },
    );
    const ask = async (uri?: string): Promise<string> =>
      (await client.connection.sendRequest<{ text: string }>('mlops/effectiveConfiguration', { uri })).text;
    for (const uri of [undefined, folder.uri, folder.file('train.py')]) {
      expect(await ask(uri)).toMatch(new RegExp(`${RULE} +off +.*pyproject\\.toml`));
      expect(await ask(uri)).toMatch(/fit-before-split +hint +editor settings/);
    }
  });
});

describe('the project', () => {
  const helper = `from sklearn.model_selection import train_test_split


def split(X, y):
    return train_test_split(X, y, random_state=0)
`;
  const train = `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from features import split

df = pd.read_csv("churn.csv")
X = StandardScaler().fit_transform(df.drop(columns=["churn"]))
X_train, X_test, y_train, y_test = split(X, df["churn"])
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`;
  const leaks = (uri: string): boolean =>
    client.diagnostics(uri).some(({ code }) => code === 'fit-before-split');
  const harmless = helper.replace('train_test_split(X, y, random_state=0)', 'X, X, y, y');

  test('modules are seen through, with places in them', async () => {
    await start({ 'features.py': helper, 'train.py': train });
    const uri = folder.file('train.py');
    client.open(uri, train);
    await client.until(
      () => leaks(uri),
      () => 'the leak through features.py',
    );
    const finding = client.diagnostics(uri).find(({ code }) => code === 'fit-before-split')!;
    const places = finding.relatedInformation!.map(({ location }) => location);
    expect(places).toContainEqual({
      uri: folder.file('features.py'),
      range: rangeOf(helper, 'train_test_split(X, y, random_state=0)'),
    });
    const hover = await client.hover(uri, finding.range.start);
    expect((hover!.contents as { value: string }).value).toContain(
      `[features.py, line 5](${folder.file('features.py')}#L5)`,
    );
  });

  test('editing, closing and saving a module changes what is found in its importers', async () => {
    await start({ 'features.py': helper, 'train.py': train });
    const [uri, module] = [folder.file('train.py'), folder.file('features.py')];
    client.open(uri, train);
    await client.until(
      () => leaks(uri),
      () => 'the leak',
    );
    client.open(module, helper);
    client.change(module, 2, harmless);
    await client.until(
      () => !leaks(uri),
      () => 'no leak after the edit',
    );
    client.close(module); // unsaved: the file on disk counts again
    await client.until(
      () => leaks(uri),
      () => 'the leak again',
    );
    folder.write('features.py', harmless);
    touched('features.py');
    await client.until(
      () => !leaks(uri),
      () => 'no leak after the change on disk',
    );
  });

  test('a module that comes later is found', async () => {
    await start({ 'train.py': train });
    const uri = folder.file('train.py');
    client.open(uri, train);
    await client.rests(1);
    expect(leaks(uri)).toBe(false);
    folder.write('features.py', helper);
    touched('features.py', FileChangeType.Created);
    await client.until(
      () => leaks(uri),
      () => 'the leak through the new module',
    );
  });

  test('rules about the project show in an open manifest, follow its edits and mend it', async () => {
    const requirements = 'scikit-learn\npandas==2.2.3\n';
    await start({ 'requirements.txt': requirements, 'train.py': train });
    const uri = folder.file('requirements.txt');
    client.open(uri, requirements, 'pip-requirements');
    const [finding] = await client.shows(uri, ['unpinned-dependencies']);
    expect(finding!.range.start.line).toBe(0);
    client.change(uri, 2, 'scikit-learn==1.5.0\n', {
      start: { line: 0, character: 0 },
      end: { line: 1, character: 0 },
    });
    await client.shows(uri, []);
    client.close(uri);
    expect(await client.hover(uri, { line: 0, character: 0 })).toBeNull();
  });

  test('a file outside of all folders has a project too: what lies around it', async () => {
    folder = createFolder({ 'features.py': helper, 'train.py': train, 'requirements.txt': 'scikit-learn\n' });
    client = await TestClient.start();
    const uri = folder.file('train.py');
    client.open(uri, train);
    await client.until(
      () => leaks(uri),
      () => 'the leak through features.py',
    );
    client.open(folder.file('requirements.txt'), 'scikit-learn\n', 'pip-requirements');
    await client.shows(folder.file('requirements.txt'), ['unpinned-dependencies']);
  });

  test('a comment that silences a rule about the project silences it, and is not called unused', async () => {
    const silenced = train.replace(
      'import pandas as pd',
      'import pandas as pd  # mlops: ignore[unpinned-dependencies]',
    );
    const select = ['fit-before-split', 'unpinned-dependencies', 'unused-suppression'];
    await start({
      'mlops-antipatterns.toml': `select = ${JSON.stringify(select)}\n`,
      'train.py': silenced,
      'features.py': helper,
    });
    const uri = folder.file('train.py');
    client.open(uri, silenced);
    await client.shows(uri, ['fit-before-split']);
    await client.rests(1);
    await client.hover(uri, { line: 0, character: 0 });
    expect(client.diagnostics(uri).map(({ code }) => code)).toEqual(['fit-before-split']);
    client.change(uri, 2, train);
    await client.until(
      () => client.diagnostics(uri).some(({ code }) => code === 'unpinned-dependencies'),
      () => 'unpinned-dependencies without the comment',
    );
  });

  test('folders are added and removed', async () => {
    await start({ 'train.py': train, 'features.py': helper });
    const other = createFolder({
      'pyproject.toml': `[tool.mlops-antipatterns]\nignore = ["${RULE}"]\n`,
      'a.py': BAD,
    });
    try {
      client.open(other.file('a.py'), BAD);
      await client.rests(1);
      expect(client.diagnostics(other.file('a.py'))).toEqual([]);
      const folders = [folder, other].map(({ uri }) => ({ uri, name: 'x' }));
      client.folders = folders;
      client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folders[1]], removed: [] } });
      await client.until(
        () => client.statuses.some(({ state }) => state === 'busy'),
        () => 'the project to be read',
      );
      client.open(folder.file('train.py'), train);
      await client.until(
        () => leaks(folder.file('train.py')),
        () => 'the leak',
      );
    } finally {
      other.dispose();
    }
  });
});
