/** What a rule is: data first, code last. See docs/writing-a-rule.md. */
import type { Applicability, Area, Severity } from '../finding';
import type { Span, Unit } from '../source/unit';
import type { Model } from '../semantics/model';
import type { ProjectFacts } from './project';

export type { ManifestFile, ProjectFacts } from './project';

/** A replacement inside the analysed unit, in unit positions. */
export interface Edit extends Span {
  readonly newText: string;
}

/** An edit of another file of the project, or a new one (`start` = `end` = 0, file absent). Offsets in its text. */
export interface FileEdit extends Span {
  readonly path: string;
  readonly newText: string;
}

export interface FixReport {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly (Edit | FileEdit)[];
}

export interface RelatedReport {
  readonly at: Span;
  /** Unit in which `at` lies, if it is not the analysed one. */
  readonly unit?: Unit;
  readonly note: string;
}

/** What `check` yields. `message` names one of the rule's messages; `data` fills its `{placeholders}`. */
export interface Report<M extends string = string> {
  readonly at: Span;
  readonly message: M;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly related?: readonly RelatedReport[];
  readonly fixes?: readonly FixReport[];
  /** Where this case is worse or milder than the rule's default. */
  readonly severity?: Severity;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** What a project rule yields: a place in any file of the project. Offsets in that file's text (cell's, in a notebook). */
export interface ProjectReport<M extends string = string> extends Omit<Report<M>, 'related'> {
  readonly path: string;
  readonly source?: number;
}

export interface RuleContext {
  readonly unit: Unit;
  readonly model: Model;
  /** What the rest of the project shows; absent while it is not known (then no rule that needs it is called). */
  readonly project?: ProjectFacts;
  /** The rule's options from the configuration, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface RuleDocs {
  /** One sentence: what the antipattern is. */
  readonly summary: string;
  /** What it costs, with a measured figure where one is known. Markdown, short. */
  readonly why: string;
  /** Code that has the antipattern: the rule fires on it. */
  readonly bad: string | readonly string[];
  /** The same code mended: no rule of ours fires on it. */
  readonly good: string | readonly string[];
  /** What is deliberately not flagged, and when to ignore a finding. One sentence each. */
  readonly limits: readonly string[];
  /** Short names with years, links where public. */
  readonly references: readonly string[];
}

/** JSON-schema fragment of one option, with its default. */
export interface OptionSchema {
  readonly type: 'boolean' | 'number' | 'string' | 'array';
  readonly description: string;
  readonly default: unknown;
}

interface RuleBase<M extends string> {
  readonly name: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly default: 'on' | 'off';
  /** True if what is flagged must not be shown in reports, which travel further than the code: secrets. */
  readonly sensitive?: boolean;
  readonly since: string;
  /** The best applicability this rule can offer. */
  readonly fix: Applicability | 'none';
  readonly docs: RuleDocs;
  readonly messages: Readonly<Record<M, string>>;
  readonly options?: Readonly<Record<string, OptionSchema>>;
}

/** Runs on the model of one script or notebook. */
export interface UnitRule<M extends string = string> extends RuleBase<M> {
  readonly scope: 'unit';
  /**
   * Import gate: top-level packages of which the unit imports at least one, else `check` is not called.
   * Empty: called for every unit that is analysed.
   */
  readonly needs: readonly string[];
  /**
   * For rules without `needs`: a cheap look at a source's masked text. False means that there is nothing to find in it; a file for
   * which every rule says so, and which imports nothing of interest, is not even parsed.
   */
  readonly mayApply?: (code: string) => boolean;
  /** True: called only when `context.project` is known. */
  readonly needsProject?: boolean;
  check(context: RuleContext): Iterable<Report<M>>;
}

/** Runs once for a whole project (a workspace folder). */
export interface ProjectRule<M extends string = string> extends RuleBase<M> {
  readonly scope: 'project';
  checkProject(project: ProjectFacts, options: Readonly<Record<string, unknown>>): Iterable<ProjectReport<M>>;
}

export type Rule = UnitRule | ProjectRule;

/** Declares a rule that runs on one unit; the identity function, with types. */
export function defineRule<M extends string>(rule: Omit<UnitRule<M>, 'scope'>): UnitRule {
  return { scope: 'unit', ...rule } as unknown as UnitRule;
}

/** Declares a rule that runs once for a project. */
export function defineProjectRule<M extends string>(rule: Omit<ProjectRule<M>, 'scope'>): ProjectRule {
  return { scope: 'project', ...rule } as unknown as ProjectRule;
}
