/**
 * What the client and the server say to each other beyond the Language Server Protocol. Types and names only: the client
 * bundles this file, so it imports nothing that runs. Every message is optional for a client: a plain LSP editor that sends
 * none of them and knows none of them still gets diagnostics, hovers and code actions.
 */
import type { Range } from 'vscode-languageserver-protocol';
import type { Applicability, Area, Severity } from '../engine/finding';

/** Names of custom messages. The first six go from client to server, the others from server to client. */
export const messages = {
  /** Request {@link AuditParams} -> {@link AuditResult}; cancel it as any request, progress by `workDoneToken`. */
  audit: 'mlops/audit',
  /** Request {@link ReportParams} -> {@link Report} or null as long as nothing was audited: the report of the last audit. */
  report: 'mlops/report',
  /** Request {@link PipelineParams} -> {@link PipelinePage} or null for a document that is not open or no Python. */
  pipeline: 'mlops/pipeline',
  /** Request {@link ExplainParams} -> {@link Explanation} or null for a name that is no rule's. */
  explain: 'mlops/explain',
  /** Request {@link EffectiveConfigurationParams} -> {@link EffectiveConfiguration}. */
  effectiveConfiguration: 'mlops/effectiveConfiguration',
  /** Request {@link FixAllParams} -> {@link FixAllResult}: the server has the client apply the safe fixes of a file or notebook. */
  fixAll: 'mlops/fixAll',
  /** Request {@link SetSeverityParams} -> {@link SetSeverityResult}: the server has the client edit the configuration file. */
  setSeverity: 'mlops/setSeverity',
  /** Request {@link CreateConfigurationParams} -> {@link CreateConfigurationResult}. */
  createConfiguration: 'mlops/createConfiguration',
  /** Notification {@link Status}. */
  status: 'mlops/status',
  /** Notification {@link RenewedFindings}, if the client asked for them. */
  renewedFindings: 'mlops/renewedFindings',
  /** Request {@link FileParams} -> {@link FileContent}. Sent only if `fileAccess` is set. */
  readFile: 'mlops/readFile',
  /** Request {@link FileParams} -> {@link DirectoryContent}. Sent only if `fileAccess` is set. */
  listDirectory: 'mlops/listDirectory',
  /** Request {@link FileParams} -> {@link FileInformation}. Sent only if `fileAccess` is set. */
  stat: 'mlops/stat',
} as const;

/** Commands for `workspace/executeCommand`, for clients that know nothing of the requests above. */
export const commands = {
  /** Audits all workspace folders; the findings come as diagnostics. */
  auditWorkspace: 'mlops.auditWorkspace',
  /** Argument: URI of an open document. Its safe fixes come as `workspace/applyEdit`. */
  fixAll: 'mlops.fixAll',
  /** Arguments: URI of a file, rule, level. The configuration file's edit, or a new one, comes as `workspace/applyEdit`. */
  setSeverity: 'mlops.setSeverity',
  /** Argument: URI of a folder; default: the first one. A new mlops-antipatterns.toml comes as `workspace/applyEdit`. */
  createConfiguration: 'mlops.createConfiguration',
} as const;

/** Kinds of code actions that fix a whole document or notebook. */
export const fixAllKinds = {
  document: 'source.fixAll.mlops',
  notebook: 'notebook.source.fixAll.mlops',
} as const;

/** The section of editor settings, asked for with the document's URI as scope. */
export const settingsSection = 'mlopsAntipatterns';

/** `initializationOptions` of the `initialize` request; all of it optional. */
export interface InitializationOptions {
  /**
   * The two WebAssembly files for a server that has no files beside it (the browser): each base64 text, or an address that
   * the worker can fetch.
   */
  readonly assets?: { readonly runtime: string; readonly grammar: string };
  /**
   * Who reads files: the client through the requests above; or the server itself, but for files whose URI is no `file:`, which
   * it asks the client for. Default outside the browser: the server, all of them.
   */
  readonly fileAccess?: 'server' | 'client';
  /** Where the rules' pages stand, ending in `/`; `<rule>.md` is added. Default: the pages shipped beside the server. */
  readonly documentation?: string;
  /** True if the client wants {@link Status} notifications. */
  readonly status?: boolean;
  /** True if the client wants {@link RenewedFindings} notifications. */
  readonly renewedFindings?: boolean;
  /** The client's command that explains a rule (argument: its name); without one, no such code action is offered. */
  readonly explainCommand?: string;
  /**
   * The client's command that changes the severity of a rule (arguments: the rule, the file's URI, the level if it is chosen
   * already). Without one, the code action calls the server's own.
   */
  readonly severityCommand?: string;
  /** Settings for a client that can't be asked for them (`workspace/configuration`). */
  readonly settings?: Partial<EditorSettings>;
}

/** Editor settings, `mlopsAntipatterns.*`. */
export interface EditorSettings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  /** By rule or area; what it says wins over the project's configuration. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  /** Globs relative to the workspace folder, on top of the project's own `exclude`. */
  readonly exclude: readonly string[];
}

export interface AuditParams {
  readonly workDoneToken?: string | number;
  /** Folders or files to audit, as URIs; default: all workspace folders. */
  readonly uris?: readonly string[];
}

export interface AuditResult {
  readonly findings: readonly AuditFinding[];
  readonly summary: AuditSummary;
}

export interface AuditPlace {
  /** The file's URI; for a cell of an open notebook the cell's. */
  readonly uri: string;
  /** 1-based index in the file's `cells`, for a place in a notebook. */
  readonly cell?: number;
  /** Inside the cell, for a place in a notebook. */
  readonly range: Range;
}

export interface AuditFinding extends AuditPlace {
  readonly rule: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly message: string;
  /** The file's path relative to its workspace folder, with `/`. */
  readonly path: string;
  /** The folder's URI. */
  readonly folder: string;
  readonly related: readonly (AuditPlace & { readonly message: string })[];
  readonly fixes: readonly { readonly title: string; readonly applicability: Applicability }[];
}

/** A file that the last audit looked at changed, in the editor or on disk, or what counts for it did. */
export interface RenewedFindings {
  readonly folder: string;
  /** As in {@link AuditFinding}. */
  readonly path: string;
  /** All that is found in it now, in order of place. */
  readonly findings: readonly AuditFinding[];
}

export interface AuditSummary {
  readonly files: number;
  readonly notebooks: number;
  readonly lines: number;
  readonly milliseconds: number;
  /** Files that could not be read or parsed. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly counts: Readonly<Record<Severity, number>>;
}

export interface ReportParams {
  /** `editor`: HTML with the editor's colours, whose links ask the editor to open code. */
  readonly format: 'html' | 'markdown' | 'json' | 'sarif' | 'text' | 'editor';
  /** For `editor`: allows the page's script to run. */
  readonly nonce?: string;
}

export interface Report {
  readonly text: string;
}

export interface PipelineParams {
  /** A document, a cell (its whole notebook is meant) or a notebook that is open. */
  readonly uri: string;
  /** Allows the page's script to run. */
  readonly nonce: string;
}

export interface PipelinePage {
  /** Name of the file. */
  readonly title: string;
  /** A whole page, and of it what lies inside `<main>`: to show the picture, and to renew it in place. */
  readonly html: string;
  readonly body: string;
}

/** What a page's link says to the editor: where to go. Posted as `{ open: EditorLink }`. */
export interface EditorLink {
  /** The file's URI, the notebook's for a place in a cell. */
  readonly uri: string;
  /** 1-based index in the notebook's cells. */
  readonly cell: number | null;
  /** 0-based, in UTF-16 units, inside the cell for a notebook. */
  readonly line: number;
  readonly character: number;
}

export interface ExplainParams {
  readonly rule: string;
}

export interface Explanation {
  readonly title: string;
  readonly markdown: string;
}

export interface EffectiveConfigurationParams {
  /** A document, a cell, a notebook or a folder; default: the first workspace folder. */
  readonly uri?: string;
}

export interface EffectiveConfiguration {
  /** Plain text for a person: each value and where it came from. */
  readonly text: string;
  /** Places in the text that name a configuration file; the target's fragment is `L<line>`. */
  readonly links: readonly { readonly range: Range; readonly target: string }[];
}

export interface SetSeverityParams {
  /** A document, a cell or a notebook for which the severity is to count. */
  readonly uri: string;
  readonly rule: string;
  readonly level: Severity | 'off';
  /** True: where no configuration file is in force, mlops-antipatterns.toml is created in the workspace folder. */
  readonly create?: boolean;
}

export interface SetSeverityResult {
  /** The edited file; absent if there is none, and none was to be created. */
  readonly file?: string;
  /** The rule or area of which the editor's own settings speak: they win over the file, so that has been left as it is. */
  readonly decidedBy?: string;
  /** False if the client refused the edit, or there was none. */
  readonly applied: boolean;
}

export interface CreateConfigurationParams {
  /** URI of a folder; default: the first workspace folder. */
  readonly folder?: string;
  /** `pyproject`: a table in the folder's pyproject.toml; default: an mlops-antipatterns.toml. */
  readonly into?: 'own' | 'pyproject';
}

export interface CreateConfigurationResult {
  /** The file that configures the folder now. */
  readonly file: string;
  /** False if it was there before, or the client refused the edit. */
  readonly created: boolean;
}

export interface FixAllParams {
  /** A document, a cell (its whole notebook is meant) or a notebook that is open. */
  readonly uri: string;
}

export interface FixAllResult {
  /** Number of findings that the edit mends. */
  readonly fixed: number;
  /** False if the client refused the edit, or there was none. */
  readonly applied: boolean;
}

export interface Status {
  readonly state: 'busy' | 'ok' | 'error';
  /** What is being done, or what is wrong. */
  readonly message?: string;
  /** Findings in open documents. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** Open scripts and notebooks. */
  readonly open: number;
  /** Version of the server. */
  readonly version: string;
}

export interface FileParams {
  readonly uri: string;
}

/** An answer that says why there is none. Codes are those of the project layer's host. */
export interface FileFailure {
  readonly error: 'not-found' | 'no-permission' | 'not-a-file' | 'not-a-directory' | 'failed';
}

export type FileContent = { readonly base64: string } | FileFailure;

export type DirectoryContent =
  | {
      readonly entries: readonly {
        readonly name: string;
        readonly kind: 'file' | 'directory' | 'other';
        readonly isLink: boolean;
      }[];
    }
  | FileFailure;

export type FileInformation =
  { readonly kind: 'file' | 'directory' | 'other'; readonly size: number } | FileFailure;
