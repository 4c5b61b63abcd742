/** The engine's one entry: text in, findings out. */
import type { Finding, Severity } from './finding';
import type { ProjectFacts } from './rules/project';
import type { UnitSummary } from './semantics/summary';
import type { Location, Unit } from './source/unit';
import type { PythonParser } from './syntax/parser';

/** How the configuration changes one rule. */
export interface RuleSetting {
  /** 'off' switches the rule off, 'default' keeps its own severity. */
  readonly severity: Severity | 'default' | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Gives the unit of a local module (`from ..a import b`: module 'a', level 2), or undefined if it is not local. */
export type ModuleResolver = (module: string, level: number, from: Unit) => Unit | undefined;

export interface AnalyseOptions {
  /** Settings by rule name; a rule that is not named here is as it declares itself. */
  readonly rules?: ReadonlyMap<string, RuleSetting>;
  /** What the project shows; without it, rules that need it are not called. */
  readonly project?: ProjectFacts;
  readonly resolveModule?: ModuleResolver;
}

export interface Analysis {
  /** Sorted by place. Suppressed findings are left out; unused suppressions are findings themselves. */
  readonly findings: readonly Finding[];
  readonly summary: UnitSummary;
  /** Parts that could not be parsed. */
  readonly syntaxErrors: readonly Location[];
  /** Number of findings silenced by comments. */
  readonly suppressed: number;
}

export interface Engine {
  /** Analyses one script or notebook. Never throws on user input. */
  analyse(unit: Unit, options?: AnalyseOptions): Analysis;
  /** Runs the rules that look at a project as a whole. Places of their findings always have a `path`. */
  analyseProject(project: ProjectFacts, options?: Pick<AnalyseOptions, 'rules'>): readonly Finding[];
}

export function createEngine(parser: PythonParser): Engine {
  void parser;
  throw new Error('not built yet');
}
