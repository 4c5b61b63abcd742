/** The results of the last audit, as VS Code asks for a tree. */
import * as vscode from 'vscode';
import type { AuditFinding } from '../../../server/src/lsp/protocol';
import { commandIds } from '../commands/ids';
import { type AuditNode, buildNodes, type Grouping, type Heading, type Leaf, worstSeverity } from './nodes';

const ICONS: Record<AuditFinding['severity'], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  information: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  hint: new vscode.ThemeIcon('lightbulb'),
};

export class AuditTree implements vscode.TreeDataProvider<AuditNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private nodes: readonly Heading[] = [];

  constructor(
    private findings: readonly AuditFinding[] = [],
    private grouping: Grouping = 'area',
  ) {}

  /** Number of findings shown. */
  get size(): number {
    return this.findings.length;
  }

  show(findings: readonly AuditFinding[], grouping = this.grouping): void {
    this.findings = findings;
    this.grouping = grouping;
    this.nodes = buildNodes(findings, grouping);
    this.changed.fire();
  }

  /** Takes out a finding that was fixed. */
  remove(finding: AuditFinding): void {
    this.show(this.findings.filter((other) => other !== finding));
  }

  groupBy(grouping: Grouping): void {
    this.show(this.findings, grouping);
  }

  getChildren(node?: AuditNode): AuditNode[] {
    if (!node) return [...this.nodes];
    return node.kind === 'finding' ? [] : node.children;
  }

  getParent(node: AuditNode): AuditNode | undefined {
    return node.parent;
  }

  getTreeItem(node: AuditNode): vscode.TreeItem {
    return node.kind === 'finding' ? this.findingItem(node) : headingItem(node);
  }

  /** What the headings above don't say comes first: a view is narrow. */
  private findingItem(node: Leaf): vscode.TreeItem {
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

function headingItem({ kind, label, findings }: Heading): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  // One level only: VS Code mixes up the children when it has to unfold two at once.
  const item = new vscode.TreeItem(label, kind === 'area' ? Expanded : Collapsed);
  item.description = String(findings.length);
  item.contextValue = kind;
  const { area, folder } = findings[0]!;
  item.id = [kind, kind === 'rule' ? area : kind === 'file' ? folder : '', label].join(':');
  if (kind === 'rule') item.iconPath = ICONS[worstSeverity(findings)];
  if (kind === 'file') {
    item.resourceUri = vscode.Uri.joinPath(vscode.Uri.parse(folder), label);
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
  for (const { title, applicability } of fixes) {
    text.appendMarkdown(`\n\n$(lightbulb) ${title} (${applicability})`);
  }
  text.supportThemeIcons = true;
  return text;
}
