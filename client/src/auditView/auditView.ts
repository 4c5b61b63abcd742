/** The view "Audit Results" and its commands. */
import * as vscode from 'vscode';
import type { AuditFinding } from '../../../server/src/lsp/protocol';
import { commandIds } from '../commands/ids';
import { AuditTree } from './auditTree';
import { applyFix } from './fix';
import type { AuditNode, Grouping, Leaf } from './nodes';
import { reveal } from './places';

const VIEW = 'mlopsAntipatterns.auditView';
/** Context key that decides which of the two grouping buttons is shown. */
const GROUPING_KEY = 'mlopsAntipatterns.auditGrouping';

/** Up to so many findings are all unfolded after an audit. */
const FEW = 30;

export class AuditView implements vscode.Disposable {
  readonly tree = new AuditTree();
  private readonly view = vscode.window.createTreeView(VIEW, {
    treeDataProvider: this.tree,
    showCollapseAll: true,
  });
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly output: vscode.LogOutputChannel) {
    this.groupBy('area');
    const register = vscode.commands.registerCommand;
    this.disposables = [
      this.view,
      this.tree.onDidChangeTreeData(() => this.count()),
      this.onFinding(commandIds.openFinding, ({ finding }) => reveal(finding)),
      this.onFinding(commandIds.fixFinding, async ({ finding }) => {
        if (await applyFix(finding)) this.tree.remove(finding);
      }),
      register(commandIds.explainFinding, (node?: AuditNode) => {
        const rule = node?.kind === 'finding' ? node.finding.rule : node?.label;
        return vscode.commands.executeCommand(commandIds.explainRule, rule);
      }),
      register(commandIds.groupByArea, () => this.groupBy('area')),
      register(commandIds.groupByFile, () => this.groupBy('file')),
      register(commandIds.clearResults, () => this.tree.show([])),
    ];
  }

  /** Shows the results of an audit and brings the view to the front. */
  async show(findings: readonly AuditFinding[]): Promise<void> {
    this.tree.show(findings);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    if (findings.length > FEW) return;
    const rules = this.tree.getChildren().flatMap((heading) => this.tree.getChildren(heading));
    // From the last to the first: the view follows, and ends at the top.
    for (const rule of rules.filter(({ kind }) => kind === 'rule').reverse()) {
      await this.view.reveal(rule, { expand: true, select: false, focus: false });
    }
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private groupBy(grouping: Grouping): void {
    this.tree.groupBy(grouping);
    void vscode.commands.executeCommand('setContext', GROUPING_KEY, grouping);
  }

  private count(): void {
    const { size } = this.tree;
    this.view.badge = size > 0 ? { value: size, tooltip: `${size} findings` } : undefined;
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
