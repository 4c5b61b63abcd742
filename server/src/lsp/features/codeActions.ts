/**
 * Code actions, in this order: fixes of the findings here, the same fix for the whole file, comments that silence the rule,
 * its severity in the project, its explanation; and, when asked for by kind, the fix-all actions that an editor runs on save.
 */
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Engine, Finding, Fix, PythonParser, TextEdit } from '../../engine';
import { absolute, type Analysed } from '../analyser';
import { toDiagnostic, toOffsets, toWorkspaceEdit, type ClientAbilities } from '../convert';
import { planFixes, safeFix, safeFixInSource, type Choice } from '../fixPlan';
import { commands, fixAllKinds } from '../protocol';
import { uriOf } from '../uris';
import { hasCells, suppressionEdit, type SuppressionScope } from './suppress';

export interface ActionEnvironment {
  readonly engine: Engine;
  readonly parser: PythonParser;
  readonly abilities: ClientAbilities;
  /** True if the client asks for a large edit only when the user chooses it. */
  readonly resolvesEdits: boolean;
  readonly explainCommand: string | undefined;
  readonly severityCommand: string | undefined;
  documentation(rule: string): string | undefined;
}

/** What travels with an action whose edit is computed later. */
export interface DeferredFix {
  readonly key: string;
  /** All safe fixes of this rule; without it, of all rules. */
  readonly rule?: string;
  /** Only fixes that stay in this document (a cell). */
  readonly document?: string;
}

const APPLICABILITIES = ['safe', 'suggestion', 'scaffold'] as const;

/** The actions for a range of a script or cell; `source` is the document's index in the unit. */
export function codeActions(
  analysed: Analysed,
  source: number,
  range: Range,
  context: CodeActionContext,
  environment: ActionEnvironment,
): CodeAction[] {
  const text = analysed.unit.sources[source];
  if (!text) return [];
  const actions: CodeAction[] = [];
  if (wants(context.only, CodeActionKind.QuickFix)) {
    const { start, end } = toOffsets(text.lines, range);
    const here = analysed.findings.filter(
      ({ place }) => place.source === source && place.start <= end && start <= place.end,
    );
    actions.push(...quickFixes(here, analysed, context, environment));
  }
  const { unit, open } = analysed;
  const document = open.documents[source]?.uri;
  // Never by default: these are run on save, or from the editor's menu of source actions.
  if (context.only && wants(context.only, fixAllKinds.document)) {
    // One cell at a time: editors ask for all cells at once and apply the answers side by side.
    const scope = unit.kind === 'notebook' ? { document } : {};
    actions.push(
      ...deferred(
        'Fix all safe MLOps problems',
        fixAllKinds.document,
        { key: open.key, ...scope },
        analysed,
        environment,
      ),
    );
  }
  if (context.only && unit.kind === 'notebook' && wants(context.only, fixAllKinds.notebook)) {
    const title = 'Fix all safe MLOps problems in the notebook';
    actions.push(...deferred(title, fixAllKinds.notebook, { key: open.key }, analysed, environment));
  }
  return actions;
}

/** Computes the edit of an action that was handed out without one. Undefined if there is nothing to do (any more). */
export function resolveFix(
  { rule, document }: DeferredFix,
  analysed: Analysed,
  environment: ActionEnvironment,
): { edit: WorkspaceEdit; fixed: number } | undefined {
  const source = analysed.open.documents.findIndex(({ uri }) => uri === document);
  if (document !== undefined && source < 0) return undefined;
  const choose: Choice = document === undefined ? safeFix : safeFixInSource(source);
  const plan = planFixes(environment.engine, analysed, (finding) =>
    rule === undefined || finding.rule === rule ? choose(finding) : undefined,
  );
  const edit = plan.fixed > 0 ? workspaceEdit(plan.edits, analysed, environment.abilities) : undefined;
  return edit && { edit, fixed: plan.fixed };
}

function quickFixes(
  here: readonly Finding[],
  analysed: Analysed,
  context: CodeActionContext,
  environment: ActionEnvironment,
): CodeAction[] {
  const shown = new Map(
    here.map((finding) => [finding, diagnosticsOf(finding, analysed, context, environment)]),
  );
  const fixes = APPLICABILITIES.flatMap((applicability) =>
    here.flatMap((finding) =>
      finding.fixes
        .filter((fix) => fix.applicability === applicability)
        .flatMap((fix) => fixAction(finding, fix, shown.get(finding)!, analysed, environment)),
    ),
  );
  const firstOfRule = [
    ...new Map([...here].reverse().map((finding) => [finding.rule, finding])).values(),
  ].reverse();
  return [
    ...fixes,
    ...firstOfRule.flatMap((finding) =>
      fixRuleAction(finding.rule, shown.get(finding)!, analysed, environment),
    ),
    ...firstOfRule.flatMap((finding) => suppressActions(finding, shown.get(finding)!, analysed, environment)),
    ...firstOfRule.flatMap((finding) =>
      severityActions(finding.rule, shown.get(finding)!, analysed.open.key, environment),
    ),
    ...firstOfRule.flatMap((finding) => explainAction(finding.rule, shown.get(finding)!, environment)),
  ];
}

function fixAction(
  finding: Finding,
  fix: Fix,
  diagnostics: Diagnostic[],
  analysed: Analysed,
  { abilities }: ActionEnvironment,
): CodeAction[] {
  const edit = workspaceEdit(fix.edits, analysed, abilities);
  if (!edit) return [];
  const isPreferred =
    fix.applicability === 'safe' &&
    finding.fixes.filter((other) => other.applicability === 'safe').length === 1;
  return [
    {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit,
      ...(isPreferred ? { isPreferred } : {}),
    },
  ];
}

function fixRuleAction(
  rule: string,
  diagnostics: Diagnostic[],
  analysed: Analysed,
  environment: ActionEnvironment,
): CodeAction[] {
  const count = analysed.findings.filter((finding) => finding.rule === rule && safeFix(finding)).length;
  if (count < 2) return [];
  const title = `Fix all ${count} \`${rule}\` problems in this ${analysed.unit.kind === 'notebook' ? 'notebook' : 'file'}`;
  const data: DeferredFix = { key: analysed.open.key, rule };
  return deferred(title, CodeActionKind.QuickFix, data, analysed, environment, diagnostics);
}

function suppressActions(
  finding: Finding,
  diagnostics: Diagnostic[],
  analysed: Analysed,
  { parser, abilities }: ActionEnvironment,
): CodeAction[] {
  const { unit, open } = analysed;
  if (open.kind === 'manifest') return []; // comments count in Python only
  const scopes: [SuppressionScope, string][] = [['line', 'this line']];
  if (hasCells(unit, finding.place.source)) scopes.push(['cell', 'this cell']);
  scopes.push(['file', unit.kind === 'notebook' ? 'this notebook' : 'this file']);
  return scopes.flatMap(([scope, where]) => {
    const comment = suppressionEdit(unit, parser, finding.place, finding.rule, scope);
    const edit = comment && workspaceEdit([comment], analysed, abilities);
    if (!edit) return [];
    return [
      { title: `Ignore \`${finding.rule}\` for ${where}`, kind: CodeActionKind.QuickFix, diagnostics, edit },
    ];
  });
}

/** The project's configuration, changed by a command: which file that is matters only to those who choose it. */
function severityActions(
  rule: string,
  diagnostics: Diagnostic[],
  uri: string,
  { severityCommand }: ActionEnvironment,
): CodeAction[] {
  const action = (title: string, command: string, args: string[]): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    command: { title, command, arguments: args },
  });
  const off = `Turn \`${rule}\` off in this project`;
  if (!severityCommand) return [action(off, commands.setSeverity, [uri, rule, 'off'])];
  return [
    action(`Change severity of \`${rule}\`…`, severityCommand, [rule, uri]),
    action(off, severityCommand, [rule, uri, 'off']),
  ];
}

function explainAction(
  rule: string,
  diagnostics: Diagnostic[],
  { explainCommand }: ActionEnvironment,
): CodeAction[] {
  if (!explainCommand) return [];
  const title = `Explain \`${rule}\``;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      command: { title, command: explainCommand, arguments: [rule] },
    },
  ];
}

/** An action whose edit is computed when it is chosen, or at once for a client that can't ask later. */
function deferred(
  title: string,
  kind: string,
  data: DeferredFix,
  analysed: Analysed,
  environment: ActionEnvironment,
  diagnostics?: Diagnostic[],
): CodeAction[] {
  const choose = data.document === undefined ? safeFix : safeFixInSource(indexOf(analysed, data.document));
  if (!analysed.findings.some((finding) => (!data.rule || finding.rule === data.rule) && choose(finding)))
    return [];
  const action: CodeAction = { title, kind, ...(diagnostics ? { diagnostics } : {}) };
  if (environment.resolvesEdits) return [{ ...action, data }];
  const resolved = resolveFix(data, analysed, environment);
  return resolved ? [{ ...action, edit: resolved.edit }] : [];
}

function indexOf(analysed: Analysed, document: string): number {
  return analysed.open.documents.findIndex(({ uri }) => uri === document);
}

function workspaceEdit(
  edits: readonly TextEdit[],
  analysed: Analysed,
  abilities: ClientAbilities,
): WorkspaceEdit | undefined {
  const newFile = (path: string): string | undefined => {
    const file = absolute(path, analysed.context);
    const known = analysed.context.project?.facts.files.includes(path) ?? true;
    return file === undefined || known ? undefined : uriOf(file);
  };
  return toWorkspaceEdit(edits, (place) => analysed.find(place), newFile, abilities);
}

/** The diagnostics of a finding as the client sent them, or as we would send them. */
function diagnosticsOf(
  finding: Finding,
  analysed: Analysed,
  context: CodeActionContext,
  { abilities, documentation }: ActionEnvironment,
): Diagnostic[] {
  const own = toDiagnostic(finding, (place) => analysed.find(place), abilities, documentation(finding.rule));
  if (!own) return [];
  const sent = context.diagnostics.filter(
    (diagnostic) =>
      diagnostic.code === own.code &&
      diagnostic.range.start.line === own.range.start.line &&
      diagnostic.range.start.character === own.range.start.character,
  );
  return sent.length > 0 ? sent : [own];
}

/** True if a kind is asked for: by itself, by a kind above it, or because none is named. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return (
    only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`))
  );
}
