/** The report for people at a terminal: findings by file with code frames, then a short summary. */
import { SEVERITIES, type Severity } from '../engine/finding';
import type { AuditFinding } from '../project/auditFinding';
import { codeFrame, printable } from './codeFrame';
import {
  countByArea,
  countFixes,
  counted,
  describeTrend,
  groupBy,
  shownPath,
  shownPlace,
  type ReportData,
} from './reportData';
import { plain, type Style } from './style';

export interface TextOptions {
  readonly style?: Style;
  /** Only the findings' lines: no code, no summary. */
  readonly quiet?: boolean;
}

/** The whole report, ending in a line break; '' if there is nothing to say. */
export function textReport(data: ReportData, options: TextOptions = {}): string {
  const style = options.style ?? plain;
  const { findings } = data.result;
  const lines: string[] = [];
  for (const finding of findings) {
    lines.push(...findingLines(data, finding, style, options.quiet === true));
    if (!options.quiet) lines.push('');
  }
  if (!options.quiet) lines.push(...summaryLines(data, style));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function findingLines(data: ReportData, finding: AuditFinding, style: Style, quiet: boolean): string[] {
  const head = `${style.path(shownPlace(data, finding))}: ${style[finding.severity](finding.severity)}`;
  const message = printable(finding.message);
  if (quiet) return [`${head}: ${message} [${finding.rule}]`];
  const lines = [`${head} ${style.bold(finding.rule)}`, `  ${message}`];
  lines.push(...codeFrame(finding, style).map((line) => `  ${line}`));
  for (const related of finding.related) {
    lines.push(style.dim(`    see ${shownPlace(data, related)}: `) + printable(related.message));
  }
  for (const fix of finding.fixes) {
    const kind = fix.applicability === 'safe' ? 'fix' : fix.applicability;
    lines.push(`    ${style.good(kind)}: ${printable(fix.title)}`);
  }
  return lines;
}

function summaryLines(data: ReportData, style: Style): string[] {
  const { findings, summary } = data.result;
  const lines: string[] = [];
  for (const { path, message } of summary.errors) {
    lines.push(`${style.path(shownPath(data, path))}: ${style.error('problem')}: ${printable(message)}`);
  }
  for (const { path, message } of summary.skipped) {
    lines.push(style.dim(`${shownPath(data, path)}: skipped: ${printable(message)}`));
  }
  if (lines.length > 0) lines.push('');
  lines.push(...areaTable(findings, style));
  lines.push(verdict(data, style));
  const { safe, suggested } = countFixes(findings);
  if (safe > 0) lines.push(`  ${counted(safe, 'finding')} can be fixed by \`mlops-audit --fix\`.`);
  if (suggested > 0) {
    lines.push(
      `  ${counted(suggested, safe > 0 ? 'more finding' : 'finding')} can be fixed by \`--fix-suggestions\`; look at the result.`,
    );
  }
  const worst = SEVERITIES.map((severity) => findings.find((finding) => finding.severity === severity)).find(
    Boolean,
  );
  if (worst) lines.push(style.dim(`  \`mlops-audit --explain ${worst.rule}\` says why; so for each rule.`));
  return lines;
}

/** One line per area: its number of findings by severity, and its most frequent rules. */
function areaTable(findings: readonly AuditFinding[], style: Style): string[] {
  if (findings.length === 0) return [];
  const byArea = groupBy(findings, (finding) => finding.area);
  const areas = countByArea(findings);
  const width = Math.max(...areas.map(([area]) => area.length));
  const digits = String(areas[0]![1]).length;
  const lines = areas.map(([area, count]) => {
    const group = byArea.get(area)!;
    const worst = SEVERITIES.find((severity) => group.some((finding) => finding.severity === severity))!;
    const rules = [...groupBy(group, (finding) => finding.rule)]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([rule, { length }]) => (length === 1 ? rule : `${rule} ×${length}`));
    return `  ${style[worst](area.padEnd(width))}  ${String(count).padStart(digits)}  ${style.dim(rules.join(', '))}`;
  });
  return [...lines, ''];
}

function verdict(data: ReportData, style: Style): string {
  const { findings, summary } = data.result;
  const looked = `${counted(summary.files, 'file')} (${counted(summary.notebooks, 'notebook')}, ${counted(summary.lines, 'line')}) in ${duration(summary.milliseconds)}`;
  const trend = describeTrend(data);
  const silenced =
    (summary.suppressed > 0 ? `, ${summary.suppressed} silenced by comments` : '') + (trend && `, ${trend}`);
  if (findings.length === 0)
    return `${style.good(data.trend ? 'No new findings' : 'No findings')} in ${looked}${silenced}.`;
  const files = new Set(findings.map((finding) => finding.path)).size;
  const severities = SEVERITIES.filter((severity) => summary.counts[severity] > 0)
    .map((severity) => style[severity](severityCount(severity, summary.counts[severity])))
    .join(', ');
  return `${style.bold(counted(findings.length, 'finding'))} in ${counted(files, 'file')}: ${severities}${silenced}. Read ${looked}.`;
}

function severityCount(severity: Severity, count: number): string {
  return severity === 'information' ? `${count} information` : counted(count, severity);
}

/** `32 ms`, `1.4 s`, `75 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}
