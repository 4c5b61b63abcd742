/** What every suite needs: documents of the workspace, findings once they are there, pictures. */
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { Api } from '../../client/src/activate';

export const EXTENSION_ID = 'mlops-antipatterns.mlops-antipatterns';

/** Polls until `probe` gives something; the editor tells nobody when it is done. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  milliseconds = 15_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Activates the extension as VS Code would and gives what it exports. */
export async function activated(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not installed`);
  return extension.activate();
}

export function fileOfWorkspace(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
}

export async function openScript(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fileOfWorkspace(name));
  return vscode.window.showTextDocument(document);
}

let copies = 0;

/** Opens a copy: VS Code keeps the edits of a notebook for a while after it was reverted and closed. */
export async function openNotebook(name: string): Promise<vscode.NotebookDocument> {
  const copy = fileOfWorkspace(`${++copies}-${name}`);
  await vscode.workspace.fs.copy(fileOfWorkspace(name), copy, { overwrite: true });
  const notebook = await vscode.workspace.openNotebookDocument(copy);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

export const ruleOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' ? code.value : code);

/** Our diagnostics of a document. */
export function findings(document: vscode.TextDocument | vscode.Uri): vscode.Diagnostic[] {
  const uri = 'uri' in document ? document.uri : document;
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'mlops');
}

/** Waits for a finding of a rule in a document. */
export function finding(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${document.uri.path}`, () =>
    findings(document).find((found) => ruleOf(found) === rule),
  );
}

/** Waits until a document has no finding of a rule. */
export async function gone(document: vscode.TextDocument, rule: string): Promise<void> {
  await until(`no ${rule} in ${document.uri.path}`, () =>
    findings(document).every((found) => ruleOf(found) !== rule),
  );
}

/** The quick fixes that the editor offers at a place. */
export function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
): Thenable<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind, 50);
}

/** Applies the quick fix whose title matches. */
export async function applyQuickFix(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
): Promise<void> {
  const actions = await quickFixes(document, range);
  const action = actions.find((candidate) => title.test(candidate.title));
  assert.ok(
    action?.edit,
    `no fix ${title} among: ${actions.map((candidate) => candidate.title).join(' | ')}`,
  );
  assert.ok(await vscode.workspace.applyEdit(action.edit), 'VS Code refused the edit');
}

/** Reverts and closes all editors, so that the next test finds the files as they were. */
export async function closeEverything(): Promise<void> {
  for (let open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length; open > 0; open--) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}

/** The window, where the host can photograph it and move its mouse (VS Code's server with Chromium); else does nothing. */
export const camera = {
  shoot: (name: string) => ask(`shoot/${name}`),
  /** Moves the mouse over the first editor text that contains this. */
  hover: (text: string) => ask(`hover/${text}`),
};

async function ask(path: string): Promise<void> {
  const url = process.env['MLOPS_CAMERA'];
  if (!url) return;
  await new Promise((resolve) => setTimeout(resolve, 800)); // let the window draw
  const response = await fetch(`${url}/${encodeURIComponent(path)}`, { method: 'POST' });
  assert.ok(response.ok, `${path}: ${await response.text()}`);
}
