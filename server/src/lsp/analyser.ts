/** Findings of open units, computed when somebody asks and kept while text and context stay the same. */
import { createUnit, LineIndex, type Engine, type Finding, type Place, type Unit, type UnitSummary } from '../engine';
import { atLeast } from '../project/configuration';
import { isAbsolute, join } from '../project/paths';
import type { Contexts, UnitContext } from './contexts';
import type { PlacedText } from './convert';
import type { OpenUnit, OpenUnits } from './openUnits';
import type { Projects } from './projects';

export interface Analysed {
  /** The unit as it was open when it was analysed. */
  readonly open: OpenUnit;
  readonly versions: readonly number[];
  readonly unit: Unit;
  readonly context: UnitContext;
  /** Those of the engine, and those of project rules that lie here; sorted by place. */
  readonly findings: readonly Finding[];
  readonly summary: UnitSummary | undefined;
  /** Where a place of these findings stands. */
  find(place: Place): PlacedText | undefined;
}

export class Analyser {
  private readonly analysed = new Map<string, Analysed>();

  constructor(
    private readonly engine: Engine,
    private readonly units: OpenUnits,
    private readonly contexts: Contexts,
    private readonly projects: Projects,
    private readonly reportFault: (message: string) => void,
  ) {}

  /**
   * The findings of a unit's current text. Undefined if it is not open. What comes back belongs to the text at the moment of
   * the answer: the work is done in one go after the context is known.
   */
  async current(key: string): Promise<Analysed | undefined> {
    const asked = this.units.get(key);
    if (!asked) return undefined;
    const context = await this.contexts.get(asked);
    const open = this.units.get(key);
    if (!open) return undefined;
    const versions = open.documents.map((document) => document.version);
    const before = this.analysed.get(key);
    if (before && before.context === context && isSame(before.open, open) && isEqual(before.versions, versions)) {
      return before;
    }
    const analysed = this.analyse(open, versions, context);
    this.analysed.set(key, analysed);
    return analysed;
  }

  /** What was found last, for whatever text. */
  last(key: string): Analysed | undefined {
    return this.analysed.get(key);
  }

  forget(key: string): void {
    this.analysed.delete(key);
  }

  private analyse(open: OpenUnit, versions: readonly number[], context: UnitContext): Analysed {
    const unit = createUnit({ path: context.path, kind: open.kind, sources: open.sources });
    const result = context.enabled ? this.run(unit, context) : undefined;
    const findings = [...(result?.findings ?? []), ...(context.enabled ? context.projectFindings.map(local) : [])]
      .filter((finding) => atLeast(finding.severity, context.minSeverity))
      .filter((finding) => fits(finding.place, unit))
      .sort((a, b) => a.place.source - b.place.source || a.place.start - b.place.start);
    return {
      open,
      versions,
      unit,
      context,
      findings,
      summary: result?.summary,
      find: (place) => this.find(place, open, unit, context),
    };
  }

  /** A fault of ours in one file must not take the server down: it is reported, and the file has no findings. */
  private run(unit: Unit, context: UnitContext): ReturnType<Engine['analyse']> | undefined {
    try {
      return this.engine.analyse(unit, context.options);
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.reportFault(`${unit.path} could not be analysed: ${detail}`);
      return undefined;
    }
  }

  private find(place: Place, open: OpenUnit, unit: Unit, context: UnitContext): PlacedText | undefined {
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
      return document && { uri: document.uri, version: document.version, lines: new LineIndex(document.getText()) };
    }
    return context.folder && this.projects.of(context.folder)?.textAt(place.path, place.source);
  }
}

/** The host path of a place's `path`. */
export function absolute(path: string, { folder }: UnitContext): string | undefined {
  if (isAbsolute(path)) return path;
  return folder && join(folder.path, path);
}

/** A finding of a project rule as one of the unit in which it lies. */
function local(finding: Finding): Finding {
  const { path: _, ...place } = finding.place;
  return { ...finding, place };
}

/** False for a place that a project rule saw in a text that has changed since. */
function fits(place: Place, unit: Unit): boolean {
  const source = unit.sources[place.source];
  return source !== undefined && place.end <= source.text.length;
}

function isSame(a: OpenUnit, b: OpenUnit): boolean {
  return (
    a.documents.length === b.documents.length &&
    a.documents.every((document, index) => document === b.documents[index]) &&
    a.sources.every(({ cell }, index) => isSameCell(cell, b.sources[index]?.cell))
  );
}

function isSameCell(a: OpenUnit['sources'][number]['cell'], b: OpenUnit['sources'][number]['cell']): boolean {
  return (
    a?.number === b?.number &&
    a?.executionCount === b?.executionCount &&
    a?.hasCleanOutput === b?.hasCleanOutput &&
    a?.language === b?.language
  );
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((version, index) => version === b[index]);
}
