/** The results of the last audit as a tree: area -> rule -> finding, or file -> finding. */
import * as vscode from 'vscode';
import type { AuditFinding, AuditResult } from '../../../server/src/lsp/protocol';
import { commandIds } from '../commands/ids';

export type Grouping = 'area' | 'file';

/** A heading, open to what it holds, or one finding. */
export type AuditNode =
  | {
      readonly kind: 'area' | 'rule' | 'file';
      readonly label: string;
      readonly findings: readonly AuditFinding[];
    }
  | { readonly kind: 'finding'; readonly finding: AuditFinding };

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** Up to so many findings are all visible at once; beyond, rules and files start folded. */
const FEW = 30;

const ICONS: Record<AuditFinding['severity'], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  information: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  hint: new vscode.ThemeIcon('lightbulb'),
};

export class AuditTree implements vscode.TreeDataProvider<AuditNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private findings: readonly AuditFinding[] = [];
  private grouping: Grouping = 'area';

  /** Number of findings shown. */
  get size(): number {
    return this.findings.length;
  }

  show({ findings }: Pick<AuditResult, 'findings'>): void {
    this.findings = findings;
    this.changed.fire();
  }

  /** Takes out a finding that was fixed. */
  remove(finding: AuditFinding): void {
    this.show({ findings: this.findings.filter((other) => other !== finding) });
  }

  groupBy(grouping: Grouping): void {
    this.grouping = grouping;
    this.changed.fire();
  }

  getChildren(node?: AuditNode): AuditNode[] {
    if (!node)
      return group(this.findings, this.grouping, (finding) =>
        this.grouping === 'area' ? finding.area : finding.path,
      );
    if (node.kind === 'finding') return [];
    if (node.kind === 'area') return group(node.findings, 'rule', ({ rule }) => rule);
    return node.findings.map((finding) => ({ kind: 'finding', finding }));
  }

  getTreeItem(node: AuditNode): vscode.TreeItem {
    if (node.kind === 'finding') return this.findingItem(node);
    return headingItem(node, node.kind === 'area' || this.findings.length <= FEW);
  }

  /** What the headings above don't say comes first: a view is narrow. */
  private findingItem(node: Extract<AuditNode, { kind: 'finding' }>): vscode.TreeItem {
    const { finding } = node;
    const label = this.grouping === 'file' ? finding.rule : `${basename(finding.path)} ${placeText(finding)}`;
    const item = new vscode.TreeItem(label);
    const message = finding.message.replace(/`/g, '');
    item.description = this.grouping === 'file' ? `${placeText(finding)} · ${message}` : message;
    item.iconPath = ICONS[finding.severity];
    item.tooltip = tooltip(finding);
    item.contextValue = finding.fixes.length > 0 ? 'finding.fixable' : 'finding';
    item.command = { title: 'Open', command: commandIds.openFinding, arguments: [node] };
    return item;
  }
}

/** Groups by a key: worst severity first, then most findings, then by name; findings keep the server's order. */
function group(
  findings: readonly AuditFinding[],
  kind: 'area' | 'rule' | 'file',
  keyOf: (finding: AuditFinding) => string,
): AuditNode[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const members = groups.get(keyOf(finding));
    if (members) members.push(finding);
    else groups.set(keyOf(finding), [finding]);
  }
  return [...groups]
    .sort(
      ([a, left], [b, right]) =>
        worst(left) - worst(right) || right.length - left.length || a.localeCompare(b),
    )
    .map(([label, members]) => ({ kind, label, findings: members }));
}

const worst = (findings: readonly AuditFinding[]): number =>
  Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));

function headingItem(node: Exclude<AuditNode, { kind: 'finding' }>, expanded: boolean): vscode.TreeItem {
  const { kind, label, findings } = node;
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, expanded ? Expanded : Collapsed);
  item.id = `${kind}:${kind === 'rule' ? findings[0]!.area : ''}:${label}`;
  item.description = String(findings.length);
  item.contextValue = kind;
  if (kind === 'rule') item.iconPath = ICONS[SEVERITIES[worst(findings)]!];
  if (kind === 'file') {
    item.resourceUri = vscode.Uri.joinPath(vscode.Uri.parse(findings[0]!.folder), label);
    item.iconPath = vscode.ThemeIcon.File;
  }
  return item;
}

/** "line 12", in a notebook "cell 3, line 2": as a person counts. */
function placeText({ range, cell }: AuditFinding): string {
  const line = `line ${range.start.line + 1}`;
  return cell === undefined ? line : `cell ${cell}, ${line}`;
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function tooltip({ path, message, rule, area, severity, fixes }: AuditFinding): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`${message}\n\n**${rule}** · ${area} · ${severity}\n\n\`${path}\``);
  for (const { title, applicability } of fixes)
    text.appendMarkdown(`\n\n$(lightbulb) ${title} (${applicability})`);
  text.supportThemeIcons = true;
  return text;
}
