/** Where a new import statement goes: with its kind, after doc string, `from __future__` and magics. */
import type { Edit } from '../rules/rule';
import { sourceAt, type Source, type Span } from '../source/unit';
import type { Module, Stmt } from '../syntax/ast';
import { isBlankLine, isFirstOnLine, isLastOnLine, lineStart, nextLineStart } from './lines';
import type { Program } from './program';
import { isStandardLibrary } from './standardLibrary';
import { commentStart, insertLines } from './statements';
import { newlineOf } from './style';

export interface NewImport {
  /** Module that it imports, or imports from. */
  readonly module: string;
  /** The whole statement. */
  readonly text: string;
}

/**
 * Puts import statements with the others that stand above the place of use; in a notebook, in the first cell with imports.
 * @param at place of use
 */
export function placeImports(program: Program, at: Span, statements: readonly NewImport[]): Edit[] {
  if (statements.length === 0) return [];
  const { unit, modules } = program;
  const home = modules.find((tree) => {
    const first = tree.body.find(isOrdinaryImport);
    return first !== undefined && first.end <= at.start && isAloneOnLines(program, first);
  });
  const source = sourceAt(unit, at.start);
  if (!home) {
    const sorted = [...statements].sort((a, b) => rankOf(a.module) - rankOf(b.module));
    return [
      atTop(program, modules[source.index]!, at, sorted.map(({ text }) => text).join(newlineOf(source))),
    ];
  }
  const block = importBlock(program, home, at);
  return statements.map(({ module, text }) => {
    const above = block.filter((statement) => rankOf(moduleOf(statement)) <= rankOf(module));
    const anchor = above[above.length - 1];
    if (anchor) return insertLines(unit, anchor.end, text);
    const start = aboveComments(program, lineStart(unit, block[0]!.start));
    return { start, end: start, newText: text + newlineOf(sourceAt(unit, start)) };
  });
}

/** The imports that stand together first in a source, above the place of use. */
function importBlock(program: Program, tree: Module, at: Span): Stmt[] {
  const block: Stmt[] = [];
  for (const statement of tree.body) {
    if (statement.end > at.start) break;
    if (isOrdinaryImport(statement)) {
      if (isAloneOnLines(program, statement)) block.push(statement);
    } else if (block.length > 0) {
      break;
    }
  }
  return block;
}

/** A source without imports: after doc string, future imports and magics, before its first statement. */
function atTop(program: Program, tree: Module, at: Span, text: string): Edit {
  const { unit } = program;
  const source = sourceAt(unit, at.start);
  let anchor: Stmt | undefined;
  let next: Stmt | undefined;
  for (const [index, statement] of tree.body.entries()) {
    const isHead =
      (index === 0 && isDocString(statement)) || isFuture(statement) || isMagic(source, statement);
    if (!isHead || !isAloneOnLines(program, statement) || statement.end > at.start) {
      next = statement;
      break;
    }
    anchor = statement;
  }
  const newline = newlineOf(source);
  if (anchor && !isMagic(source, anchor)) {
    const line = nextLineStart(unit, anchor.end);
    const isApart = next === undefined || isBlankLine(unit, line);
    const isLibrary = isFuture(anchor);
    return insertLines(unit, anchor.end, `${isLibrary ? '' : newline}${text}${isApart ? '' : newline}`);
  }
  const floor = topOf(source);
  const first = next ? Math.max(floor, aboveComments(program, lineStart(unit, next.start))) : floor;
  const isApart =
    isBlankLine(unit, first) ||
    (next !== undefined && (next.kind === 'Import' || next.kind === 'ImportFrom'));
  const isAtEnd = first === source.base + source.text.length && !/[\r\n]$|^$/.test(source.text);
  return {
    start: first,
    end: first,
    newText: `${isAtEnd ? newline : ''}${text}${newline}${isApart ? '' : newline}`,
  };
}

/** Where code may start: below the last magic that stands at the head of a cell. */
function topOf(source: Source): number {
  let top = 0;
  for (const magic of source.magics) {
    const between = source.text.slice(top, magic.start);
    if (between.replace(/#.*/g, '').trim() !== '') break;
    const line = source.lines.lineAt(Math.max(magic.start, magic.end - 1));
    top = source.lines.lineStarts[line + 1] ?? source.text.length;
    if (/[\r\n]$/.test(source.text.slice(magic.start, magic.end))) top = magic.end;
  }
  return source.base + top;
}

/**
 * Above a line: before the comments that belong to it, but below those at the very top of the text (a `#!` line, an encoding, a
 * licence).
 */
function aboveComments({ unit }: Program, line: number): number {
  const source = sourceAt(unit, line);
  const start = commentStart(unit, line);
  const above = source.text.slice(0, start - source.base);
  const isHeader = above
    .split(/\r?\n/)
    .every((text, index, all) => text.startsWith('#') || index === all.length - 1);
  return isHeader ? line : start;
}

function isOrdinaryImport(statement: Stmt): boolean {
  return statement.kind === 'Import' || (statement.kind === 'ImportFrom' && !isFuture(statement));
}

function isFuture(statement: Stmt): boolean {
  return statement.kind === 'ImportFrom' && statement.level === 0 && statement.module === '__future__';
}

function isDocString(statement: Stmt): boolean {
  return statement.kind === 'ExprStmt' && statement.value.kind === 'String';
}

/** A statement that stands in the masked code for a magic of the user. */
function isMagic(source: Source, statement: Stmt): boolean {
  const offset = statement.start - source.base;
  return source.magics.some((magic) => magic.start <= offset && offset < magic.end);
}

function isAloneOnLines({ unit }: Program, statement: Stmt): boolean {
  return isFirstOnLine(unit, statement.start) && isLastOnLine(unit, statement.end);
}

function moduleOf(statement: Stmt): string {
  if (statement.kind === 'ImportFrom') return '.'.repeat(statement.level) + statement.module;
  return statement.kind === 'Import' ? (statement.names[0]?.name ?? '') : '';
}

/** The customary order: standard library, other packages, relative imports. */
function rankOf(module: string): number {
  if (module.startsWith('.')) return 2;
  return isStandardLibrary(module) ? 0 : 1;
}
