/** Starts the extension in the browser (vscode.dev): the server is a web worker. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { type Api, start } from './activate';
import { toBase64 } from './fileAccess';

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const file = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', name);
  const server = async () => new Worker(file('browser.js').toString(true));
  const [runtime, grammar] = await Promise.all([
    readAsBase64(file('web-tree-sitter.wasm')),
    readAsBase64(file('tree-sitter-python.wasm')),
  ]);
  return start(
    context,
    (options) => new LanguageClient('mlopsAntipatterns', 'MLOps Antipatterns', server, options),
    {
      fileAccess: 'client',
      assets: { runtime, grammar },
    },
  );
}

/** A worker may not fetch from the extension's folder everywhere, so it gets the bytes in its first message. */
async function readAsBase64(uri: vscode.Uri): Promise<string> {
  return toBase64(await vscode.workspace.fs.readFile(uri));
}
