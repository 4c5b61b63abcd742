/** Workflow commands of GitHub Actions: each finding becomes an annotation of the changed lines. */
import type { Severity } from '../engine/finding';
import { shownPath, type ReportData } from './reportData';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** One line per finding and per problem; notebooks by the physical lines of the .ipynb. */
export function githubReport(data: ReportData): string {
  const lines = data.result.findings.map((finding) => {
    const range = finding.physical ?? finding;
    const properties = [
      `file=${property(shownPath(data, finding.path))}`,
      `line=${range.start.line}`,
      `endLine=${range.end.line}`,
      // Columns are shown only for a single line.
      ...(range.start.line === range.end.line
        ? [`col=${range.start.column}`, `endColumn=${range.end.column}`]
        : []),
      `title=${property(finding.rule)}`,
    ];
    const cell = finding.cell === null ? '' : ` (cell ${finding.cell}, line ${finding.start.line})`;
    return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${escape(`${finding.message}${cell}`)}`;
  });
  for (const { path, message } of data.result.summary.errors) {
    lines.push(`::warning file=${property(shownPath(data, path))},title=mlops-audit::${escape(message)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
