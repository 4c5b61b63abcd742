/** Where nothing lies on a disk: the workspace is memory, the extension comes over HTTP, the server is a worker. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { activated, fileOfWorkspace, until } from '../extension/support';

interface Network {
  /** Files of extensions that were asked for. */
  served: string[];
  /** Who outside of this machine was asked for anything. */
  outside: string[];
}

suite('in the browser', () => {
  suiteSetup(activated);

  test('there is no server, no disk and no Node', () => {
    console.log(`VS Code ${vscode.version}, ${vscode.env.appHost}`);
    assert.strictEqual(vscode.env.remoteName, undefined);
    assert.strictEqual(vscode.env.uiKind, vscode.UIKind.Web);
    assert.strictEqual(fileOfWorkspace('train.py').scheme, 'memfs');
    assert.strictEqual(typeof (globalThis as { process?: unknown }).process, 'undefined');
  });

  test('the worker and both WebAssembly files come from where the extension is, and nothing from elsewhere', async () => {
    const worker = '/mlops-antipatterns/dist/server/browser.js';
    const network = await until('the worker', async () => {
      const response = await fetch(`${process.env['MLOPS_CAMERA']}/network`);
      const seen = (await response.json()) as Network;
      return seen.served.includes(worker) && seen;
    });
    const asked = network.served.filter((file) => /\/dist\//.test(file)).sort();
    assert.deepStrictEqual(asked, [
      '/mlops-antipatterns/dist/client/browser.js',
      worker,
      '/mlops-antipatterns/dist/server/tree-sitter-python.wasm',
      '/mlops-antipatterns/dist/server/web-tree-sitter.wasm',
    ]);
    assert.deepStrictEqual(network.outside, []);
  });
});
