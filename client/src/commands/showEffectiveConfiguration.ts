/** "MLOps: Show Effective Configuration": what counts for this file, and where each value came from. */
import * as vscode from 'vscode';
import {
  type EffectiveConfiguration,
  type EffectiveConfigurationParams,
  messages,
} from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';

const SCHEME = 'mlops-configuration';

const changed = new vscode.EventEmitter<vscode.Uri>();

/** @param uri default: the active document, else the first workspace folder */
export async function showEffectiveConfiguration({ client }: Session, uri?: vscode.Uri): Promise<void> {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  const subject = uri ?? activeNotebookEditor?.notebook.uri ?? activeTextEditor?.document.uri;
  const query = subject ? client.code2ProtocolConverter.asUri(subject) : '';
  const page = vscode.Uri.from({ scheme: SCHEME, path: '/Effective configuration', query });
  changed.fire(page); // an open page shows what counts now
  await vscode.window.showTextDocument(page, { preview: true });
}

/** Serves the page, read-only, its subject in the query of its address. */
export function registerConfigurationPage({ client }: Session): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent({ query }) {
      const params: EffectiveConfigurationParams = query ? { uri: query } : {};
      const { text } = await client.sendRequest<EffectiveConfiguration>(
        messages.effectiveConfiguration,
        params,
      );
      return text;
    },
  });
}
