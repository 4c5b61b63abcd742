/** Findings of open units, computed when somebody asks and kept while text and context stay the same. */
import {
  createUnit,
  LineIndex,
  type AnalyseOptions,
  type CellInfo,
  type Engine,
  type Finding,
  type ModuleResolver,
  type Place,
  type Unit,
} from '../engine';
import { atLeast } from '../project/configuration';
import { isSourcePath } from '../project/discovery';
import { isAbsolute, join } from '../project/paths';
import type { Contexts, UnitContext } from './contexts';
import type { PlacedText } from './convert';
import type { OpenUnit, OpenUnits } from './openUnits';
import type { Projects } from './projects';
import { uriOf } from './uris';

export interface Analysed {
  /** The unit as it was open when it was analysed. */
  readonly open: OpenUnit;
  readonly versions: readonly number[];
  readonly unit: Unit;
  readonly context: UnitContext;
  /** What the engine was told besides the unit; for analyses of changed texts. */
  readonly options: AnalyseOptions;
  /** The project's modules that the unit imports, directly or not, by host path. */
  readonly modules: ReadonlyMap<string, Unit>;
  /** Those of the engine, and those of project rules that lie here; sorted by place. */
  readonly findings: readonly Finding[];
  /** Where a place of these findings stands. */
  find(place: Place): PlacedText | undefined;
}

/** A text that changes while its modules are read is looked at again, so often at most. */
const MAX_ATTEMPTS = 5;

export class Analyser {
  private readonly analysed = new Map<string, Analysed>();

  constructor(
    private readonly engine: Engine,
    private readonly units: OpenUnits,
    private readonly contexts: Contexts,
    private readonly projects: Projects,
    /** Told of a fault of ours, or (without one) that a unit could be analysed. */
    private readonly report: (key: string, fault: string | undefined) => void,
  ) {}

  /**
   * The findings of a unit's text as it is when the answer comes. Undefined if it is not open.
   */
  async current(key: string): Promise<Analysed | undefined> {
    for (let attempt = 1; ; attempt++) {
      const asked = this.units.get(key);
      if (!asked) return undefined;
      const context = await this.contexts.get(asked);
      const before = this.analysed.get(key);
      const open = this.units.get(key);
      if (!open) return undefined;
      if (before && before.context === context && isSame(before, open)) return before;

      const kind = open.kind === 'notebook' ? 'notebook' : 'script';
      const unit = createUnit({ path: context.path, kind, sources: open.sources });
      const modules = open.kind === 'manifest' ? undefined : await context.project?.modules.modulesOf(unit);
      const versions = versionsOf(open);
      const now = this.units.get(key);
      if (!now) return undefined;
      if (attempt < MAX_ATTEMPTS && !isSame({ open, versions }, now)) continue;
      const analysed = this.analyse(open, versions, unit, context, modules);
      this.analysed.set(key, analysed);
      return analysed;
    }
  }

  /** What was found last, for whatever text. */
  last(key: string): Analysed | undefined {
    return this.analysed.get(key);
  }

  /** Open units whose findings may depend on a module. */
  dependents(path: string): string[] {
    return [...this.analysed].filter(([, { modules }]) => modules.has(path)).map(([key]) => key);
  }

  forget(key: string): void {
    this.analysed.delete(key);
  }

  private analyse(
    open: OpenUnit,
    versions: readonly number[],
    unit: Unit,
    context: UnitContext,
    modules: { resolve: ModuleResolver; units: ReadonlyMap<string, Unit> } | undefined,
  ): Analysed {
    const options = {
      rules: context.rules,
      project: context.project?.facts,
      resolveModule: modules?.resolve,
    };
    const findings: Finding[] = [];
    if (context.enabled) {
      if (open.kind !== 'manifest') findings.push(...this.run(open, unit, options));
      findings.push(...context.projectFindings.map(inUnit).filter((finding) => !isSuppressed(finding, unit)));
    }
    const modulesByPath = modules?.units ?? new Map<string, Unit>();
    return {
      open,
      versions,
      unit,
      context,
      options,
      modules: modulesByPath,
      findings: findings
        .filter(({ severity, place }) => atLeast(severity, context.minSeverity) && fits(place, unit))
        .sort((a, b) => a.place.source - b.place.source || a.place.start - b.place.start),
      find: (place) => this.find(place, open, unit, context, modulesByPath),
    };
  }

  /** A fault of ours in one file must not take the server down: it is reported, and the file has no findings. */
  private run(open: OpenUnit, unit: Unit, options: AnalyseOptions): readonly Finding[] {
    try {
      const { findings, summary } = this.engine.analyse(unit, options);
      this.projects.updateSummary(open.path, summary);
      this.report(open.key, undefined);
      return options.project ? findings : findings.filter((finding) => !isPremature(finding, unit));
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.report(open.key, `${unit.path} could not be analysed: ${detail}`);
      return [];
    }
  }

  private find(
    place: Place,
    open: OpenUnit,
    unit: Unit,
    context: UnitContext,
    modules: ReadonlyMap<string, Unit>,
  ): PlacedText | undefined {
    if (place.path === undefined || place.path === unit.path) {
      const document = open.documents[place.source];
      const source = unit.sources[place.source];
      return document && source && { uri: document.uri, version: document.version, lines: source.lines };
    }
    const path = absolute(place.path, context);
    if (path === undefined) return undefined;
    const other = this.units.byPath(path);
    if (other) {
      const document = other.documents[place.source];
      return (
        document && { uri: document.uri, version: document.version, lines: new LineIndex(document.getText()) }
      );
    }
    const module = modules.get(path);
    // A notebook's cells have no URI as long as it is closed.
    if (module)
      return module.kind === 'script'
        ? { uri: uriOf(path), version: null, lines: module.sources[0]!.lines }
        : undefined;
    const manifest = context.project?.manifest(place.path);
    return manifest === undefined
      ? undefined
      : { uri: uriOf(path), version: null, lines: new LineIndex(manifest) };
  }
}

/** The host path of a place's `path`. */
export function absolute(path: string, { root }: UnitContext): string | undefined {
  if (isAbsolute(path)) return path;
  return root === undefined ? undefined : join(root, path);
}

/** A finding of a project rule as one of the unit in which it lies. */
export function inUnit(finding: Finding): Finding {
  const { path: _, ...place } = finding.place;
  return { ...finding, place };
}

/** False for a place that a project rule saw in a text that has changed since. */
function fits(place: Place, unit: Unit): boolean {
  const source = unit.sources[place.source];
  return source !== undefined && place.end <= source.text.length;
}

/**
 * True for a comment that silences every rule and is called unused: as long as the project is not known it may silence one of
 * those that wait for it, and "fix all" must not take it away.
 */
function isPremature({ rule, place }: Finding, unit: Unit): boolean {
  return rule === 'unused-suppression' && unit.sources[place.source]?.text[place.start] === '#';
}

/** True if a comment in the unit silences a project rule's finding. In a manifest none does. */
export function isSuppressed({ rule, area, place }: Finding, unit: Unit): boolean {
  if (!isSourcePath(unit.path)) return false;
  return unit.suppressions.some(
    (comment) =>
      (comment.rules.length === 0 || comment.rules.some(({ name }) => name === rule || name === area)) &&
      (comment.scope === 'file' ||
        (comment.source === place.source &&
          comment.coversStart <= place.start &&
          place.start <= comment.coversEnd)),
  );
}

function versionsOf(open: OpenUnit): number[] {
  return open.documents.map((document) => document.version);
}

/** True if an open unit still has the texts, and the facts of its cells, that it had. */
function isSame(before: Pick<Analysed, 'open' | 'versions'>, now: OpenUnit): boolean {
  return (
    before.open.documents.length === now.documents.length &&
    now.documents.every(
      (document, index) =>
        document === before.open.documents[index] &&
        document.version === before.versions[index] &&
        isSameCell(before.open.sources[index]?.cell, now.sources[index]?.cell),
    )
  );
}

function isSameCell(a: CellInfo | undefined, b: CellInfo | undefined): boolean {
  return (
    a?.number === b?.number &&
    a?.executionCount === b?.executionCount &&
    a?.hasCleanOutput === b?.hasCleanOutput &&
    a?.language === b?.language
  );
}
