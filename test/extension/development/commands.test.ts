import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  activated,
  camera,
  closeEverything,
  fileOfWorkspace,
  finding,
  findings,
  openScript,
  until,
} from '../support';

suite('commands', () => {
  suiteSetup(activated);
  teardown(closeEverything);

  test('"Explain Rule" shows the rule under the cursor, rendered', async () => {
    const editor = await openScript('train.py');
    const { range } = await finding(editor.document, 'fit-before-split');
    editor.selection = new vscode.Selection(range.start, range.start);
    await vscode.commands.executeCommand('mlopsAntipatterns.explainRule');
    const preview = await until('a preview', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview),
    );
    assert.match(preview.label, /fit-before-split/);
    await camera.shoot('explain');
  });

  test('the page of a rule comes from the server', async () => {
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('mlops-rule:/contradictory-split-arguments.md'),
    );
    assert.match(page.getText(), /contradictory-split-arguments/);
    const none = await vscode.workspace.openTextDocument(vscode.Uri.parse('mlops-rule:/no-such-rule.md'));
    assert.match(none.getText(), /no rule named `no-such-rule`/);
  });

  test('"Show Effective Configuration" says what counts and why', async () => {
    await openScript('train.py');
    await vscode.commands.executeCommand('mlopsAntipatterns.showEffectiveConfiguration');
    const { document } = await until(
      'the page',
      () =>
        vscode.window.activeTextEditor?.document.uri.scheme === 'mlops-configuration' &&
        vscode.window.activeTextEditor,
    );
    assert.ok(document.getText().length > 0);
    await camera.shoot('configuration');
  });

  test('"Restart Server" brings the findings back', async () => {
    const { document } = await openScript('train.py');
    await finding(document, 'fit-before-split');
    await vscode.commands.executeCommand('mlopsAntipatterns.restartServer');
    await finding(document, 'fit-before-split');
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('mlopsAntipatterns.restartServer')));
    await finding(document, 'fit-before-split');
  });

  test('a wrong value in the configuration file is a diagnostic there', async () => {
    const file = fileOfWorkspace('mlops-antipatterns.toml');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('ignore = ["fit-befor-split"]\n'));
    try {
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      const [problem] = await until('a problem', () => findings(document).length > 0 && findings(document));
      assert.match(problem!.message, /fit-before-split/, 'the right name is suggested');
      await camera.shoot('configuration-problem');
    } finally {
      await closeEverything();
      await vscode.workspace.fs.delete(file);
    }
  });

  test('snippets and "Insert Mitigation" are there', async () => {
    const editor = await openScript('score.py');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mlops-se\n'));
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      new vscode.Position(0, 8),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('mlops-seed'), labels.slice(0, 20).join());
  });
});
