/** One client's session: what is open, what is known, and what happens when something changes. */
import {
  FileChangeType,
  type Connection,
  type Diagnostic,
  type DidChangeNotebookDocumentParams,
  type DidChangeTextDocumentParams,
  type DidCloseNotebookDocumentParams,
  type DidOpenNotebookDocumentParams,
  type FileEvent,
  type TextDocumentItem,
} from 'vscode-languageserver';
import { SEVERITIES, type Engine, type PythonParser, type Severity } from '../engine';
import { isSourcePath } from '../project/discovery';
import type { Overlay } from '../project/document';
import type { Host } from '../project/host';
import { isDriverPath, isManifestPath } from '../project/manifests';
import { basename } from '../project/paths';
import { Analyser, type Analysed } from './analyser';
import { Contexts } from './contexts';
import { toDiagnostic, type ClientAbilities } from './convert';
import { TextStore } from './documents';
import { AuditedFiles } from './features/auditedFiles';
import { ConfigurationFiles, isConfigurationPath } from './features/configurationFiles';
import { Folders } from './folders';
import { NotebookStore } from './notebooks';
import { OpenUnits } from './openUnits';
import { Projects } from './projects';
import { messages } from './protocol';
import { Publisher } from './publisher';
import { Scheduler, TYPING_DELAY } from './scheduler';
import { SettingsCache } from './settings';
import { StatusReporter } from './status';
import { isFile, pathOf } from './uris';

export interface SessionOptions {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly parser: PythonParser;
  readonly host: Host;
  readonly version: string;
  readonly abilities: ClientAbilities & {
    readonly markdown: boolean;
    readonly versions: boolean;
    readonly configuration: boolean;
    readonly resolvesEdits: boolean;
    readonly snippets: boolean;
  };
  readonly explainCommand: string | undefined;
  readonly severityCommand: string | undefined;
  readonly sendsStatus: boolean;
  readonly sendsRenewed: boolean;
  documentation(rule: string): string | undefined;
  now(): number;
}

export class Session {
  readonly folders = new Folders();
  readonly settings: SettingsCache;
  readonly texts = new TextStore();
  readonly contexts: Contexts;
  readonly analyser: Analyser;
  readonly auditedFiles: AuditedFiles;
  readonly status: StatusReporter;
  private readonly notebooks = new NotebookStore(this.texts);
  readonly units = new OpenUnits(this.texts, this.notebooks);
  private readonly scheduler = new Scheduler((key) => void this.guarded(this.refresh(key)));
  private readonly publisher: Publisher;
  private readonly projects: Projects;
  private readonly configurationFiles: ConfigurationFiles;
  /** Units edited since they were opened or saved; where the user wants analysis on saving only, they wait for it. */
  private readonly unsaved = new Set<string>();
  /** What is in the editor wins over what is on disk. */
  readonly overlay: Overlay = (path) => {
    const unit = this.units.byPath(path);
    return unit && unit.kind !== 'manifest' ? unit.sources : undefined;
  };

  constructor(readonly options: SessionOptions) {
    const { connection, engine, host, abilities, version, sendsStatus, now } = options;
    this.settings = new SettingsCache(connection, abilities.configuration);
    this.publisher = new Publisher(connection, abilities.versions);
    this.status = new StatusReporter(connection, version, sendsStatus);
    this.projects = new Projects({
      engine,
      host,
      overlay: this.overlay,
      configuration: () => this.contexts.storeWithoutEditor(),
      onChange: () => this.refreshAll(TYPING_DELAY),
      onBusy: (busy) => this.status.busy('project', busy ? 'reading the project' : undefined),
      onFault: (message) => connection.console.error(message),
      now,
    });
    this.contexts = new Contexts(host, this.folders, this.settings, this.projects);
    this.analyser = new Analyser(engine, this.units, this.contexts, this.projects, (key, fault) => {
      this.status.fault(key, fault);
      if (fault) connection.console.error(fault);
    });
    this.configurationFiles = new ConfigurationFiles(host, this.texts, this.publisher);
    this.auditedFiles = new AuditedFiles({
      engine,
      host,
      units: this.units,
      contexts: this.contexts,
      projects: this.projects,
      publisher: this.publisher,
      abilities,
      documentation: options.documentation,
      onRenewed: (news) => {
        if (options.sendsRenewed) void connection.sendNotification(messages.renewedFindings, news);
      },
      now,
    });
  }

  /** The client is ready: what the project shows is gathered in the background. */
  start(): void {
    this.gatherProjects(0);
    this.status.send();
  }

  dispose(): void {
    this.scheduler.dispose();
    this.projects.dispose();
  }

  // ------------------------------------------------------------------ documents

  opened(document: TextDocumentItem): void {
    this.texts.open(document);
    this.unitOpened(document.uri);
  }

  changed({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    if (this.texts.change(textDocument, contentChanges)) this.edited(textDocument.uri);
  }

  saved(uri: string): void {
    const path = pathOf(uri);
    if (isConfigurationPath(path)) this.configurationChanged();
    const key = this.units.keyOf(uri) ?? uri;
    this.unsaved.delete(key);
    this.scheduler.schedule(key, 0);
  }

  closed(uri: string): void {
    this.texts.close(uri);
    this.unitClosed(uri, [uri]);
    if (isConfigurationPath(pathOf(uri))) void this.guarded(this.configurationFiles.closed(uri));
  }

  notebookOpened(params: DidOpenNotebookDocumentParams): void {
    this.notebooks.open(params);
    this.unitOpened(params.notebookDocument.uri);
  }

  notebookChanged(params: DidChangeNotebookDocumentParams): void {
    const change = this.notebooks.change(params);
    if (!change) return;
    for (const cell of change.left) this.publisher.clear(cell, 'analysis');
    if (change.matters) this.edited(change.uri);
  }

  notebookClosed(params: DidCloseNotebookDocumentParams): void {
    const { uri } = params.notebookDocument;
    this.unitClosed(uri, this.notebooks.close(params));
  }

  // ------------------------------------------------------------------ surroundings

  foldersChanged(): void {
    this.contexts.invalidateFiles();
    this.gatherProjects(0);
  }

  settingsChanged(pushed: unknown): void {
    this.settings.reset(pushed);
    this.contexts.invalidate();
    this.refreshAll(0);
    void this.guarded(this.auditedFiles.refreshAll());
  }

  filesChanged(changes: readonly FileEvent[]): Promise<void> {
    return this.guarded(this.followFiles(changes));
  }

  private async followFiles(changes: readonly FileEvent[]): Promise<void> {
    let cameOrWent = false;
    for (const { uri, type } of changes) {
      const path = pathOf(uri);
      if (isConfigurationPath(path)) this.configurationChanged();
      if (type !== FileChangeType.Changed) cameOrWent = true;
      if (basename(path) === '.gitignore') cameOrWent = true;
      if (this.units.byPath(path)) continue; // what is in the editor counts
      if (
        type === FileChangeType.Changed &&
        (isSourcePath(path) || isManifestPath(path) || isDriverPath(path))
      ) {
        await this.projects.fileChanged(path);
        this.refreshDependents(path);
      }
      await this.auditedFiles.refresh(path);
    }
    if (cameOrWent) this.projects.regather();
  }

  // ------------------------------------------------------------------ what follows from what

  /** Work that nobody waits for: a fault of ours is reported, and the server goes on. */
  private async guarded(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.options.connection.console.error(`Internal error: ${detail}`);
    }
  }

  private unitOpened(uri: string): void {
    const key = this.units.keyOf(uri) ?? uri;
    this.auditedFiles.opened(pathOf(key));
    if (this.units.get(key) && isFile(key)) this.projects.include(pathOf(key));
    this.textChanged(key);
    this.scheduler.schedule(key, 0);
  }

  private edited(uri: string): void {
    const key = this.units.keyOf(uri) ?? uri;
    this.unsaved.add(key);
    this.textChanged(key);
    this.scheduler.schedule(key, TYPING_DELAY);
  }

  private unitClosed(key: string, documents: readonly string[]): void {
    const path = pathOf(key);
    this.unsaved.delete(key);
    this.projects.exclude(path);
    this.scheduler.cancel(key);
    this.analyser.forget(key);
    this.contexts.forget(key);
    this.settings.forget(key);
    this.status.forget(key);
    for (const uri of documents) {
      this.publisher.clear(uri, 'analysis');
      this.publisher.clear(uri, 'configuration');
    }
    // From now on the file's own text counts.
    this.projects.moduleChanged(path);
    this.refreshDependents(path);
    void this.guarded(this.projects.fileChanged(path).then(() => this.auditedFiles.refresh(path)));
  }

  /** The text of an open unit is another: the units that import it look at it again. */
  private textChanged(key: string): void {
    const unit = this.units.get(key);
    if (!unit) return;
    if (unit.kind === 'manifest') this.projects.updateManifest(unit.path, unit.documents[0]!.getText());
    this.projects.moduleChanged(unit.path);
    this.refreshDependents(unit.path);
  }

  private refreshDependents(path: string): void {
    for (const key of this.analyser.dependents(path)) {
      this.analyser.forget(key);
      this.scheduler.schedule(key, TYPING_DELAY);
    }
  }

  private configurationChanged(): void {
    this.contexts.invalidateFiles();
    this.refreshAll(0);
    void this.guarded(this.auditedFiles.refreshAll());
  }

  private refreshAll(delay: number): void {
    this.contexts.invalidate();
    for (const key of this.units.keys()) this.scheduler.schedule(key, delay);
  }

  private gatherProjects(delay: number): void {
    this.projects.gather(
      this.folders.all.map(({ path }) => path),
      delay,
    );
  }

  /** Analyses a unit and shows what is found. */
  private async refresh(key: string): Promise<void> {
    const document = this.texts.get(key);
    if (document && isConfigurationPath(pathOf(key))) this.configurationFiles.check(document);
    if (this.unsaved.has(key) && (await this.settings.get(key)).run === 'onSave') return;
    const analysed = await this.analyser.current(key);
    if (!analysed) return;
    this.publish(analysed);
    this.auditedFiles.analysed(analysed);
    await this.configurationFiles.report(this.contexts.configurationFiles());
  }

  private publish(analysed: Analysed): void {
    const { abilities, documentation } = this.options;
    const byDocument = analysed.open.documents.map((): Diagnostic[] => []);
    for (const finding of analysed.findings) {
      const diagnostic = toDiagnostic(
        finding,
        (place) => analysed.find(place),
        abilities,
        documentation(finding.rule),
      );
      if (diagnostic) byDocument[finding.place.source]?.push(diagnostic);
    }
    for (const [index, document] of analysed.open.documents.entries()) {
      const version = analysed.versions[index]!;
      // An edit came in between: the analysis that it asked for will speak.
      if (document.version !== version) continue;
      this.publisher.publish(document.uri, 'analysis', version, byDocument[index]!);
    }
    const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<
      Severity,
      number
    >;
    for (const { severity } of analysed.findings) counts[severity]++;
    this.status.counted(analysed.open.key, counts);
  }
}
