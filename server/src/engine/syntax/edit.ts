/** The one edit that leads from one text to another. */

export interface Point {
  readonly row: number;
  /** UTF-16 code units. */
  readonly column: number;
}

/** As web-tree-sitter's Tree wants it; offsets are UTF-16 code units. */
export interface TextChange {
  readonly startIndex: number;
  readonly oldEndIndex: number;
  readonly newEndIndex: number;
  readonly startPosition: Point;
  readonly oldEndPosition: Point;
  readonly newEndPosition: Point;
}

/** The smallest change from `before` to `after` that is in one piece and splits no surrogate pair. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  if (prefix > 0 && isHighSurrogate(before.charCodeAt(prefix - 1))) prefix--;
  let suffix = 0;
  const room = shorter - prefix;
  while (
    suffix < room &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  )
    suffix++;
  if (suffix > 0 && isLowSurrogate(before.charCodeAt(before.length - suffix))) suffix--;
  const oldEndIndex = before.length - suffix;
  const newEndIndex = after.length - suffix;
  const startPosition = pointAfter({ row: 0, column: 0 }, before, 0, prefix);
  return {
    startIndex: prefix,
    oldEndIndex,
    newEndIndex,
    startPosition,
    oldEndPosition: pointAfter(startPosition, before, prefix, oldEndIndex),
    newEndPosition: pointAfter(startPosition, after, prefix, newEndIndex),
  };
}

/** The point at `end`, when `start` is at `from`. Rows end with `\n`, as tree-sitter counts them. */
function pointAfter(from: Point, text: string, start: number, end: number): Point {
  let { row } = from;
  let lineStart = -1;
  for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
    row++;
    lineStart = i + 1;
  }
  return { row, column: lineStart < 0 ? from.column + (end - start) : end - lineStart };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
