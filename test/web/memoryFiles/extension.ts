/** An extension that is the file system of a virtual workspace, as GitHub's is on vscode.dev. */
import * as vscode from 'vscode';
import { MemoryFiles } from './memoryFiles';

/** Put in by scripts/vscode-web.mjs: the folder that is opened, and the texts in it. */
declare const FOLDER: string;
declare const FILES: Record<string, string>;

/** What VS Code asks of file systems that can search, so far only of extensions that say so (enabledApiProposals). */
interface Search {
  registerFileSearchProvider(
    scheme: string,
    provider: {
      provideFileSearchResults(
        query: unknown,
        options: { folder: vscode.Uri; includes: string[] },
      ): vscode.Uri[];
    },
  ): vscode.Disposable;
}

export function activate(context: vscode.ExtensionContext): void {
  const files = new MemoryFiles();
  for (const [path, text] of Object.entries(FILES))
    files.put(`${FOLDER}/${path}`, new TextEncoder().encode(text));
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('memfs', files, { isCaseSensitive: true }),
    // Without it VS Code waits seven seconds before it starts anything in this workspace.
    (vscode.workspace as unknown as Search).registerFileSearchProvider('memfs', {
      provideFileSearchResults: (_, { folder, includes }) =>
        files.find(folder.path, includes).map((path) => folder.with({ path })),
    }),
  );
}
