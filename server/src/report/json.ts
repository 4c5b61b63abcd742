/** The report for programs; its shape is a promise, written down in schemas/audit.schema.json. */
import type { AuditFinding, AuditPlace } from '../project/auditFinding';
import { shownPath, type ReportData } from './reportData';

/** The report as JSON text, ending in a line break. */
export function jsonReport(data: ReportData): string {
  const { summary } = data.result;
  const withPath = ({ path, message }: { path: string; message: string }): object => ({
    path: shownPath(data, path),
    message,
  });
  const report = {
    findings: data.result.findings.map((finding) => jsonFinding(data, finding)),
    summary: {
      files: summary.files,
      notebooks: summary.notebooks,
      lines: summary.lines,
      milliseconds: summary.milliseconds,
      errors: summary.errors.map(withPath),
      skipped: summary.skipped.map(withPath),
      suppressed: summary.suppressed,
      counts: summary.counts,
      ...(data.trend && { baseline: { known: data.trend.known.length, gone: data.trend.gone.length } }),
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function jsonFinding(data: ReportData, finding: AuditFinding): object {
  return {
    rule: finding.rule,
    area: finding.area,
    severity: finding.severity,
    message: finding.message,
    ...jsonPlace(data, finding),
    related: finding.related.map((related) => ({ ...jsonPlace(data, related), message: related.message })),
    fixes: finding.fixes.map((fix) => ({
      title: fix.title,
      applicability: fix.applicability,
      edits: fix.edits.map((edit) => ({ ...jsonPlace(data, edit), newText: edit.newText })),
    })),
  };
}

function jsonPlace(data: ReportData, place: AuditPlace): object {
  return { path: shownPath(data, place.path), cell: place.cell, start: place.start, end: place.end };
}
