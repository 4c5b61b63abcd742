/** The view "Audit Results" and its commands. */
import * as vscode from 'vscode';
import type { Session } from '../activate';
import { commandIds } from '../commands/ids';
import type { AuditNode, Grouping } from './auditTree';
import { applyFix } from './fix';
import { reveal } from './places';

const VIEW = 'mlopsAntipatterns.auditView';
/** Context key that decides which of the two grouping buttons is shown. */
const GROUPING_KEY = 'mlopsAntipatterns.auditGrouping';

export function registerAuditView({ tree, output }: Session): vscode.Disposable[] {
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: tree, showCollapseAll: true });
  const refresh = tree.onDidChangeTreeData(() => {
    view.badge = tree.size > 0 ? { value: tree.size, tooltip: `${tree.size} findings` } : undefined;
  });
  const groupBy = (grouping: Grouping) => {
    tree.groupBy(grouping);
    void vscode.commands.executeCommand('setContext', GROUPING_KEY, grouping);
  };
  groupBy('area');

  const onFinding = (id: string, run: (node: Extract<AuditNode, { kind: 'finding' }>) => Promise<unknown>) =>
    vscode.commands.registerCommand(id, async (node?: AuditNode) => {
      const chosen = node ?? view.selection[0];
      if (chosen?.kind !== 'finding') return;
      try {
        await run(chosen);
      } catch (error) {
        output.error(`${id}: ${String(error)}`);
        void vscode.window.showErrorMessage(
          `MLOps: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    });

  return [
    view,
    refresh,
    onFinding(commandIds.openFinding, ({ finding }) => reveal(finding)),
    onFinding(commandIds.fixFinding, async ({ finding }) => {
      if (await applyFix(finding)) tree.remove(finding);
    }),
    vscode.commands.registerCommand(commandIds.explainFinding, (node?: AuditNode) => {
      const rule = node?.kind === 'finding' ? node.finding.rule : node?.label;
      return vscode.commands.executeCommand(commandIds.explainRule, rule);
    }),
    vscode.commands.registerCommand(commandIds.groupByArea, () => groupBy('area')),
    vscode.commands.registerCommand(commandIds.groupByFile, () => groupBy('file')),
    vscode.commands.registerCommand(commandIds.clearResults, () => tree.show({ findings: [] })),
  ];
}
