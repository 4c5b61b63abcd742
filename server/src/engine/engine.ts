/** The engine's one entry: text in, findings out. */
import type { Finding, Severity } from './finding';
import { compareFindings, projectFinding, unitFinding } from './report';
import type { ProjectFacts } from './rules/project';
import type { Rule, RuleContext } from './rules/rule';
import { rules } from './rules/registry';
import type { LocalModules } from './semantics/interpreter';
import { buildPipeline } from './pipeline/buildPipeline';
import type { Pipeline } from './pipeline/pipeline';
import { buildModel, type Model } from './semantics/model';
import { summarise } from './semantics/summarise';
import type { UnitSummary } from './semantics/summary';
import { locate, type Location, type Unit } from './source/unit';
import { applySuppressions } from './suppress';
import type { Module } from './syntax/ast';
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
  /** Also read the picture of the pipeline off the model. */
  readonly withPipeline?: boolean;
  /** Called around the run of each rule that applies; must call `run` once. For the benchmark, which has a clock. */
  readonly around?: (rule: Rule, run: () => void) => void;
}

export interface Analysis {
  /** Sorted by place. Suppressed findings are left out; unused suppressions are findings themselves. */
  readonly findings: readonly Finding[];
  readonly summary: UnitSummary;
  /** Parts that could not be parsed. */
  readonly syntaxErrors: readonly Location[];
  /** Number of findings silenced by comments. */
  readonly suppressed: number;
  /** With `withPipeline`. */
  readonly pipeline?: Pipeline;
}

export interface Engine {
  /** Analyses one script or notebook. Never throws on user input. */
  analyse(unit: Unit, options?: AnalyseOptions): Analysis;
  /** Runs the rules that look at a project as a whole. Places of their findings always have a `path`. */
  analyseProject(project: ProjectFacts, options?: Pick<AnalyseOptions, 'rules'>): readonly Finding[];
}

/** The phases of an analysis, apart: for the benchmark, and for callers that need the model. */
export interface Phases {
  parse(unit: Unit): readonly Module[];
  model(unit: Unit, modules: readonly Module[], resolve?: ModuleResolver): Model;
  findings(model: Model, options?: AnalyseOptions): Pick<Analysis, 'findings' | 'suppressed'>;
}

export function createEngine(parser: PythonParser): Engine & Phases {
  const phases: Phases = {
    parse: (unit) => unit.sources.map((source) => parser.parse(source)),
    model: (unit, modules, resolve) => buildModel(unit, modules, resolve && parsedModules(parser, resolve)),
    findings: (model, options = {}) => applySuppressions(model.unit, runRules(model, options), options),
  };
  return {
    ...phases,
    analyse(unit, options = {}) {
      const modules = phases.parse(unit);
      const syntaxErrors = modules.flatMap((module) => module.errors.map((span) => locate(unit, span)));
      const model = phases.model(unit, modules, options.resolveModule);
      return {
        ...phases.findings(model, options),
        summary: summarise(model),
        syntaxErrors,
        ...(options.withPipeline ? { pipeline: buildPipeline(model) } : {}),
      };
    },
    analyseProject(project, options = {}) {
      const found: Finding[] = [];
      for (const rule of rules) {
        const setting = settingOf(rule, options.rules);
        if (rule.scope !== 'project' || !setting) continue;
        for (const report of rule.checkProject(project, setting.options))
          found.push(projectFinding(rule, report, setting.severity));
      }
      return found.sort(compareFindings);
    },
  };
}

/** Resolves modules to their syntax trees; each is parsed once per model, however often it is imported. */
function parsedModules(parser: PythonParser, resolve: ModuleResolver): LocalModules {
  const parsed = new Map<Unit, readonly Module[]>();
  return {
    resolve(module, level, from) {
      const unit = resolve(module, level, from);
      if (!unit) return undefined;
      let modules = parsed.get(unit);
      if (!modules) parsed.set(unit, (modules = unit.sources.map((source) => parser.parse(source))));
      return { unit, modules };
    },
  };
}

/** A rule's severity and options as configured; undefined if it is off. */
function settingOf(
  rule: Rule,
  settings: AnalyseOptions['rules'],
): { severity?: Severity; options: Record<string, unknown> } | undefined {
  const setting = settings?.get(rule.name);
  const level = setting?.severity ?? (rule.default === 'on' ? 'default' : 'off');
  if (level === 'off') return undefined;
  const defaults = Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, option]) => [name, option.default]),
  );
  return { severity: level === 'default' ? undefined : level, options: { ...defaults, ...setting?.options } };
}

function runRules(model: Model, options: AnalyseOptions): Finding[] {
  const { unit } = model;
  const found = new Map<string, Finding>();
  const errors = model.modules.flatMap((module) => module.errors);
  for (const rule of rules) {
    if (rule.scope !== 'unit') continue;
    if (rule.needsProject && !options.project) continue;
    if (rule.needs.length > 0 && !rule.needs.some((name) => model.imported(name))) continue;
    if (rule.mayApply && !unit.sources.some((source) => rule.mayApply!(source.code))) continue;
    const setting = settingOf(rule, options.rules);
    if (!setting) continue;
    const context: RuleContext = { unit, model, project: options.project, options: setting.options };
    const run = () => {
      for (const report of rule.check(context)) {
        // Nothing is said about what could not be parsed.
        if (errors.some((error) => report.at.start < error.end && error.start < report.at.end)) continue;
        const key = `${rule.name}:${report.at.start}:${report.at.end}`;
        if (!found.has(key)) found.set(key, unitFinding(unit, rule, report, setting.severity));
      }
    };
    if (options.around) options.around(rule, run);
    else run();
  }
  return [...found.values()].sort(compareFindings);
}
