/** The results of the last audit, as VS Code asks for a tree. */
import * as vscode from 'vscode';
import type { AuditFinding, RenewedFindings } from '../../../server/src/lsp/protocol';
import { commandIds } from '../commands/ids';
import {
  type AuditNode,
  buildNodes,
  countsAsText,
  fileOf,
  type Grouping,
  type Heading,
  type Leaf,
  SEVERITIES,
  type Severity,
  worstSeverity,
} from './nodes';

const ICONS: Record<Severity, vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  information: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  hint: new vscode.ThemeIcon('lightbulb'),
};

export class AuditTree implements vscode.TreeDataProvider<AuditNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private findings: readonly AuditFinding[] = [];
  private nodes: readonly Heading[] = [];
  /** Findings after the filter. */
  private visible: readonly AuditFinding[] = [];

  /** @param least the mildest severity that is shown */
  constructor(
    private grouping: Grouping,
    private least: Severity,
  ) {}

  /** Every finding, shown or not. */
  get all(): readonly AuditFinding[] {
    return this.findings;
  }

  get shown(): readonly AuditFinding[] {
    return this.visible;
  }

  show(findings: readonly AuditFinding[]): void {
    this.findings = findings;
    this.build();
  }

  /** Takes over what is found in one file now. */
  renew({ folder, path, findings }: RenewedFindings): void {
    const file = fileOf({ folder, path });
    const isOwn = (finding: AuditFinding): boolean => fileOf(finding) === file;
    const first = this.findings.findIndex(isOwn);
    const others = this.findings.filter((finding) => !isOwn(finding));
    if (first < 0 && findings.length === 0) return;
    const at = first < 0 ? others.findIndex((other) => fileOf(other) > file) : first;
    const index = at < 0 ? others.length : at;
    this.show([...others.slice(0, index), ...findings, ...others.slice(index)]);
  }

  groupBy(grouping: Grouping): void {
    this.grouping = grouping;
    this.build();
  }

  filter(least: Severity): void {
    this.least = least;
    this.build();
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

  private build(): void {
    const least = SEVERITIES.indexOf(this.least);
    this.visible = this.findings.filter(({ severity }) => SEVERITIES.indexOf(severity) <= least);
    this.nodes = buildNodes(this.visible, this.grouping);
    this.changed.fire();
  }

  /** What the headings above don't say comes first: a view is narrow. */
  private findingItem(node: Leaf): vscode.TreeItem {
    const { finding } = node;
    const byFile = this.grouping === 'file';
    const item = new vscode.TreeItem(
      byFile ? finding.rule : `${basename(finding.path)} ${placeText(finding)}`,
    );
    const message = finding.message.replace(/`/g, '');
    const where = byFile ? placeText(finding) : folderName(finding);
    item.description = [where, message].filter(Boolean).join(' · ');
    item.iconPath = ICONS[finding.severity];
    item.tooltip = tooltip(finding);
    item.contextValue = contextOf(finding);
    item.command = { title: 'Open', command: commandIds.openFinding, arguments: [node] };
    return item;
  }
}

/** What the menus ask for: `finding`, then what can be done with it. A comment silences only in Python. */
function contextOf({ path, fixes }: AuditFinding): string {
  const abilities = [
    ...(fixes.length > 0 ? ['fixable'] : []),
    ...(/\.(pyw?|ipynb)$/i.test(path) ? ['suppressible'] : []),
  ];
  return ['finding', ...abilities].join('.');
}

function headingItem({ kind, label, findings, parent }: Heading): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  // One level only: VS Code mixes up the children when it has to unfold two at once.
  const item = new vscode.TreeItem(label, kind === 'area' ? Expanded : Collapsed);
  const first = findings[0]!;
  const folder = kind === 'file' ? folderName(first) : undefined;
  item.description = [folder, String(findings.length)].filter(Boolean).join(' · ');
  item.tooltip = `${folder ? `${folder}/` : ''}${label}: ${countsAsText(findings)}`;
  item.contextValue = kind;
  item.id = [kind, parent?.label ?? '', kind === 'file' ? first.folder : '', label].join(':');
  if (kind === 'rule') item.iconPath = ICONS[worstSeverity(findings)];
  if (kind === 'file') {
    item.resourceUri = vscode.Uri.joinPath(vscode.Uri.parse(first.folder), label);
    item.iconPath = vscode.ThemeIcon.File;
  }
  return item;
}

/** The name of a finding's folder, where there are several. */
function folderName({ folder }: AuditFinding): string | undefined {
  if ((vscode.workspace.workspaceFolders?.length ?? 0) < 2) return undefined;
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(folder))?.name;
}

/** "line 12", in a notebook "cell 3, line 2": as a person counts. */
function placeText({ range, cell }: AuditFinding): string {
  const line = `line ${range.start.line + 1}`;
  return cell === undefined ? line : `cell ${cell}, ${line}`;
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function tooltip(finding: AuditFinding): vscode.MarkdownString {
  const { path, message, rule, area, severity, fixes } = finding;
  const folder = folderName(finding);
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`${message}\n\n**${rule}** · ${area} · ${severity}\n\n`);
  text.appendMarkdown(`\`${folder ? `${folder}/` : ''}${path}\``);
  for (const { title, applicability } of fixes) {
    text.appendMarkdown(`\n\n$(lightbulb) ${title} (${applicability})`);
  }
  text.supportThemeIcons = true;
  return text;
}
