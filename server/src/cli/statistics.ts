/** The text of `--stats`: where the time went, and what was found how often. */
import type { AuditResult } from '../project/audit';
import { counted, groupBy, shownPath } from '../report/reportData';

const SLOWEST = 10;

/** A few lines for people, ending in a line break. `memory`: bytes of the process at its largest. */
export function statistics(result: AuditResult, base: string, memory: number): string {
  const { summary, files, findings } = result;
  const passed = Math.max(summary.milliseconds, 1) / 1000;
  const byStatus = new Map<string, number>();
  for (const { status } of files) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const lines = [
    'Statistics',
    `  files       ${[...byStatus].map(([status, count]) => `${count} ${status}`).join(', ') || 'none'}`,
    `  lines       ${summary.lines.toLocaleString('en-US')}, ${Math.round(summary.lines / passed).toLocaleString('en-US')} per second`,
    `  time        ${passed.toFixed(2)} s, ${(files.length / passed).toFixed(0)} files per second`,
    `  memory      ${Math.round(memory / 2 ** 20)} MiB at most`,
    `  suppressed  ${counted(summary.suppressed, 'finding')}`,
    '  slowest',
  ];
  const slowest = [...files].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
  for (const file of slowest) {
    lines.push(
      `    ${file.milliseconds.toFixed(0).padStart(6)} ms  ${file.lines} lines  ${shownPath({ base }, file.path)}`,
    );
  }
  lines.push('  findings by rule');
  const byRule = [...groupBy(findings, ({ rule }) => rule)].sort(([, a], [, b]) => b.length - a.length);
  for (const [rule, group] of byRule) lines.push(`    ${String(group.length).padStart(6)}  ${rule}`);
  return `${lines.join('\n')}\n`;
}
