/** A report in Markdown: for a pull request's comment or a job's summary. */
import { SEVERITIES } from '../engine/finding';
import { countByArea, counted, describeTrend, groupBy, shownPath, type ReportData } from './reportData';
import { duration } from './text';

/** The report, ending in a line break. */
export function markdownReport(data: ReportData): string {
  const { findings, summary } = data.result;
  const looked = `${counted(summary.files, 'file')} (${counted(summary.notebooks, 'notebook')}, ${counted(summary.lines, 'line')}) in ${duration(summary.milliseconds)}`;
  const parts = ['# MLOps audit'];
  if (findings.length === 0) parts.push(`No ${data.trend ? 'new ' : ''}findings in ${looked}.`);
  else {
    const severities = SEVERITIES.filter((severity) => summary.counts[severity] > 0)
      .map((severity) => `${summary.counts[severity]} ${severity}`)
      .join(', ');
    const kind = data.trend ? 'new finding' : 'finding';
    parts.push(`**${counted(findings.length, kind)}** (${severities}) in ${looked}.`);
    parts.push(
      [
        '| area | findings |',
        '| --- | ---: |',
        ...countByArea(findings).map(([area, count]) => `| ${area} | ${count} |`),
      ].join('\n'),
    );
  }
  const trend = describeTrend(data);
  if (trend) parts.push(`${trend}.`);
  for (const [path, group] of groupBy(findings, (finding) => finding.path)) {
    const rows = group.map((finding) => {
      const at = `${finding.start.line}:${finding.start.column}`;
      const place = finding.cell === null ? at : `cell ${finding.cell}:${at}`;
      return `| ${place} | ${finding.severity} | \`${finding.rule}\` | ${inTable(finding.message)} |`;
    });
    const heading = `## ${escapeText(shownPath(data, path))}`;
    parts.push(
      heading,
      ['| place | severity | rule | message |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    );
  }
  if (summary.errors.length > 0) {
    const lines = summary.errors.map(
      ({ path, message }) => `- ${escapeText(shownPath(data, path))}: ${escapeText(message)}`,
    );
    parts.push(`## Not audited, or only in part\n\n${lines.join('\n')}`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** A message in a table's cell. Code in backquotes stays code; a bar would end the cell. */
function inTable(message: string): string {
  return message
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeText(part)))
    .join('')
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

function escapeText(text: string): string {
  return text.replace(/[\\*_[\]<>`#]/g, '\\$&');
}
