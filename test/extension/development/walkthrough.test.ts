import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { activated, EXTENSION_ID } from '../support';

suite('walkthrough', () => {
  suiteSetup(activated);

  test('each of its buttons runs a command that there is', async () => {
    const { contributes } = vscode.extensions.getExtension(EXTENSION_ID)!.packageJSON as {
      contributes: { walkthroughs: { id: string; steps: { description: string }[] }[] };
    };
    const [walkthrough] = contributes.walkthroughs;
    const commands = await vscode.commands.getCommands(true);
    for (const { description } of walkthrough!.steps)
      for (const [, command] of description.matchAll(/\(command:([\w.]+)/g))
        assert.ok(commands.includes(command!), command);
  });
});
