/**
 * Writes one severity into a configuration file's text: an edit of the few characters that change, so that comments, order and
 * layout stay as their author left them.
 */
import { parse as parseToml } from 'smol-toml';
import type { Level } from './configuration';
import { tableOf, type ConfigurationFile } from './configurationFile';
import { locateToml, type TextRange, type TomlLocations, type TomlPath } from './tomlLocator';

export interface TextChange extends TextRange {
  readonly newText: string;
}

/**
 * Where a severity has to stand to have the last word for a path: in the last override that applies to it and speaks of the
 * rule, else in the file's own table.
 * @param applying indices of the overrides that apply to the path, in order
 */
export function severityPlace(
  file: ConfigurationFile,
  applying: readonly number[],
  rule: { readonly name: string; readonly area: string },
): TomlPath {
  const prefix = tableOf(file.path);
  const names = [rule.name, rule.area, 'all'];
  const speaks = (index: number): boolean => {
    const layer = file.overrides[index]?.layer;
    return (
      layer?.select !== undefined ||
      names.some((name) => layer?.severity?.[name] !== undefined || layer?.ignore?.includes(name))
    );
  };
  const deciding = applying.filter(speaks).at(-1);
  return deciding === undefined ? prefix : [...prefix, 'overrides', deciding];
}

/**
 * The change that gives a rule a severity in a table of the file.
 * @returns undefined if the text is no valid TOML, or is written in a way that can't be edited safely
 */
export function severityChange(
  text: string,
  table: TomlPath,
  rule: string,
  level: Level,
): TextChange | undefined {
  const before = parsed(text);
  if (before === undefined) return undefined;
  const editor = new Editor(text, locateToml(text), before);
  const change = editor.set([...table, 'severity'], rule, level);
  return change && isExact(before, parsed(applied(text, change)), [...table, 'severity', rule], level)
    ? change
    : undefined;
}

/** A text after a change. */
export function applied(text: string, { start, end, newText }: TextChange): string {
  return text.slice(0, start) + newText + text.slice(end);
}

class Editor {
  private readonly newline: string;

  constructor(
    private readonly text: string,
    private readonly locations: TomlLocations,
    private readonly root: unknown,
  ) {
    this.newline = text.includes('\r\n') ? '\r\n' : '\n';
  }

  set(path: TomlPath, rule: string, level: Level): TextChange | undefined {
    const value = this.locations.value([...path, rule]);
    if (value) return { ...value, newText: `"${level}"` };
    const pair = `${rule} = "${level}"`;
    if (this.isInline(path)) return this.intoInlineTable(path, pair);
    if (this.locations.bodyEnd(path) !== undefined) return this.belowHeader(path, pair);
    const sibling = this.lastDotted(path);
    if (sibling) return sibling.with(pair);
    return this.newTable(path, pair);
  }

  /** `severity = { a = "hint" }`: one more entry. */
  private intoInlineTable(path: TomlPath, pair: string): TextChange | undefined {
    const { start, end } = this.locations.value(path)!;
    const inside = this.text.slice(start + 1, end - 1);
    const isEmpty = inside.trim() === '';
    const at = start + 1 + (isEmpty ? 0 : inside.trimEnd().length);
    return { start: at, end: isEmpty ? end - 1 : at, newText: isEmpty ? ` ${pair} ` : `, ${pair}` };
  }

  /** A line more below `[severity]`. */
  private belowHeader(path: TomlPath, pair: string): TextChange {
    const at = this.lineEnd(this.locations.bodyEnd(path)!);
    return { start: at, end: at, newText: `${this.newline}${pair}` };
  }

  /** Below the last of `severity.a = "hint"`, written as that is. */
  private lastDotted(path: TomlPath): { with(pair: string): TextChange } | undefined {
    const known = Object.keys(tableAt(this.root, path) ?? {});
    const ends = known.flatMap((name) => {
      const key = this.locations.key([...path, name]);
      const value = this.locations.value([...path, name]);
      return key && value ? [{ key, value }] : [];
    });
    const last = ends.sort((a, b) => a.value.end - b.value.end).at(-1);
    if (!last) return undefined;
    const lineStart = this.text.lastIndexOf('\n', last.key.start - 1) + 1;
    const lead = this.text.slice(lineStart, last.key.start);
    if (!/^[ \t]*[\w."' -]*\.[ \t]*$/.test(lead)) return undefined;
    const at = this.lineEnd(last.value.end);
    return { with: (pair) => ({ start: at, end: at, newText: `${this.newline}${lead}${pair}` }) };
  }

  /** A table of its own below the table that it belongs to; inside it, where that one is written in a single line. */
  private newTable(path: TomlPath, pair: string): TextChange | undefined {
    const parent = path.slice(0, -1);
    if (this.isInline(parent)) return this.intoInlineTable(parent, `severity = { ${pair} }`);
    const end = this.locations.bodyEnd(parent);
    const header = `[${path.filter((part) => typeof part === 'string').join('.')}]`;
    const block = `${header}${this.newline}${pair}`;
    // At the top of a file everything below belongs to other tables: the end is the place.
    if (end === undefined || parent.length === 0) return this.atEnd(block);
    const at = this.lineEnd(end);
    return { start: at, end: at, newText: `${this.newline}${this.newline}${block}` };
  }

  private atEnd(block: string): TextChange {
    const body = this.text.trimEnd();
    const lead = body === '' ? '' : `${this.newline}${this.newline}`;
    return { start: body.length, end: this.text.length, newText: `${lead}${block}${this.newline}` };
  }

  private isInline(path: TomlPath): boolean {
    const value = path.length > 0 ? this.locations.value(path) : undefined;
    return value !== undefined && this.text[value.start] === '{';
  }

  private lineEnd(offset: number): number {
    const match = /\r?\n/.exec(this.text.slice(offset));
    return match ? offset + match.index : this.text.length;
  }
}

type Table = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return parseToml(text);
  } catch {
    return undefined;
  }
}

function tableAt(root: unknown, path: TomlPath): Table | undefined {
  let at = root;
  for (const part of path) at = (at as Record<string | number, unknown> | undefined)?.[part];
  return typeof at === 'object' && at !== null ? (at as Table) : undefined;
}

/** True if the text after the change says the one thing more, and nothing else less or more. */
function isExact(before: unknown, after: unknown, path: TomlPath, level: Level): boolean {
  if (after === undefined) return false;
  const wanted = withValue(before, path, level);
  return canonical(wanted) === canonical(after);
}

function withValue(root: unknown, [first, ...rest]: TomlPath, level: Level): unknown {
  if (first === undefined) return level;
  if (Array.isArray(root))
    return root.map((part: unknown, index) => (index === first ? withValue(part, rest, level) : part));
  const table = (root ?? {}) as Table;
  return { ...table, [first]: withValue(table[first], rest, level) };
}

/** A value as text, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) && !(part instanceof Date)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : typeof part === 'bigint'
        ? String(part)
        : part,
  );
}
