/** "MLOps: Change Severity of Rule": in the project's configuration where there is one, else in the workspace's settings. */
import * as vscode from 'vscode';
import { messages, type SetSeverityParams, type SetSeverityResult } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';
import { chooseRule, ruleAtCursor } from './chooseRule';
import { savedIfOurs } from './savedIfOurs';
import { activeResource, targetThatNames, writeSeveritySetting } from './severitySetting';

type Level = SetSeverityParams['level'];

const LEVELS: readonly { readonly label: Level; readonly detail: string }[] = [
  { label: 'error', detail: 'Plainly wrong' },
  { label: 'warning', detail: 'Likely wrong or costly' },
  { label: 'information', detail: 'Worth a look' },
  { label: 'hint', detail: 'Shown discreetly: three dots instead of a line' },
  { label: 'off', detail: 'Not looked for' },
];

/**
 * @param rule default: that of the finding under the cursor; else the user chooses
 * @param uri the file for which it is to count; default: the active one
 * @param level default: the user chooses
 */
export async function changeSeverity(
  session: Session,
  rule?: string,
  uri?: string,
  level?: Level,
): Promise<void> {
  const { client, context } = session;
  const name = rule ?? ruleAtCursor() ?? (await chooseRule(context, 'Rule whose severity to change'));
  const resource = uri === undefined ? activeResource() : vscode.Uri.parse(uri);
  const chosen = name && (level ?? (await chooseLevel(name)));
  if (!name || !chosen) return;

  if (!resource) return writeSeveritySetting(name, chosen, undefined);
  const params: SetSeverityParams = {
    uri: client.code2ProtocolConverter.asUri(resource),
    rule: name,
    level: chosen,
  };
  const { file, decidedBy, applied } = await savedIfOurs(
    () => client.sendRequest<SetSeverityResult>(messages.setSeverity, params),
    (result) => result.file,
  );
  if (file === undefined) {
    const target = decidedBy === undefined ? undefined : targetThatNames(decidedBy, resource);
    return writeSeveritySetting(name, chosen, resource, target);
  }
  const where = vscode.workspace.asRelativePath(vscode.Uri.parse(file));
  if (!applied) throw new Error(`${where} could not be edited.`);
  vscode.window.setStatusBarMessage(`MLOps: ${name} = ${chosen} in ${where}`, 5_000);
}

async function chooseLevel(rule: string): Promise<Level | undefined> {
  const choice = await vscode.window.showQuickPick(LEVELS, { placeHolder: `Severity of ${rule}` });
  return choice?.label;
}
