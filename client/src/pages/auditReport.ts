/** "MLOps: Open Audit Report" and "MLOps: Export Report": the last audit as a page beside the code, and as a file. */
import * as vscode from 'vscode';
import { messages, type Report, type ReportParams } from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';
import { auditWorkspace } from '../commands/auditWorkspace';
import { createNonce, createPage } from './page';

/** What can be exported, by the ending of the file that is chosen. */
const FORMATS = {
  html: { format: 'html', name: 'Web page, self-contained' },
  md: { format: 'markdown', name: 'Markdown' },
  json: { format: 'json', name: 'JSON' },
  sarif: { format: 'sarif', name: 'SARIF' },
} as const;

let panel: vscode.WebviewPanel | undefined;

/** Shows the report of the last audit; without one, the workspace is audited first. */
export async function openReport(session: Session): Promise<void> {
  const nonce = createNonce();
  const report = await lastReport(session, { format: 'editor', nonce });
  if (!report) return;
  if (!panel) {
    panel = createPage(session, 'mlopsAntipatterns.report', 'MLOps Audit Report');
    panel.onDidDispose(() => (panel = undefined));
  }
  panel.webview.html = report.text;
  panel.reveal(undefined, true);
}

/**
 * Writes the report of the last audit into a file.
 * @param target default: the user chooses; the ending says the format
 */
export async function exportReport(session: Session, target?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file =
    target ??
    (await vscode.window.showSaveDialog({
      title: 'Export Audit Report',
      defaultUri: folder && vscode.Uri.joinPath(folder, 'mlops-report.html'),
      filters: Object.fromEntries(Object.entries(FORMATS).map(([ending, { name }]) => [name, [ending]])),
    }));
  if (!file) return undefined;
  const ending = /\.(\w+)$/.exec(file.path)?.[1]?.toLowerCase() ?? '';
  const { format } = FORMATS[ending as keyof typeof FORMATS] ?? FORMATS.html;
  const report = await lastReport(session, { format });
  if (!report) return undefined;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(report.text));
  void offerToOpen(file, format === 'html');
  return file;
}

async function offerToOpen(file: vscode.Uri, isPage: boolean): Promise<void> {
  const open = 'Open';
  const chosen = await vscode.window.showInformationMessage(
    `MLOps: the report is in ${vscode.workspace.asRelativePath(file)}.`,
    open,
  );
  if (chosen !== open) return;
  if (isPage) await vscode.env.openExternal(file);
  else await vscode.window.showTextDocument(file);
}

async function lastReport(session: Session, params: ReportParams): Promise<Report | undefined> {
  const ask = () => session.client.sendRequest<Report | null>(messages.report, params);
  const report = await ask();
  if (report) return report;
  const result = await auditWorkspace(session);
  return (result && (await ask())) ?? undefined;
}
