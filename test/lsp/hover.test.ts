/** Hovers teach: what, what it costs, how it came about, how to mend it. */
import { afterEach, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import { CAPABILITIES, rangeOf, TestClient } from './client';

const uri = 'file:///project/train.py';
const LEAK = `import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("churn.csv")
X = df.drop(columns=["churn"])
y = df["churn"]
scaler = StandardScaler()
X_scaled = scaler.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`;

let client: TestClient;
afterEach(() => client.stop());

const text = (hover: { contents: unknown } | null): string => (hover!.contents as MarkupContent).value;

test('on a finding: rule, cost, the flow with links, mitigation, page; at most 15 lines', async () => {
  client = await TestClient.start();
  client.open(uri, LEAK);
  await client.until(
    () => client.diagnostics(uri).some(({ code }) => code === 'fit-before-split'),
    () => 'fit-before-split',
  );
  const hover = await client.hover(uri, rangeOf(LEAK, 'fit_transform').start);
  const markdown = text(hover);
  expect(markdown).toMatch(/^\*\*fit-before-split\*\* · leakage · \w+$/m);
  expect(markdown).toMatch(/^\*Cost:\* ./m);
  expect(markdown).toMatch(/^- \[line 11\]\(file:\/\/\/project\/train\.py#L11\): ./m);
  expect(markdown).toMatch(/^\*Mitigation \(quick fix\):\* ./m);
  expect(markdown).toMatch(/\]\(file:.*\/docs\/rules\/fit-before-split\.md\)$/m);
  expect(markdown.split('\n').length).toBeLessThanOrEqual(15);
  expect(hover!.range).toMatchObject({ start: { line: 9 } });
});

test('beside a finding there is no hover', async () => {
  client = await TestClient.start();
  client.open(uri, LEAK);
  await client.until(
    () => client.diagnostics(uri).length > 0,
    () => 'a finding',
  );
  expect(await client.hover(uri, { line: 0, character: 3 })).toBeNull();
});

test("on a rule's name in a suppression, also a wrong one", async () => {
  client = await TestClient.start();
  const code =
    'from sklearn.model_selection import KFold\nf = KFold(random_state=1)  # mlops: ignore[contradictory-split-arguments, fit-befor-split]\n';
  client.open(uri, code);
  expect(text(await client.hover(uri, rangeOf(code, 'contradictory').start))).toContain(
    '**contradictory-split-arguments** · estimators',
  );
  expect(text(await client.hover(uri, rangeOf(code, 'befor').start))).toBe(
    'There is no rule `fit-befor-split`. Did you mean `fit-before-split`?',
  );
});

test("on a rule's or an area's name in a configuration file", async () => {
  client = await TestClient.start();
  const toml = '[tool.mlops-antipatterns]\nignore = ["fit-before-split", "leakage"]\n';
  client.open('file:///project/pyproject.toml', toml, 'toml');
  const at = (part: string) => client.hover('file:///project/pyproject.toml', rangeOf(toml, part).start);
  expect(text(await at('fit-before'))).toContain('**fit-before-split** · leakage');
  expect(text(await at('leakage'))).toMatch(/^\*\*leakage\*\*: .*`fit-before-split`/);
  expect(await at('ignore')).toBeNull();
});

test('as plain text for a client that renders no Markdown', async () => {
  const textDocument = { ...CAPABILITIES.textDocument, hover: { contentFormat: ['plaintext' as const] } };
  client = await TestClient.start({ capabilities: { ...CAPABILITIES, textDocument } });
  client.open(uri, LEAK);
  await client.until(
    () => client.diagnostics(uri).length > 0,
    () => 'a finding',
  );
  const hover = await client.hover(uri, rangeOf(LEAK, 'fit_transform').start);
  expect(hover!.contents).toMatchObject({ kind: 'plaintext' });
  expect(text(hover)).toMatch(/^fit-before-split · leakage/);
  expect(text(hover)).toMatch(/^- line 11: ./m);
});

test('explain gives the whole page', async () => {
  client = await TestClient.start();
  const page: { title: string; markdown: string } = await client.connection.sendRequest('mlops/explain', {
    rule: 'fit-before-split',
  });
  expect(page.title).toBe('fit-before-split');
  for (const heading of ['What it costs', 'Antipattern', 'Mitigation', 'References'])
    expect(page.markdown).toContain(`## ${heading}`);
});
