/**
 * Known findings, kept in a file: an audit with a baseline counts only what is new. Entries are found again by the fingerprints of
 * fingerprint.ts, which survive moved lines. Paths are relative to the baseline's own folder, wherever the audit is run.
 */
import type { Severity } from '../engine/finding';
import type { AuditFinding } from '../project/auditFinding';
import { countBySeverity, type AuditResult } from '../project/audit';
import { dirname, join } from '../project/paths';
import { fingerprints } from './fingerprint';
import { shownPath } from './reportData';

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the baseline's folder, with `/`. */
  readonly path: string;
  readonly message: string;
}

export interface Baseline {
  /** Absolute path of the file. */
  readonly path: string;
  readonly entries: readonly BaselineEntry[];
}

/** What an audit shows beside its baseline. */
export interface Trend {
  /** Findings that the baseline knows. They are not among the result's findings. */
  readonly known: readonly AuditFinding[];
  /** Entries that were looked for and not found again: mended, or their code is gone. */
  readonly gone: readonly BaselineEntry[];
}

export type ReadBaseline =
  { readonly ok: true; readonly baseline: Baseline } | { readonly ok: false; readonly message: string };

const TOOL = 'mlops-audit';
const VERSION = 1;

/** The text of a baseline that knows all of these findings; ends in a line break. One line per entry, for readable diffs. */
export function baselineText(path: string, findings: readonly AuditFinding[]): string {
  const base = { base: dirname(path) };
  const prints = fingerprints(base, findings);
  const lines = findings.map(({ rule, severity, path: file, message }, index) => {
    const entry: BaselineEntry = {
      fingerprint: prints[index]!,
      rule,
      severity,
      path: shownPath(base, file),
      message,
    };
    return `    ${JSON.stringify(entry)}`;
  });
  const entries = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "tool": "${TOOL}",\n  "version": ${VERSION},\n  "findings": ${entries}\n}\n`;
}

/** Reads a baseline's text. Anything else than a baseline of this version is refused with a sentence that says what to do. */
export function readBaseline(path: string, text: string): ReadBaseline {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refused(`it is no JSON: ${(error as Error).message}`);
  }
  const { tool, version, findings } = (content ?? {}) as Record<string, unknown>;
  if (tool !== TOOL || !Array.isArray(findings)) return refused('it is no baseline of mlops-audit');
  if (version !== VERSION)
    return refused(
      `it has version ${JSON.stringify(version)}, and this mlops-audit reads version ${VERSION}: write it anew with --write-baseline`,
    );
  if (!findings.every(isEntry)) return refused('an entry lacks `fingerprint`, `rule` or `path`');
  return { ok: true, baseline: { path, entries: findings } };
}

function refused(message: string): ReadBaseline {
  return { ok: false, message };
}

function isEntry(value: unknown): value is BaselineEntry {
  const entry = (value ?? {}) as Record<string, unknown>;
  return ['fingerprint', 'rule', 'path'].every((key) => typeof entry[key] === 'string');
}

/**
 * Takes the known findings out of a result.
 * @param covers true for the absolute paths that the audit looked at: what it did not look at is not gone
 */
export function withoutKnown(
  result: AuditResult,
  { path, entries }: Baseline,
  covers: (path: string) => boolean,
): { readonly result: AuditResult; readonly trend: Trend } {
  const folder = dirname(path);
  const prints = fingerprints({ base: folder }, result.findings);
  const entryOf = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const isKnown = (index: number): boolean => entryOf.has(prints[index]!);
  const findings = result.findings.filter((_, index) => !isKnown(index));
  const known = result.findings.filter((_, index) => isKnown(index));
  const found = new Set(prints);
  const gone = entries.filter((entry) => !found.has(entry.fingerprint) && covers(join(folder, entry.path)));
  const summary = { ...result.summary, counts: countBySeverity(findings) };
  return { result: { ...result, findings, summary }, trend: { known, gone } };
}
