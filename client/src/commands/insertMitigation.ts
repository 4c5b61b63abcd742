/** "MLOps: Insert Mitigation": the snippets, for those who don't know their prefixes. */
import * as vscode from 'vscode';
import type { Session } from '../activate';

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

/** Lets the user choose a mitigation and inserts it at the cursor, with its placeholders. */
export async function insertMitigation({ context }: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'python') {
    void vscode.window.showInformationMessage('MLOps: put the cursor into a Python file or cell first.');
    return;
  }
  const bytes = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(context.extensionUri, 'snippets', 'python.json'),
  );
  const snippets = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Snippet>;
  const items = Object.entries(snippets).map(([label, { prefix, description, body }]) => ({
    label,
    description: prefix,
    detail: description,
    body: body.join('\n'),
  }));
  const choice = await vscode.window.showQuickPick(items, {
    placeHolder: 'Mitigation to insert',
    matchOnDetail: true,
  });
  if (choice) await editor.insertSnippet(new vscode.SnippetString(choice.body));
}
