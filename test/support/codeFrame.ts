/** Readable failure messages for tests that are about places in code. */

/** The lines around a range with a caret under it. Offsets in `text`. */
export function codeFrame(text: string, start: number, end: number, note = ''): string {
  const lines = text.split(/\r\n|\r|\n/);
  const before = text.slice(0, start).split(/\r\n|\r|\n/);
  const row = before.length - 1;
  const column = before[row]!.length;
  const width = Math.max(1, Math.min(end - start, (lines[row] ?? '').length - column));
  const frame: string[] = [];
  for (let i = Math.max(0, row - 2); i <= Math.min(lines.length - 1, row + 2); i++) {
    frame.push(`${String(i + 1).padStart(5)} | ${lines[i]}`);
    if (i === row) frame.push(`      | ${' '.repeat(column)}${'^'.repeat(width)} ${note}`);
  }
  return frame.join('\n');
}

/** A text with line numbers. */
export function numbered(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => `${String(index + 1).padStart(5)} | ${line}`)
    .join('\n');
}
