import * as assert from 'node:assert';
import * as vscode from 'vscode';

suite('activation', () => {
  test('trivial', () => {
    console.log(vscode.version, vscode.workspace.workspaceFolders?.[0]?.uri.toString());
    assert.ok(vscode.workspace.workspaceFolders);
  });
});
