/** What the language client is told: which documents, which settings, and how links become commands. */
import * as vscode from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { type InitializationOptions, settingsSection } from '../../server/src/lsp/protocol';
import { commandIds } from './commands/ids';
import { RULE_PAGES, withPageCommands } from './rulePages';

/** Notebooks reach the server as notebooks: it says itself which cells it wants. */
const DOCUMENTS = [
  { language: 'python' },
  { pattern: '**/pyproject.toml' },
  { pattern: '**/mlops-antipatterns.toml' },
  { pattern: '**/{*requirements*,constraints*,requirements/*}.{txt,in}' },
];

/**
 * @param output where the server's log and trace go
 * @param server what differs between hosts
 */
export function clientOptions(
  output: vscode.LogOutputChannel,
  server: Pick<InitializationOptions, 'assets' | 'fileAccess'>,
): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    ...server,
    documentation: RULE_PAGES,
    explainCommand: commandIds.explainRule,
    severityCommand: commandIds.changeSeverity,
    status: true,
    renewedFindings: true,
  };
  return {
    documentSelector: DOCUMENTS,
    outputChannel: output,
    traceOutputChannel: output,
    diagnosticCollectionName: 'mlops',
    initializationOptions,
    synchronize: { configurationSection: settingsSection },
    markdown: { isTrusted: { enabledCommands: [commandIds.explainRule] } },
    middleware: {
      handleDiagnostics(uri, diagnostics, next) {
        for (const { code } of diagnostics) {
          if (typeof code === 'object')
            code.target = vscode.Uri.parse(withPageCommands(code.target.toString()));
        }
        next(uri, diagnostics);
      },
      async provideHover(document, position, token, next) {
        const hover = await next(document, position, token);
        for (const content of hover?.contents ?? []) {
          if (content instanceof vscode.MarkdownString) content.value = withPageCommands(content.value);
        }
        return hover;
      },
    },
  };
}
