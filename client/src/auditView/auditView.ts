/** The view "Audit Results" and its commands. */
import * as vscode from 'vscode';
import type { AuditFinding, RenewedFindings } from '../../../server/src/lsp/protocol';
import { commandIds } from '../commands/ids';
import { AuditTree } from './auditTree';
import { type AuditNode, fileOf, type Grouping, type Leaf, type Severity } from './nodes';
import { reveal } from './places';
import { applyFix, suppress } from './quickFix';
import { ViewState } from './viewState';

const VIEW = 'mlopsAntipatterns.auditView';
/** Context key: true once there are results, even if they are empty; the view's welcome is then out of place. */
const DONE_KEY = 'mlopsAntipatterns.auditDone';

/** Up to so many findings are all unfolded after an audit. */
const FEW = 30;

const FILTERS: Record<Severity, string> = {
  hint: 'all',
  information: 'information and above',
  warning: 'warnings and errors',
  error: 'errors only',
};

export class AuditView implements vscode.Disposable {
  readonly tree: AuditTree;
  private readonly state: ViewState;
  private readonly view: vscode.TreeView<AuditNode>;
  private readonly disposables: vscode.Disposable[];
  private hasResults = false;

  constructor(
    memory: vscode.Memento,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.state = new ViewState(memory);
    this.tree = new AuditTree(this.state.grouping, this.state.least);
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this.tree, showCollapseAll: true });
    const register = vscode.commands.registerCommand;
    const group = (id: string, grouping: Grouping) => register(id, () => this.groupBy(grouping));
    const filter = (id: string, least: Severity) => register(id, () => this.filter(least));
    this.disposables = [
      this.view,
      this.tree.onDidChangeTreeData(() => this.count()),
      this.onFinding(commandIds.openFinding, ({ finding }) => reveal(finding)),
      this.onFinding(commandIds.fixFinding, ({ finding }) => applyFix(finding)),
      this.onFinding(commandIds.suppressOnLine, ({ finding }) => suppress(finding, 'line')),
      this.onFinding(commandIds.suppressInFile, ({ finding }) => suppress(finding, 'file')),
      register(commandIds.explainFinding, (node?: AuditNode) => {
        const rule = node?.kind === 'finding' ? node.finding.rule : node?.label;
        return vscode.commands.executeCommand(commandIds.explainRule, rule);
      }),
      register(commandIds.setSeverityOfFinding, (node = this.view.selection[0]) => {
        const finding = node?.kind === 'finding' ? node.finding : node?.findings[0];
        if (!finding) return undefined;
        const uri = vscode.Uri.joinPath(vscode.Uri.parse(finding.folder), finding.path).toString();
        return vscode.commands.executeCommand(commandIds.changeSeverity, finding.rule, uri);
      }),
      group(commandIds.groupByArea, 'area'),
      group(commandIds.groupByRule, 'rule'),
      group(commandIds.groupByFile, 'file'),
      filter(commandIds.showAll, 'hint'),
      filter(commandIds.showInformation, 'information'),
      filter(commandIds.showWarnings, 'warning'),
      filter(commandIds.showErrors, 'error'),
      register(commandIds.clearResults, () => {
        this.done(false);
        this.tree.show([]);
      }),
    ];
  }

  /** Shows the results of an audit and brings the view to the front. */
  async show(findings: readonly AuditFinding[]): Promise<void> {
    this.done(true);
    this.tree.show(findings);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    if (this.tree.shown.length > FEW) return;
    const rules = this.tree.getChildren().flatMap((heading) => this.tree.getChildren(heading));
    // From the last to the first: the view follows, and ends at the top.
    for (const rule of rules.filter(({ kind }) => kind === 'rule').reverse()) {
      await this.view.reveal(rule, { expand: true, select: false, focus: false });
    }
  }

  /** A file of the results has other findings now. */
  renew(news: RenewedFindings): void {
    if (this.hasResults) this.tree.renew(news);
  }

  /** What the view says above its tree. */
  get message(): string {
    return this.view.message ?? '';
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private done(hasResults: boolean): void {
    this.hasResults = hasResults;
    void vscode.commands.executeCommand('setContext', DONE_KEY, hasResults);
  }

  private groupBy(grouping: Grouping): void {
    this.state.grouping = grouping;
    this.tree.groupBy(grouping);
  }

  private filter(least: Severity): void {
    this.state.least = least;
    this.tree.filter(least);
  }

  private count(): void {
    const { all, shown } = this.tree;
    this.view.badge =
      shown.length > 0 ? { value: shown.length, tooltip: plural(shown.length, 'finding') } : undefined;
    this.view.message = this.hasResults ? summary(all, shown, FILTERS[this.state.least]) : undefined;
  }

  /** Registers a command on the finding that is clicked, else on the selected one. */
  private onFinding(id: string, run: (node: Leaf) => Promise<unknown>): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (node?: AuditNode) => {
      const chosen = node ?? this.view.selection[0];
      if (chosen?.kind !== 'finding') return;
      try {
        await run(chosen);
      } catch (error) {
        this.output.error(`${id}: ${String(error)}`);
        void vscode.window.showErrorMessage(
          `MLOps: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    });
  }
}

/** "12 findings in 5 files", or how many of them a filter leaves. */
function summary(all: readonly AuditFinding[], shown: readonly AuditFinding[], filter: string): string {
  if (all.length === 0) return 'No findings.';
  const files = plural(new Set(shown.map(fileOf)).size, 'file');
  if (shown.length === all.length) return `${plural(all.length, 'finding')} in ${files}`;
  const hidden = `filtered: ${filter}`;
  if (shown.length === 0) return `None of ${plural(all.length, 'finding')} shown (${hidden})`;
  return `${shown.length} of ${plural(all.length, 'finding')} in ${files} (${hidden})`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
