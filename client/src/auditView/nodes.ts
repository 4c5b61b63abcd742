/** The results of an audit as headings and findings: area -> rule -> finding, rule -> finding, or file -> finding. */
import type { AuditFinding } from '../../../server/src/lsp/protocol';

export const GROUPINGS = ['area', 'rule', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Severity = AuditFinding['severity'];
/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** A heading, open to what it holds. */
export interface Heading {
  readonly kind: 'area' | 'rule' | 'file';
  readonly label: string;
  readonly findings: readonly AuditFinding[];
  readonly parent: Heading | undefined;
  readonly children: AuditNode[];
}

export interface Leaf {
  readonly kind: 'finding';
  readonly finding: AuditFinding;
  readonly parent: Heading;
}

export type AuditNode = Heading | Leaf;

/** The headings of the top level, everything below them made. */
export function buildNodes(findings: readonly AuditFinding[], grouping: Grouping): Heading[] {
  if (grouping === 'file')
    return group('file', undefined, findings, ({ path }) => path, fileOf).map(withLeaves);
  if (grouping === 'rule') return group('rule', undefined, findings, ({ rule }) => rule).map(withLeaves);
  return group('area', undefined, findings, ({ area }) => area).map((area) => {
    const rules = group('rule', area, area.findings, ({ rule }) => rule).map(withLeaves);
    area.children.push(...rules);
    return area;
  });
}

/** What identifies the file of a finding: paths repeat in workspaces of several folders. */
export function fileOf({ folder, path }: Pick<AuditFinding, 'folder' | 'path'>): string {
  return `${folder}/${path}`;
}

/** The worst severity among findings. */
export function worstSeverity(findings: readonly AuditFinding[]): Severity {
  return SEVERITIES[rank(findings)]!;
}

/** "2 errors, 1 warning, 4 hints": what a number of findings is made of. */
export function countsAsText(findings: readonly AuditFinding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const plural = count === 1 || severity === 'information' ? '' : 's';
    return count === 0 ? [] : [`${count} ${severity}${plural}`];
  }).join(', ');
}

/** Groups: worst severity first, then most findings, then by name; findings keep the server's order. */
function group(
  kind: Heading['kind'],
  parent: Heading | undefined,
  findings: readonly AuditFinding[],
  labelOf: (finding: AuditFinding) => string,
  keyOf = labelOf,
): Heading[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const members = groups.get(keyOf(finding));
    if (members) members.push(finding);
    else groups.set(keyOf(finding), [finding]);
  }
  return [...groups.values()]
    .map((members) => ({ kind, label: labelOf(members[0]!), findings: members, parent, children: [] }))
    .sort(
      (a, b) =>
        rank(a.findings) - rank(b.findings) ||
        b.findings.length - a.findings.length ||
        a.label.localeCompare(b.label),
    );
}

function withLeaves(heading: Heading): Heading {
  heading.children.push(
    ...heading.findings.map((finding): Leaf => ({ kind: 'finding', finding, parent: heading })),
  );
  return heading;
}

const rank = (findings: readonly AuditFinding[]): number =>
  findings.reduce((worst, { severity }) => Math.min(worst, SEVERITIES.indexOf(severity)), SEVERITIES.length);
