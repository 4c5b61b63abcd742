/** What both hosts have in common: the client, its views and its commands. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  type InitializationOptions,
  messages,
  type RenewedFindings,
  type Status,
} from '../../server/src/lsp/protocol';
import { AuditView } from './auditView/auditView';
import type { AuditNode } from './auditView/nodes';
import { registerCommands } from './commands/register';
import { clientOptions } from './clientOptions';
import { serveFiles } from './fileAccess';
import { registerRulePages } from './rulePages';
import { StatusItem } from './statusItem';

/** What every part of the extension may use. */
export interface Session {
  readonly context: vscode.ExtensionContext;
  readonly client: BaseLanguageClient;
  readonly output: vscode.LogOutputChannel;
  readonly results: AuditView;
}

/** What `activate` gives to other extensions, and to our tests. */
export interface Api {
  readonly auditResults: vscode.TreeDataProvider<AuditNode>;
  /** What the results view says above its tree. */
  auditMessage(): string;
}

/**
 * Starts the server and registers everything.
 * @param createClient makes the client of this host
 * @param serverOptions what the server of this host has to know
 */
export async function start(
  context: vscode.ExtensionContext,
  createClient: (options: LanguageClientOptions) => BaseLanguageClient,
  serverOptions: Pick<InitializationOptions, 'assets' | 'fileAccess'>,
): Promise<Api> {
  const output = vscode.window.createOutputChannel('MLOps Antipatterns', { log: true });
  const client = createClient(clientOptions(output, serverOptions));
  const results = new AuditView(context.workspaceState, output);
  const session: Session = { context, client, output, results };
  const status = new StatusItem(client);
  context.subscriptions.push(
    output,
    client,
    status,
    results,
    client.onNotification(messages.status, (news: Status) => status.show(news)),
    client.onNotification(messages.renewedFindings, (news: RenewedFindings) => results.renew(news)),
    ...serveFiles(client),
    ...registerRulePages(session),
    ...registerCommands(session),
  );
  try {
    await client.start();
  } catch (error) {
    // The commands stay: "Show Output" says more, "Restart Server" tries again.
    output.error(`The server did not start: ${String(error)}`);
    status.fail('The server did not start');
    void offerOutput(output);
  }
  return { auditResults: results.tree, auditMessage: () => results.message };
}

async function offerOutput(output: vscode.LogOutputChannel): Promise<void> {
  const show = 'Show Output';
  if ((await vscode.window.showErrorMessage('MLOps Antipatterns: the server did not start.', show)) === show)
    output.show();
}
