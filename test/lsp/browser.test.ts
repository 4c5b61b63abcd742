/**
 * The server's browser bundle in a context that has what a worker has and nothing of Node: it starts from base64 texts, and
 * reads files through the client.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver-protocol';

const dist = fileURLToPath(new URL('../../dist/server/', import.meta.url));
const base64 = (name: string): string => readFileSync(dist + name).toString('base64');

const folder = 'vscode-vfs://github/me/churn';
const FILES: Readonly<Record<string, string>> = {
  'pyproject.toml': '[tool.mlops-antipatterns.severity]\ncontradictory-split-arguments = "warning"\n',
  'train.py': 'import sklearn\nfrom features import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n',
  'features.py': 'from sklearn.model_selection import KFold\n',
};

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

test('a virtual workspace in a worker: configuration, modules, audit and edits through the client', async () => {
  const heard: Message[] = [];
  const worker = {
    onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
    addEventListener: () => undefined, // for errors of the channel, which there are none of
    postMessage: (message: Message) => hear(structuredClone(message)),
  };
  const send = (message: object): void =>
    worker.onmessage!({ data: { jsonrpc: '2.0', ...structuredClone(message) } });
  const hear = (message: Message): void => {
    heard.push(message);
    if (message.method && message.id !== undefined)
      setTimeout(() => send({ id: message.id, result: answer(message) }), 0);
  };
  const context = createContext({
    self: worker,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    performance,
    WebAssembly,
    TextDecoder,
    TextEncoder,
    URL,
    atob,
    console,
  });
  runInContext(readFileSync(`${dist}browser.js`, 'utf8'), context);

  const until = async <T>(find: () => T | undefined): Promise<T> => {
    for (let i = 0; i < 1500; i++) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Waited in vain; heard ${JSON.stringify(heard.slice(-5))}`);
  };
  const response = (id: number): Promise<Message> =>
    until(() => heard.find((message) => message.id === id && !message.method));

  send({
    id: 1,
    method: 'initialize',
    params: {
      processId: null,
      workspaceFolders: [{ uri: folder, name: 'churn' }],
      capabilities: {
        workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
      },
      initializationOptions: {
        fileAccess: 'client',
        assets: { runtime: base64('web-tree-sitter.wasm'), grammar: base64('tree-sitter-python.wasm') },
      },
    },
  });
  expect((await response(1)).result).toMatchObject({ serverInfo: { name: 'mlops-antipatterns' } });
  send({ method: 'initialized', params: {} });
  const uri = `${folder}/train.py`;
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'python', version: 1, text: FILES['train.py'] } },
  });
  const published = await until(() =>
    heard
      .filter((message) => message.method === 'textDocument/publishDiagnostics')
      .map((message) => message.params as PublishDiagnosticsParams)
      .find(
        (params) =>
          params.uri === uri &&
          params.diagnostics.some(({ code }) => code === 'contradictory-split-arguments'),
      ),
  );
  // The module and the configuration were read.
  expect(published.diagnostics.find(({ code }) => code === 'contradictory-split-arguments')!.severity).toBe(
    2,
  );

  send({ id: 2, method: 'mlops/audit', params: {} });
  expect((await response(2)).result).toMatchObject({ summary: { files: 2, errors: [] } });

  // Nothing about configuring is bound to files on a disk.
  const edits = (): unknown[] =>
    heard.flatMap((message) => (message.method === 'workspace/applyEdit' ? [message.params] : []));
  const rule = 'contradictory-split-arguments';
  send({ id: 4, method: 'mlops/setSeverity', params: { uri, rule, level: 'off' } });
  const toml = `${folder}/pyproject.toml`;
  expect((await response(4)).result).toEqual({ file: toml, applied: true });
  expect(edits()[0]).toMatchObject({
    edit: { documentChanges: [{ textDocument: { uri: toml }, edits: [{ newText: '"off"' }] }] },
  });
  send({ id: 5, method: 'mlops/createConfiguration', params: { folder: `${folder}/sub` } });
  const created = `${folder}/sub/mlops-antipatterns.toml`;
  expect((await response(5)).result).toEqual({ file: created, created: true });
  send({ id: 6, method: 'mlops/effectiveConfiguration', params: { uri } });
  expect((await response(6)).result).toMatchObject({
    links: expect.arrayContaining([expect.objectContaining({ target: `${toml}#L2` })]),
  });
  send({ id: 3, method: 'shutdown' });
  await response(3);
});

/** What a client answers: files from a table. */
function answer({ method, params }: Message): unknown {
  const { uri = '' } = params as { uri?: string };
  const text = uri === `${folder}/${basename(uri)}` ? FILES[basename(uri)] : undefined;
  if (method === 'mlops/readFile')
    return text === undefined ? { error: 'not-found' } : { base64: Buffer.from(text).toString('base64') };
  if (method === 'workspace/applyEdit') return { applied: true };
  if (method === 'mlops/stat') {
    if (uri === folder) return { kind: 'directory', size: 0 };
    return text === undefined ? { error: 'not-found' } : { kind: 'file', size: text.length };
  }
  if (method === 'mlops/listDirectory') {
    if (uri !== folder) return { error: 'not-found' };
    return { entries: Object.keys(FILES).map((name) => ({ name, kind: 'file', isLink: false })) };
  }
  return null;
}
