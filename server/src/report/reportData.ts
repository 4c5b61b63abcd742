/** What every report is made from, and the small questions that all of them ask. */
import { SEVERITIES, type Area } from '../engine/finding';
import type { Rule } from '../engine/rules/rule';
import type { AuditFinding, AuditPlace } from '../project/auditFinding';
import type { AuditResult } from '../project/audit';
import { relative } from '../project/paths';
import type { Trend } from './baseline';

export interface ReportData {
  readonly result: AuditResult;
  /** Absolute folder that paths are shown relative to. */
  readonly base: string;
  readonly rules: readonly Rule[];
  /** Of this program. */
  readonly version: string;
  /** Beside a baseline: what it knows, and what of it is gone. */
  readonly trend?: Trend;
  /** Where the rules' pages stand, ending in `/`; without it reports link to none. */
  readonly documentation?: string;
}

/** A path as a person knows it: relative to the base, with `/`. */
export function shownPath(data: Pick<ReportData, 'base'>, path: string): string {
  return relative(data.base, path) || '.';
}

/** `train.py:12:5`, or `model.ipynb cell 3:2:6`. */
export function shownPlace(data: Pick<ReportData, 'base'>, place: AuditPlace): string {
  const path = shownPath(data, place.path);
  const at = `${place.start.line}:${place.start.column}`;
  return place.cell === null ? `${path}:${at}` : `${path} cell ${place.cell}:${at}`;
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** `12 known from the baseline, 3 of the baseline gone`; '' without a baseline. */
export function describeTrend({ trend }: Pick<ReportData, 'trend'>): string {
  if (!trend) return '';
  const gone = trend.gone.length > 0 ? `, ${trend.gone.length} of the baseline gone` : '';
  return `${trend.known.length} known from the baseline${gone}`;
}

/** The findings of each key, in order of first appearance. */
export function groupBy<K>(
  findings: readonly AuditFinding[],
  key: (finding: AuditFinding) => K,
): Map<K, AuditFinding[]> {
  const groups = new Map<K, AuditFinding[]>();
  for (const finding of findings) {
    const group = groups.get(key(finding));
    if (group) group.push(finding);
    else groups.set(key(finding), [finding]);
  }
  return groups;
}

/** Areas with their numbers of findings, most first. */
export function countByArea(findings: readonly AuditFinding[]): [Area, number][] {
  return [...groupBy(findings, (finding) => finding.area)]
    .map(([area, group]): [Area, number] => [area, group.length])
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** How many findings have a safe fix, and how many more a suggestion. */
export function countFixes(findings: readonly AuditFinding[]): {
  readonly safe: number;
  readonly suggested: number;
} {
  let safe = 0;
  let suggested = 0;
  for (const { fixes } of findings) {
    if (fixes.some((fix) => fix.applicability === 'safe')) safe++;
    else if (fixes.some((fix) => fix.applicability === 'suggestion')) suggested++;
  }
  return { safe, suggested };
}

/** Groups by their worst severity, then by size. */
export function worstFirst<K>(groups: ReadonlyMap<K, AuditFinding[]>): [K, AuditFinding[]][] {
  const rank = (group: readonly AuditFinding[]): number =>
    Math.min(...group.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return [...groups].sort(([, a], [, b]) => rank(a) - rank(b) || b.length - a.length);
}
