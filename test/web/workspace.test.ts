/** The whole virtual workspace: its audit and its configuration. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { AuditNode } from '../../client/src/auditView/nodes';
import type { Api } from '../../client/src/activate';
import type { AuditResult } from '../../server/src/lsp/protocol';
import {
  activated,
  camera,
  closeEverything,
  EXTENSION_ID,
  fileOfWorkspace,
  finding,
  findings,
  openScript,
  ruleOf,
  until,
} from '../extension/support';

const { Warning, Hint } = vscode.DiagnosticSeverity;

suite('in the workspace', () => {
  let api: Api;
  suiteSetup(async () => {
    api = await activated();
    await closeEverything();
  });
  teardown(closeEverything);

  const audit = () => vscode.commands.executeCommand<AuditResult>('mlopsAntipatterns.auditWorkspace');
  const leaves = async (node?: AuditNode): Promise<Extract<AuditNode, { kind: 'finding' }>[]> => {
    const children = (await api.auditResults.getChildren(node)) ?? [];
    const found = await Promise.all(
      children.map((child) => (child.kind === 'finding' ? [child] : leaves(child))),
    );
    return found.flat();
  };

  test('an audit finds what lies in files that are not open', async () => {
    const result = await audit();
    assert.deepStrictEqual(result.summary.errors, []);
    const paths = [...new Set(result.findings.map(({ path }) => path))].sort();
    for (const path of ['churn.ipynb', 'legacy/old.py', 'nightly.py', 'score.py', 'train.py'])
      assert.ok(paths.includes(path), `${path} in ${paths.join()}`);
    await until('problems of a closed file', () => findings(fileOfWorkspace('legacy/old.py')).length > 0);
    assert.strictEqual((await leaves()).length, result.findings.length);
    await camera.shoot('web-audit');
  });

  test('a click on a result opens the place', async () => {
    const open = async (path: string) => {
      const found = (await leaves()).find(
        ({ finding }) => finding.path === path && finding.rule === 'fit-before-split',
      );
      await vscode.commands.executeCommand('mlopsAntipatterns.auditView.open', found);
    };
    await open('train.py');
    const { document, selection } = vscode.window.activeTextEditor!;
    assert.strictEqual(document.uri.toString(), fileOfWorkspace('train.py').toString());
    assert.match(document.getText(selection), /fit_transform/);
    await open('churn.ipynb');
    const { notebook } = vscode.window.activeNotebookEditor!;
    assert.strictEqual(notebook.uri.toString(), fileOfWorkspace('churn.ipynb').toString());
  });

  test('the configuration file counts: severities, exclusions, overrides', async () => {
    const { findings: found } = await audit();
    assert.deepStrictEqual(
      found.filter(({ path }) => path.startsWith('vendor/')),
      [],
    );
    const inLegacy = found.filter(({ path }) => path === 'legacy/old.py').map(({ rule }) => rule);
    assert.ok(inLegacy.includes('contradictory-split-arguments'), inLegacy.join());
    assert.ok(!inLegacy.includes('fit-before-split'), inLegacy.join());

    const { document } = await openScript('legacy/old.py');
    assert.strictEqual((await finding(document, 'contradictory-split-arguments')).severity, Warning);
    assert.ok(findings(document).every((each) => ruleOf(each) !== 'fit-before-split'));
    await vscode.commands.executeCommand('mlopsAntipatterns.showEffectiveConfiguration', document.uri);
    const page = await until('the page', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'mlops-configuration'),
    );
    assert.match(page.getText(), /churn model\/mlops-antipatterns\.toml\n/);
    assert.match(page.getText(), /fit-before-split +off +mlops-antipatterns\.toml:\d+, override for legacy/);
  });

  test('a change of the configuration file counts at once, and what is wrong in it is said there', async () => {
    const file = fileOfWorkspace('mlops-antipatterns.toml');
    const before = await vscode.workspace.fs.readFile(file);
    const write = (text: string) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const { document } = await openScript('train.py');
    try {
      await write('ignore = ["fit-befor-split"]\n[severity]\ncontradictory-split-arguments = "hint"\n');
      await until('a hint', () =>
        findings(document).some(
          (each) => ruleOf(each) === 'contradictory-split-arguments' && each.severity === Hint,
        ),
      );
      const [problem] = await until('a problem', () => findings(file).length > 0 && findings(file));
      assert.match(problem!.message, /fit-before-split/);
    } finally {
      await vscode.workspace.fs.writeFile(file, before);
    }
    await until('a warning', () =>
      findings(document).some(
        (each) => ruleOf(each) === 'contradictory-split-arguments' && each.severity === Warning,
      ),
    );
  });

  test('a file that comes is audited, one that goes takes its findings along', async () => {
    const fresh = fileOfWorkspace('fresh.py');
    await vscode.workspace.fs.copy(fileOfWorkspace('legacy/old.py'), fresh);
    const { findings: found } = await audit();
    assert.ok(found.some(({ path, rule }) => path === 'fresh.py' && rule === 'fit-before-split'));
    await until('problems of a closed file', () => findings(fresh).length > 0);
    await vscode.workspace.fs.delete(fresh);
    await until('no problems of the file that is gone', () => findings(fresh).length === 0);
  });

  test('the snippets are read from where the extension is', async () => {
    const { extensionUri } = vscode.extensions.getExtension(EXTENSION_ID)!;
    const file = vscode.Uri.joinPath(extensionUri, 'snippets', 'python.json');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const snippets = Object.values(JSON.parse(text) as Record<string, { prefix: string }>);
    assert.ok(snippets.some(({ prefix }) => prefix === 'mlops-seed'));
  });
});
