/** "MLOps: Create Configuration": a file with commented defaults, or a table in pyproject.toml; never over what is there. */
import * as vscode from 'vscode';
import {
  type CreateConfigurationParams,
  type CreateConfigurationResult,
  messages,
} from '../../../server/src/lsp/protocol';
import type { Session } from '../activate';
import { savedIfOurs } from './savedIfOurs';
import { activeResource } from './severitySetting';

type Into = CreateConfigurationParams['into'];

/**
 * Shows the configuration of a folder after making it, unless there is one.
 * @param folder default: the only one; else the user chooses
 * @param into default: the user chooses, where there is a pyproject.toml
 */
export async function createConfiguration(
  { client }: Session,
  folder?: vscode.Uri,
  into?: Into,
): Promise<CreateConfigurationResult | undefined> {
  const where = folder ?? (await chooseFolder());
  const place = where && (into ?? (await chooseFile(where)));
  if (!where || !place) return undefined;
  const params: CreateConfigurationParams = {
    folder: client.code2ProtocolConverter.asUri(where),
    into: place,
  };
  const result = await savedIfOurs(
    () => client.sendRequest<CreateConfigurationResult>(messages.createConfiguration, params),
    ({ file, created }) => (created ? file : undefined),
  );
  const uri = vscode.Uri.parse(result.file);
  await vscode.window.showTextDocument(uri);
  if (!result.created) {
    const name = vscode.workspace.asRelativePath(uri);
    void vscode.window.showInformationMessage(`MLOps: ${name} configures this folder already.`);
  }
  return result;
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    const active = activeResource();
    const own = active && vscode.workspace.getWorkspaceFolder(active);
    const items = [...folders]
      .sort((a, b) => Number(b === own) - Number(a === own))
      .map(({ name, uri }) => ({ label: name, description: uri.path, uri }));
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Folder to configure' }))?.uri;
  }
  if (!folders[0])
    void vscode.window.showInformationMessage('MLOps: open a folder first; there is none to configure.');
  return folders[0]?.uri;
}

async function chooseFile(folder: vscode.Uri): Promise<Into> {
  if (!(await exists(vscode.Uri.joinPath(folder, 'pyproject.toml')))) return 'own';
  const items: (vscode.QuickPickItem & { into: Into })[] = [
    { label: 'pyproject.toml', detail: 'A table [tool.mlops-antipatterns] at its end', into: 'pyproject' },
    { label: 'mlops-antipatterns.toml', detail: 'A file of its own', into: 'own' },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Where to write the configuration' }))
    ?.into;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
