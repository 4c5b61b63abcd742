/** Starts the extension in the browser (vscode.dev): the server is a web worker. */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { type Api, start } from './activate';
import { toBase64 } from './fileAccess';

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const file = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', name);
  const [runtime, grammar] = await Promise.all([
    readAsBase64(file('web-tree-sitter.wasm')),
    readAsBase64(file('tree-sitter-python.wasm')),
  ]);
  let worker: Worker | undefined;
  const connect = async (): Promise<MessageTransports> => {
    worker?.terminate(); // before a restart: a worker never ends by itself
    worker = new Worker(file('browser.js').toString(true));
    // The two ends of the wire and not the worker: VS Code puts a class of its own in the place of `Worker`, and the client
    // would not recognise what that one makes.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return start(
    context,
    (options) => new LanguageClient('mlopsAntipatterns', 'MLOps Antipatterns', connect, options),
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
