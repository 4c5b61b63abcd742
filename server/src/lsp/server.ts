/** Wires a connection to a session. The only place that knows which message means what. */
import {
  type CancellationToken,
  CodeActionKind,
  CompletionRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MarkupKind,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { createEngine, createParser, type ParserAssets, type Severity } from '../engine';
import type { Host } from '../project/host';
import { createClientHost, createMixedHost } from './clientHost';
import {
  commands,
  fixAllKinds,
  messages,
  type AuditParams,
  type CreateConfigurationParams,
  type EffectiveConfigurationParams,
  type ExplainParams,
  type FixAllParams,
  type InitializationOptions,
  type PipelineParams,
  type ReportParams,
  type SetSeverityParams,
} from './protocol';
import { Requests } from './requests';
import { Session } from './session';

/** What differs between Node and a browser's worker. */
export interface Platform {
  readonly version: string;
  /** Reads files itself; absent where only the client can. */
  readonly host?: Host;
  /** Where the rules' pages stand, ending in `/`, unless the client says otherwise. */
  readonly documentation?: string;
  /** Loads the two WebAssembly files. Rejects with a message for users. */
  loadAssets(options: InitializationOptions): Promise<ParserAssets>;
  /** Milliseconds. */
  now(): number;
}

const WATCHED = [
  '**/*.{py,pyw,ipynb}',
  '**/{pyproject.toml,mlops-antipatterns.toml,setup.cfg,Pipfile,MLproject,*.lock,.gitignore}',
  '**/*requirements*.{txt,in}',
  '**/requirements/*.{txt,in}',
  '**/*env*.{yml,yaml}',
  '**/{Dockerfile,Containerfile,*.Dockerfile,Dockerfile.*}',
  '**/{dvc.yaml,Makefile,Snakefile,*.sh,.gitlab-ci.yml,azure-pipelines.yml}',
  '**/.github/workflows/*.{yml,yaml}',
];

const NOTEBOOKS = ['jupyter-notebook', 'interactive'];

/** Only in our configuration files: an editor should not ask us about every word of Python. */
const COMPLETION = { triggerCharacters: ['"', '.', '['], resolveProvider: true };
const COMPLETED = ['**/pyproject.toml', '**/mlops-antipatterns.toml'];

const CAPABILITIES: ServerCapabilities = {
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: {
    openClose: true,
    change: TextDocumentSyncKind.Incremental,
    save: { includeText: false },
  },
  notebookDocumentSync: {
    notebookSelector: NOTEBOOKS.map((notebook) => ({
      notebook,
      cells: [{ language: 'python' }, { language: 'markdown' }],
    })),
    save: true,
  },
  hoverProvider: true,
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, fixAllKinds.document, fixAllKinds.notebook],
    resolveProvider: true,
  },
  executeCommandProvider: { commands: Object.values(commands) },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Serves a client until the connection ends. Call it before anything is read from the connection. */
export function serve(connection: Connection, platform: Platform): void {
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const session = await createSession(connection, platform, params);
    listenToDocuments(connection, session);
    listenToRequests(connection, new Requests(session));
    listenToSurroundings(connection, session, params.capabilities);
    const registersCompletion = params.capabilities.textDocument?.completion?.dynamicRegistration ?? false;
    return {
      // A client that can't be told later asks for every document that is ours.
      capabilities: { ...CAPABILITIES, ...(registersCompletion ? {} : { completionProvider: COMPLETION }) },
      serverInfo: { name: 'mlops-antipatterns', version: platform.version },
    };
  });
  connection.listen();
}

async function createSession(
  connection: Connection,
  platform: Platform,
  params: InitializeParams,
): Promise<Session> {
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const { capabilities } = params;
  const parser = await createParser(await platform.loadAssets(options));
  const documentation = options.documentation ?? platform.documentation;
  const actions = capabilities.textDocument?.codeAction;
  const session = new Session({
    connection,
    parser,
    engine: createEngine(parser),
    host: hostFor(options, platform, createClientHost(connection)),
    version: platform.version,
    abilities: {
      ...abilitiesOf(capabilities),
      markdown: capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
      versions: capabilities.textDocument?.publishDiagnostics?.versionSupport ?? false,
      configuration: capabilities.workspace?.configuration ?? false,
      resolvesEdits: Boolean(actions?.dataSupport && actions.resolveSupport?.properties.includes('edit')),
      snippets: capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false,
    },
    explainCommand: options.explainCommand,
    severityCommand: options.severityCommand,
    sendsStatus: options.status === true,
    sendsRenewed: options.renewedFindings === true,
    documentation: (rule) => (documentation === undefined ? undefined : `${documentation}${rule}.md`),
    now: platform.now,
  });
  session.settings.reset(options.settings);
  session.folders.set(foldersOf(params));
  return session;
}

/** Who reads files: a client that says nothing of it answers no requests for files. */
function hostFor({ fileAccess }: InitializationOptions, { host }: Platform, client: Host): Host {
  if (!host || fileAccess === 'client') return client;
  return fileAccess === 'server' ? createMixedHost(host, client) : host;
}

function abilitiesOf({ textDocument, workspace }: ClientCapabilities) {
  const shown = textDocument?.publishDiagnostics;
  const edits = workspace?.workspaceEdit;
  return {
    relatedInformation: shown?.relatedInformation ?? false,
    codeDescription: shown?.codeDescriptionSupport ?? false,
    tags: shown?.tagSupport !== undefined,
    documentChanges: edits?.documentChanges ?? false,
    createFile: edits?.resourceOperations?.includes('create') ?? false,
  };
}

/** Workspace folders, or the one folder that older clients name. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams) {
  if (workspaceFolders) return workspaceFolders;
  return rootUri ? [{ uri: rootUri, name: rootUri.slice(rootUri.lastIndexOf('/') + 1) }] : [];
}

function listenToDocuments(connection: Connection, session: Session): void {
  connection.onDidOpenTextDocument(({ textDocument }) => session.opened(textDocument));
  connection.onDidChangeTextDocument((params) => session.changed(params));
  connection.onDidSaveTextDocument(({ textDocument }) => session.saved(textDocument.uri));
  connection.onDidCloseTextDocument(({ textDocument }) => session.closed(textDocument.uri));
  const notebooks = connection.notebooks.synchronization;
  notebooks.onDidOpenNotebookDocument((params) => session.notebookOpened(params));
  notebooks.onDidChangeNotebookDocument((params) => session.notebookChanged(params));
  notebooks.onDidSaveNotebookDocument(({ notebookDocument }) => session.saved(notebookDocument.uri));
  notebooks.onDidCloseNotebookDocument((params) => session.notebookClosed(params));
}

function listenToRequests(connection: Connection, requests: Requests): void {
  connection.onHover((params) => requests.hover(params));
  connection.onCompletion((params) => requests.completion(params));
  connection.onCompletionResolve((item) => requests.resolveCompletion(item));
  connection.onCodeAction((params) => requests.codeActions(params));
  connection.onCodeActionResolve((action) => requests.resolve(action));
  connection.onRequest(messages.audit, (params: AuditParams | null, token: CancellationToken) =>
    requests.audit(params?.uris, token, connection.languages.attachWorkDoneProgress(params ?? {})),
  );
  connection.onRequest(messages.report, (params: ReportParams) => requests.report(params));
  connection.onRequest(messages.pipeline, (params: PipelineParams) => requests.pipeline(params));
  connection.onRequest(messages.explain, (params: ExplainParams) => requests.explain(params.rule));
  connection.onRequest(messages.effectiveConfiguration, (params: EffectiveConfigurationParams | null) =>
    requests.effectiveConfiguration(params?.uri),
  );
  connection.onRequest(messages.fixAll, (params: FixAllParams) => requests.fixAll(params.uri));
  connection.onRequest(messages.setSeverity, (params: SetSeverityParams) => requests.setSeverity(params));
  connection.onRequest(messages.createConfiguration, (params: CreateConfigurationParams | null) =>
    requests.createConfiguration(params ?? {}),
  );
  connection.onExecuteCommand(async ({ command, arguments: values = [] }, token) => {
    const [first, rule, level] = values as (string | undefined)[];
    if (command === commands.fixAll) return requests.fixAll(String(first));
    if (command === commands.setSeverity) {
      const params = { uri: String(first), rule: String(rule), level: level as Severity, create: true };
      return requests.setSeverity(params);
    }
    if (command === commands.createConfiguration) return requests.createConfiguration({ folder: first });
    if (command === commands.auditWorkspace) {
      const progress = await connection.window.createWorkDoneProgress();
      const { summary } = await requests.audit(undefined, progress.token ?? token, progress);
      return summary;
    }
    throw new ResponseError(-32602, `There is no command ${command}.`);
  });
}

function listenToSurroundings(
  connection: Connection,
  session: Session,
  { workspace, textDocument }: ClientCapabilities,
): void {
  connection.onDidChangeConfiguration(({ settings }) => session.settingsChanged(settings));
  connection.onDidChangeWatchedFiles(({ changes }) => session.filesChanged(changes));
  connection.onInitialized(async () => {
    session.start();
    if (workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        session.folders.set((await connection.workspace.getWorkspaceFolders()) ?? []);
        session.foldersChanged();
      });
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'mlopsAntipatterns',
      });
    }
    if (textDocument?.completion?.dynamicRegistration) {
      const documentSelector = COMPLETED.map((pattern) => ({ pattern }));
      await connection.client.register(CompletionRequest.type, { documentSelector, ...COMPLETION });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
  });
  connection.onShutdown(() => session.dispose());
}
