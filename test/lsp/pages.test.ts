/** Pages over the protocol: the report of the last audit, and the picture of an open file's pipeline. */
import { afterEach, expect, test } from 'vitest';
import type { AuditResult, PipelinePage, Report } from '../../server/src/lsp/protocol';
import { TestClient, type Cell } from './client';
import { createFolder, type TestFolder } from './folder';

const LEAKY = [
  'import pandas as pd',
  'from sklearn.ensemble import RandomForestClassifier',
  'from sklearn.impute import KNNImputer',
  'from sklearn.model_selection import train_test_split',
  '',
  'df = pd.read_csv("churn.csv")',
  'X = KNNImputer().fit_transform(df[["age"]])',
  'X_train, X_test, y_train, y_test = train_test_split(X, df["churned"], random_state=0)',
  'model = RandomForestClassifier(random_state=0).fit(X_train, y_train)',
  'print(model.score(X_test, y_test))',
  '',
].join('\n');

let client: TestClient;
let folder: TestFolder;
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(files: Record<string, string>): Promise<void> {
  folder = createFolder({ 'requirements.txt': 'scikit-learn==1.5.0\n', ...files });
  client = await TestClient.start({ folders: [folder.uri] });
}

const report = (format: string): Promise<Report | null> =>
  client.connection.sendRequest('mlops/report', { format, nonce: 'n0nce' });
const pipeline = (uri: string): Promise<PipelinePage | null> =>
  client.connection.sendRequest('mlops/pipeline', { uri, nonce: 'n0nce' });

test('there is no report before an audit; then one in each format', async () => {
  await start({ 'train.py': LEAKY });
  expect(await report('html')).toBeNull();
  const { findings } = await client.connection.sendRequest<AuditResult>('mlops/audit', {});
  expect(findings.length).toBeGreaterThan(0);
  const page = (await report('html'))!.text;
  expect(page).toContain('<svg class="picture"');
  expect(page).not.toContain('<script');
  expect((await report('markdown'))!.text).toMatch(/^- train\.py: .*leak `fit-before-split`/m);
  expect(JSON.parse((await report('json'))!.text).findings).toHaveLength(findings.length);
  const inEditor = (await report('editor'))!.text;
  expect(inEditor).toContain(`script-src 'nonce-n0nce'`);
  expect(inEditor).toContain(`&quot;uri&quot;:&quot;${folder.file('train.py')}&quot;`);
});

test('the picture follows the text', async () => {
  await start({ 'train.py': LEAKY });
  client.open(folder.file('train.py'), LEAKY);
  const { title, html, body } = (await pipeline(folder.file('train.py')))!;
  expect(title).toBe('train.py');
  expect(html).toContain(body);
  expect(body).toContain('1 leak');
  client.change(
    folder.file('train.py'),
    2,
    LEAKY.replace('KNNImputer().fit_transform(df[["age"]])', 'df[["age"]]'),
  );
  expect((await pipeline(folder.file('train.py')))!.body).not.toContain('1 leak');
});

test('a cell stands for its notebook, and its steps lead into cells', async () => {
  await start({});
  const lines = LEAKY.split('\n');
  const cells: Cell[] = [
    { uri: 'vscode-notebook-cell:/nb.ipynb#a', text: lines.slice(0, 6).join('\n') },
    { uri: 'vscode-notebook-cell:/nb.ipynb#b', text: lines.slice(6).join('\n') },
  ];
  client.openNotebook(folder.file('nb.ipynb'), cells);
  const page = await pipeline(cells[1]!.uri);
  expect(page!.title).toBe('nb.ipynb');
  expect(page!.body).toContain(`{&quot;uri&quot;:&quot;${folder.file('nb.ipynb')}&quot;,&quot;cell&quot;:2`);
});

test('a file without a pipeline says so; one that is not open has none', async () => {
  await start({ 'a.py': 'x = 1\n' });
  expect(await pipeline(folder.file('a.py'))).toBeNull();
  client.open(folder.file('a.py'), 'x = 1\n');
  expect((await pipeline(folder.file('a.py')))!.body).toContain('No pipeline yet.');
});
