/** Starts the extension in Node's extension host: the server is a process of its own. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, start } from './activate';

/** Port where a debugger finds the server of a development host (.vscode/launch.json). */
const DEBUG_PORT = 6009;

export function activate(context: vscode.ExtensionContext): Promise<Api> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', 'node.js').fsPath;
  const transport = TransportKind.ipc;
  const server = {
    run: { module, transport },
    debug: {
      module,
      transport,
      options: { execArgv: ['--nolazy', `--inspect=${DEBUG_PORT}`, '--enable-source-maps'] },
    },
  };
  return start(
    context,
    (options) => new LanguageClient('mlopsAntipatterns', 'MLOps Antipatterns', server, options),
    // A file system that only VS Code knows (a repository opened from GitHub, say) is read through the client all the same.
    { fileAccess: 'server' },
  );
}
