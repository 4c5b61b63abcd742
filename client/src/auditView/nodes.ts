/** The results of an audit as headings and findings: area -> rule -> finding, or file -> finding. */
import type { AuditFinding } from '../../../server/src/lsp/protocol';

export type Grouping = 'area' | 'file';

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

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** The headings of the top level, everything below them made. */
export function buildNodes(findings: readonly AuditFinding[], grouping: Grouping): Heading[] {
  if (grouping === 'file') {
    const files = group(
      'file',
      undefined,
      findings,
      ({ path }) => path,
      ({ folder, path }) => `${folder}/${path}`,
    );
    return files.map(withLeaves);
  }
  return group('area', undefined, findings, ({ area }) => area).map((area) => {
    const rules = group('rule', area, area.findings, ({ rule }) => rule).map(withLeaves);
    area.children.push(...rules);
    return area;
  });
}

/** The worst severity among findings. */
export function worstSeverity(findings: readonly AuditFinding[]): AuditFinding['severity'] {
  return SEVERITIES[rank(findings)]!;
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
  Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
