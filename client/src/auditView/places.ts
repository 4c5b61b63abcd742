/** From a finding of an audit to the editor: files may have changed since, and a notebook's cells are documents of their own. */
import * as vscode from 'vscode';
import type { AuditFinding } from '../../../server/src/lsp/protocol';

/** Opens the file or notebook of a finding and selects the place; gives the document that holds it and the range there. */
export async function reveal(
  finding: AuditFinding,
): Promise<{ document: vscode.TextDocument; range: vscode.Range }> {
  if (finding.cell === undefined) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(finding.uri));
    const range = rangeIn(document, finding);
    await vscode.window.showTextDocument(document, { selection: range });
    return { document, range };
  }
  const file = vscode.Uri.joinPath(vscode.Uri.parse(finding.folder), finding.path);
  const notebook = await vscode.workspace.openNotebookDocument(file);
  const cell = cellOf(notebook, finding);
  const cells = new vscode.NotebookRange(cell.index, cell.index + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, { selections: [cells] });
  editor.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  const range = rangeIn(cell.document, finding);
  // Puts the cursor there too; showNotebookDocument stops at the cell.
  await vscode.commands.executeCommand('vscode.open', cell.document.uri, { selection: range });
  return { document: cell.document, range };
}

/** The cell that has such a finding now, or the one at the place where it was. */
function cellOf(notebook: vscode.NotebookDocument, finding: AuditFinding): vscode.NotebookCell {
  const there = notebook.cellAt(finding.cell! - 1); // beyond the end, VS Code gives the last one
  if (sameFindings(there.document, finding).length > 0) return there;
  return notebook.getCells().find(({ document }) => sameFindings(document, finding).length > 0) ?? there;
}

/** The range of the live diagnostic that says the same, nearest to where it was; else where it was. */
function rangeIn(document: vscode.TextDocument, finding: AuditFinding): vscode.Range {
  const { start, end } = finding.range;
  const was = new vscode.Range(start.line, start.character, end.line, end.character);
  const distance = ({ range }: vscode.Diagnostic) => Math.abs(range.start.line - was.start.line);
  const [nearest] = sameFindings(document, finding).sort((a, b) => distance(a) - distance(b));
  return nearest?.range ?? document.validateRange(was);
}

function sameFindings(document: vscode.TextDocument, { rule, message }: AuditFinding): vscode.Diagnostic[] {
  const ruleOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => ruleOf(diagnostic) === rule && diagnostic.message === message);
}
