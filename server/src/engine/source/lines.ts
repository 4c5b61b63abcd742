/** Small questions about the lines of a source. */
import type { Source } from './unit';

/** The line that holds an offset, with its line ending: offsets in the source's text. */
export function lineRange(source: Source, offset: number): { start: number; end: number } {
  const { lines } = source;
  const line = lines.lineAt(offset);
  return { start: lines.lineStarts[line]!, end: lines.lineStarts[line + 1] ?? source.text.length };
}
