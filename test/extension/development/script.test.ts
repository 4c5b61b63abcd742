import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  activated,
  applyQuickFix,
  camera,
  closeEverything,
  finding,
  findings,
  gone,
  openScript,
  quickFixes,
  ruleOf,
  until,
} from '../support';

suite('script', () => {
  suiteSetup(activated);
  teardown(closeEverything);

  test('squiggles stand where the problem is and say which rule found it', async () => {
    const { document } = await openScript('train.py');
    const found = await finding(document, 'contradictory-split-arguments');
    assert.strictEqual(document.getText(found.range), 'random_state=42');
    assert.strictEqual(found.severity, vscode.DiagnosticSeverity.Error);
    const leak = await finding(document, 'fit-before-split');
    assert.ok(leak.relatedInformation!.length > 0, 'the story of a leak is told by related places');
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await camera.shoot('problems');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  test('a hover explains the finding and links to the rule as a command', async () => {
    const { document } = await openScript('train.py');
    const { range } = await finding(document, 'fit-before-split');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      range.start,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content as vscode.MarkdownString).value)
      .join('\n');
    assert.match(text, /fit-before-split/);
    assert.match(text, /command:mlopsAntipatterns\.explainRule\?%5B%22fit-before-split%22%5D/);
    assert.doesNotMatch(text, /mlops-rule:/);
    await camera.hover('fit_transform');
    await camera.shoot('hover');
  });

  test('a quick fix mends the code and the squiggle goes', async () => {
    const { document } = await openScript('train.py');
    const { range } = await finding(document, 'contradictory-split-arguments');
    await applyQuickFix(document, range, /^Shuffle the rows/);
    await gone(document, 'contradictory-split-arguments');
    assert.match(
      document.getText(),
      /KFold\(n_splits=5, shuffle=True, random_state=42\)|KFold\(n_splits=5, random_state=42, shuffle=True\)/,
    );
  });

  test('a finding can be silenced in place', async () => {
    const { document } = await openScript('score.py');
    const { range } = await finding(document, 'contradictory-split-arguments');
    await applyQuickFix(document, range, /line/i);
    await gone(document, 'contradictory-split-arguments');
    assert.match(document.lineAt(range.start.line).text, /# mlops: ignore\[contradictory-split-arguments\]/);
  });

  test('quick fixes come in the order fix, silence, explain', async () => {
    const { document } = await openScript('score.py');
    const { range } = await finding(document, 'contradictory-split-arguments');
    const titles = (await quickFixes(document, range)).map(({ title }) => title);
    const at = (pattern: RegExp) => titles.findIndex((title) => pattern.test(title));
    assert.ok(at(/^Shuffle/) === 0, titles.join(' | '));
    assert.ok(at(/ignore|silence|suppress/i) > 0, titles.join(' | '));
    assert.ok(at(/explain|why/i) > at(/ignore|silence|suppress/i), titles.join(' | '));
  });

  test('typing brings and takes findings', async () => {
    const editor = await openScript('score.py');
    const { document } = editor;
    const { range } = await finding(document, 'contradictory-split-arguments');
    await editor.edit((edit) => edit.replace(range, 'shuffle=False'));
    await gone(document, 'contradictory-split-arguments');
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(document.lineCount, 0), '\nStratifiedKFold(5, random_state=1)\n'),
    );
    await finding(document, 'contradictory-split-arguments');
  });

  test('"Fix All Safe" and the fix-all kind both mend every safe finding', async () => {
    const { document } = await openScript('train.py');
    await finding(document, 'contradictory-split-arguments');
    const result = await vscode.commands.executeCommand<{ fixed: number; applied: boolean }>(
      'mlopsAntipatterns.fixAllSafe',
    );
    assert.ok(result.applied && result.fixed >= 1, JSON.stringify(result));
    await gone(document, 'contradictory-split-arguments');
    await vscode.commands.executeCommand('undo');
    await finding(document, 'contradictory-split-arguments');
    await vscode.commands.executeCommand('editor.action.fixAll');
    await gone(document, 'contradictory-split-arguments');
  });

  test('a severity of the settings wins, and "off" hides', async () => {
    const { document } = await openScript('train.py');
    await finding(document, 'contradictory-split-arguments');
    const settings = vscode.workspace.getConfiguration('mlopsAntipatterns');
    try {
      const severity = { estimators: 'hint', 'fit-before-split': 'off' };
      await settings.update('severity', severity, vscode.ConfigurationTarget.Workspace);
      await gone(document, 'fit-before-split');
      await until('a hint', () =>
        findings(document).some(
          (found) =>
            ruleOf(found) === 'contradictory-split-arguments' &&
            found.severity === vscode.DiagnosticSeverity.Hint,
        ),
      );
    } finally {
      await settings.update('severity', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await finding(document, 'fit-before-split');
  });
});
