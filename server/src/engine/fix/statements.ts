/**
 * Edits of whole statements. Each function gives undefined where the layout leaves no room (several statements on one line, a
 * statement behind its `if …:`), and the fix is then not offered.
 */
import type { Edit } from '../rules/rule';
import { sourceAt, textOf, type Unit } from '../source/unit';
import type { Node, Stmt } from '../syntax/ast';
import { walk } from '../syntax/visit';
import {
  indentationAt,
  isBlankLine,
  isFirstOnLine,
  isLastOnLine,
  isMultiline,
  lineStart,
  nextLineStart,
} from './lines';
import type { Program } from './program';
import { layOut, newlineOf, styleAt } from './style';
import { firstPosition, suiteOf } from './suites';

/** @param code written with four blanks per level and `\n`; it is laid out as the user's code around it. */
export function insertBefore(program: Program, statement: Stmt, code: string): Edit[] | undefined {
  const { unit } = program;
  if (statement.kind === 'If' && statement.isElif) return undefined;
  const start = firstPosition(statement);
  const line = lineStart(unit, start);
  const decorated = start !== statement.start;
  if (!decorated && !isFirstOnLine(unit, start)) {
    return fitsInline(code) ? [{ start, end: start, newText: `${code}; ` }] : undefined;
  }
  const style = styleAt(program, start);
  const newText = layOut(code, indentationAt(unit, start), style) + style.newline;
  return [{ start: line, end: line, newText }];
}

/** @param code as for `insertBefore`. */
export function insertAfter(program: Program, statement: Stmt, code: string): Edit[] | undefined {
  const { unit } = program;
  const { start } = statement;
  const end = wholeEnd(unit, statement);
  const isAlone = isFirstOnLine(unit, start) || firstPosition(statement) !== start;
  if (!isAlone || !isLastOnLine(unit, end)) {
    return fitsInline(code) && !COMPOUND.has(statement.kind)
      ? [{ start: end, end, newText: `; ${code}` }]
      : undefined;
  }
  const style = styleAt(program, start);
  return [insertLines(unit, end, layOut(code, indentationAt(unit, start), style))];
}

/** Takes a statement out, with its line; leaves `pass` if its suite would be empty. */
export function deleteStatement(program: Program, statement: Stmt): Edit[] | undefined {
  return deleteStatements(program, [statement]);
}

/** Takes several statements out; a suite that loses all of its statements keeps a `pass`. */
export function deleteStatements(program: Program, statements: readonly Stmt[]): Edit[] | undefined {
  const { unit } = program;
  const edits: Edit[] = [];
  for (const statement of statements) {
    const place = suiteOf(program, statement);
    if (!place || (statement.kind === 'If' && statement.isElif)) return undefined;
    const { suite, index, owner } = place;
    const start = wholeStart(unit, statement);
    const end = wholeEnd(unit, statement);
    const isEmptied =
      owner !== undefined && suite.every((sibling) => statements.some((s) => s.start === sibling.start));
    if (isEmptied && index === 0) {
      edits.push({ start, end, newText: 'pass' });
    } else if (isFirstOnLine(unit, start) && isLastOnLine(unit, end)) {
      edits.push(deleteLines(unit, start, end));
    } else if (suite[index + 1] && isSameLine(unit, end, suite[index + 1]!.start)) {
      edits.push({ start, end: suite[index + 1]!.start, newText: '' });
    } else if (index > 0) {
      edits.push({ start: wholeEnd(unit, suite[index - 1]!), end, newText: '' });
    } else {
      return undefined;
    }
  }
  return edits;
}

/**
 * Moves a statement to another place, with the comment lines directly above it.
 * @param target statement before or after which it will stand; may be in another cell
 */
export function moveStatement(
  program: Program,
  statement: Stmt,
  where: 'before' | 'after',
  target: Stmt,
): Edit[] | undefined {
  const { unit } = program;
  const place = suiteOf(program, statement);
  const targetStart = wholeStart(unit, target);
  if (!place || (place.owner && place.suite.length === 1)) return undefined;
  if (target.kind === 'If' && target.isElif) return undefined;
  const start = wholeStart(unit, statement);
  for (const [from, to] of [
    [start, wholeEnd(unit, statement)],
    [targetStart, wholeEnd(unit, target)],
  ] as const) {
    if (!isFirstOnLine(unit, from) || !isLastOnLine(unit, to)) return undefined;
  }
  const top = commentStart(unit, start);
  const text = reindented(
    program,
    statement,
    top,
    indentationAt(unit, start),
    indentationAt(unit, targetStart),
  );
  const line = where === 'before' ? commentStart(unit, targetStart) : 0;
  const insertion: Edit =
    where === 'before'
      ? { start: line, end: line, newText: text + newlineOf(sourceAt(unit, targetStart)) }
      : insertLines(unit, wholeEnd(unit, target), text);
  return [deleteLines(unit, top, wholeEnd(unit, statement)), insertion];
}

/** An insertion of whole lines below the line of `position`. */
export function insertLines(unit: Unit, position: number, text: string): Edit {
  const source = sourceAt(unit, position);
  const newline = newlineOf(source);
  const next = nextLineStart(unit, position);
  const endsWithBreak = /[\r\n]$/.test(source.text.slice(0, next - source.base));
  return { start: next, end: next, newText: endsWithBreak ? text + newline : newline + text };
}

/** A deletion of the lines of a range; of blank lines on both sides only one side stays. */
function deleteLines(unit: Unit, start: number, end: number): Edit {
  const source = sourceAt(unit, start);
  const limit = source.base + source.text.length;
  let from = lineStart(unit, start);
  let to = nextLineStart(unit, end);
  const isBlankAbove = from === source.base || isBlankLine(unit, from - 1);
  while (isBlankAbove && to < limit && isBlankLine(unit, to)) to = nextLineStart(unit, to);
  if (to === limit && from > source.base && !/[\r\n]$/.test(source.text)) {
    from -= source.text.slice(0, from - source.base).endsWith('\r\n') ? 2 : 1;
  }
  return { start: from, end: to, newText: '' };
}

/** Start of the comment lines that stand directly above a line with the same indentation, or of the line itself. */
export function commentStart(unit: Unit, position: number): number {
  const indentation = indentationAt(unit, position);
  const base = sourceAt(unit, position).base;
  let start = lineStart(unit, position);
  while (start > base) {
    const above = lineStart(unit, start - 1);
    const text = textOf(unit, { start: above, end: start });
    if (!text.startsWith(`${indentation}#`) || /^\s*#\s*(%%|In\[|mlops:|!)/.test(text)) break;
    start = above;
  }
  return start;
}

/** The lines from `top` to a statement's end with another indentation; lines inside its strings stay as they are. */
function reindented(program: Program, statement: Stmt, top: number, from: string, to: string): string {
  const { unit } = program;
  const text = textOf(unit, { start: top, end: nextLineStart(unit, wholeEnd(unit, statement)) }).replace(
    /\r?\n$|\r$/,
    '',
  );
  if (from === to) return text;
  const frozen: Node[] = [];
  walk(statement, (node) => {
    if ((node.kind === 'String' || node.kind === 'FString') && isMultiline(unit, node)) frozen.push(node);
  });
  let position = top;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      const start = position;
      position += line.length;
      const isFrozen = frozen.some((node) => node.start < start && start < node.end);
      return isFrozen || !line.startsWith(from) || line.trim() === '' ? line : to + line.slice(from.length);
    })
    .join('');
}

/** Where a statement ends in the user's text: a magic may be longer than the statement that stands for it. */
function wholeEnd(unit: Unit, statement: Stmt): number {
  const { base, magics } = sourceAt(unit, statement.start);
  const last = statement.end - base;
  const magic = magics.find(({ start, end }) => start < last && last < end);
  return magic ? base + magic.end : statement.end;
}

/** Where a statement starts, the `@` of its first decorator counted. */
function wholeStart(unit: Unit, statement: Stmt): number {
  const first = firstPosition(statement);
  return first === statement.start ? first : lineStart(unit, first) + indentationAt(unit, first).length;
}

function isSameLine(unit: Unit, a: number, b: number): boolean {
  return lineStart(unit, a) === lineStart(unit, b);
}

/** One simple statement can share a line with others. */
function fitsInline(code: string): boolean {
  return (
    !code.includes('\n') &&
    !/:\s*$|^(async|class|def|for|if|try|while|with|@)\b/.test(code) &&
    !code.includes('#')
  );
}

const COMPOUND: ReadonlySet<string> = new Set(
  'If For While Try With FunctionDef ClassDef Match BadStmt'.split(' '),
);
