/** The item behind the `{}` of the status bar: what the server is doing and what it has found in the open documents. */
import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { Status } from '../../server/src/lsp/protocol';
import { commandIds } from './commands/ids';

const DOCUMENTS: vscode.DocumentSelector = [
  { language: 'python' },
  { pattern: '**/pyproject.toml' },
  { pattern: '**/mlops-antipatterns.toml' },
];

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('mlopsAntipatterns.status', DOCUMENTS);
  private readonly listening: vscode.Disposable;

  constructor(client: BaseLanguageClient) {
    this.item.name = 'MLOps Antipatterns';
    this.listening = client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) this.busy('Starting');
      if (newState === State.Running) this.show({ state: 'ok', counts: NONE, open: 0, version: '' });
      if (newState === State.Stopped) this.fail('The server is stopped');
    });
  }

  /** Shows what the server says of itself. */
  show(status: Status): void {
    if (status.state === 'error') return this.fail(status.message ?? 'The server reports an error');
    if (status.state === 'busy') return this.busy(status.message ?? 'Analysing');
    this.item.busy = false;
    this.item.severity = vscode.LanguageStatusSeverity.Information;
    this.item.text = `MLOps: ${countsAsText(status.counts)}`;
    this.item.detail = status.version ? `in open files · version ${status.version}` : undefined;
    this.item.command = { title: 'Audit Workspace', command: commandIds.auditWorkspace };
  }

  /** Shows that something is wrong, with the way to the log. */
  fail(message: string): void {
    this.item.busy = false;
    this.item.severity = vscode.LanguageStatusSeverity.Error;
    this.item.text = `MLOps: ${message}`;
    this.item.detail = undefined;
    this.item.command = { title: 'Show Output', command: commandIds.showOutput };
  }

  dispose(): void {
    this.listening.dispose();
    this.item.dispose();
  }

  private busy(message: string): void {
    this.item.busy = true;
    this.item.severity = vscode.LanguageStatusSeverity.Information;
    this.item.text = `MLOps: ${message}`;
  }
}

const NONE: Status['counts'] = { error: 0, warning: 0, information: 0, hint: 0 };

/** "2 errors, 1 warning, 4 notes": hints and informations are one thing to a reader. */
function countsAsText({ error, warning, information, hint }: Status['counts']): string {
  const part = (count: number, noun: string) =>
    count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
  const parts = [...part(error, 'error'), ...part(warning, 'warning'), ...part(information + hint, 'note')];
  return parts.join(', ') || 'no findings';
}
