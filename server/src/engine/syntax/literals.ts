/** Values of string and number literals. */

/** `r'''`, `b"` …: what stands before a string's text. */
export interface StringPrefix {
  readonly raw: boolean;
  readonly bytes: boolean;
  /** An f-string or a template string. */
  readonly formatted: boolean;
  /** Length of the letters and the quotes. */
  readonly length: number;
  /** Length of the quotes alone: 1 or 3. */
  readonly quotes: 1 | 3;
}

/** Reads the prefix of the string literal that starts at `offset`. */
export function stringPrefix(code: string, offset: number): StringPrefix {
  let raw = false;
  let bytes = false;
  let formatted = false;
  let i = offset;
  for (; ; i++) {
    const letter = code.charCodeAt(i) | 32;
    if (letter === 114) raw = true;
    else if (letter === 98) bytes = true;
    else if (letter === 102 || letter === 116) formatted = true;
    else if (letter !== 117) break; // u''
  }
  const quote = code.charCodeAt(i);
  const quotes = code.charCodeAt(i + 1) === quote && code.charCodeAt(i + 2) === quote ? 3 : 1;
  return { raw, bytes, formatted, length: i - offset + quotes, quotes };
}

/** Text of a literal with its escapes resolved. `\N{…}` stays as it is written: names of characters are not known here. */
export function cook(text: string, raw: boolean, bytes: boolean): string {
  const unified = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (raw || bytes || !unified.includes('\\')) return unified;
  return unified.replace(ESCAPE, unescape);
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(\n)|([\\'"abfnrtv]))/g;
const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescape(
  all: string,
  octal?: string,
  x?: string,
  u?: string,
  U?: string,
  newline?: string,
  simple?: string,
): string {
  if (simple !== undefined) return SIMPLE[simple]!;
  if (newline !== undefined) return '';
  if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
  const point = parseInt((x ?? u ?? U)!, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : all;
}

/**
 * Value of an integer literal; NaN for complex numbers and for integers beyond JavaScript's safe range.
 * Underscores, radix prefixes and Python 2's `L` and `0777` are understood.
 */
export function integerValue(text: string): number {
  let digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const last = digits.charCodeAt(digits.length - 1) | 32;
  if (last === 108) digits = digits.slice(0, -1);
  else if (last === 106) return NaN;
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return Number.isSafeInteger(value) ? value : NaN;
}

/** Value of a floating-point literal; NaN for an imaginary one. */
export function floatValue(text: string): number {
  return Number(text.includes('_') ? text.replaceAll('_', '') : text); // a trailing j makes it NaN
}
