/** "MLOps: Audit Workspace": every file and notebook, into the Problems panel and the results tree. */
import * as vscode from 'vscode';
import {
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  WorkDoneProgress,
} from 'vscode-languageclient';
import { type AuditParams, type AuditResult, messages } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';
import { commandIds } from './ids';

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

let running = false;
let audits = 0;

/**
 * Audits and shows the result. Does nothing while another audit runs or after a cancel.
 * @param uris files or folders; default: the whole workspace
 */
export async function auditWorkspace(
  session: Session,
  uris?: readonly vscode.Uri[],
): Promise<AuditResult | undefined> {
  if (!uris && !vscode.workspace.workspaceFolders?.length) {
    void vscode.window.showInformationMessage('MLOps: open a folder first; there is no workspace to audit.');
    return undefined;
  }
  if (running) return undefined;
  running = true;
  try {
    const location = vscode.ProgressLocation.Notification;
    const result = await vscode.window.withProgress(
      { location, title: 'MLOps audit', cancellable: true },
      (progress, token) => request(session, { uris: uris?.map(String) }, progress, token),
    );
    if (!result) return undefined;
    await session.results.show(result.findings);
    void tell(session, result);
    return result;
  } finally {
    running = false;
  }
}

async function request(
  { client }: Session,
  params: AuditParams,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<AuditResult | undefined> {
  const workDoneToken = `audit-${++audits}`;
  const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, follow(progress));
  try {
    const result = await client.sendRequest<AuditResult>(messages.audit, { ...params, workDoneToken }, token);
    // A cancelled audit comes with the part that was done: as results it would say that the rest is clean.
    return token.isCancellationRequested ? undefined : result;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    listening.dispose();
  }
}

/** The protocol reports how far it is, VS Code wants to hear how much was added. */
function follow(progress: Progress) {
  let percentage = 0;
  return (news: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) => {
    if (news.kind === 'end') return;
    const now = news.percentage ?? percentage;
    progress.report({ message: news.message, increment: now - percentage });
    percentage = now;
  };
}

/** One sentence when it is done; files that could not be read are named in the log. */
async function tell({ output }: Session, { findings, summary }: AuditResult): Promise<void> {
  for (const { path, message } of summary.errors) output.warn(`${path}: ${message}`);
  const unread =
    summary.errors.length > 0 ? `; ${plural(summary.errors.length, 'file')} could not be read` : '';
  const text = `${plural(findings.length, 'finding')} in ${plural(summary.files + summary.notebooks, 'file')}${unread}.`;
  const [report, problems, log] = ['Open Report', 'Show Problems', 'Show Output'];
  const buttons = summary.errors.length > 0 ? [report, problems, log] : [report, problems];
  const choice = await vscode.window.showInformationMessage(`MLOps audit: ${text}`, ...buttons);
  if (choice === report) await vscode.commands.executeCommand(commandIds.openReport);
  if (choice === problems) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (choice === log) output.show();
}

const plural = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
