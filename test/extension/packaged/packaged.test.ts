/** The .vsix, installed as a user installs it: nothing of the repository beside it. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { AuditResult } from '../../../server/src/lsp/protocol';
import {
  applyQuickFix,
  camera,
  closeEverything,
  EXTENSION_ID,
  finding,
  gone,
  openNotebook,
  openScript,
  until,
} from '../support';

suite('packaged extension', () => {
  teardown(closeEverything);

  test('it is installed among the extensions and a Python file activates it', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, 'installed');
    assert.match(extension.extensionUri.path, /\/extensions\/mlops-antipatterns\.mlops-antipatterns-\d/);
    await openScript('train.py');
    await until('activation', () => extension.isActive);
  });

  test('a script has findings and fixes', async () => {
    const { document } = await openScript('train.py');
    const { range } = await finding(document, 'contradictory-split-arguments');
    await applyQuickFix(document, range, /^Shuffle the rows/);
    await gone(document, 'contradictory-split-arguments');
  });

  test('a notebook has findings', async () => {
    const notebook = await openNotebook('churn.ipynb');
    const cell = notebook
      .getCells()
      .find(({ document }) => document.getText().includes('StandardScaler().fit'))!;
    await finding(cell.document, 'fit-before-split');
  });

  test('the audit runs, rules are explained, snippets are shipped', async () => {
    const result = await vscode.commands.executeCommand<AuditResult>('mlopsAntipatterns.auditWorkspace');
    assert.ok(result.findings.length >= 5, String(result.findings.length));
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('mlops-rule:/fit-before-split.md'));
    assert.match(page.getText(), /# fit-before-split/);
    const { extensionUri } = vscode.extensions.getExtension(EXTENSION_ID)!;
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(extensionUri, 'snippets/python.json'));
    await camera.shoot('packaged');
  });
});
