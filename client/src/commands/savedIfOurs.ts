/** Edits of configuration files that the server has us apply: they count once they are saved. */
import * as vscode from 'vscode';

/**
 * Runs something that edits a file, and saves the file, unless it had unsaved changes of the user's before.
 * @param fileOf the edited file's URI, if any was edited
 */
export async function savedIfOurs<T>(
  run: () => Promise<T>,
  fileOf: (result: T) => string | undefined,
): Promise<T> {
  const dirty = () =>
    vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => String(uri));
  const before = new Set(dirty());
  const result = await run();
  const file = fileOf(result);
  if (file === undefined) return result;
  const uri = vscode.Uri.parse(file);
  if (before.has(String(uri))) return result;
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
  return result;
}
