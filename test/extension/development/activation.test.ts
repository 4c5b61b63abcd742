import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { activated, EXTENSION_ID } from '../support';

suite('activation', () => {
  test('the extension starts its server', async () => {
    console.log(`VS Code ${vscode.version}, ${vscode.env.appHost}`);
    await activated();
    assert.ok(vscode.extensions.getExtension(EXTENSION_ID)!.isActive);
  });

  test('every contributed command exists', async () => {
    await activated();
    const manifest = vscode.extensions.getExtension(EXTENSION_ID)!.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const existing = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !existing.has(command));
    assert.deepStrictEqual(missing, []);
  });
});
