import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/activate';
import type { AuditNode } from '../../../client/src/auditView/nodes';
import type { AuditResult } from '../../../server/src/lsp/protocol';
import { activated, camera, closeEverything, fileOfWorkspace, finding, findings, until } from '../support';

suite('audit', () => {
  let api: Api;
  suiteSetup(async () => {
    api = await activated();
    await closeEverything();
  });
  teardown(closeEverything);

  const children = async (node?: AuditNode) => (await api.auditResults.getChildren(node)) ?? [];
  const labels = async (nodes: AuditNode[]) =>
    Promise.all(nodes.map(async (node) => (await api.auditResults.getTreeItem(node)).label as string));
  const leaves = async (node?: AuditNode): Promise<Extract<AuditNode, { kind: 'finding' }>[]> => {
    const found = await Promise.all(
      (await children(node)).map((child) => (child.kind === 'finding' ? [child] : leaves(child))),
    );
    return found.flat();
  };

  test('the whole workspace, into the Problems panel and the tree', async () => {
    const result = await vscode.commands.executeCommand<AuditResult>('mlopsAntipatterns.auditWorkspace');
    assert.strictEqual(result.summary.errors.length, 0, JSON.stringify(result.summary.errors));
    const paths = new Set(result.findings.map(({ path }) => path));
    for (const path of ['train.py', 'score.py', 'churn.ipynb'])
      assert.ok(paths.has(path), `${path} in ${[...paths].join()}`);
    // Nothing is open, and still the Problems panel has the findings.
    await until('problems of a closed file', () => findings(fileOfWorkspace('score.py')).length > 0);

    const areas = await labels(await children());
    assert.ok(areas.includes('leakage') && areas.includes('estimators'), areas.join());
    assert.strictEqual((await leaves()).length, result.findings.length);
    await camera.shoot('audit-by-area');
  });

  test('by file', async () => {
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.groupByFile');
    const files = await labels(await children());
    assert.ok(files.includes('train.py') && files.includes('churn.ipynb'), files.join());
    await camera.shoot('audit-by-file');
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.groupByArea');
  });

  test('a click leads to the place, also into a cell of a notebook', async () => {
    const inScript = (await leaves()).find(
      ({ finding: { path, rule } }) => path === 'train.py' && rule === 'fit-before-split',
    );
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.open', inScript);
    const editor = vscode.window.activeTextEditor!;
    assert.ok(editor.document.uri.path.endsWith('/train.py'));
    assert.match(editor.document.getText(editor.selection), /fit_transform/);

    const inNotebook = (await leaves()).find(
      ({ finding: { path, rule } }) => path === 'churn.ipynb' && rule === 'fit-before-split',
    );
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.open', inNotebook);
    const notebook = vscode.window.activeNotebookEditor!;
    assert.ok(notebook.notebook.uri.path.endsWith('/churn.ipynb'));
    assert.match(notebook.notebook.cellAt(notebook.selection.start).document.getText(), /fit_transform/);
    const cursor = await until('the cursor in the cell', () => {
      const { activeTextEditor: active } = vscode.window;
      return active?.document.uri.scheme === 'vscode-notebook-cell' && !active.selection.isEmpty && active;
    });
    assert.match(cursor.document.getText(cursor.selection), /fit_transform/);
    await camera.shoot('audit-jump');
  });

  test('a fix from the tree mends a file that was not open, and leaves the tree', async () => {
    const before = await leaves();
    const isFixed = async () => (await leaves()).length === before.length - 1;
    const fixable = before.find(
      ({ finding: { path, rule } }) => path === 'score.py' && rule === 'contradictory-split-arguments',
    )!;
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.fix', fixable);
    const document = await vscode.workspace.openTextDocument(fileOfWorkspace('score.py'));
    assert.match(document.getText(), /shuffle=True/);
    await until('the fixed finding to leave the tree', isFixed);
  });

  test('a fix from the tree finds its cell', async () => {
    const fixable = (await leaves()).find(
      ({ finding: { path, rule } }) => path === 'churn.ipynb' && rule === 'contradictory-split-arguments',
    )!;
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.fix', fixable);
    const notebook = await vscode.workspace.openNotebookDocument(fileOfWorkspace('churn.ipynb'));
    const texts = notebook.getCells().map(({ document }) => document.getText());
    assert.ok(
      texts.some((text) => /KFold\(.*shuffle=True/.test(text)),
      texts.join('\n---\n'),
    );
  });

  test('grouped by rule, filtered by severity, and told so', async () => {
    const every = await leaves();
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.groupByRule');
    const rules = await labels(await children());
    assert.ok(rules.includes('fit-before-split'), rules.join());
    assert.deepStrictEqual((await leaves()).length, every.length);

    const count = (kept: string[]) =>
      every.filter(({ finding: { severity } }) => kept.includes(severity)).length;
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.showErrors');
    assert.strictEqual((await leaves()).length, count(['error']));
    assert.match(
      api.auditMessage(),
      new RegExp(`^${count(['error'])} of ${every.length} findings.*errors only`),
    );
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.showWarnings');
    assert.strictEqual((await leaves()).length, count(['error', 'warning']));
    await camera.shoot('audit-by-rule-filtered');
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.showAll');
    assert.strictEqual((await leaves()).length, every.length);
    assert.match(api.auditMessage(), new RegExp(`^${every.length} findings in \\d+ files$`));
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.groupByArea');
  });

  test('a comment from the tree silences a finding of a file that was not open', async () => {
    await vscode.commands.executeCommand('mlopsAntipatterns.auditWorkspace');
    const isIt = ({ finding: { path, rule } }: { finding: { path: string; rule: string } }) =>
      path === 'train.py' && rule === 'contradictory-split-arguments';
    const found = (await leaves()).find(isIt)!;
    await vscode.commands.executeCommand('mlopsAntipatterns.auditView.suppressOnLine', found);
    const document = await vscode.workspace.openTextDocument(fileOfWorkspace('train.py'));
    assert.match(document.getText(), /# mlops: ignore\[contradictory-split-arguments\]/);
    await until('it to leave the tree', async () => !(await leaves()).some(isIt));
    await closeEverything(); // reverted: the file has it again
    await until('it to come back', async () => (await leaves()).some(isIt));
  });

  test('the severity of a rule, from the tree into the configuration file', async () => {
    const file = fileOfWorkspace('mlops-antipatterns.toml');
    const rule = 'contradictory-split-arguments';
    const text = `# ours\n[severity] # of this project\n${rule} = "hint" # for now\n`;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const ofRule = async () => (await leaves()).filter(({ finding }) => finding.rule === rule);
    try {
      await until('the file to count in the tree', async () =>
        (await ofRule()).every(({ finding: { severity } }) => severity === 'hint'),
      );
      const { path } = (await ofRule())[0]!.finding;
      const uri = fileOfWorkspace(path).toString();
      await vscode.commands.executeCommand('mlopsAntipatterns.changeSeverity', rule, uri, 'off');
      const written = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      assert.strictEqual(written, text.replace('"hint"', '"off"'));
      await until('the rule to leave the tree', async () => (await ofRule()).length === 0);
    } finally {
      await closeEverything();
      await vscode.workspace.fs.delete(file);
    }
  });

  test('one file from the explorer', async () => {
    const uri = fileOfWorkspace('train.py');
    const result = await vscode.commands.executeCommand<AuditResult>(
      'mlopsAntipatterns.auditSelection',
      uri,
      [uri],
    );
    assert.deepStrictEqual([...new Set(result.findings.map(({ path }) => path))], ['train.py']);
  });

  test('an audited file that is opened has its findings once', async () => {
    await vscode.commands.executeCommand('mlopsAntipatterns.auditWorkspace');
    const document = await vscode.workspace.openTextDocument(fileOfWorkspace('train.py'));
    await vscode.window.showTextDocument(document);
    await finding(document, 'fit-before-split');
    const seen = findings(document).map(
      ({ range, message }) => `${range.start.line}:${range.start.character} ${message}`,
    );
    assert.strictEqual(new Set(seen).size, seen.length, seen.join('\n'));
  });
});
