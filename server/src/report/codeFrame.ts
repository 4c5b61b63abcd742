/** The lines around a finding, with carets below what it means. */
import type { AuditFinding } from '../project/auditFinding';
import { plain, type Style } from './style';

const TAB = '    ';

/** A code frame: a numbered line per line of the excerpt, and carets below the marked ones. */
export function codeFrame(
  finding: Pick<AuditFinding, 'start' | 'end' | 'excerpt' | 'severity'>,
  style: Style = plain,
): string[] {
  const { excerpt, start, end } = finding;
  const width = String(excerpt.firstLine + excerpt.lines.length - 1).length;
  const frame: string[] = [];
  for (const [index, line] of excerpt.lines.entries()) {
    const number = excerpt.firstLine + index;
    const isMarked =
      number >= start.line &&
      number <= end.line &&
      !(number === end.line && end.column === 1 && number > start.line);
    const gutter = `${isMarked ? '>' : ' '} ${String(number).padStart(width)} │`;
    frame.push(`${style.dim(gutter)} ${printable(line)}`.trimEnd());
    if (!isMarked) continue;
    const from = number === start.line ? start.column - 1 : line.length - line.trimStart().length;
    const to = number === end.line ? end.column - 1 : line.length;
    const before = displayWidth(line.slice(0, from));
    const carets = Math.max(1, displayWidth(line.slice(from, to)));
    if (from > line.length) continue; // the mark lies in the cut part of an overlong line
    const empty = `  ${' '.repeat(width)} │`;
    frame.push(`${style.dim(empty)} ${' '.repeat(before)}${style[finding.severity]('^'.repeat(carets))}`);
  }
  return frame;
}

/** Text without what would move a terminal's cursor or change its colours; tabs become spaces. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', TAB)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD');
}

const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const INVISIBLE = /\p{Mn}|\u200D|\uFE0F/u;

/** Columns that a text takes in a terminal: two for wide characters, none for marks that combine. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === '\t') width += TAB.length;
    else if (!INVISIBLE.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
