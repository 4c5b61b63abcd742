import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  activated,
  camera,
  closeEverything,
  fileOfWorkspace,
  openNotebook,
  openScript,
  until,
} from '../support';

/** The open tabs that are pages of ours, by their titles. */
const pages = (): string[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .map(({ label }) => label);

suite('pages', () => {
  suiteSetup(async () => {
    await activated();
    await closeEverything();
  });
  teardown(closeEverything);

  test('the pipeline of a script, and then of the notebook that the reader opens', async () => {
    await openScript('train.py');
    await vscode.commands.executeCommand('mlopsAntipatterns.showPipeline');
    await until('the picture of train.py', () => pages().includes('Pipeline: train.py'));
    await camera.shoot('pipeline-of-a-script');
    const notebook = await openNotebook('churn.ipynb');
    const name = notebook.uri.path.split('/').at(-1)!;
    await until('the picture of the notebook', () => pages().includes(`Pipeline: ${name}`));
    await camera.shoot('pipeline-of-a-notebook');
  });

  test('there is nothing to show for a text', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'hello' }));
    await vscode.commands.executeCommand('mlopsAntipatterns.showPipeline');
    assert.deepStrictEqual(pages(), []);
  });

  test('the report audits first if nothing was audited, and opens beside the code', async () => {
    await openScript('train.py');
    await vscode.commands.executeCommand('mlopsAntipatterns.openReport');
    await until('the report', () => pages().includes('MLOps Audit Report'));
    await camera.shoot('report');
  });

  test('the report is exported in the format that the name says', async () => {
    for (const [name, start] of [
      ['report.html', '<!doctype html>'],
      ['report.md', '# MLOps audit'],
      ['report.sarif', '{'],
    ] as const) {
      const target = fileOfWorkspace(name);
      await vscode.commands.executeCommand('mlopsAntipatterns.exportReport', target);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
      assert.ok(text.startsWith(start), text.slice(0, 40));
      assert.ok(text.includes('train.py'));
      await vscode.workspace.fs.delete(target);
    }
  });
});
