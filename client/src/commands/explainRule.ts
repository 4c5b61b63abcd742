/** "MLOps: Explain Rule": the rule's page, rendered beside the code. */
import * as vscode from 'vscode';
import type { Session } from '../activate';
import { rulePage } from '../rulePages';

/**
 * Shows the page of a rule.
 * @param rule default: the rule of the finding under the cursor; else the user chooses
 */
export async function explainRule({ context }: Session, rule?: string): Promise<void> {
  const name = rule ?? ruleAtCursor() ?? (await chooseRule(context));
  if (name) await showPage(rulePage(name));
}

/** As VS Code's Markdown preview; as text where that extension is switched off. */
async function showPage(page: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
  } catch {
    await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}

/** The rule of the only finding, or of the finding that starts last, under the cursor. */
function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === 'mlops' && range.contains(editor.selection.active))
    .sort((a, b) => b.range.start.compareTo(a.range.start));
  const code = here[0]?.code;
  return code === undefined ? undefined : String(typeof code === 'object' ? code.value : code);
}

/** Lets the user choose among all rules; package.json lists them, with their summaries, as settings. */
async function chooseRule(context: vscode.ExtensionContext): Promise<string | undefined> {
  const manifest = context.extension.packageJSON as {
    contributes: {
      configuration: {
        properties: Record<
          string,
          { properties?: Record<string, { description?: string; markdownDescription?: string }> }
        >;
      };
    };
  };
  const settings =
    manifest.contributes.configuration.properties['mlopsAntipatterns.severity']?.properties ?? {};
  const items = Object.entries(settings).map(([label, { description, markdownDescription }]) => ({
    label,
    detail: description ?? markdownDescription,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    placeHolder: 'Rule to explain',
    matchOnDetail: true,
  });
  return choice?.label;
}
