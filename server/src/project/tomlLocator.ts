/**
 * Where the keys and values of a TOML text stand. smol-toml gives the values but not their places; this walks a text that it
 * has accepted and notes offsets, so that a wrong value gets its squiggle where it is written.
 */

export type TomlPath = readonly (string | number)[];

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface TomlLocations {
  /** Range of the key (or table header) that introduced a path. */
  key(path: TomlPath): TextRange | undefined;
  /** Range of a path's value; for a table with a header, of that header. */
  value(path: TomlPath): TextRange | undefined;
  /** Offset behind the last pair below a table's header, or behind the header if there is none; `[]` is the top of the text. */
  bodyEnd(path: TomlPath): number | undefined;
}

/** Locates every key, value and array element. Text that is no valid TOML gives what was found up to the fault. */
export function locateToml(text: string): TomlLocations {
  const walker = new Walker(text);
  walker.document();
  return {
    key: (path) => walker.keys.get(JSON.stringify(path)),
    value: (path) => walker.values.get(JSON.stringify(path)),
    bodyEnd: (path) => walker.bodyEnds.get(JSON.stringify(path)),
  };
}

interface Key extends TextRange {
  readonly name: string;
}

class Walker {
  readonly keys = new Map<string, TextRange>();
  readonly values = new Map<string, TextRange>();
  readonly bodyEnds = new Map<string, number>();
  /** Number of `[[headers]]` seen so far, by path. */
  private readonly lengths = new Map<string, number>();
  private at = 0;

  constructor(private readonly text: string) {}

  document(): void {
    let table: TomlPath = [];
    for (;;) {
      this.skip(/[ \t\r\n]|#[^\n]*/y);
      if (this.at >= this.text.length) return;
      const before = this.at;
      if (this.text[this.at] === '[') table = this.header();
      else this.pair(table, /[ \t]/y);
      this.bodyEnds.set(JSON.stringify(table), this.at);
      if (this.at === before) return; // no TOML: give up rather than loop
    }
  }

  /** `[a.b]` or `[[a.b]]`; returns the path that the lines below it belong to. */
  private header(): TomlPath {
    const start = this.at;
    const isArray = this.text.startsWith('[[', start);
    this.at += isArray ? 2 : 1;
    const keys = this.dottedKey();
    this.at += isArray ? 2 : 1;
    let path: TomlPath = [];
    for (const [index, key] of keys.entries()) {
      path = [...path, key.name];
      const id = JSON.stringify(path);
      if (isArray && index === keys.length - 1) this.lengths.set(id, (this.lengths.get(id) ?? 0) + 1);
      this.note(this.keys, path, key);
      this.note(this.values, path, { start, end: this.at });
      const length = this.lengths.get(id);
      if (length !== undefined) {
        path = [...path, length - 1];
        this.note(this.keys, path, key);
        this.note(this.values, path, { start, end: this.at });
      }
    }
    return path;
  }

  /** `a.b = value` below a table. */
  private pair(table: TomlPath, blank: RegExp): void {
    let path = table;
    const keys = this.dottedKey();
    for (const key of keys) {
      path = [...path, key.name];
      this.note(this.keys, path, key);
    }
    this.skip(blank);
    if (this.text[this.at] !== '=') return;
    this.at++;
    this.skip(blank);
    const start = this.at;
    this.value(path);
    for (let depth = path.length; depth > table.length; depth--) {
      this.note(this.values, path.slice(0, depth), { start, end: this.at });
    }
  }

  private dottedKey(): Key[] {
    const keys: Key[] = [];
    for (;;) {
      this.skip(/[ \t]/y);
      const start = this.at;
      const quote = this.text[start];
      if (quote === '"' || quote === "'") {
        this.string();
        const raw = this.text.slice(start, this.at);
        keys.push({ name: unquote(raw), start, end: this.at });
      } else {
        this.skip(/[\p{L}\p{N}_-]/uy);
        keys.push({ name: this.text.slice(start, this.at), start, end: this.at });
      }
      this.skip(/[ \t]/y);
      if (this.text[this.at] !== '.') return keys;
      this.at++;
    }
  }

  private value(path: TomlPath): void {
    const character = this.text[this.at];
    if (character === '"' || character === "'") this.string();
    else if (character === '[') this.array(path);
    else if (character === '{') this.inlineTable(path);
    else this.skip(/[^\s,#\]}]|(?<=\d) (?=\d\d:)/y);
  }

  private array(path: TomlPath): void {
    this.at++;
    for (let index = 0; this.at < this.text.length; index++) {
      this.skip(/[\s,]|#[^\n]*/y);
      if (this.text[this.at] === ']') break;
      const start = this.at;
      this.value([...path, index]);
      if (this.at === start) return;
      this.note(this.values, [...path, index], { start, end: this.at });
    }
    this.at++;
  }

  private inlineTable(path: TomlPath): void {
    this.at++;
    while (this.at < this.text.length) {
      this.skip(/[\s,]|#[^\n]*/y);
      if (this.text[this.at] === '}') break;
      const start = this.at;
      this.pair(path, /\s/y);
      if (this.at === start) return;
    }
    this.at++;
  }

  private string(): void {
    const quote = this.text[this.at]!;
    const fence = this.text.startsWith(quote.repeat(3), this.at) ? quote.repeat(3) : quote;
    this.at += fence.length;
    while (this.at < this.text.length && !this.text.startsWith(fence, this.at)) {
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at += fence.length;
    // A multi-line string may end in up to two quotes of its own.
    if (fence.length === 3) while (this.text[this.at] === quote) this.at++;
  }

  private skip(pattern: RegExp): void {
    for (;;) {
      pattern.lastIndex = this.at;
      const match = pattern.exec(this.text);
      if (!match || match[0] === '') return;
      this.at += match[0].length;
    }
  }

  /** The first mention wins: it is where a reader looks. */
  private note(map: Map<string, TextRange>, path: TomlPath, range: TextRange): void {
    const id = JSON.stringify(path);
    if (!map.has(id)) map.set(id, { start: range.start, end: range.end });
  }
}

function unquote(raw: string): string {
  if (raw.startsWith("'")) return raw.slice(1, -1);
  try {
    return JSON.parse(raw) as string;
  } catch {
    return raw.slice(1, -1);
  }
}
