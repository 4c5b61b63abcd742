/** Several audits (of the folders of a workspace) as one result. */
import { countBySeverity, type AuditResult } from './audit';
import { dirname, isInside } from './paths';

/** One result with everything in it. The times are added up. */
export function mergeAudits(results: readonly AuditResult[]): AuditResult {
  const [only] = results;
  if (results.length === 1 && only) return only;
  const findings = results.flatMap((result) => result.findings);
  const sum = (read: (result: AuditResult) => number): number =>
    results.reduce((total, result) => total + read(result), 0);
  return {
    findings,
    summary: {
      files: sum(({ summary }) => summary.files),
      notebooks: sum(({ summary }) => summary.notebooks),
      lines: sum(({ summary }) => summary.lines),
      milliseconds: sum(({ summary }) => summary.milliseconds),
      errors: results.flatMap(({ summary }) => summary.errors),
      skipped: results.flatMap(({ summary }) => summary.skipped),
      counts: countBySeverity(findings),
      suppressed: sum(({ summary }) => summary.suppressed),
    },
    projects: results.flatMap(({ projects }) => projects),
    files: results.flatMap(({ files }) => files),
    missing: results.flatMap(({ missing }) => missing),
    badConfiguration: results.some(({ badConfiguration }) => badConfiguration),
    crashed: results.some(({ crashed }) => crashed),
    cancelled: results.some(({ cancelled }) => cancelled),
  };
}

/** The folder that holds all of these paths; `/` (or another root) if nothing nearer does. Absolute paths, at least one. */
export function commonFolder(paths: readonly string[]): string {
  let folder = paths[0]!;
  for (const path of paths)
    while (!isInside(folder, path) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
