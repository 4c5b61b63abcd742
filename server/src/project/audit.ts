/**
 * Audits files, folders and globs: what the command line and the language server's workspace audit both run.
 *
 * Two passes. The first analyses every file by itself and gathers the projects' facts (what is tracked, seeded, served …
 * somewhere). The second repeats only the files to which a rule applies that asks for those facts. Nothing but plain results
 * is kept between the passes, so memory does not grow with the code.
 */
import { SEVERITIES, type Severity } from '../engine/finding';
import type { ManifestFile, ProjectFacts } from '../engine/rules/project';
import type { Rule } from '../engine/rules/rule';
import type { UnitSummary } from '../engine/semantics/summary';
import type { FileJob, FileResult, ProjectInfo } from './analyst';
import type { AuditFinding } from './auditFinding';
import { atLeast } from './configuration';
import type { ConfigurationStore, EffectiveConfiguration } from './configurationStore';
import { discover, isNotebookPath, isSourcePath, type Discovery } from './discovery';
import type { Executor } from './executor';
import type { Host } from './host';
import { readManifests } from './manifests';
import { assessProject, type Maturity } from './maturity/placed';
import { dirname, extension, isInside, join, relative } from './paths';
import { findProjectRoot, projectRootsBelow, rootLookup } from './projects';

export interface AuditOptions {
  /** Absolute paths of files or folders, or globs. */
  readonly paths: readonly string[];
  readonly configuration: ConfigurationStore;
  readonly rules: readonly Rule[];
  /** False: files are judged by themselves, and rules about the project are not called. Default true. */
  readonly withProject?: boolean;
  /** Also give what only a report shows: pictures of pipelines, and maturity. Default false. */
  readonly forReport?: boolean;
  /** Only these files are judged; the others are read for what the project shows. Default: all. */
  readonly only?: (path: string) => boolean;
  readonly onProgress?: (progress: AuditProgress) => void;
  readonly isCancelled?: () => boolean;
  /** Lets other work run; called after each file. */
  readonly pause?: () => Promise<void>;
  /** Milliseconds, for the summary. */
  readonly now?: () => number;
}

export interface AuditProgress {
  readonly phase: 'searching' | 'analysing' | 'completing';
  readonly done: number;
  readonly total: number;
  /** The file just done. */
  readonly path?: string;
}

export interface AuditError {
  /** Absolute. */
  readonly path: string;
  readonly message: string;
}

export interface AuditSummary {
  readonly files: number;
  readonly notebooks: number;
  readonly lines: number;
  readonly milliseconds: number;
  /** What could not be read or parsed, and what is wrong with the configuration. */
  readonly errors: readonly AuditError[];
  /** Files passed over on purpose: too large, binary, in another language. */
  readonly skipped: readonly AuditError[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** Findings silenced by comments. */
  readonly suppressed: number;
}

export interface AuditedProject {
  readonly root: string;
  readonly facts: ProjectFacts;
  readonly modules: readonly string[];
  /** With `forReport`, for a project in which something is trained, saved or served. */
  readonly maturity?: Maturity;
}

export interface AuditResult {
  /** By path, then place. */
  readonly findings: readonly AuditFinding[];
  readonly summary: AuditSummary;
  readonly projects: readonly AuditedProject[];
  /** One entry per audited file, in order of paths, without its findings. */
  readonly files: readonly Omit<FileResult, 'findings'>[];
  /** Arguments that name nothing. */
  readonly missing: readonly AuditError[];
  /** True if the configuration has problems; they are among the summary's errors. */
  readonly badConfiguration: boolean;
  /** True if a fault of ours kept a file from being analysed. */
  readonly crashed: boolean;
  readonly cancelled: boolean;
}

/** Beyond so many files around the asked-for ones, the project is taken as unknown rather than read. */
const MAX_CONTEXT_FILES = 3000;

/** Runs an audit. Never throws for a file's sake. */
export async function audit(host: Host, executor: Executor, options: AuditOptions): Promise<AuditResult> {
  return new Audit(host, executor, options).run();
}

interface Project {
  readonly root: string;
  readonly files: readonly string[];
  /** Sources read only for the project's facts. */
  readonly context: readonly string[];
  /** False if the project is too large to be known. */
  readonly isKnown: boolean;
  readonly isRepository: boolean;
  readonly summaries: UnitSummary[];
  manifests: readonly ManifestFile[];
}

class Audit {
  private readonly errors: AuditError[] = [];
  private readonly results = new Map<string, FileResult>();
  private readonly projectFindings: AuditFinding[] = [];

  constructor(
    private readonly host: Host,
    private readonly executor: Executor,
    private readonly options: AuditOptions,
  ) {}

  async run(): Promise<AuditResult> {
    const started = this.options.now?.() ?? 0;
    this.options.onProgress?.({ phase: 'searching', done: 0, total: 0 });
    const { host, options } = this;
    const found = await discover(host, options.configuration, options.paths, {
      isCancelled: options.isCancelled,
    });
    this.errors.push(...found.errors);
    const projects = await this.findProjects(found);
    const asked = found.sources.filter((path) => this.isAsked(path));
    const contextFiles = projects.reduce((sum, project) => sum + project.context.length, 0);
    await this.executor.prepare?.(asked.length + contextFiles);
    for (const project of projects) await this.executor.openProject(infoOf(project));
    const jobs = await this.jobsFor(asked, projects);
    const context = await this.jobsFor(
      projects.flatMap((project) => project.context),
      projects,
    );
    await this.firstPass(jobs, context, projects);
    const audited: AuditedProject[] = [];
    if (options.withProject !== false) {
      const seen = new Set([...found.files, ...found.sources]);
      const jobsOf = new Map<string, FileJob[]>(projects.map(({ root }) => [root, []]));
      for (const job of jobs) jobsOf.get(job.root)?.push(job);
      for (const project of projects) {
        if (!project.isKnown || this.isCancelled) continue;
        audited.push(await this.completeProject(project, jobsOf.get(project.root) ?? [], seen));
      }
    }
    return this.result(found, audited, (options.now?.() ?? 0) - started);
  }

  private get isCancelled(): boolean {
    return this.options.isCancelled?.() ?? false;
  }

  private isAsked(path: string): boolean {
    return this.options.only?.(path) ?? true;
  }

  /** The projects of all sources, with the files around them that are read for facts only. */
  private async findProjects(found: Discovery): Promise<Project[]> {
    const roots = await this.rootsOf(found);
    const rootOf = rootLookup(roots);
    const filesOf = new Map<string, string[]>();
    for (const root of roots) filesOf.set(root, []);
    for (const file of found.files) filesOf.get(rootOf(file) ?? '')?.push(file);
    const sources = new Set(found.sources);
    const projects: Project[] = [];
    for (const root of roots) {
      const walked = found.folders.some((folder) => isInside(folder, root));
      let files = filesOf.get(root)!;
      let context = files.filter((file) => sources.has(file) && !this.isAsked(file));
      let isKnown = true;
      let isRepository = found.repositories.includes(root);
      if (!walked && this.options.withProject !== false) {
        const around = await discover(this.host, this.options.configuration, [root], {
          maxFiles: MAX_CONTEXT_FILES * 10,
          isCancelled: this.options.isCancelled,
        });
        files = [...around.files];
        context = around.sources.filter((path) => !sources.has(path) || !this.isAsked(path));
        isKnown = around.errors.length === 0 && context.length <= MAX_CONTEXT_FILES;
        if (!isKnown) context = [];
        isRepository = around.repositories.includes(root);
      }
      projects.push({ root, files, context, isKnown, isRepository, summaries: [], manifests: [] });
    }
    return projects;
  }

  private async rootsOf(found: Discovery): Promise<ReadonlySet<string>> {
    const roots = new Set<string>();
    for (const folder of found.folders) {
      const above = await findProjectRoot(this.host, folder);
      const below = above === folder ? projectRootsBelow(folder, found.files, found.repositories) : [above];
      for (const root of below) roots.add(root);
    }
    const alone = found.files.filter((path) => !found.folders.some((folder) => isInside(folder, path)));
    for (const folder of new Set(alone.map(dirname))) roots.add(await findProjectRoot(this.host, folder));
    return roots;
  }

  private async jobsFor(paths: readonly string[], projects: readonly Project[]): Promise<FileJob[]> {
    const rootOf = rootLookup(projects.map((project) => project.root));
    const jobs: FileJob[] = [];
    for (const path of paths) {
      const effective = await this.options.configuration.effective(path);
      const { settings, minSeverity, maxFileSize } = effective;
      const root = rootOf(path) ?? dirname(path);
      const { forReport: withPipeline } = this.options;
      jobs.push({ path, root, settings, minSeverity, maxFileSize, withPipeline });
    }
    return jobs;
  }

  private async firstPass(
    jobs: readonly FileJob[],
    context: readonly FileJob[],
    projects: readonly Project[],
  ): Promise<void> {
    const byRoot = new Map(projects.map((project) => [project.root, project]));
    const asked = new Set(jobs);
    await this.inParallel([...jobs, ...context], 'analysing', (job, result) => {
      if (result.summary) byRoot.get(job.root)?.summaries.push(result.summary);
      if (asked.has(job)) this.results.set(job.path, result);
    });
    for (const project of projects) project.summaries.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * With the project's facts at hand: repeats the files that need them, and runs the rules about the project itself.
   * @param jobs the project's own
   * @param seen every file that the audit met
   */
  private async completeProject(
    project: Project,
    jobs: readonly FileJob[],
    seen: ReadonlySet<string>,
  ): Promise<AuditedProject> {
    const facts: ProjectFacts = {
      units: project.summaries,
      ...(await readManifests(this.host, project.root, project.files)),
      files: project.files.map((file) => relative(project.root, file)),
      isRepository: project.isRepository,
    };
    await this.executor.setFacts(project.root, facts);
    const again = jobs.filter((job) => this.needsFacts(job));
    await this.inParallel(again, 'completing', (job, result) => void this.results.set(job.path, result));

    const configuration = await this.options.configuration.effective(join(project.root, 'pyproject.toml'));
    for (const finding of await this.executor.analyseProject(project.root, configuration.settings)) {
      if (!seen.has(finding.path) || !this.isAsked(finding.path)) continue;
      const shown = applyPathSettings(finding, await this.options.configuration.effective(finding.path));
      if (shown) this.projectFindings.push(shown);
    }
    const maturity = this.options.forReport ? await assessProject(this.host, project.root, facts) : undefined;
    return { root: project.root, facts, modules: infoOf(project).modules, ...(maturity && { maturity }) };
  }

  /** True if a rule that asks for the project's facts applies to a file, by the packages that it imports. */
  private needsFacts(job: FileJob): boolean {
    const imports = this.results.get(job.path)?.summary?.imports;
    if (!imports) return false;
    return this.options.rules.some(
      (rule) =>
        rule.scope === 'unit' &&
        rule.needsProject === true &&
        (job.settings.get(rule.name)?.severity ?? rule.default) !== 'off' &&
        (rule.needs.length === 0 || rule.needs.some((name) => name in imports)),
    );
  }

  private async inParallel(
    jobs: readonly FileJob[],
    phase: AuditProgress['phase'],
    onResult: (job: FileJob, result: FileResult) => void,
  ): Promise<void> {
    let next = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      while (next < jobs.length && !this.isCancelled) {
        const job = jobs[next++]!;
        onResult(job, await this.executor.analyse(job));
        this.options.onProgress?.({ phase, done: ++done, total: jobs.length, path: job.path });
        await this.options.pause?.();
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.executor.width, jobs.length) }, work));
  }

  private result(found: Discovery, projects: readonly AuditedProject[], milliseconds: number): AuditResult {
    const results = [...this.results.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const findings = [...results.flatMap((result) => result.findings), ...this.projectFindings].sort(byPlace);
    const problems = this.options.configuration.files.flatMap((file) =>
      file.problems.map(({ line, column, message }) => ({
        path: file.path,
        message: `${line}:${column}: ${message}`,
      })),
    );
    const skipped: AuditError[] = [];
    for (const { path, status, message } of results) {
      if (message === undefined) continue;
      (status === 'skipped' ? skipped : this.errors).push({ path, message });
    }
    return {
      findings,
      summary: {
        files: results.length,
        notebooks: results.filter(({ path }) => isNotebookPath(path)).length,
        lines: results.reduce((sum, { lines }) => sum + lines, 0),
        milliseconds: Math.round(milliseconds),
        errors: [...problems, ...this.errors],
        skipped,
        counts: countBySeverity(findings),
        suppressed: results.reduce((sum, { suppressed }) => sum + suppressed, 0),
      },
      projects,
      files: results.map(({ findings: _, ...file }) => file),
      missing: found.missing,
      badConfiguration: problems.length > 0,
      crashed: results.some(({ status }) => status === 'crashed'),
      cancelled: this.isCancelled,
    };
  }
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly AuditFinding[]): Record<Severity, number> {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

function infoOf(project: Project): ProjectInfo {
  const modules = project.files.filter((file) => isSourcePath(file) && extension(file) === '.py');
  return { root: project.root, modules };
}

/** A project finding as the configuration of its own path has it: other severity, or none. */
function applyPathSettings(
  finding: AuditFinding,
  configuration: EffectiveConfiguration,
): AuditFinding | undefined {
  const setting = configuration.settings.get(finding.rule);
  if (setting?.severity === 'off') return undefined;
  const severity =
    setting === undefined || setting.severity === 'default' ? finding.severity : setting.severity;
  return atLeast(severity, configuration.minSeverity) ? { ...finding, severity } : undefined;
}

function byPlace(a: AuditFinding, b: AuditFinding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (
    (a.cell ?? 0) - (b.cell ?? 0) ||
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    (a.rule < b.rule ? -1 : 1)
  );
}
