/**
 * Bytes of a Python file (or of a configuration file) to text and back, as Python reads them: UTF-8, with or without a byte
 * order mark, or what a `# -*- coding: … -*-` comment in the first two lines says. The mark is kept aside and restored.
 */

// The Encoding standard's classes, which Node and browsers share; project/ is compiled without either's types.
declare const TextDecoder: new (
  label: string,
  options?: { fatal?: boolean; ignoreBOM?: boolean },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

export interface DecodedSource {
  readonly text: string;
  /** `utf-8`, or the encoding that the file declares, in lower case. */
  readonly encoding: string;
  readonly hasByteOrderMark: boolean;
}

export type DecodeResult =
  | { readonly ok: true; readonly source: DecodedSource }
  /** `binary`: no text at all. The message is a sentence part for the summary. */
  | { readonly ok: false; readonly binary: boolean; readonly message: string };

/** How much of a file is searched for a NUL byte. */
const BINARY_PROBE = 8192;

/** Decodes a file's bytes; never throws. */
export function decodeSource(bytes: Uint8Array): DecodeResult {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) {
    return { ok: false, binary: false, message: 'encoded as UTF-16; Python reads UTF-8' };
  }
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) {
    return { ok: false, binary: true, message: 'a binary file, not Python source' };
  }
  const hasByteOrderMark = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  const body = hasByteOrderMark ? bytes.subarray(3) : bytes;
  const encoding = declaredEncoding(body) ?? 'utf-8';
  if (isUtf8(encoding)) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
      return { ok: true, source: { text, encoding: 'utf-8', hasByteOrderMark } };
    } catch {
      const line = lineOfFirstFault(body);
      return {
        ok: false,
        binary: false,
        message: `not valid UTF-8 (line ${line}), and no other encoding is declared`,
      };
    }
  }
  try {
    return { ok: true, source: { text: decodeAs(body, encoding), encoding, hasByteOrderMark } };
  } catch {
    return {
      ok: false,
      binary: false,
      message: `the declared encoding \`${encoding}\` is unknown or does not fit`,
    };
  }
}

/**
 * Encodes a text as the file was: same encoding, same byte order mark. Undefined if the encoding can't be written, or lacks
 * one of the text's characters; the file is then better left alone.
 */
export function encodeSource(
  text: string,
  as: Pick<DecodedSource, 'encoding' | 'hasByteOrderMark'>,
): Uint8Array | undefined {
  if (!isUtf8(as.encoding)) return encodeSingleByte(text, as.encoding);
  const body = new TextEncoder().encode(text);
  if (!as.hasByteOrderMark) return body;
  const bytes = new Uint8Array(body.length + 3);
  bytes.set([0xef, 0xbb, 0xbf]);
  bytes.set(body, 3);
  return bytes;
}

/** The encoding that a comment in the first two lines names (PEP 263), in lower case. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  let head = '';
  for (let i = 0, lines = 0; i < bytes.length && i < 400 && lines < 2; i++) {
    if (bytes[i] === 10) lines++;
    head += String.fromCharCode(bytes[i]!);
  }
  for (const line of head.split('\n').slice(0, 2)) {
    const match = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/.exec(line);
    if (match) return match[1]!.toLowerCase();
    if (!/^[ \t\f]*(?:#.*)?\r?$/.test(line)) return undefined;
  }
  return undefined;
}

function isUtf8(encoding: string): boolean {
  return /^(?:utf[-_]?8|utf[-_]?8[-_]?sig|u8|ascii|us-ascii)$/.test(encoding);
}

/** The Encoding standard reads `latin-1` as windows-1252; Python does not. */
function isLatin1(encoding: string): boolean {
  return /^(?:latin[-_]?1|l1|iso[-_]?8859[-_]1|8859|cp819)$/.test(encoding);
}

/** Windows' own characters in Latin-1's second block of control characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decodeAs(bytes: Uint8Array, encoding: string): string {
  const label = standardLabel(encoding);
  // Node takes windows-1252 for Latin-1, so both are read here.
  const isWindows = label === 'windows-1252';
  if (!isLatin1(encoding) && !isWindows)
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096)
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 4096)));
  const text = parts.join('');
  return isWindows
    ? text.replace(/[\u0080-\u009f]/g, (unit) => WINDOWS_1252[unit.charCodeAt(0) - 0x80]!)
    : text;
}

/** Python's names of encodings as the Encoding standard has them. */
function standardLabel(encoding: string): string {
  const dashed = encoding.replaceAll('_', '-').replace(/^cp-?(?=125|866|874)/, 'windows-');
  if (dashed === 'windows-866') return 'ibm866';
  return dashed.replace(/^(?:cp936|936|ms936)$/, 'gbk').replace(/^latin-?(\d)$/, 'latin$1');
}

function encodeSingleByte(text: string, encoding: string): Uint8Array | undefined {
  const codes = new Map<string, number>();
  try {
    for (let code = 0; code < 256; code++) {
      const character = decodeByte(code, encoding);
      if (character.length === 1 && character !== '\uFFFD') codes.set(character, code);
    }
  } catch {
    return undefined;
  }
  // Multi-byte encodings have few or no single bytes above ASCII that stand for themselves.
  if (codes.size < 200) return undefined;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = codes.get(text[i]!);
    if (code === undefined) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

/** The character of a byte, or the replacement character. */
function decodeByte(code: number, encoding: string): string {
  try {
    return decodeAs(Uint8Array.of(code), encoding);
  } catch (error) {
    if (error instanceof RangeError) throw error; // an encoding that does not exist
    return '\uFFFD';
  }
}

function lineOfFirstFault(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (newline < 0) return line;
    start = newline + 1;
  }
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
