/**
 * Offsets to lines and back for one text. Lines are 0-based; columns are UTF-16 code units, 0-based.
 * A line ends after `\n`, `\r\n` or a lone `\r` (as LSP and VS Code count them).
 */
export class LineIndex {
  private starts: number[] | undefined;

  constructor(private readonly text: string) {}

  /** Offsets at which lines start; always at least `[0]`. Computed on first use. */
  get lineStarts(): readonly number[] {
    if (this.starts) return this.starts;
    const starts = [0];
    const { text } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 13 && text.charCodeAt(i + 1) === 10) continue;
      if (code === 10 || code === 13) starts.push(i + 1);
    }
    return (this.starts = starts);
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  /** The 0-based line of an offset; offsets past the end belong to the last line. */
  lineAt(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** 0-based line and UTF-16 column of an offset. */
  position(offset: number): { line: number; column: number } {
    const line = this.lineAt(offset);
    return { line, column: offset - this.lineStarts[line]! };
  }

  /** Offset of a 0-based line and column, held inside the text. */
  offset(line: number, column: number): number {
    const starts = this.lineStarts;
    if (line < 0) return 0;
    if (line >= starts.length) return this.text.length;
    return Math.min(starts[line]! + column, starts[line + 1] ?? this.text.length);
  }

  /** A line's text with its line ending. */
  lineText(line: number): string {
    const starts = this.lineStarts;
    return this.text.slice(starts[line] ?? this.text.length, starts[line + 1] ?? this.text.length);
  }
}
