/** Programs as tests write them: a script, or a notebook's cells, made into units and rendered back. */
import { createUnit } from '../../server/src/engine/source/createUnit';
import type { Fix, TextEdit } from '../../server/src/engine/finding';
import type { CellInfo, Unit } from '../../server/src/engine/source/unit';

/** A script's text, or the texts of a notebook's code cells (with what the file says of them, where a test needs it). */
export type Code = string | readonly (string | CellCode)[];

export interface CellCode extends Partial<CellInfo> {
  readonly text: string;
}

/** Takes the indentation of a template literal away, with the line ending before its first and the blanks after its last line. */
export function dedent(text: string): string {
  if (!/^[ \t]*\n/.test(text)) return text;
  const lines = text
    .replace(/^[ \t]*\n/, '')
    .replace(/\n[ \t]*$/, '\n')
    .split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length);
  const depth = Math.min(...depths, 1000);
  return lines.map((line) => line.slice(Math.min(depth, /^ */.exec(line)![0].length))).join('\n');
}

/** `Code` with each text dedented; cells lose the line ending at their end, as notebooks have them. */
export function tidy(code: Code): Code {
  if (typeof code === 'string') return dedent(code);
  return code.map((cell) => {
    const text = dedent(typeof cell === 'string' ? cell : cell.text).replace(/\n$/, '');
    return typeof cell === 'string' ? text : { ...cell, text };
  });
}

export function unitOf(code: Code, path?: string): Unit {
  if (typeof code === 'string')
    return createUnit({ path: path ?? 'program.py', kind: 'script', sources: [{ text: code }] });
  return createUnit({
    path: path ?? 'program.ipynb',
    kind: 'notebook',
    sources: code.map((cell, index) => {
      const info = { number: index + 1, executionCount: null, hasCleanOutput: false };
      if (typeof cell === 'string') return { text: cell, cell: info };
      const { text, ...rest } = cell;
      return { text, cell: { ...info, ...rest } };
    }),
  });
}

/** The texts of a program's sources. */
export function textsOf(code: Code): string[] {
  return typeof code === 'string'
    ? [code]
    : code.map((cell) => (typeof cell === 'string' ? cell : cell.text));
}

/** The same program with each text changed. */
export function mapTexts(code: Code, change: (text: string, source: number) => string): Code {
  if (typeof code === 'string') return change(code, 0);
  return code.map((cell, index) =>
    typeof cell === 'string' ? change(cell, index) : { ...cell, text: change(cell.text, index) },
  );
}

/**
 * The program after a fix; edits of other files are left out.
 * @throws if edits overlap, are out of order or lie outside the text
 */
export function applyFix(code: Code, fix: Fix): Code {
  return applyEdits(
    code,
    fix.edits.filter((edit) => edit.path === undefined),
  );
}

export function applyEdits(code: Code, edits: readonly TextEdit[]): Code {
  return mapTexts(code, (text, source) => {
    let result = '';
    let position = 0;
    for (const edit of edits.filter((e) => e.source === source)) {
      if (edit.start < position || edit.end < edit.start || edit.end > text.length) {
        throw new Error(
          `The edit ${JSON.stringify(edit)} overlaps another, is out of order or lies outside the text.`,
        );
      }
      result += text.slice(position, edit.start) + edit.newText;
      position = edit.end;
    }
    return result + text.slice(position);
  });
}

/** A program as one text for comparison and failure messages; cells are parted by a line. */
export function render(code: Code): string {
  const texts = textsOf(code);
  return typeof code === 'string' ? code : texts.map((text, i) => `# --- cell ${i + 1}\n${text}`).join('\n');
}
