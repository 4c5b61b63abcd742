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
  /** Where the layer's values come from, as a person would say it: `pyproject.toml`, `--select`, `editor settings`. */
  readonly origin: string;
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
  /** The layer that decided the level; undefined if the rule's own default stands. */
  readonly origin?: string;
}

/** Joins the layers (earliest first) to one level and option set per rule. Unknown names have no effect. */
export function resolveRules(rules: Iterable<RuleInfo>, layers: readonly Layer[]): ResolvedRule[] {
  return Array.from(rules, (rule) => resolveRule(rule, layers));
}

function resolveRule(rule: RuleInfo, layers: readonly Layer[]): ResolvedRule {
  let on = rule.default === 'on';
  let severity = rule.severity;
  let options: Record<string, unknown> = {};
  let origin: string | undefined;
  for (const layer of layers) {
    if (layer.select) {
      on =
        layer.select.includes(rule.name) ||
        (rule.default === 'on' && (layer.select.includes(rule.area) || layer.select.includes(ALL)));
      origin = layer.origin;
    }
    const byName = layer.severity?.[rule.name];
    const level = byName ?? layer.severity?.[rule.area] ?? layer.severity?.[ALL];
    if (level !== undefined) {
      if (level === 'off') on = false;
      else {
        severity = level;
        if (byName !== undefined) on = true;
      }
      origin = layer.origin;
    }
    if (layer.ignore?.some((name) => name === rule.name || name === rule.area || name === ALL)) {
      on = false;
      origin = layer.origin;
    }
    options = { ...options, ...layer.options?.[rule.name] };
  }
  return { rule, level: on ? severity : 'off', options, origin };
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
