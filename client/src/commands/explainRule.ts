/** "MLOps: Explain Rule": the rule's page, rendered beside the code. */
import * as vscode from 'vscode';
import type { Session } from '../activate';
import { rulePage } from '../rulePages';
import { chooseRule, ruleAtCursor } from './chooseRule';

/**
 * Shows the page of a rule.
 * @param rule default: the rule of the finding under the cursor; else the user chooses
 */
export async function explainRule({ context }: Session, rule?: string): Promise<void> {
  const name = rule ?? ruleAtCursor() ?? (await chooseRule(context, 'Rule to explain'));
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
