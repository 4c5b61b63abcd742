import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  activated,
  camera,
  closeEverything,
  fileOfWorkspace,
  finding,
  findings,
  gone,
  openScript,
  quickFixes,
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

  test('"Create Configuration" makes a file once, which completes names and shows what counts', async () => {
    const file = fileOfWorkspace('mlops-antipatterns.toml');
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const create = () =>
      vscode.commands.executeCommand('mlopsAntipatterns.createConfiguration', folder, 'own');
    try {
      assert.deepStrictEqual(await create(), { file: file.toString(), created: true });
      const document = vscode.window.activeTextEditor!.document;
      assert.strictEqual(document.uri.path, file.path);
      assert.ok(!document.isDirty, 'it is saved');
      const text = document.getText();
      assert.match(text, /^# MLOps Antipatterns/);
      assert.deepStrictEqual(await create(), { file: file.toString(), created: false });
      assert.strictEqual(document.getText(), text);

      const end = document.lineAt(document.lineCount - 1).range.end;
      await vscode.window.activeTextEditor!.edit((edit) => edit.insert(end, '\n[rules]\nfit'));
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        file,
        document.lineAt(document.lineCount - 1).range.end,
        undefined,
        10,
      );
      const item = list.items.find(({ label }) => label === 'fit-before-split');
      assert.ok(item, list.items.map(({ label }) => label).join());
      assert.match((item.documentation as vscode.MarkdownString).value, /Cost/);
      await vscode.commands.executeCommand('editor.action.triggerSuggest');
      await camera.shoot('configuration-completion');
    } finally {
      await closeEverything();
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined); // it may not have come to be
    }
  });

  test('without a configuration file a severity goes into the settings of the workspace', async () => {
    const { document } = await openScript('train.py');
    const rule = 'contradictory-split-arguments';
    const { range } = await finding(document, rule);
    const settings = () =>
      vscode.workspace.getConfiguration('mlopsAntipatterns').inspect('severity')?.workspaceValue;
    const action = (await quickFixes(document, range)).find(
      ({ title }) => title === `Turn \`${rule}\` off in this project`,
    )!;
    try {
      await vscode.commands.executeCommand(action.command!.command, ...action.command!.arguments!);
      await gone(document, rule);
      assert.deepStrictEqual(settings(), { [rule]: 'off' });
      // The settings decide from now on, and are changed where they are.
      await vscode.commands.executeCommand(
        'mlopsAntipatterns.changeSeverity',
        rule,
        document.uri.toString(),
        'hint',
      );
      assert.strictEqual((await finding(document, rule)).severity, vscode.DiagnosticSeverity.Hint);
      assert.deepStrictEqual(settings(), { [rule]: 'hint' });
    } finally {
      await vscode.workspace.getConfiguration('mlopsAntipatterns').update('severity', undefined, false);
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
