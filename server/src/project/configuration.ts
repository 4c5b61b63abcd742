/**
 * What the configuration says of each rule. Settings come in *layers*; one documented order joins them:
 *
 *   the rules' own defaults  <  configuration file  <  its overrides for the path, in order  <  editor or command line
 *
 * Inside a layer `select` is read first, then `severity`, then `ignore`. `select` replaces what earlier layers chose; naming a
 * rule in `select` or `severity` switches it on even if it is off by default, naming its area does not.
 */
import { AREAS, SEVERITIES, type Area, type Severity } from '../engine/finding';
import type { RuleSetting } from '../engine/engine';
import type { Rule } from '../engine/rules/rule';

export type Level = Severity | 'off';
export const LEVELS: readonly Level[] = [...SEVERITIES, 'off'];

/** Selects every rule that is on by default. */
export const ALL = 'all';

export interface Layer {
  /** Where the layer's values come from, as a person would say it: `/ml/pyproject.toml`, `--select`, `editor settings`. */
  readonly origin: string;
  /** Which part of the origin: `override for notebooks/`. */
  readonly note?: string;
  /** In a file: the 1-based line of a value, by its keys in the layer's table. */
  line?(path: readonly (string | number)[]): number | undefined;
  /** Rule names, areas or `all`. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** By rule name, area or `all`; the narrower name wins. */
  readonly severity?: Readonly<Record<string, Level>>;
  /** Options by rule name. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What of a rule the configuration needs to know. */
export type RuleInfo = Pick<Rule, 'name' | 'area' | 'severity' | 'default' | 'options'>;

/** One rule's setting after all layers. */
export interface ResolvedRule {
  readonly rule: RuleInfo;
  readonly level: Level;
  readonly options: Readonly<Record<string, unknown>>;
  /** What decided the level; undefined if the rule's own default stands. */
  readonly origin?: Origin;
  /** Where the options come from that are not the rule's own defaults. */
  readonly optionOrigins: Readonly<Record<string, Origin>>;
}

/** Where a value stands. */
export interface Origin {
  /** Of the layer: a file's path, `--select`, `editor settings`. */
  readonly name: string;
  /** 1-based, in a file. */
  readonly line?: number;
  readonly note?: string;
}

/** "/ml/pyproject.toml:12, override for notebooks/" */
export function originText({ name, line, note }: Origin): string {
  return `${name}${line === undefined ? '' : `:${line}`}${note === undefined ? '' : `, ${note}`}`;
}

function originIn({ origin, note, line }: Layer, path: readonly (string | number)[]): Origin {
  return { name: origin, line: line?.(path), note };
}

/** Joins the layers (earliest first) to one level and option set per rule. Unknown names have no effect. */
export function resolveRules(rules: Iterable<RuleInfo>, layers: readonly Layer[]): ResolvedRule[] {
  return Array.from(rules, (rule) => resolveRule(rule, layers));
}

function resolveRule(rule: RuleInfo, layers: readonly Layer[]): ResolvedRule {
  let on = rule.default === 'on';
  let severity = rule.severity;
  let options: Record<string, unknown> = {};
  let origin: Origin | undefined;
  const optionOrigins: Record<string, Origin> = {};
  const names = [rule.name, rule.area, ALL];
  for (const layer of layers) {
    if (layer.select) {
      const index = layer.select.findIndex((name) => names.includes(name));
      on = layer.select.includes(rule.name) || (rule.default === 'on' && index >= 0);
      origin = originIn(layer, index < 0 ? ['select'] : ['select', index]);
    }
    const name = names.find((each) => layer.severity?.[each] !== undefined);
    const level = name === undefined ? undefined : layer.severity?.[name];
    if (level !== undefined) {
      if (level === 'off') on = false;
      else {
        severity = level;
        if (name === rule.name) on = true;
      }
      origin = originIn(layer, ['severity', name!]);
    }
    const ignored = layer.ignore?.findIndex((each) => names.includes(each)) ?? -1;
    if (ignored >= 0) {
      on = false;
      origin = originIn(layer, ['ignore', ignored]);
    }
    const own = layer.options?.[rule.name] ?? {};
    options = { ...options, ...own };
    for (const key of Object.keys(own)) optionOrigins[key] = originIn(layer, ['rules', rule.name, key]);
  }
  return { rule, level: on ? severity : 'off', options, origin, optionOrigins };
}

/** The engine's view of resolved rules: only those that differ from how they declare themselves. */
export function ruleSettings(resolved: readonly ResolvedRule[]): ReadonlyMap<string, RuleSetting> {
  const settings = new Map<string, RuleSetting>();
  for (const { rule, level, options } of resolved) {
    const asDeclared = level === (rule.default === 'on' ? rule.severity : 'off');
    const hasOptions = Object.keys(options).length > 0;
    if (asDeclared && !hasOptions) continue;
    const severity = level === rule.severity ? 'default' : level;
    settings.set(rule.name, hasOptions ? { severity, options } : { severity });
  }
  return settings;
}

/** True for the name of an area. */
export function isArea(name: string): name is Area {
  return (AREAS as readonly string[]).includes(name);
}

/** True if `severity` is as bad as `threshold` or worse. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
