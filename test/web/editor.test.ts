/** What one sees while one types, in files that lie on no disk. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  activated,
  applyQuickFix,
  camera,
  closeEverything,
  finding,
  findings,
  gone,
  openNotebook,
  openScript,
  until,
} from '../extension/support';

suite('in the editor', () => {
  suiteSetup(activated);
  teardown(closeEverything);

  test('a script has squiggles, and their story points into it', async () => {
    const { document } = await openScript('train.py');
    const leak = await finding(document, 'fit-before-split');
    assert.strictEqual(document.getText(leak.range), 'scaler.fit_transform(X)');
    const related = leak.relatedInformation!.map(({ location }) => location.uri.toString());
    assert.deepStrictEqual([...new Set(related)], [document.uri.toString()]);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await camera.shoot('web-problems');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  test('a hover explains the finding, and its link opens the rule’s page', async () => {
    const { document } = await openScript('train.py');
    const { range } = await finding(document, 'fit-before-split');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      range.start,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content as vscode.MarkdownString).value)
      .join('\n');
    assert.match(text, /command:mlopsAntipatterns\.explainRule\?%5B%22fit-before-split%22%5D/);
    await camera.hover('fit_transform');
    await camera.shoot('web-hover');

    await vscode.commands.executeCommand('mlopsAntipatterns.explainRule', 'fit-before-split');
    await until('the page', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ label }) => label.includes('fit-before-split')),
    );
  });

  test('a quick fix mends the code, and saving writes it', async () => {
    const { document } = await openScript('score.py');
    const before = document.getText();
    const { range } = await finding(document, 'contradictory-split-arguments');
    await applyQuickFix(document, range, /^Shuffle the rows/);
    await gone(document, 'contradictory-split-arguments');
    assert.ok(await document.save());
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    assert.match(new TextDecoder().decode(bytes), /shuffle=True/);
    await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(before));
  });

  test('a leak is seen through a module of the workspace', async () => {
    const { document } = await openScript('nightly.py');
    const leak = await finding(document, 'fit-before-split');
    assert.match(document.lineAt(leak.range.start.line).text, /scaled\(/);
  });

  test('a notebook has squiggles in its cells, a story across them, and fixes', async () => {
    const notebook = await openNotebook('churn.ipynb');
    assert.strictEqual(notebook.notebookType, 'jupyter-notebook');
    const cell = (text: string) =>
      notebook.getCells().find(({ document }) => document.getText().includes(text))!.document;
    const leak = await finding(cell('StandardScaler().fit'), 'fit-before-split');
    const related = leak.relatedInformation!.map(({ location }) => location.uri.toString());
    assert.ok(related.includes(cell('train_test_split(X').uri.toString()), related.join());
    await camera.shoot('web-notebook');

    const folds = cell('KFold(n_splits');
    const { range } = await finding(folds, 'contradictory-split-arguments');
    await applyQuickFix(folds, range, /^Shuffle the rows/);
    await gone(folds, 'contradictory-split-arguments');
  });

  test('"Restart Server" starts another worker', async () => {
    const { document } = await openScript('train.py');
    await finding(document, 'fit-before-split');
    await vscode.commands.executeCommand('mlopsAntipatterns.restartServer');
    await finding(document, 'fit-before-split');
    assert.ok(findings(document).length > 0);
  });
});
