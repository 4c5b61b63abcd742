/** Where a suppression comment goes: at the end of the line where that is safe, on a line of its own where it is not. */
import type { PythonParser, Source, TextEdit, Unit } from '../../engine';
import type { Stmt } from '../../engine/syntax/ast';
import { isStatement } from '../../engine/syntax/parents';
import { childrenOf } from '../../engine/syntax/visit';
import { hasCellMarkers, isCellMarker } from '../../engine/source/cells';
import type { Suppression } from '../../engine/source/suppressions';

export type SuppressionScope = Suppression['scope'];

/** Lines that must stay first: the interpreter, then the encoding (PEP 263). */
const SHEBANG = /^#!/;
const ENCODING = /^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/;

/**
 * The edit that silences a rule at a place: a name added to a comment that is there already, or a new comment.
 * @returns undefined where no comment can stand (a cell of another language), or the scope does not exist (a cell in a plain
 * script)
 */
export function suppressionEdit(
  unit: Unit,
  parser: PythonParser,
  place: { readonly source: number; readonly start: number },
  rule: string,
  scope: SuppressionScope,
): TextEdit | undefined {
  const existing = unit.suppressions.find(
    (suppression) =>
      suppression.scope === scope &&
      suppression.rules.length > 0 &&
      (scope === 'file' ||
        (suppression.source === place.source &&
          suppression.coversStart <= place.start &&
          place.start <= suppression.coversEnd)),
  );
  if (existing) {
    const end = existing.rules.at(-1)!.end;
    return { source: existing.source, start: end, end, newText: `, ${rule}` };
  }
  const source = unit.sources[scope === 'file' ? firstPythonSource(unit) : place.source];
  if (!source || isForeign(source)) return undefined;
  if (scope === 'line') return lineComment(source, parser, place.start, rule);
  const line = scope === 'file' ? firstFreeLine(source, unit) : firstCellLine(source, unit, place.start);
  return line === undefined ? undefined : ownLine(source, line, `# mlops: ignore-${scope}[${rule}]`, '');
}

/** True if cells exist here: in a notebook, or in a script with cell markers. */
export function hasCells(unit: Unit, source: number): boolean {
  return unit.kind === 'notebook' || hasCellMarkers(unit.sources[source]?.text ?? '');
}

function lineComment(
  source: Source,
  parser: PythonParser,
  offset: number,
  rule: string,
): TextEdit | undefined {
  const { lines } = source;
  const comment = `# mlops: ignore[${rule}]`;
  const magic = source.magics.find((each) => each.start <= offset && offset <= each.end);
  // A comment behind a magic or a shell command would become part of it.
  if (magic) return magic.kind === 'cell' ? undefined : above(source, lines.lineAt(magic.start), comment);

  const statement = innermostStatement(parser.parse(source).body, source.base + offset);
  if (!statement) return atLineEnd(source, lines.lineAt(offset), comment);
  const start = statement.start - source.base;
  const end = Math.max(start, statement.end - source.base);
  const body = bodyStart(statement);
  if (body === undefined) return atLineEnd(source, lines.lineAt(end), comment);
  // A compound statement: the comment belongs to its header.
  const header = source.text.slice(start, body - source.base).trimEnd();
  const firstLine = lines.lineAt(start);
  const code = header.replace(/#[^\r\n]*/g, '').trimEnd();
  const headerIsOneLine = lines.lineAt(start + code.length) === firstLine;
  return headerIsOneLine ? atLineEnd(source, firstLine, comment) : above(source, firstLine, comment);
}

/** The smallest statement that holds a unit position. */
function innermostStatement(body: readonly Stmt[], position: number): Stmt | undefined {
  let found: Stmt | undefined;
  let open: readonly Stmt[] = body;
  for (;;) {
    const inside = open.find((statement) => statement.start <= position && position <= statement.end);
    if (!inside) return found;
    found = inside;
    open = nestedStatements(inside);
  }
}

/** Statements of the suites directly inside a statement; those of handlers and cases too. */
function nestedStatements(statement: Stmt): Stmt[] {
  return childrenOf(statement).flatMap((child) => {
    if (child.kind === 'ExceptHandler' || child.kind === 'MatchCase') return [...child.body];
    return isStatement(child) ? [child] : [];
  });
}

/** Where the first suite of a compound statement starts, in unit positions. */
function bodyStart(statement: Stmt): number | undefined {
  return nestedStatements(statement)[0]?.start;
}

function atLineEnd(source: Source, line: number, comment: string): TextEdit {
  const text = source.lines.lineText(line).replace(/[\r\n]+$/, '');
  const at = source.lines.offset(line, 0) + text.trimEnd().length;
  return { source: source.index, start: at, end: at, newText: text.trim() === '' ? comment : `  ${comment}` };
}

/** A comment on its own line, as deep as the line below it. */
function above(source: Source, line: number, comment: string): TextEdit {
  return ownLine(source, line, comment, /^[ \t]*/.exec(source.lines.lineText(line))![0]);
}

function ownLine(source: Source, line: number, comment: string, indentation: string): TextEdit {
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  const at = source.lines.offset(line, 0);
  // Past the last line of a text without a final line ending the comment needs one before it.
  const lead = line >= source.lines.lineCount ? newline : '';
  return { source: source.index, start: at, end: at, newText: `${lead}${indentation}${comment}${newline}` };
}

/** The first line of the cell that holds an offset on which a comment may stand. */
function firstCellLine(source: Source, unit: Unit, offset: number): number | undefined {
  if (unit.kind === 'notebook') return firstFreeLine(source, unit);
  for (let line = source.lines.lineAt(offset); line >= 0; line--) {
    if (isCellMarker(source.lines.lineText(line))) return line + 1;
  }
  return undefined;
}

/** The first line after what must stay first: a cell magic, an interpreter line, an encoding. */
function firstFreeLine(source: Source, unit: Unit): number {
  if (unit.kind === 'notebook') {
    const magic = source.magics.find((each) => each.kind === 'cell');
    return magic ? source.lines.lineAt(magic.start) + 1 : 0;
  }
  let line = SHEBANG.test(source.text) ? 1 : 0;
  for (const candidate of [0, 1]) if (ENCODING.test(source.lines.lineText(candidate))) line = candidate + 1;
  return line;
}

function firstPythonSource(unit: Unit): number {
  const index = unit.sources.findIndex((source) => !isForeign(source));
  return index < 0 ? 0 : index;
}

/** True for a cell that holds no Python: of another language, or under a magic such as `%%bash`. */
function isForeign(source: Source): boolean {
  return (
    source.text.trim() !== '' &&
    source.code.trim() === '' &&
    source.magics.some((magic) => magic.kind === 'cell')
  );
}
