/** A workspace of two folders, each with its own configuration and its own settings. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/activate';
import type { AuditNode } from '../../../client/src/auditView/nodes';
import type { AuditResult } from '../../../server/src/lsp/protocol';
import { activated, camera, closeEverything, finding, until } from '../support';

const RULE = 'contradictory-split-arguments';

suite('several folders', () => {
  let api: Api;
  const [first, second] = vscode.workspace.workspaceFolders!;
  const file = (folder: vscode.WorkspaceFolder, name: string) => vscode.Uri.joinPath(folder.uri, name);
  const items = async (node?: AuditNode) =>
    Promise.all(
      ((await api.auditResults.getChildren(node)) ?? []).map((child) => api.auditResults.getTreeItem(child)),
    );

  suiteSetup(async () => {
    api = await activated();
  });
  teardown(closeEverything);

  test('both are there', () => {
    assert.deepStrictEqual([first!.name, second!.name], ['churn', 'second']);
  });

  test('the audit goes over both, each by its own configuration, and names the folder', async () => {
    const result = await vscode.commands.executeCommand<AuditResult>('mlopsAntipatterns.auditWorkspace');
    const severities = (folder: vscode.WorkspaceFolder) =>
      new Set(
        result.findings
          .filter(({ folder: uri, rule }) => uri === folder.uri.toString() && rule === RULE)
          .map(({ severity }) => severity),
      );
    assert.deepStrictEqual(severities(first!), new Set(['error']));
    assert.deepStrictEqual(severities(second!), new Set(['hint']));

    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.groupByFile');
    const files = (await items()).map(
      ({ label, description }) => `${label as string} ${description as string}`,
    );
    assert.ok(
      files.some((text) => /^train\.py churn · \d+$/.test(text)),
      files.join(' | '),
    );
    assert.ok(
      files.some((text) => /^train\.py second · \d+$/.test(text)),
      files.join(' | '),
    );
    await camera.shoot('audit-folders');
  });

  test('an open file follows the configuration of its own folder', async () => {
    const document = await vscode.workspace.openTextDocument(file(second!, 'train.py'));
    await vscode.window.showTextDocument(document);
    assert.strictEqual((await finding(document, RULE)).severity, vscode.DiagnosticSeverity.Hint);
  });

  test('a severity goes into the file of the one folder and the settings of the other', async () => {
    const set = (folder: vscode.WorkspaceFolder) =>
      vscode.commands.executeCommand(
        'mlopsAntipatterns.changeSeverity',
        RULE,
        file(folder, 'train.py').toString(),
        'warning',
      );
    await set(second!);
    const toml = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(file(second!, 'pyproject.toml')),
    );
    assert.match(toml, new RegExp(`^${RULE} = "warning" # a habit of ours$`, 'm'));
    await set(first!);
    const { workspaceFolderValue, workspaceValue } = vscode.workspace
      .getConfiguration('mlopsAntipatterns', first!.uri)
      .inspect('severity')!;
    assert.deepStrictEqual(workspaceFolderValue, { [RULE]: 'warning' });
    assert.strictEqual(workspaceValue, undefined);
    for (const folder of [first!, second!]) {
      const document = await vscode.workspace.openTextDocument(file(folder, 'train.py'));
      await vscode.window.showTextDocument(document);
      await until(
        'a warning',
        async () => (await finding(document, RULE)).severity === vscode.DiagnosticSeverity.Warning,
      );
    }
  });
});
