/** Lines and blanks around unit positions: what the builders need to keep the user's layout. */
import { sourceAt, type Span, type Unit } from '../source/unit';

/** Unit position at which the line of `position` starts. */
export function lineStart(unit: Unit, position: number): number {
  const source = sourceAt(unit, position);
  return source.base + source.lines.lineStarts[source.lines.lineAt(position - source.base)]!;
}

/** Unit position at which the line of `position` ends, before its line ending. */
export function lineEnd(unit: Unit, position: number): number {
  const source = sourceAt(unit, position);
  let offset = position - source.base;
  while (offset < source.text.length && !isLineBreak(source.text.charCodeAt(offset))) offset++;
  return source.base + offset;
}

/** Unit position at which the next line starts; the end of the text if there is none. */
export function nextLineStart(unit: Unit, position: number): number {
  const source = sourceAt(unit, position);
  const line = source.lines.lineAt(position - source.base);
  return source.base + (source.lines.lineStarts[line + 1] ?? source.text.length);
}

/** The blanks and tabs with which the line of `position` starts. */
export function indentationAt(unit: Unit, position: number): string {
  const source = sourceAt(unit, position);
  const start = lineStart(unit, position) - source.base;
  return /^[ \t\f]*/.exec(source.text.slice(start, start + 1000))![0];
}

/** True if nothing but blanks stands before `position` on its line. */
export function isFirstOnLine(unit: Unit, position: number): boolean {
  return lineStart(unit, position) + indentationAt(unit, position).length >= position;
}

/** True if nothing but blanks, a semicolon and a comment stand after `position` on its line. */
export function isLastOnLine(unit: Unit, position: number): boolean {
  const source = sourceAt(unit, position);
  const rest = source.text.slice(position - source.base, lineEnd(unit, position) - source.base);
  return /^[ \t\f]*(;[ \t\f]*)?(#.*)?$/.test(rest);
}

/** True if a line has nothing on it. `position` is any place of it. */
export function isBlankLine(unit: Unit, position: number): boolean {
  const source = sourceAt(unit, position);
  const text = source.text.slice(
    lineStart(unit, position) - source.base,
    lineEnd(unit, position) - source.base,
  );
  return text.trim() === '';
}

/**
 * The position of the first character from `position` on (and before `limit`) that is neither blank nor line ending nor
 * part of a comment or a line continuation; `limit` if there is none.
 */
export function skipTrivia(unit: Unit, position: number, limit: number): number {
  const source = sourceAt(unit, position);
  const end = limit - source.base;
  let offset = position - source.base;
  while (offset < end) {
    const char = source.text[offset]!;
    if (char === '#') {
      while (offset < end && !isLineBreak(source.text.charCodeAt(offset))) offset++;
    } else if (/[\s\\]/.test(char)) {
      offset++;
    } else {
      break;
    }
  }
  return source.base + Math.min(offset, end);
}

/** True if both positions are on one line. */
export function onSameLine(unit: Unit, a: number, b: number): boolean {
  return lineStart(unit, a) === lineStart(unit, b);
}

/** True if a span reaches over a line ending. */
export function isMultiline(unit: Unit, span: Span): boolean {
  return !onSameLine(unit, span.start, span.end);
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
