/** Takes out findings that a comment silences, and reports comments that silence nothing. */
import type { AnalyseOptions } from './engine';
import type { Finding } from './finding';
import { compareFindings, unitFinding } from './report';
import { ruleByName, rules } from './rules/registry';
import type { Suppression } from './source/suppressions';
import { lineRange } from './source/lines';
import type { Span, Unit } from './source/unit';

const REPORTED_BY = 'unused-suppression';

export function applySuppressions(
  unit: Unit,
  findings: readonly Finding[],
  options: AnalyseOptions,
): { findings: readonly Finding[]; suppressed: number } {
  if (unit.suppressions.length === 0) return { findings, suppressed: 0 };
  const used = new Map<Suppression, Set<string>>();
  const kept = findings.filter((finding) => {
    const by = unit.suppressions.filter((suppression) => silences(suppression, finding));
    for (const suppression of by)
      used.set(suppression, (used.get(suppression) ?? new Set()).add(finding.rule));
    return by.length === 0;
  });
  const reports = unusedSuppressions(unit, used, options);
  return {
    findings: reports.length === 0 ? kept : [...kept, ...reports].sort(compareFindings),
    suppressed: findings.length - kept.length,
  };
}

function silences(suppression: Suppression, finding: Finding): boolean {
  const { place } = finding;
  if (place.path !== undefined) return false;
  if (suppression.scope !== 'file') {
    if (suppression.source !== place.source) return false;
    if (
      place.start < suppression.coversStart ||
      place.start >= Math.max(suppression.coversEnd, suppression.coversStart + 1)
    )
      return false;
  }
  return (
    suppression.rules.length === 0 ||
    suppression.rules.some(({ name }) => name === finding.rule || name === finding.area)
  );
}

function unusedSuppressions(
  unit: Unit,
  used: ReadonlyMap<Suppression, ReadonlySet<string>>,
  options: AnalyseOptions,
): Finding[] {
  const rule = ruleByName(REPORTED_BY);
  const setting = options.rules?.get(REPORTED_BY);
  if (!rule || setting?.severity === 'off') return [];
  const severity = setting && setting.severity !== 'default' ? setting.severity : undefined;
  const found: Finding[] = [];
  for (const suppression of unit.suppressions) {
    const base = unit.sources[suppression.source]!.base;
    const silenced = used.get(suppression);
    for (const { name, start, end } of suppression.rules) {
      const at = { start: base + start, end: base + end };
      if (!ruleByName(name) && !isArea(name))
        found.push(unitFinding(unit, rule, { at, message: 'unknown', data: { rule: name } }, severity));
      else if (couldBeNeeded(name, options)) continue;
      else if (!silenced || ![...silenced].some((by) => by === name || ruleByName(by)?.area === name)) {
        const whole = suppression.rules.length === 1;
        found.push(
          unitFinding(
            unit,
            rule,
            {
              at,
              message: 'unused',
              data: { rule: name },
              tags: ['unnecessary'],
              fixes: whole ? [removal(unit, suppression)] : [],
            },
            severity,
          ),
        );
      }
    }
    if (suppression.rules.length === 0 && !silenced) {
      const at = { start: base + suppression.start, end: base + suppression.end };
      found.push(
        unitFinding(
          unit,
          rule,
          { at, message: 'unusedAll', tags: ['unnecessary'], fixes: [removal(unit, suppression)] },
          severity,
        ),
      );
    }
  }
  return found;
}

/**
 * True for a rule that is off, is run on projects, or could not run yet; or for an area with such a rule. It says nothing, but its
 * suppression may be needed.
 */
function couldBeNeeded(name: string, options: AnalyseOptions): boolean {
  return rules.some((rule) => {
    if (rule.name !== name && rule.area !== name) return false;
    const level = options.rules?.get(rule.name)?.severity ?? (rule.default === 'on' ? 'default' : 'off');
    return level === 'off' || rule.scope === 'project' || (rule.needsProject === true && !options.project);
  });
}

function isArea(name: string): boolean {
  return (
    !name.includes('-') &&
    name.length > 0 &&
    /^(leakage|evaluation|reproducibility|data|training|estimators|performance|tracking|explainability|security|deployment|monitoring|notebook|project)$/.test(
      name,
    )
  );
}

/** Takes the comment away, with the blanks before it, or with its line if it stands alone. */
function removal(
  unit: Unit,
  suppression: Suppression,
): { title: string; applicability: 'safe'; edits: (Span & { newText: string })[] } {
  const source = unit.sources[suppression.source]!;
  const line = lineRange(source, suppression.start);
  let { start, end } = suppression;
  if (/^\s*$/.test(source.text.slice(line.start, start)) && /^\s*$/.test(source.text.slice(end, line.end)))
    ({ start, end } = line);
  else while (start > line.start && /[ \t]/.test(source.text[start - 1]!)) start--;
  return {
    title: 'Remove the unused suppression',
    applicability: 'safe',
    edits: [{ start: source.base + start, end: source.base + end, newText: '' }],
  };
}
