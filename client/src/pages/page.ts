/** Pages of ours in webviews: each comes whole from the server, and its links open code. */
import * as vscode from 'vscode';
import type { EditorLink } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';

/** Makes an empty view beside the code. It runs nothing but the page's own script, and loads nothing. */
export function createPage({ output }: Session, type: string, title: string): vscode.WebviewPanel {
  const panel = vscode.window.createWebviewPanel(
    type,
    title,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [], enableFindWidget: true, retainContextWhenHidden: true },
  );
  panel.webview.onDidReceiveMessage(async ({ open }: { open?: EditorLink }) => {
    if (!open) return;
    try {
      await openLink(open, panel);
    } catch (error) {
      output.error(`${open.uri}: ${String(error)}`);
      void vscode.window.showErrorMessage('MLOps: the code of this page is no longer there.');
    }
  });
  return panel;
}

/** A nonce for a page's script. */
export function createNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

/** Opens the place that a link names, in the column beside the page. */
async function openLink(
  { uri, cell, line, character }: EditorLink,
  panel: vscode.WebviewPanel,
): Promise<void> {
  const position = new vscode.Position(line, character);
  const selection = new vscode.Range(position, position);
  const viewColumn = besides(panel);
  if (cell === null) {
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, viewColumn });
    return;
  }
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(uri));
  const cells = new vscode.NotebookRange(cell - 1, cell);
  const editor = await vscode.window.showNotebookDocument(notebook, { selections: [cells], viewColumn });
  editor.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand('vscode.open', notebook.cellAt(cell - 1).document.uri, { selection });
}

/** The column of code: the first one that is not the page's. */
function besides({ viewColumn }: vscode.WebviewPanel): vscode.ViewColumn {
  return viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
}
