/** A fix or a suppression from the results tree: the quick fix that the editor would offer at the place. */
import * as vscode from 'vscode';
import type { AuditFinding } from '../../../server/src/lsp/protocol';
import { reveal } from './places';

/**
 * Opens the place and applies one fix, chosen by the user where there are several.
 * @throws if the finding is no longer there
 */
export async function applyFix(finding: AuditFinding): Promise<void> {
  const titles = finding.fixes.map(({ title }) => title);
  const title =
    titles.length > 1
      ? await vscode.window.showQuickPick(titles, { placeHolder: 'Fix to apply' })
      : titles[0];
  if (title) await applyAction(finding, (offered) => offered === title || offered.startsWith(`${title} (`));
}

/**
 * Opens the place and writes a comment that silences the rule, on the line or in the whole file.
 * @throws if the finding is no longer there
 */
export async function suppress(finding: AuditFinding, scope: 'line' | 'file'): Promise<void> {
  const where = scope === 'line' ? ['this line'] : ['this file', 'this notebook'];
  const titles = where.map((each) => `Ignore \`${finding.rule}\` for ${each}`);
  await applyAction(finding, (offered) => titles.includes(offered));
}

async function applyAction(finding: AuditFinding, isMeant: (title: string) => boolean): Promise<void> {
  const { document, range } = await reveal(finding);
  const action = await findAction(document, range, isMeant);
  if (!action?.edit) throw new Error('this finding is no longer there; audit again to refresh the results.');
  const applied = await vscode.workspace.applyEdit(action.edit);
  if (applied && action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** Code actions belong to the diagnostics of the editor, and a file that was just opened gets them a moment later. */
async function findAction(
  document: vscode.TextDocument,
  range: vscode.Range,
  isMeant: (title: string) => boolean,
): Promise<vscode.CodeAction | undefined> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      50, // actions to resolve: the edit may come with the second request
    );
    const action = actions.find(({ title }) => isMeant(title));
    if (action?.edit) return action;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}
