/** "MLOps: Fix All Safe": every safe fix of the active script or notebook, as one edit that one undo takes back. */
import * as vscode from 'vscode';
import { type FixAllParams, type FixAllResult, messages } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';

export async function fixAllSafe({ client }: Session): Promise<FixAllResult | undefined> {
  const uri =
    vscode.window.activeNotebookEditor?.notebook.uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!uri) {
    void vscode.window.showInformationMessage('MLOps: open a Python file or a notebook first.');
    return undefined;
  }
  const params: FixAllParams = { uri: client.code2ProtocolConverter.asUri(uri) };
  const result = await client.sendRequest<FixAllResult>(messages.fixAll, params);
  const text = result.applied
    ? `${result.fixed} ${result.fixed === 1 ? 'finding' : 'findings'} fixed.`
    : 'nothing to fix safely here.';
  vscode.window.setStatusBarMessage(`MLOps: ${text}`, 5_000);
  return result;
}
