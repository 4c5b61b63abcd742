/**
 * IPython syntax in a source. Jupyter cells and `# %%` scripts hold lines that are no Python: magics (`%matplotlib`),
 * shell escapes (`!pip install x`), help requests (`df?`). They are masked at equal length, so that the rest parses and
 * every offset stays.
 */
import { hasCellMarkers, isCellMarker } from './cells';
import { isAutomagic, runsCell, runsStatement } from './magicNames';
import { afterLineEnding, endOfLine, scanLines } from './scan';
import type { UnitKind } from './unit';

export type MagicKind = 'line' | 'cell' | 'shell' | 'help' | 'automagic' | 'assignment';

export interface Magic {
  readonly kind: MagicKind;
  /** `matplotlib`, `time`, `pip` …; for shell escapes the first word of the command; '' for help. */
  readonly name: string;
  /** Everything after the name, trimmed. */
  readonly argument: string;
  /** Offsets of the masked text in the source's own text. */
  readonly start: number;
  readonly end: number;
  /** Names that the magic binds (`%%capture out`, `files = !ls`, `%store -r x`). */
  readonly binds: readonly string[];
}

export interface MaskedText {
  /** As long as the text it was made from. */
  readonly code: string;
  readonly magics: readonly Magic[];
}

/** A magic with what stands in its place. */
interface Mask extends Magic {
  readonly replacement: string;
}

/**
 * Masks IPython syntax.
 * @param kind in a script, magics exist only if it has cell markers
 * @param language of the cell, if the notebook says it; a cell that is not Python is blanked
 */
export function maskMagics(text: string, kind: UnitKind, language?: string): MaskedText {
  if (language !== undefined && !/^i?python\d*$/i.test(language)) return { code: blank(text), magics: [] };
  if (kind === 'script' && !hasCellMarkers(text)) return { code: text, magics: [] };
  const masks = findMasks(text, kind);
  if (masks.length === 0) return { code: text, magics: [] };
  let code = '';
  let position = 0;
  for (const { start, end, replacement } of masks) {
    code += text.slice(position, start) + replacement;
    position = end;
  }
  return {
    code: code + text.slice(position),
    magics: masks.map(({ replacement: _, ...magic }) => magic),
  };
}

function findMasks(text: string, kind: UnitKind): Mask[] {
  const masks: Mask[] = [];
  let atCellStart = true;
  scanLines(text, (start, first) => {
    const lineEnd = endOfLine(text, first);
    if (first === lineEnd) return undefined;
    if (text.charAt(first) === '#') {
      if (kind === 'script' && first === start && isCellMarker(text.slice(first, lineEnd)))
        atCellStart = true;
      return undefined;
    }
    if (atCellStart && text.startsWith('%%', first)) {
      const mask = cellMagic(text, first, lineEnd, kind);
      masks.push(mask);
      atCellStart = runsCell(mask.name); // another one may follow
      return mask.end;
    }
    atCellStart = false;
    const mask = lineMask(text, start, first);
    if (mask) masks.push(mask);
    // What a mask leaves of its line is Python: the line is claimed only if nothing is left.
    return mask && mask.end >= endOfLine(text, mask.end) ? mask.end : undefined;
  });
  return masks;
}

// ---------------------------------------------------------------- cell magics

function cellMagic(text: string, first: number, lineEnd: number, kind: UnitKind): Mask {
  const [, name = '', argument = ''] = /^%%\s*(\S*)\s*(.*)$/.exec(text.slice(first, lineEnd).trimEnd()) ?? [];
  const runs = runsCell(name);
  const end = runs ? lineEnd : kind === 'script' ? nextCell(text, lineEnd) : text.length;
  const binds = cellBinds(name, argument);
  return {
    kind: 'cell',
    name,
    argument,
    start: first,
    end,
    binds,
    replacement: blank(text.slice(first, end)),
  };
}

/** The next cell marker of a script after a line's end, or the text's end. */
function nextCell(text: string, from: number): number {
  for (let i = afterLineEnding(text, from); i < text.length;) {
    const end = endOfLine(text, i);
    if (isCellMarker(text.slice(i, end))) return i;
    i = Math.max(afterLineEnding(text, end), i + 1);
  }
  return text.length;
}

/** `%%capture out`, `%%bigquery df`, `%%sql result <<`, `%%bash --out x --err y`. */
function cellBinds(name: string, argument: string): string[] {
  if (name === 'capture' || name === 'bigquery') return argument.match(/^[A-Za-z_]\w*/g) ?? [];
  if (name === 'sql') return [...argument.matchAll(/([A-Za-z_]\w*)\s*<</g)].map((match) => match[1]!);
  return [...argument.matchAll(/--(?:out|err)[= ]([A-Za-z_]\w*)/g)].map((match) => match[1]!);
}

// ---------------------------------------------------------------- lines

const ASSIGNMENT = /^([^=!%'"#()]*[^=!%'"#()<>+\-*/|&^@:\s])\s*=\s*(?=!|%[A-Za-z%])/;
const HELP = /^(?:\?{1,2}\s*([^?\s].*)?|%{0,2}[\w*][\w.*[\]'"]*\s*\?{1,2}\s*(?:#.*)?)$/;

function lineMask(text: string, start: number, first: number): Mask | undefined {
  const end = endOfCommand(text, first);
  const line = text.slice(first, end);
  const c = line.charAt(0);
  if (c === '%') return lineMagic(text, start, first, end);
  if (c === '!') return shell(text, start, first, end);
  if (line.includes('?') && HELP.test(line.trimEnd())) {
    return whole(text, start, first, end, {
      kind: 'help',
      name: '',
      argument: line.replace(/#.*|\?/g, '').trim(),
      binds: [],
    });
  }
  const word = /^[a-z_]+(?![\w.([])/.exec(line)?.[0];
  if (word && isAutomagic(word, line.slice(word.length).trimEnd(), text)) {
    const argument = line.slice(word.length).trim();
    return whole(text, start, first, end, { kind: 'automagic', name: word, argument, binds: [] });
  }
  return assignment(text, first, end);
}

/** Where a command ends that goes on after a backslash at a line's end. */
function endOfCommand(text: string, from: number): number {
  let end = endOfLine(text, from);
  while (end < text.length && text.charAt(end - 1) === '\\')
    end = endOfLine(text, afterLineEnding(text, end));
  return end;
}

function shell(text: string, start: number, first: number, end: number): Mask {
  const { name, argument } = shellCommand(text.slice(first, end));
  return whole(text, start, first, end, { kind: 'shell', name, argument, binds: [] });
}

function shellCommand(command: string): { name: string; argument: string } {
  const [, name = '', argument = ''] = /^!{1,2}\s*(\S*)\s*([^]*)$/.exec(command) ?? [];
  return { name, argument: argument.trim() };
}

/** `%name argument`. If what it runs is a Python statement, that is kept: `%time model.fit(X)`. */
function lineMagic(text: string, start: number, first: number, end: number): Mask {
  const { name, argument, statement } = magicCommand(text.slice(first, end));
  const magic = { kind: 'line', name, argument, binds: lineBinds(name, argument) } as const;
  if (statement === undefined) return whole(text, start, first, end, magic);
  return { ...magic, start: first, end: first + statement, replacement: 'pass;'.padEnd(statement) };
}

/** `statement` is the offset in the command at which a Python statement starts that the magic runs. */
function magicCommand(command: string): { name: string; argument: string; statement?: number } {
  const [head = '', name = '', argument = ''] = /^%+\s*(\S*)\s*([^]*)$/.exec(command) ?? [];
  const result = { name, argument: argument.trim() };
  if (!runsStatement(name)) return result;
  const options = /^(?:-[A-Za-z]+\s*\d*\s+)*/.exec(argument)![0];
  const statement = argument.slice(options.length);
  const isSimple =
    statement.trim() !== '' && !/^(?:-|(?:for|if|while|with|try|def|class|async|match)\b)/.test(statement);
  return isSimple ? { ...result, statement: head.length - argument.length + options.length } : result;
}

/** `%store -r x y`, `%%capture`'s kin on one line. */
function lineBinds(name: string, argument: string): string[] {
  return name === 'store' && argument.startsWith('-r')
    ? (argument.slice(2).match(/[A-Za-z_]\w*/g) ?? [])
    : [];
}

/** `files = !ls` and `result = %time f(x)`: only the right side is masked, so that the names stay bound. */
function assignment(text: string, first: number, end: number): Mask | undefined {
  const line = text.slice(first, end);
  const match = /=[ \t]*[!%]/.test(line) ? ASSIGNMENT.exec(line) : null;
  if (!match) return undefined;
  const start = first + match[0].length;
  const command = text.slice(start, end);
  const binds = match[1]!.match(/(?<![\w.])[A-Za-z_]\w*(?![\w.[])/g) ?? [];
  if (command.startsWith('!')) {
    return {
      kind: 'assignment',
      ...shellCommand(command),
      start,
      end,
      binds,
      replacement: placeholder(command),
    };
  }
  const { name, argument, statement } = magicCommand(command);
  const magic = { kind: 'assignment', name, argument, start, binds } as const;
  if (statement === undefined) return { ...magic, end, replacement: placeholder(command) };
  return { ...magic, end: start + statement, replacement: ' '.repeat(statement) };
}

// ---------------------------------------------------------------- masks

/** Masks a whole line: blanks at top level, a statement in an indented suite, which must not become empty. */
function whole(
  text: string,
  start: number,
  first: number,
  end: number,
  magic: Pick<Magic, 'kind' | 'name' | 'argument' | 'binds'>,
): Mask {
  const masked = text.slice(first, end);
  const replacement = first === start ? blank(masked) : stand(masked);
  return { ...magic, start: first, end, replacement };
}

/** The text with everything but line endings blanked. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** A statement of the text's length: `pass`, or the shortest expression where that doesn't fit. */
function stand(text: string): string {
  return endOfLine(text, 0) >= 4 ? 'pass' + blank(text.slice(4)) : placeholder(text);
}

/** An expression of the text's length, of which nothing is known. */
function placeholder(text: string): string {
  return endOfLine(text, 0) >= 3 ? '...' + blank(text.slice(3)) : '0' + blank(text.slice(1));
}
