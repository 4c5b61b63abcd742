/**
 * The pages that explain rules. The server links to `mlops-rule:/<rule>.md`; a click should show the page rendered, not its
 * Markdown, so such links become calls of the command "Explain Rule".
 */
import * as vscode from 'vscode';
import { type Explanation, type ExplainParams, messages } from '../../server/src/lsp/protocol';
import type { Session } from './activate';
import { commandIds } from './commands/ids';

const SCHEME = 'mlops-rule';

/** Where the server says that the pages stand. */
export const RULE_PAGES = `${SCHEME}:/`;

/** Replaces addresses of rule pages by commands, in an address or in a whole Markdown text. */
export function withPageCommands(text: string): string {
  return text.replace(
    new RegExp(`${SCHEME}:/+([a-z0-9-]+)\\.md`, 'g'),
    (_, rule: string) => `command:${commandIds.explainRule}?${encodeURIComponent(JSON.stringify([rule]))}`,
  );
}

/** The page of a rule, for VS Code's Markdown preview. */
export function rulePage(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
}

/** Serves the pages; their text comes from the server. */
export function registerRulePages({ client }: Session): vscode.Disposable[] {
  const provideTextDocumentContent = async (uri: vscode.Uri) => {
    const params: ExplainParams = { rule: uri.path.replace(/^\/|\.md$/g, '') };
    const explanation = await client.sendRequest<Explanation | null>(messages.explain, params);
    return explanation?.markdown ?? `There is no rule named \`${params.rule}\`.`;
  };
  return [vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent })];
}
