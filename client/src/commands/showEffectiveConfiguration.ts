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

/** Serves the page, read-only, its subject in the query of its address; origins in files are links. */
export function registerConfigurationPage({ client }: Session): vscode.Disposable {
  const ask = ({ query }: vscode.Uri): Promise<EffectiveConfiguration> => {
    const params: EffectiveConfigurationParams = query ? { uri: query } : {};
    return client.sendRequest<EffectiveConfiguration>(messages.effectiveConfiguration, params);
  };
  const links = new Map<string, EffectiveConfiguration['links']>();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      async provideTextDocumentContent(page) {
        const { text, links: found } = await ask(page);
        links.set(page.toString(), found);
        return text;
      },
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: ({ uri }) =>
          (links.get(uri.toString()) ?? []).map(({ range: { start, end }, target }) => {
            const range = new vscode.Range(start.line, start.character, end.line, end.character);
            return new vscode.DocumentLink(range, vscode.Uri.parse(target));
          }),
      },
    ),
  );
}
