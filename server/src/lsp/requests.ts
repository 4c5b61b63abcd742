/** What the server answers when it is asked. State stands in the session; what is asked changes none of it. */
import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  type CompletionParams,
  type Hover,
  type HoverParams,
  type WorkDoneProgressReporter,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { ruleByName } from '../engine';
import { join } from '../project/paths';
import { ruleHelp } from '../report/ruleHelp';
import type { Analysed } from './analyser';
import { auditWorkspace, type AuditedFolder } from './features/audit';
import { codeActions, resolveFix, type ActionEnvironment, type DeferredFix } from './features/codeActions';
import { completeConfiguration, describeCompletion } from './features/configurationCompletion';
import { isConfigurationPath } from './features/configurationFiles';
import { refusal } from './features/configurationText';
import { configurationPage } from './features/effectiveConfiguration';
import { hoverInConfiguration, hoverInUnit } from './features/hover';
import { newConfiguration } from './features/newConfiguration';
import { pipelinePage } from './features/pipeline';
import { reportOf } from './features/report';
import { severityEdit } from './features/ruleSeverity';
import type {
  AuditResult,
  CreateConfigurationParams,
  CreateConfigurationResult,
  EffectiveConfiguration,
  Explanation,
  FixAllResult,
  PipelinePage,
  PipelineParams,
  Report,
  ReportParams,
  SetSeverityParams,
  SetSeverityResult,
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

  completion({ textDocument: { uri }, position }: CompletionParams): CompletionItem[] {
    const document = this.session.texts.get(uri);
    if (!document || !isConfigurationPath(pathOf(uri))) return [];
    return completeConfiguration(document, position, this.session.options.abilities.snippets);
  }

  resolveCompletion(item: CompletionItem): CompletionItem {
    const { abilities, documentation } = this.session.options;
    return describeCompletion(item, { markdown: abilities.markdown, documentation });
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
    const applied = await this.apply('Fix all safe MLOps problems', resolved.edit);
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
      throw refusal('No folder is open: name a document or a folder.');
    }
    const key = units.keyOf(scope) ?? scope;
    const path = pathOf(key);
    const isFolder = folders.all.some((folder) => folder.path === path);
    const settings = await cache.get(key);
    const effective = await contexts.configuration(isFolder ? join(path, '__init__.py') : path, settings);
    return configurationPage(path, effective, settings);
  }

  /** Has the client write a rule's severity into the configuration file in force. */
  async setSeverity(params: SetSeverityParams): Promise<SetSeverityResult> {
    const { units, folders, contexts, settings, texts } = this.session;
    const { host, abilities } = this.session.options;
    const key = units.keyOf(params.uri) ?? params.uri;
    const environment = { host, texts, folders, contexts, settings, abilities };
    const found = await severityEdit(key, params, environment);
    if (!('edit' in found)) return { ...found, applied: false };
    const label = `Set severity of ${params.rule}`;
    return { file: found.uri, applied: await this.apply(label, found.edit) };
  }

  /** Has the client create a configuration for a folder that has none. */
  async createConfiguration(params: CreateConfigurationParams): Promise<CreateConfigurationResult> {
    const { folders, texts } = this.session;
    const { host, abilities } = this.session.options;
    const folder = params.folder === undefined ? folders.all[0]?.path : pathOf(params.folder);
    if (folder === undefined) throw refusal('No folder is open that could be configured.');
    const environment = { host, texts, abilities };
    const { uri, edit } = await newConfiguration(folder, params.into === 'pyproject', environment);
    return { file: uri, created: edit !== undefined && (await this.apply('Create configuration', edit)) };
  }

  private async apply(label: string, edit: WorkspaceEdit): Promise<boolean> {
    const { applied } = await this.session.options.connection.workspace.applyEdit({ label, edit });
    return applied;
  }

  /** The analysis of the unit that a document belongs to, and the document's place in it. */
  private async analysedAt(uri: string): Promise<{ analysed: Analysed; source: number } | undefined> {
    const key = this.session.units.keyOf(uri);
    const analysed = key === undefined ? undefined : await this.session.analyser.current(key);
    const source = analysed?.open.documents.findIndex((document) => document.uri === uri) ?? -1;
    return analysed && source >= 0 ? { analysed, source } : undefined;
  }

  private environment(): ActionEnvironment {
    const { engine, parser, abilities, explainCommand, severityCommand, documentation } =
      this.session.options;
    return {
      engine,
      parser,
      abilities,
      resolvesEdits: abilities.resolvesEdits,
      explainCommand,
      severityCommand,
      documentation,
    };
  }
}
