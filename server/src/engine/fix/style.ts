/** How the user writes: indentation, quotes, line endings. */
import { sourceAt, type Source, type Unit } from '../source/unit';
import type { Stmt } from '../syntax/ast';
import { indentationAt, isFirstOnLine } from './lines';
import type { Program } from './program';
import { suitesOf } from './suites';

export interface Style {
  /** One level of indentation. */
  readonly indent: string;
  readonly quote: '"' | "'";
  readonly newline: '\n' | '\r\n';
}

const cache = new WeakMap<Unit, { indent: string; quote: '"' | "'" }>();

/** The style of the source at `position`; what that source doesn't show is taken from the unit's others. */
export function styleAt(program: Program, position: number): Style {
  const { unit } = program;
  let shared = cache.get(unit);
  if (!shared) cache.set(unit, (shared = { indent: findIndent(program) ?? '    ', quote: findQuote(unit) }));
  return { ...shared, newline: newlineOf(sourceAt(unit, position)) };
}

/** The line ending of a text: that of its first line. */
export function newlineOf(source: Source): '\n' | '\r\n' {
  const first = source.text.indexOf('\n');
  return first > 0 && source.text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** A string as a Python literal in the user's quotes. */
export function quoted(style: Pick<Style, 'quote'>, value: string): string {
  const other = style.quote === '"' ? "'" : '"';
  const quote = value.includes(style.quote) && !value.includes(other) ? other : style.quote;
  const body = value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + body + quote;
}

/**
 * Lays a block of code out as the user would. The block is written with four blanks per level, `\n` and double quotes.
 * @param indentation the blanks before the block's first level
 * @returns the block's lines, without a line ending after the last
 */
export function layOut(code: string, indentation: string, style: Style): string {
  return withQuotes(code, style)
    .split('\n')
    .map((line) => {
      if (line.trim() === '') return '';
      const blanks = /^ */.exec(line)![0].length;
      const levels = Math.floor(blanks / 4);
      return indentation + style.indent.repeat(levels) + line.slice(levels * 4);
    })
    .join(style.newline);
}

/** Turns plain double-quoted literals of our own code into the user's quotes. */
export function withQuotes(code: string, style: Pick<Style, 'quote'>): string {
  if (style.quote === '"') return code;
  return code.replace(/"""[\s\S]*?"""|#.*|'[^'\n]*'|"([^"'\\\n]*)"/g, (whole, body?: string) =>
    body === undefined ? whole : `'${body}'`,
  );
}

function findIndent({ unit, modules }: Program): string | undefined {
  const open: Stmt[] = [];
  for (const module of modules) {
    open.push(...module.body.slice().reverse());
    for (let statement = open.pop(); statement; statement = open.pop()) {
      for (const suite of suitesOf(statement)) {
        const first = suite[0];
        if (!first || !isFirstOnLine(unit, first.start)) continue;
        const outer = indentationAt(unit, statement.start);
        const inner = indentationAt(unit, first.start);
        if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
        open.push(...suite);
      }
    }
  }
  return undefined;
}

function findQuote(unit: Unit): '"' | "'" {
  let balance = 0;
  for (const { code } of unit.sources) {
    for (const match of code.matchAll(
      /#.*|"""[\s\S]*?"""|'''[\s\S]*?'''|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
    )) {
      const text = match[0];
      if (text.startsWith('#') || text.startsWith('"""') || text.startsWith("'''")) continue;
      balance += text[0] === '"' ? 1 : -1;
    }
  }
  return balance >= 0 ? '"' : "'";
}
