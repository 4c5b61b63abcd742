/** The setting `mlopsAntipatterns.severity`: where it speaks of a rule, and how one more is written into it. */
import * as vscode from 'vscode';

type Severities = Readonly<Record<string, string>>;

const SECTION = 'mlopsAntipatterns';
const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;

/** The file, or notebook, that the user looks at. */
export function activeResource(): vscode.Uri | undefined {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  return activeNotebookEditor?.notebook.uri ?? activeTextEditor?.document.uri;
}

/** The narrowest scope in which the setting speaks of a rule or area. */
export function targetThatNames(
  name: string,
  resource: vscode.Uri | undefined,
): vscode.ConfigurationTarget | undefined {
  const values = inspect(resource);
  if (values?.workspaceFolderValue?.[name] !== undefined) return WorkspaceFolder;
  if (values?.workspaceValue?.[name] !== undefined) return Workspace;
  return values?.globalValue?.[name] === undefined ? undefined : Global;
}

/** Writes one rule's severity; default: into the workspace's settings, the folder's where there are several. */
export async function writeSeveritySetting(
  rule: string,
  level: string,
  resource: vscode.Uri | undefined,
  target = defaultTarget(resource),
): Promise<void> {
  const values = inspect(resource);
  const before =
    target === WorkspaceFolder
      ? values?.workspaceFolderValue
      : target === Workspace
        ? values?.workspaceValue
        : values?.globalValue;
  await vscode.workspace
    .getConfiguration(SECTION, resource)
    .update('severity', { ...before, [rule]: level }, target);
  const where = { [WorkspaceFolder]: "the folder's", [Workspace]: "the workspace's", [Global]: 'your' }[
    target
  ];
  vscode.window.setStatusBarMessage(`MLOps: ${rule} = ${level} in ${where} settings`, 5_000);
}

function inspect(resource: vscode.Uri | undefined) {
  return vscode.workspace.getConfiguration(SECTION, resource).inspect<Severities>('severity');
}

function defaultTarget(resource: vscode.Uri | undefined): vscode.ConfigurationTarget {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return Global;
  return folders.length > 1 && resource && vscode.workspace.getWorkspaceFolder(resource)
    ? WorkspaceFolder
    : Workspace;
}
