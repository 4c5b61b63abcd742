/** Where in a TOML text somebody is typing. The text is unfinished then, so this reads what it can and never gives up. */

export interface TomlCursor {
  /** Inside `[…]`, where a key is expected, or where a value is. */
  readonly kind: 'header' | 'key' | 'value';
  /** The table of a key, or the key of a value; without the indices of arrays. For a header: what is typed of it. */
  readonly path: readonly string[];
  /** True for a value inside an array, and for a header in double brackets. */
  readonly isElement: boolean;
  /** Offset at which the word under the cursor starts; inside the quotes of a string. */
  readonly start: number;
  /** The quote of the string that the cursor is in. */
  readonly quote?: '"' | "'";
}

/** The place of an offset; undefined in a comment and behind a finished value. */
export function tomlCursor(text: string, offset: number): TomlCursor | undefined {
  return new Scanner(text.slice(0, offset)).document();
}

/** Reads a text that ends at the cursor: whatever is open at its end is where the cursor stands. */
class Scanner {
  private at = 0;
  private found: TomlCursor | undefined;

  constructor(private readonly text: string) {}

  document(): TomlCursor | undefined {
    let table: readonly string[] = [];
    for (;;) {
      this.blank(true);
      if (this.isAtEnd) return this.found ?? (this.isInComment ? undefined : this.key(table));
      if (this.text[this.at] === '[') {
        const header = this.header();
        if (!header) return this.found;
        table = header;
      } else if (!this.pair(table)) return this.found;
      // What follows a value on its line is a comment, or a mistake.
      const rest = this.match(/[^\n]*/y);
      if (this.isAtEnd) return rest.trim() === '' && this.text.endsWith('\n') ? this.key(table) : undefined;
    }
  }

  private get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  private get isInComment(): boolean {
    const line = this.text.slice(this.text.lastIndexOf('\n') + 1);
    return line.trimStart().startsWith('#');
  }

  private key(path: readonly string[]): TomlCursor {
    return { kind: 'key', path, isElement: false, start: this.text.length };
  }

  /** The path of a header, or undefined if the cursor is in it. */
  private header(): string[] | undefined {
    const isElement = this.match(/\[\[?/y).length === 2;
    const start = this.at;
    const written = this.match(/[^\]\n]*/y);
    const path = partsOf(written);
    if (this.isAtEnd) {
      this.found = { kind: 'header', path, isElement, start };
      return undefined;
    }
    this.match(/\]\]?/y);
    return path;
  }

  /** Reads `a.b = value`; false if the cursor is in it. */
  private pair(table: readonly string[]): boolean {
    const start = this.at;
    const written = this.match(/(?:"[^"\n]*"?|'[^'\n]*'?|[^=\n"',}#])*/y);
    if (this.isAtEnd) {
      const word = /[^.\s"']*$/.exec(written)![0];
      const quote = /(["'])[^"'.\s]*$/.exec(written)?.[1] as TomlCursor['quote'];
      const path = [...table, ...partsOf(written.slice(0, written.length - word.length))];
      this.found = {
        kind: 'key',
        path,
        isElement: false,
        start: start + written.length - word.length,
        quote,
      };
      if (word === '' && /\S\s+$/.test(written)) this.found = undefined; // "ignore |": the sign is missing, not a word
      return false;
    }
    if (this.text[this.at] !== '=') {
      if (this.at === start) this.at++;
      return true;
    }
    this.at++;
    this.blank(false);
    return this.value([...table, ...partsOf(written)], false);
  }

  /** Reads a value; false if the cursor is in it. */
  private value(path: readonly string[], isElement: boolean): boolean {
    const start = this.at;
    const found = (from: number, quote?: TomlCursor['quote']): false => {
      this.found = { kind: 'value', path, isElement, start: from, quote };
      return false;
    };
    if (this.isAtEnd) return found(start);
    const first = this.text[start];
    if (first === '"' || first === "'") {
      const isClosed = this.string(first);
      return isClosed || !this.isAtEnd || found(start + 1, first);
    }
    if (first === '[') return this.array(path);
    if (first === '{') return this.inlineTable(path);
    this.match(/[^\s,\]}#]+/y);
    return !this.isAtEnd || found(start);
  }

  /** Reads a string; false if it does not end (on its line, for one in single quotes). */
  private string(quote: '"' | "'"): boolean {
    const fence = this.text.startsWith(quote.repeat(3), this.at) ? quote.repeat(3) : quote;
    this.at += fence.length;
    while (!this.isAtEnd) {
      if (this.text.startsWith(fence, this.at)) {
        this.at += fence.length;
        return true;
      }
      if (this.text[this.at] === '\n' && fence.length === 1) return false;
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    return false;
  }

  private array(path: readonly string[]): boolean {
    this.at++;
    for (;;) {
      this.match(/(?:[\s,]|#[^\n]*(?=\n))*/y);
      // A line that starts another pair or table: the bracket was never closed.
      if (/\n[ \t]*$/.test(this.text.slice(0, this.at)) && this.looksAt(/[\w-]+[ \t]*=|\[+[a-z]/y)) {
        this.at = this.text.lastIndexOf('\n', this.at - 1);
        return true;
      }
      if (this.text[this.at] === '#') return false;
      if (this.text[this.at] === ']') {
        this.at++;
        return true;
      }
      const before = this.at;
      if (!this.value(path, true)) return false;
      if (this.at === before) this.at++;
    }
  }

  private inlineTable(path: readonly string[]): boolean {
    this.at++;
    for (;;) {
      this.match(/[\s,]*/y);
      if (this.isAtEnd) {
        this.found = this.key(path);
        return false;
      }
      if (this.text[this.at] === '}') {
        this.at++;
        return true;
      }
      const before = this.at;
      if (!this.pair(path)) return false;
      if (this.at === before) return true;
    }
  }

  /** Skips blanks; with lines, also line ends and whole comments. */
  private blank(withLines: boolean): void {
    this.match(withLines ? /(?:\s|#[^\n]*)*/y : /[ \t]*/y);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    return text;
  }

  private looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }
}

/** The parts of a dotted key, without quotes and blanks. */
function partsOf(written: string): string[] {
  return (written.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? []).map((part) => part.replace(/^["']|["']$/g, ''));
}
