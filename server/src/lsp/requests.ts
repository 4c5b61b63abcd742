/** What the server answers when it is asked. State stands in the session; what is asked changes none of it. */
import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Hover,
  type HoverParams,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';
import { ruleByName } from '../engine';
import { describeConfiguration } from '../project/describeConfiguration';
import { join } from '../project/paths';
import { ruleHelp } from '../report/ruleHelp';
import type { Analysed } from './analyser';
import { auditWorkspace, type AuditedFolder } from './features/audit';
import { codeActions, resolveFix, type ActionEnvironment, type DeferredFix } from './features/codeActions';
import { isConfigurationPath } from './features/configurationFiles';
import { hoverInConfiguration, hoverInUnit } from './features/hover';
import { pipelinePage } from './features/pipeline';
import { reportOf } from './features/report';
import type {
  AuditResult,
  EffectiveConfiguration,
  Explanation,
  FixAllResult,
  PipelinePage,
  PipelineParams,
  Report,
  ReportParams,
} from './protocol';
import type { Session } from './session';
import { pathOf } from './uris';

export class Requests {
  /** What the last audit that ran to its end found: reports are made of it. */
  private lastAudit: readonly AuditedFolder[] | undefined;

  constructor(private readonly session: Session) {}

  async hover({ textDocument: { uri }, position }: HoverParams): Promise<Hover | null> {
    const { abilities, documentation } = this.session.options;
    const style = { markdown: abilities.markdown, documentation };
    const document = this.session.texts.get(uri);
    const inConfiguration =
      document && isConfigurationPath(pathOf(uri)) && hoverInConfiguration(document, position, style);
    if (inConfiguration) return inConfiguration;
    const found = await this.analysedAt(uri);
    return (found && hoverInUnit(found.analysed, found.source, position, style)) ?? null;
  }

  async codeActions({ textDocument: { uri }, range, context }: CodeActionParams): Promise<CodeAction[]> {
    const found = await this.analysedAt(uri);
    return found ? codeActions(found.analysed, found.source, range, context, this.environment()) : [];
  }

  /** Adds the edit to an action that was handed out without one; an empty edit if there is nothing to do any more. */
  async resolve(action: CodeAction): Promise<CodeAction> {
    const data = action.data as Partial<DeferredFix> | undefined;
    if (action.edit || typeof data?.key !== 'string') return action;
    const analysed = await this.session.analyser.current(data.key);
    const resolved = analysed && resolveFix(data as DeferredFix, analysed, this.environment());
    return { ...action, edit: resolved?.edit ?? { documentChanges: [] } };
  }

  /** Has the client apply the safe fixes of a whole document or notebook. */
  async fixAll(uri: string): Promise<FixAllResult> {
    const key = this.session.units.keyOf(uri);
    const analysed = key === undefined ? undefined : await this.session.analyser.current(key);
    const resolved = analysed && resolveFix({ key: analysed.open.key }, analysed, this.environment());
    if (!resolved) return { fixed: 0, applied: false };
    const { applied } = await this.session.options.connection.workspace.applyEdit({
      label: 'Fix all safe MLOps problems',
      edit: resolved.edit,
    });
    return { fixed: applied ? resolved.fixed : 0, applied };
  }

  async audit(
    uris: readonly string[] | undefined,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
  ): Promise<AuditResult> {
    const { folders, units, settings, overlay, auditedFiles, status } = this.session;
    const { engine, host, now } = this.session.options;
    const environment = { engine, host, overlay, folders, units, settings, auditedFiles, now };
    status.busy('audit', 'auditing');
    try {
      const { answer, folders: audited } = await auditWorkspace(uris, environment, token, progress);
      if (!token.isCancellationRequested) this.lastAudit = audited;
      return answer;
    } finally {
      status.busy('audit', undefined);
    }
  }

  /** The last audit as a report; null if there was none. */
  report(params: ReportParams): Report | null {
    return this.lastAudit ? reportOf(this.lastAudit, params, this.session.options.version) : null;
  }

  /** The picture of an open script's or notebook's pipeline, as its text is now. */
  async pipeline({ uri, nonce }: PipelineParams): Promise<PipelinePage | null> {
    const key = this.session.units.keyOf(uri);
    const analysed = key === undefined ? undefined : await this.session.analyser.current(key);
    if (!analysed || analysed.open.kind === 'manifest') return null;
    return pipelinePage(analysed, this.session.options.engine, nonce);
  }

  explain(name: string): Explanation | null {
    const rule = ruleByName(name);
    return rule ? { title: rule.name, markdown: ruleHelp(rule) } : null;
  }

  /** @throws ResponseError if nothing is named and no folder is open */
  async effectiveConfiguration(uri: string | undefined): Promise<EffectiveConfiguration> {
    const { folders, units, settings: cache, contexts } = this.session;
    const scope = uri ?? folders.all[0]?.uri;
    if (scope === undefined) {
      throw new ResponseError(ErrorCodes.InvalidParams, 'No folder is open: name a document or a folder.');
    }
    const key = units.keyOf(scope) ?? scope;
    const path = pathOf(key);
    const isFolder = folders.all.some((folder) => folder.path === path);
    const settings = await cache.get(key);
    const effective = await contexts.configuration(isFolder ? join(path, '__init__.py') : path, settings);
    const editor = [
      'Editor settings:',
      `  enable   ${settings.enable}`,
      `  run      ${settings.run}`,
      `  exclude  ${settings.exclude.join(', ') || 'nothing'}`,
    ];
    return { text: `${describeConfiguration(path, effective)}\n${editor.join('\n')}\n` };
  }

  /** The analysis of the unit that a document belongs to, and the document's place in it. */
  private async analysedAt(uri: string): Promise<{ analysed: Analysed; source: number } | undefined> {
    const key = this.session.units.keyOf(uri);
    const analysed = key === undefined ? undefined : await this.session.analyser.current(key);
    const source = analysed?.open.documents.findIndex((document) => document.uri === uri) ?? -1;
    return analysed && source >= 0 ? { analysed, source } : undefined;
  }

  private environment(): ActionEnvironment {
    const { engine, parser, abilities, explainCommand, documentation } = this.session.options;
    return {
      engine,
      parser,
      abilities,
      resolvesEdits: abilities.resolvesEdits,
      explainCommand,
      documentation,
    };
  }
}
