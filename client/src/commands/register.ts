/** Registers the commands of the palette. */
import * as vscode from 'vscode';
import type { Session } from '../activate';
import { exportReport, openReport } from '../pages/auditReport';
import { showPipeline } from '../pages/pipelineView';
import { auditWorkspace } from './auditWorkspace';
import { changeSeverity } from './changeSeverity';
import { createConfiguration } from './createConfiguration';
import { explainRule } from './explainRule';
import { fixAllSafe } from './fixAllSafe';
import { commandIds } from './ids';
import { insertMitigation } from './insertMitigation';
import { restartServer } from './restartServer';
import { registerConfigurationPage, showEffectiveConfiguration } from './showEffectiveConfiguration';

/** The arguments of a command, behind the session. */
type Tail<F extends (session: Session, ...args: never[]) => unknown> =
  Parameters<F> extends [Session, ...infer Rest] ? Rest : never;

export function registerCommands(session: Session): vscode.Disposable[] {
  const register = (id: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(id, async (...args) => {
      try {
        return await run(...(args as never[]));
      } catch (error) {
        // Whatever goes wrong is said once, in words; the log has the rest.
        session.output.error(
          `${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        void vscode.window.showErrorMessage(
          `MLOps: ${error instanceof Error ? error.message : String(error)}`,
        );
        return undefined;
      }
    });
  return [
    registerConfigurationPage(session),
    register(commandIds.auditWorkspace, () => auditWorkspace(session)),
    register(commandIds.auditSelection, (clicked?: vscode.Uri, selected?: vscode.Uri[]) =>
      auditWorkspace(session, selected ?? (clicked && [clicked])),
    ),
    register(commandIds.openReport, () => openReport(session)),
    register(commandIds.exportReport, (target?: vscode.Uri) => exportReport(session, target)),
    register(commandIds.showPipeline, () => showPipeline(session)),
    register(commandIds.explainRule, (rule?: string) => explainRule(session, rule)),
    register(commandIds.fixAllSafe, () => fixAllSafe(session)),
    register(commandIds.insertMitigation, () => insertMitigation(session)),
    register(commandIds.changeSeverity, (...args: Tail<typeof changeSeverity>) =>
      changeSeverity(session, ...args),
    ),
    register(commandIds.createConfiguration, (...args: Tail<typeof createConfiguration>) =>
      createConfiguration(session, ...args),
    ),
    register(commandIds.showEffectiveConfiguration, (uri?: vscode.Uri) =>
      showEffectiveConfiguration(session, uri),
    ),
    register(commandIds.restartServer, () => restartServer(session)),
    register(commandIds.showOutput, () => session.output.show()),
  ];
}
