/** A report in Markdown: for a pull request's comment or a job's summary. */
import { SEVERITIES } from '../engine/finding';
import { countByArea, counted, describeTrend, groupBy, shownPath, type ReportData } from './reportData';
import { drawPictures } from '../project/pipelines';
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
  parts.push(...maturityParts(data), ...pipelineParts(data));
  if (summary.errors.length > 0) {
    const lines = summary.errors.map(
      ({ path, message }) => `- ${escapeText(shownPath(data, path))}: ${escapeText(message)}`,
    );
    parts.push(`## Not audited, or only in part\n\n${lines.join('\n')}`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** Levels, and what the next ones ask for; nothing for a project without machine learning. */
function maturityParts(data: ReportData): string[] {
  return data.result.projects.flatMap(({ root, maturity }) => {
    if (!maturity) return [];
    const name = shownPath(data, root);
    const rows = maturity.scales.map(({ scale, level, next }) => {
      const missing = next ? next.missing.map(({ title }) => escapeText(title)).join('; ') : 'nothing';
      return `| ${scale.name} | ${level.number} of ${scale.levels.at(-1)!.number}, ${level.name} | ${missing} |`;
    });
    return [
      `## Maturity${name === '.' ? '' : ` of ${escapeText(name)}`}`,
      ['| scale | level | no evidence for |', '| --- | --- | --- |', ...rows].join('\n'),
    ];
  });
}

/** Each picture in a line: its files, its steps, its leaks and gaps. */
function pipelineParts(data: ReportData): string[] {
  const pipelines = data.result.files.flatMap(({ pipeline }) => (pipeline ? [pipeline] : []));
  const lines = drawPictures(pipelines, data.result.findings).map(({ paths, steps, flows }) => {
    const files = paths.map((path) => escapeText(shownPath(data, path))).join(' → ');
    const leaks = new Set(flows.flatMap(({ leak }) => (leak ? [leak.rule] : [])));
    const gaps = steps.filter(({ isGap }) => isGap).map(({ title }) => title);
    const trouble = [...[...leaks].map((rule) => `leak \`${rule}\``), ...gaps];
    return `- ${files}: ${counted(steps.length - gaps.length, 'step')}; ${trouble.join(', ') || 'no leak, no gap found'}`;
  });
  return lines.length === 0 ? [] : ['## Pipelines', lines.join('\n')];
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
