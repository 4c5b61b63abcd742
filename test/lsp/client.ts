/**
 * A small editor for tests: starts the bundled server, speaks to it over stdio, keeps what it says. At the end it asserts
 * that the server said nothing that a client would not expect, and that it stops when told to.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  Diagnostic,
  Hover,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { InitializationOptions, RenewedFindings, Status } from '../../server/src/lsp/protocol';

const SERVER = fileURLToPath(new URL('../../dist/server/node.js', import.meta.url));

/** Longest wait for something that the server should say, in ms. It only matters when a test fails. */
const PATIENCE = 15_000;

/** What VS Code can do, as far as the server asks. */
export const CAPABILITIES: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    codeAction: { dataSupport: true, isPreferredSupport: true, resolveSupport: { properties: ['edit'] } },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
};

export interface StartOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** `mlopsAntipatterns` settings that the client answers with. */
  readonly settings?: Record<string, unknown>;
  /** What the client answers to requests of ours. */
  readonly answers?: Record<string, (params: never) => unknown>;
}

export interface Cell {
  readonly uri: string;
  readonly text: string;
  readonly executionOrder?: number;
}

export class TestClient {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: { type: number; message: string }[] = [];
  readonly registered: string[] = [];
  readonly progress: {
    token: string | number;
    value: { kind: string; message?: string; percentage?: number };
  }[] = [];
  readonly applied: WorkspaceEdit[] = [];
  readonly statuses: Status[] = [];
  readonly renewed: RenewedFindings[] = [];
  settings: Record<string, unknown>;
  /** What the client answers when asked for its folders. */
  folders: { uri: string; name: string }[] = [];
  private readonly unexpected: string[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly exited: Promise<number | null>;

  private constructor(
    readonly connection: MessageConnection,
    private readonly process: ChildProcess,
    settings: Record<string, unknown>,
  ) {
    this.settings = settings;
    this.exited = new Promise((resolve) => process.once('exit', resolve));
    this.listen();
    connection.listen();
  }

  /** Starts a server and shakes hands. */
  static async start(options: StartOptions = {}): Promise<TestClient & { initialized: InitializeResult }> {
    const process = spawn(globalThis.process.execPath, [SERVER, '--stdio'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const connection = createMessageConnection(
      new StreamMessageReader(process.stdout!),
      new StreamMessageWriter(process.stdin!),
    );
    const client = new TestClient(connection, process, options.settings ?? {});
    process.stderr!.on('data', (data) => client.unexpected.push(`standard error: ${data}`));
    for (const [method, answer] of Object.entries(options.answers ?? {}))
      connection.onRequest(method, answer);
    const folders = (options.folders ?? []).map((uri) => ({
      uri,
      name: uri.slice(uri.lastIndexOf('/') + 1),
    }));
    const initialized: InitializeResult = await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: folders,
      capabilities: options.capabilities ?? CAPABILITIES,
      initializationOptions: { status: true, ...options.initializationOptions },
    });
    await connection.sendNotification('initialized', {});
    return Object.assign(client, { initialized });
  }

  /** Ends the session as an editor does, and asserts that nothing odd was said in it. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await this.exited;
    this.connection.dispose();
    const errors = this.logged
      .filter(({ type }) => type === 1)
      .map(({ message }) => `logged error: ${message}`);
    const odd = [...this.unexpected, ...errors, ...(code === 0 ? [] : [`exit code ${code}`])];
    if (odd.length > 0) throw new Error(`The server said what no client expects:\n${odd.join('\n')}`);
  }

  // ---------------------------------------------------------------- documents

  open(uri: string, text: string, languageId = 'python', version = 1): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  /** Replaces a range, or the whole text. */
  change(uri: string, version: number, text: string, range?: Range): void {
    this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text, range }],
    });
  }

  save(uri: string): void {
    this.notify('textDocument/didSave', { textDocument: { uri } });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  openNotebook(uri: string, cells: readonly Cell[]): void {
    this.notify('notebookDocument/didOpen', {
      notebookDocument: { uri, notebookType: 'jupyter-notebook', version: 1, cells: cells.map(pointer) },
      cellTextDocuments: cells.map(cellText),
    });
  }

  /** Sends a `cells` change of a notebook as it is. */
  changeNotebook(uri: string, version: number, cells: object): void {
    this.notify('notebookDocument/didChange', { notebookDocument: { uri, version }, change: { cells } });
  }

  closeNotebook(uri: string, cells: readonly string[]): void {
    this.notify('notebookDocument/didClose', {
      notebookDocument: { uri },
      cellTextDocuments: cells.map((cell) => ({ uri: cell })),
    });
  }

  notify(method: string, params: object): void {
    void this.connection.sendNotification(method, params);
  }

  // ---------------------------------------------------------------- answers

  /** What was published for a document last. */
  lastPublished(uri: string): PublishDiagnosticsParams | undefined {
    return this.published.filter((published) => published.uri === uri).at(-1);
  }

  /** The diagnostics that a document shows now. */
  diagnostics(uri: string): Diagnostic[] {
    return this.lastPublished(uri)?.diagnostics ?? [];
  }

  /** Waits until a document shows diagnostics of exactly these rules, in this order. */
  async shows(uri: string, rules: readonly string[]): Promise<Diagnostic[]> {
    await this.until(
      () => JSON.stringify(this.diagnostics(uri).map(({ code }) => code)) === JSON.stringify(rules),
      () => `${uri} to show [${rules}]; it shows [${this.diagnostics(uri).map(({ code }) => code)}]`,
    );
    return this.diagnostics(uri);
  }

  /** Waits until so many units are open and analysed, and the server rests. */
  async rests(open: number): Promise<Status> {
    await this.until(
      () => this.statuses.at(-1)?.open === open && this.statuses.at(-1)?.state === 'ok',
      () => `the server to rest with ${open} open; its status is ${JSON.stringify(this.statuses.at(-1))}`,
    );
    return this.statuses.at(-1)!;
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  }

  codeActions(uri: string, range: Range, only?: readonly string[]): Promise<CodeAction[]> {
    const diagnostics = this.diagnostics(uri).filter((diagnostic) => overlap(diagnostic.range, range));
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics, ...(only ? { only } : {}) },
    });
  }

  /** The completion at the place of `|` in a text that is opened for it. */
  async completions(uri: string, marked: string): Promise<CompletionItem[]> {
    const before = marked.slice(0, marked.indexOf('|'));
    const position = {
      line: before.split('\n').length - 1,
      character: before.length - 1 - before.lastIndexOf('\n'),
    };
    this.open(uri, marked.replace('|', ''), 'toml');
    const items = await this.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position,
    });
    this.close(uri);
    return items;
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  /** Waits until something holds; looks again at each message from the server. */
  async until(holds: () => boolean, wanted: () => string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`Waited in vain for ${wanted()}`));
      }, PATIENCE);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  // ---------------------------------------------------------------- the client's side

  private lookAgain(): void {
    for (const look of [...this.waiting]) look();
  }

  private listen(): void {
    const { connection } = this;
    const on = <T>(method: string, take: (params: T) => void): void => {
      connection.onNotification(method, (params: T) => {
        take(params);
        this.lookAgain();
      });
    };
    on<PublishDiagnosticsParams>('textDocument/publishDiagnostics', (params) => this.published.push(params));
    on<{ type: number; message: string }>('window/logMessage', (params) => this.logged.push(params));
    on<Status>('mlops/status', (params) => this.statuses.push(params));
    on<RenewedFindings>('mlops/renewedFindings', (params) => this.renewed.push(params));
    on<TestClient['progress'][number]>('$/progress', (params) => this.progress.push(params));
    connection.onNotification((method, params) => {
      this.unexpected.push(`notification ${method} ${JSON.stringify(params)}`);
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => (section === 'mlopsAntipatterns' ? this.settings : null)),
    );
    connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string }[] }) => {
        this.registered.push(...registrations.map(({ method }) => method));
        this.lookAgain();
        return null;
      },
    );
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/workspaceFolders', () => this.folders);
    connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      this.applied.push(edit);
      this.lookAgain();
      return { applied: true };
    });
    connection.onRequest((method, params) => {
      this.unexpected.push(`request ${method} ${JSON.stringify(params)}`);
      return null;
    });
    connection.onError(([error]) => this.unexpected.push(`broken message: ${error.message}`));
  }
}

function pointer({ uri, executionOrder }: Cell): object {
  return {
    kind: 2,
    document: uri,
    ...(executionOrder ? { executionSummary: { executionOrder, success: true } } : {}),
  };
}

/** A cell's text document item, for `didOpen` lists. */
export function cellText({ uri, text }: Cell): object {
  return { uri, languageId: 'python', version: 1, text };
}

/** A cell's pointer, for the `cells` of a structure change. */
export { pointer as cellPointer };

function overlap(a: Range, b: Range): boolean {
  const before = (x: Position, y: Position): boolean =>
    x.line < y.line || (x.line === y.line && x.character <= y.character);
  return before(a.start, b.end) && before(b.start, a.end);
}

/** Range of the `occurrence`th time that `part` stands in `text`. */
export function rangeOf(text: string, part: string, occurrence = 1): Range {
  let at = -1;
  for (let i = 0; i < occurrence; i++) at = text.indexOf(part, at + 1);
  if (at < 0) throw new Error(`${JSON.stringify(part)} does not stand in the text`);
  return { start: positionAt(text, at), end: positionAt(text, at + part.length) };
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

/** The texts after an edit, by URI; asserts that it names the given versions and that its edits don't overlap. */
export function applyEdit(
  edit: WorkspaceEdit,
  documents: Readonly<Record<string, { text: string; version: number | null }>>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const change of edit.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const { uri, version } = change.textDocument;
    const document = documents[uri];
    if (!document) throw new Error(`an edit of ${uri}, which the test does not know`);
    if (document.version !== version)
      throw new Error(`${uri}: edit for version ${version}, not ${document.version}`);
    let text = document.text;
    const edits = change.edits
      .map((each) => ({
        ...each,
        start: offsetAt(text, each.range.start),
        end: offsetAt(text, each.range.end),
      }))
      .sort((a, b) => b.start - a.start);
    for (const [index, { start, end, newText }] of edits.entries() as Iterable<
      [number, { start: number; end: number; newText: string }]
    >) {
      if (index > 0 && end > edits[index - 1]!.start) throw new Error(`overlapping edits in ${uri}`);
      text = text.slice(0, start) + newText + text.slice(end);
    }
    result[uri] = text;
  }
  return result;
}

function offsetAt(text: string, { line, character }: Position): number {
  let at = 0;
  for (let i = 0; i < line; i++)
    at = /\r\n|\r|\n/g.exec(text.slice(at))!.index + at + /\r\n|\r|\n/.exec(text.slice(at))![0].length;
  return at + character;
}
