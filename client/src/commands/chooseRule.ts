/** Which rule a command is about: that of the finding under the cursor, or one of all. */
import * as vscode from 'vscode';

/** The rule of the only finding, or of the finding that starts last, under the cursor. */
export function ruleAtCursor(): string | undefined {
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
export async function chooseRule(
  context: vscode.ExtensionContext,
  placeHolder: string,
): Promise<string | undefined> {
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
    placeHolder,
    matchOnDetail: true,
  });
  return choice?.label;
}
