/** An identity of a finding that survives edits elsewhere in the file: for SARIF, and for baselines. */
import type { AuditFinding } from '../project/auditFinding';
import { shownPath, type ReportData } from './reportData';

/**
 * One fingerprint per finding, in order: 16 hexadecimal digits of the rule, the path, the text of the finding's first line
 * (white space aside) and its occurrence, `:1` for the first such finding. Line numbers do not count.
 */
export function fingerprints(data: Pick<ReportData, 'base'>, findings: readonly AuditFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const line = finding.excerpt.lines[finding.start.line - finding.excerpt.firstLine] ?? '';
    const identity = [finding.rule, shownPath(data, finding.path), line.replace(/\s+/g, '')].join('\0');
    const occurrence = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, occurrence);
    return `${hash64(identity)}:${occurrence}`;
  });
}

/** FNV-1a of the text's UTF-16 units, 64 bits, as hexadecimal digits. No secret depends on it. */
function hash64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash ^= BigInt(text.charCodeAt(i));
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
