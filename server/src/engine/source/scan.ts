/**
 * Reads Python just far enough to know its lines: where logical lines start and end, and where comments are. Knows
 * strings, brackets and backslashes; needs no parse. On broken code it does its best and always comes to an end.
 */
import type { Span } from './unit';

/** A statement's header or a simple statement, over all its physical lines. Offsets in the text. */
export interface LogicalLine {
  /** Start of its first physical line, indentation included. */
  readonly start: number;
  /** End of its last physical line, without the line ending. */
  readonly end: number;
}

export interface ScannedText {
  /** Lines that hold code, in order. */
  readonly lines: readonly LogicalLine[];
  /** Comments in order, from `#` to the line's end. */
  readonly comments: readonly Span[];
}

/**
 * @param claim called at the start of each logical line with the offset of its first character that is no blank;
 *   may claim the line for itself by saying where it ends (before a line ending)
 */
export function scanLines(
  text: string,
  claim?: (start: number, first: number) => number | undefined,
): ScannedText {
  const lines: LogicalLine[] = [];
  const comments: Span[] = [];
  const { length } = text;
  let i = 0;
  while (i < length) {
    const start = i;
    while (isBlank(text.charCodeAt(i))) i++;
    const claimed = i < length ? claim?.(start, i) : undefined;
    if (claimed !== undefined) {
      lines.push({ start, end: claimed });
      i = afterLineEnding(text, claimed);
      continue;
    }
    let hasCode = false;
    let depth = 0;
    for (; i < length;) {
      const c = text.charCodeAt(i);
      if (c === LF || c === CR) {
        if (depth === 0) break;
        i++;
      } else if (c === HASH) {
        const end = endOfLine(text, i);
        comments.push({ start: i, end });
        i = end;
      } else if (c === BACKSLASH) {
        // A backslash joins lines only at the end of one.
        i = isLineEnding(text.charCodeAt(i + 1)) ? afterLineEnding(text, i + 1) : i + 1;
      } else if (c === QUOTE || c === APOSTROPHE) {
        hasCode = true;
        i = endOfString(text, i);
      } else {
        if (c === 40 || c === 91 || c === 123) depth++;
        else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1);
        if (!isBlank(c)) hasCode = true;
        i++;
      }
    }
    if (hasCode) lines.push({ start, end: i });
    i = afterLineEnding(text, i);
  }
  return { lines, comments };
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const BACKSLASH = 92;

/** Space, tab, form feed, byte-order mark. */
function isBlank(c: number): boolean {
  return c === 32 || c === 9 || c === 12 || c === 0xfeff;
}

function isLineEnding(c: number): boolean {
  return c === LF || c === CR;
}

/** The offset of the next line ending at or after `offset`, or the text's end. */
export function endOfLine(text: string, offset: number): number {
  let i = offset;
  while (i < text.length && !isLineEnding(text.charCodeAt(i))) i++;
  return i;
}

/** The offset after the line ending at `offset`, if there is one. */
export function afterLineEnding(text: string, offset: number): number {
  const c = text.charCodeAt(offset);
  if (c === CR && text.charCodeAt(offset + 1) === LF) return offset + 2;
  return isLineEnding(c) ? offset + 1 : offset;
}

/** Where the string whose opening quote stands at `offset` ends; one that is not closed ends with its line. */
function endOfString(text: string, offset: number): number {
  const quote = text.charAt(offset);
  const triple = text.startsWith(quote.repeat(3), offset);
  let i = offset + (triple ? 3 : 1);
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i = text.charCodeAt(i + 1) === CR ? afterLineEnding(text, i + 1) : i + 2;
    else if (triple ? text.startsWith(quote.repeat(3), i) : text.charAt(i) === quote)
      return i + (triple ? 3 : 1);
    else if (!triple && isLineEnding(c)) return i;
    else i++;
  }
  return text.length;
}
