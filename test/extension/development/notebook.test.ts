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
  openNotebook,
  until,
} from '../support';

suite('notebook', () => {
  suiteSetup(activated);
  teardown(closeEverything);

  const cell = (notebook: vscode.NotebookDocument, containing: string) => {
    const found = notebook.getCells().find(({ document }) => document.getText().includes(containing));
    assert.ok(found, `no cell contains ${containing}`);
    return found;
  };

  test('squiggles in cells, with a story across cells', async () => {
    const notebook = await openNotebook('churn.ipynb');
    assert.strictEqual(notebook.notebookType, 'jupyter-notebook');
    const scaled = cell(notebook, 'StandardScaler().fit');
    const split = cell(notebook, 'train_test_split(X');
    const leak = await finding(scaled.document, 'fit-before-split');
    assert.strictEqual(leak.range.start.line, 2);
    const related = leak.relatedInformation!.map(({ location }) => location.uri.toString());
    assert.ok(
      related.includes(split.document.uri.toString()),
      `the split's cell is named: ${related.join(', ')}`,
    );
    await camera.hover('fit_transform');
    await camera.shoot('notebook');
  });

  test('a quick fix edits its own cell only', async () => {
    const notebook = await openNotebook('churn.ipynb');
    const folds = cell(notebook, 'KFold(n_splits').document;
    const others = () =>
      notebook
        .getCells()
        .filter(({ document }) => document !== folds)
        .map(({ document }) => document.getText());
    const before = others();
    const { range } = await finding(folds, 'contradictory-split-arguments');
    await applyQuickFix(folds, range, /^Shuffle the rows/);
    await gone(folds, 'contradictory-split-arguments');
    assert.match(folds.getText(), /shuffle=True/);
    assert.deepStrictEqual(others(), before);
  });

  test('a deleted cell takes its findings along, a new one brings its own', async () => {
    const notebook = await openNotebook('churn.ipynb');
    const folds = cell(notebook, 'KFold(n_splits');
    const { uri } = folds.document;
    await finding(folds.document, 'contradictory-split-arguments');
    const change = async (edit: vscode.NotebookEdit) => {
      const whole = new vscode.WorkspaceEdit();
      whole.set(notebook.uri, [edit]);
      assert.ok(await vscode.workspace.applyEdit(whole));
    };
    await change(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(folds.index, folds.index + 1)));
    await until('no findings of the deleted cell', () => findings(uri).length === 0);
    const fresh = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Code,
      'KFold(3, random_state=2)',
      'python',
    );
    await change(vscode.NotebookEdit.insertCells(notebook.cellCount, [fresh]));
    await finding(cell(notebook, 'KFold(3').document, 'contradictory-split-arguments');
  });

  test('moving the split before the scaler takes the leak away', async () => {
    const notebook = await openNotebook('churn.ipynb');
    const scaled = cell(notebook, 'StandardScaler().fit');
    await finding(scaled.document, 'fit-before-split');
    const whole = new vscode.WorkspaceEdit();
    const text = 'X = customers.drop(columns=["churned"])\ny = customers["churned"]';
    const { document } = scaled;
    whole.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(whole));
    await gone(document, 'fit-before-split');
  });

  test('"Fix All Safe" mends the whole notebook', async () => {
    const notebook = await openNotebook('churn.ipynb');
    const folds = cell(notebook, 'KFold(n_splits').document;
    await finding(folds, 'contradictory-split-arguments');
    const result = await vscode.commands.executeCommand<{ fixed: number; applied: boolean }>(
      'mlopsAntipatterns.fixAllSafe',
    );
    assert.ok(result.applied && result.fixed >= 1, JSON.stringify(result));
    await gone(folds, 'contradictory-split-arguments');
  });
});
