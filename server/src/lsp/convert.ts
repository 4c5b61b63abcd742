/** From the engine's plain data to the protocol's: places to ranges, findings to diagnostics, fixes to workspace edits. */
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type CreateFile,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type Range,
  type TextDocumentEdit,
  type TextEdit as ProtocolTextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Fix, LineIndex, Place, Severity, TextEdit } from '../engine';

/** A text that places refer to: an open document, a cell, or a file on disk. */
export interface PlacedText {
  readonly uri: string;
  /** Null for a file that is not open. */
  readonly version: number | null;
  readonly lines: LineIndex;
}

/** Finds the text of a place: without a path it lies in the analysed unit. Undefined if the text is not known. */
export type TextFinder = (place: Place) => PlacedText | undefined;

/** What the client said it understands, as far as conversion depends on it. */
export interface ClientAbilities {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  /** `documentChanges` in workspace edits: edits that name the version they were made for. */
  readonly documentChanges: boolean;
  readonly createFile: boolean;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The protocol's number of a severity. */
export function severityOf(severity: Severity): DiagnosticSeverity {
  return SEVERITIES[severity];
}

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** Offsets in a text as a range. */
export function toRange(lines: LineIndex, place: { readonly start: number; readonly end: number }): Range {
  const start = lines.position(place.start);
  const end = lines.position(Math.max(place.start, place.end));
  return {
    start: { line: start.line, character: start.column },
    end: { line: end.line, character: end.column },
  };
}

/** Offsets of a range; positions past the end of a line or the text are held inside. */
export function toOffsets(lines: LineIndex, range: Range): { start: number; end: number } {
  const start = toOffset(lines, range.start);
  return { start, end: Math.max(start, toOffset(lines, range.end)) };
}

/** Offset of a position; past the end of its line it is the end of that line, as the protocol has it. */
export function toOffset(lines: LineIndex, { line, character }: Range['start']): number {
  if (line >= lines.lineCount) return lines.offset(line, 0);
  const width = lines.lineText(line).replace(/[\r\n]+$/, '').length;
  return lines.offset(line, Math.max(0, Math.min(character, width)));
}

/**
 * A finding as a diagnostic of the document that holds it.
 * @param documentation URI of the rule's page, if there is one
 */
export function toDiagnostic(
  finding: Finding,
  find: TextFinder,
  abilities: ClientAbilities,
  documentation: string | undefined,
): Diagnostic | undefined {
  const text = find(finding.place);
  if (!text) return undefined;
  const diagnostic: Diagnostic = {
    range: toRange(text.lines, finding.place),
    severity: severityOf(finding.severity),
    code: finding.rule,
    source: 'mlops',
    message: finding.message,
  };
  if (abilities.codeDescription && documentation) diagnostic.codeDescription = { href: documentation };
  if (abilities.tags && finding.tags.length > 0) diagnostic.tags = finding.tags.map((tag) => TAGS[tag]);
  if (abilities.relatedInformation) {
    const related = finding.related.flatMap((place): DiagnosticRelatedInformation[] => {
      const other = find(place);
      if (!other) return [];
      return [{ location: { uri: other.uri, range: toRange(other.lines, place) }, message: place.message }];
    });
    if (related.length > 0) diagnostic.relatedInformation = related;
  }
  return diagnostic;
}

/**
 * Edits as one workspace edit.
 * @param newFile URI for a path whose file does not exist, or undefined if it does (or can't be made)
 * @returns undefined if a text is not known, or the client can't create the file that the fix needs
 */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  find: TextFinder,
  newFile: (path: string) => string | undefined,
  abilities: ClientAbilities,
): WorkspaceEdit | undefined {
  const created: CreateFile[] = [];
  const changes = new Map<string, { version: number | null; edits: ProtocolTextEdit[] }>();
  for (const edit of edits) {
    const text = find(edit);
    if (text) {
      const change = changes.get(text.uri) ?? { version: text.version, edits: [] };
      change.edits.push({ range: toRange(text.lines, edit), newText: edit.newText });
      changes.set(text.uri, change);
      continue;
    }
    const uri = edit.path === undefined ? undefined : newFile(edit.path);
    if (uri === undefined || !abilities.documentChanges || !abilities.createFile) return undefined;
    created.push({ kind: 'create', uri, options: { ignoreIfExists: true } });
    const start = { line: 0, character: 0 };
    changes.set(uri, { version: null, edits: [{ range: { start, end: start }, newText: edit.newText }] });
  }
  if (!abilities.documentChanges) {
    return { changes: Object.fromEntries([...changes].map(([uri, change]) => [uri, change.edits])) };
  }
  const documents = [...changes].map(([uri, change]): TextDocumentEdit => ({
    textDocument: { uri, version: change.version },
    edits: change.edits,
  }));
  return { documentChanges: [...created, ...documents] };
}

/** Source indices that a fix edits in the analysed unit, or undefined if it edits another file. */
export function editedSources(fix: Fix): ReadonlySet<number> | undefined {
  if (fix.edits.some((edit) => edit.path !== undefined)) return undefined;
  return new Set(fix.edits.map((edit) => edit.source));
}
