/**
 * Analyses files, one at a time, from path to plain results. The same class works inside the audit's own thread and in each
 * worker of a pool: jobs and results are plain data that can be posted between threads.
 */
import type { Engine, RuleSetting } from '../engine/engine';
import type { Finding, Severity } from '../engine/finding';
import type { ProjectFacts } from '../engine/rules/project';
import { LineIndex } from '../engine/source/lineIndex';
import { createUnit } from '../engine/source/createUnit';
import type { UnitKind } from '../engine/source/unit';
import type { UnitSummary } from '../engine/semantics/summary';
import { FindingLocator, type AuditFinding } from './auditFinding';
import { atLeast } from './configuration';
import { DEFAULT_MAX_FILE_SIZE } from './configurationStore';
import { loadDocument, type Document, type Overlay } from './document';
import { fixDocument, type FixOutcome, type FixScope } from './fixes';
import type { Host } from './host';
import { KeptModules, LocalModules } from './localModules';
import type { ImportGate, Relevance } from './importGate';
import { ModuleIndex } from './moduleIndex';
import { join, relative } from './paths';
import { placePipeline, type FilePipeline } from './pipelines';

/** A project as a worker needs to know it. */
export interface ProjectInfo {
  readonly root: string;
  /** Python files that can be imported, absolute. */
  readonly modules: readonly string[];
}

export interface FileJob {
  readonly path: string;
  /** Root of the project that the file belongs to; announced before by `openProject`. */
  readonly root: string;
  readonly settings: ReadonlyMap<string, RuleSetting>;
  readonly minSeverity: Severity;
  readonly maxFileSize: number;
  /** Also give the picture of the file's pipeline. */
  readonly withPipeline?: boolean;
}

/**
 * What became of a file. `irrelevant`: read, and passed over without a parse since no rule can apply; `skipped`: passed over on
 * purpose; `failed`: it can't be read; `crashed`: a fault of ours.
 */
export type FileStatus = 'analysed' | 'irrelevant' | 'skipped' | 'failed' | 'crashed';

export interface FileResult {
  readonly path: string;
  readonly status: FileStatus;
  readonly kind: UnitKind;
  /** Why the file was skipped, failed, or was analysed only in part. */
  readonly message?: string;
  readonly lines: number;
  readonly findings: readonly AuditFinding[];
  readonly summary?: UnitSummary;
  readonly pipeline?: FilePipeline;
  readonly suppressed: number;
  /** Of the analysis alone, reading aside. */
  readonly milliseconds: number;
}

export interface FixJob extends FileJob {
  readonly scope: FixScope;
}

export interface FixResult {
  readonly path: string;
  readonly outcome?: FixOutcome;
  /** Why nothing was fixed although something should have been. */
  readonly message?: string;
}

export interface AnalystOptions {
  readonly overlay?: Overlay;
  /** Tells which files are analysed at all; without it, all are. */
  readonly gate?: ImportGate;
  /** Milliseconds; without it no times are measured. */
  readonly now?: () => number;
}

export class Analyst {
  private readonly projects = new Map<string, { modules: LocalModules; facts?: ProjectFacts }>();
  private readonly kept = new KeptModules();

  constructor(
    private readonly engine: Engine,
    private readonly host: Host,
    private readonly options: AnalystOptions = {},
  ) {}

  openProject(project: ProjectInfo): void {
    const { overlay, gate } = this.options;
    const index = new ModuleIndex(project.root, project.modules);
    const modules = new LocalModules(this.host, index, overlay, gate, this.kept);
    this.projects.set(project.root, { modules });
  }

  /** From now on rules that need to know the project are called for its files. */
  setFacts(root: string, facts: ProjectFacts): void {
    const project = this.projects.get(root);
    if (project) project.facts = facts;
  }

  /** Analyses a file; never throws. */
  async analyse(job: FileJob): Promise<FileResult> {
    const kind = job.path.toLowerCase().endsWith('.ipynb') ? 'notebook' : 'script';
    const nothing = { path: job.path, kind, lines: 0, findings: [], suppressed: 0, milliseconds: 0 } as const;
    const loaded = await loadDocument(this.host, job.path, job.maxFileSize, this.options.overlay);
    if (!loaded.ok) {
      const status = loaded.skipped ? 'skipped' : 'failed';
      return { ...nothing, status, message: loaded.message };
    }
    const { document } = loaded;
    const lines = countLines(document);
    if (this.relevance(document) === 'none') {
      return { ...nothing, lines, status: 'irrelevant' };
    }
    try {
      return { ...nothing, lines, ...(await this.analyseDocument(document, job)) };
    } catch (error) {
      const message = `internal error: ${error instanceof Error ? error.message : String(error)}`;
      return { ...nothing, lines, status: 'crashed', message };
    }
  }

  /** Fixes a file as far as its scope goes; gives the new content, writes nothing. Never throws. */
  async fix(job: FixJob): Promise<FixResult> {
    const loaded = await loadDocument(this.host, job.path, job.maxFileSize);
    if (!loaded.ok) return { path: job.path, message: loaded.message };
    try {
      const outcome = await fixDocument(loaded.document, job.scope, async (document) => {
        const { unit, options } = await this.prepare(document, job);
        const { findings, syntaxErrors } = this.engine.analyse(unit, options);
        return { findings: shown(findings, job.minSeverity), syntaxErrors: syntaxErrors.length };
      });
      return { path: job.path, outcome, message: outcome.message };
    } catch (error) {
      return {
        path: job.path,
        message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  /** Runs the rules that look at a project as a whole. */
  async analyseProject(root: string, settings: ReadonlyMap<string, RuleSetting>): Promise<AuditFinding[]> {
    const facts = this.projects.get(root)?.facts;
    if (!facts) return [];
    const findings = this.engine.analyseProject(facts, { rules: settings });
    const documents = await this.documentsOf(findings, root);
    const locator = new FindingLocator(
      undefined,
      (path) => documents.get(path),
      (path) => join(root, path),
    );
    return findings
      .filter((finding) => !isSuppressed(finding, documents))
      .map((finding) => locator.finding(finding));
  }

  private async analyseDocument(
    document: Document,
    job: FileJob,
  ): Promise<
    Pick<
      FileResult,
      'status' | 'message' | 'findings' | 'summary' | 'pipeline' | 'suppressed' | 'milliseconds'
    >
  > {
    const { unit, options } = await this.prepare(document, job);
    const started = this.now();
    const analysis = this.engine.analyse(unit, { ...options, withPipeline: job.withPipeline });
    const milliseconds = this.now() - started;
    const findings = shown(analysis.findings, job.minSeverity);
    const documents = await this.documentsOf(findings, job.root);
    const locator = new FindingLocator(
      document,
      (path) => documents.get(path),
      (path) => join(job.root, path),
    );
    const fault = analysis.syntaxErrors[0];
    const { pipeline } = analysis;
    const located = findings.map((finding) => locator.finding(finding));
    return {
      status: 'analysed',
      message: fault && syntaxMessage(document, fault.source, fault.start, analysis.syntaxErrors.length),
      findings: located,
      summary: analysis.summary,
      ...(pipeline && {
        pipeline: placePipeline(pipeline, { path: document.path, root: job.root }, locator, located),
      }),
      suppressed: analysis.suppressed,
      milliseconds,
    };
  }

  private async prepare(document: Document, job: FileJob) {
    const project = this.projects.get(job.root);
    const unit = createUnit({
      path: relative(job.root, document.path),
      kind: document.kind,
      sources: document.inputs,
    });
    // What local modules do with data matters only where a library is at work.
    const resolveModule =
      this.relevance(document) === 'library' ? await project?.modules.resolverFor(unit) : undefined;
    return { unit, options: { rules: job.settings, project: project?.facts, resolveModule } };
  }

  /** Documents of other files that findings name, by the path they are named with. */
  private async documentsOf(findings: readonly Finding[], root: string): Promise<Map<string, Document>> {
    const paths = new Set<string>();
    for (const finding of findings) {
      const places = [finding.place, ...finding.related, ...finding.fixes.flatMap((fix) => fix.edits)];
      for (const { path } of places) if (path !== undefined) paths.add(path);
    }
    const documents = new Map<string, Document>();
    for (const path of paths) {
      const loaded = await loadDocument(
        this.host,
        join(root, path),
        DEFAULT_MAX_FILE_SIZE,
        this.options.overlay,
      );
      if (loaded.ok) documents.set(path, loaded.document);
    }
    return documents;
  }

  private relevance(document: Document): Relevance {
    return this.options.gate?.(document.kind, document.inputs) ?? 'library';
  }

  private now(): number {
    return this.options.now?.() ?? 0;
  }
}

function shown(findings: readonly Finding[], minSeverity: Severity): readonly Finding[] {
  return minSeverity === 'hint'
    ? findings
    : findings.filter(({ severity }) => atLeast(severity, minSeverity));
}

/** A finding about the project can be silenced by a comment in the file where it shows. */
function isSuppressed(finding: Finding, documents: ReadonlyMap<string, Document>): boolean {
  const { path, source, start } = finding.place;
  const document = path === undefined ? undefined : documents.get(path);
  if (!document || !/\.(?:pyw?|ipynb)$/i.test(document.path)) return false;
  const unit = createUnit({ path: path!, kind: document.kind, sources: document.inputs });
  return unit.suppressions.some(
    (comment) =>
      (comment.rules.length === 0 || comment.rules.some(({ name }) => name === finding.rule)) &&
      (comment.scope === 'file' ||
        (comment.source === source && comment.coversStart <= start && start <= comment.coversEnd)),
  );
}

function countLines(document: Document): number {
  let lines = 0;
  for (const { text } of document.inputs) {
    if (text === '') continue;
    let at = -1;
    while ((at = text.indexOf('\n', at + 1)) >= 0) lines++;
    if (!text.endsWith('\n')) lines++;
  }
  return lines;
}

function syntaxMessage(document: Document, source: number, offset: number, count: number): string {
  const { line } = new LineIndex(document.inputs[source]?.text ?? '').position(offset);
  const cell = document.inputs[source]?.cell;
  const at = cell ? `cell ${cell.number}, line ${line + 1}` : `line ${line + 1}`;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  return `syntax error at ${at}${more}; the rest was analysed`;
}
