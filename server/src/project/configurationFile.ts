/**
 * Reads `[tool.mlops-antipatterns]` of a pyproject.toml, or an mlops-antipatterns.toml. What is wrong in it becomes a problem
 * with its place; the valid rest still counts.
 */
import { parse as parseToml, TomlError } from 'smol-toml';
import { AREAS, SEVERITIES, type Severity } from '../engine/finding';
import { LineIndex } from '../engine/source/lineIndex';
import type { OptionSchema } from '../engine/rules/rule';
import { ALL, LEVELS, isArea, type Layer, type Level, type RuleInfo } from './configuration';
import { FILE_KEYS, OVERRIDE_KEYS } from './configurationKeys';
import { nearestName } from './nearest';
import { basename, dirname } from './paths';
import { locateToml, type TextRange, type TomlLocations, type TomlPath } from './tomlLocator';

export const CONFIGURATION_FILE = 'mlops-antipatterns.toml';
export const PYPROJECT_FILE = 'pyproject.toml';
const SECTION = 'mlops-antipatterns';

/** Path of the table that configures us in a file of this name. */
export function tableOf(path: string): TomlPath {
  return basename(path) === PYPROJECT_FILE ? ['tool', SECTION] : [];
}

export interface ConfigurationProblem extends TextRange {
  readonly message: string;
  /** 1-based, for messages; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

export interface Override {
  /** Patterns as in .gitignore, relative to the configuration file's folder. */
  readonly paths: readonly string[];
  readonly layer: Layer;
}

export interface ConfigurationFile {
  readonly path: string;
  /** Folder that `exclude` and the overrides' `paths` are relative to. */
  readonly folder: string;
  readonly layer: Layer;
  readonly overrides: readonly Override[];
  /** Patterns as in .gitignore. */
  readonly exclude: readonly string[];
  readonly minSeverity?: Severity;
  /** Bytes. */
  readonly maxFileSize?: number;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Parses a configuration file's text. Returns undefined for a pyproject.toml without our section: it configures nothing.
 * `folder` is where relative patterns start, by default the file's folder.
 */
export function parseConfiguration(
  path: string,
  text: string,
  rules: readonly RuleInfo[],
  folder: string = dirname(path),
): ConfigurationFile | undefined {
  const isPyproject = basename(path) === PYPROJECT_FILE;
  const problems: ConfigurationProblem[] = [];
  const lines = new LineIndex(text);
  const report = (range: TextRange, message: string): void => {
    const { line, column } = lines.position(range.start);
    problems.push({ ...range, line: line + 1, column: column + 1, message });
  };

  let root: unknown;
  try {
    root = parseToml(text);
  } catch (error) {
    if (isPyproject && !text.includes(SECTION)) return undefined; // someone else's problem
    const at = error instanceof TomlError ? lines.offset(error.line - 1, error.column - 1) : 0;
    const end = Math.max(
      at + 1,
      at + lines.lineText(lines.lineAt(at)).trimEnd().length - lines.position(at).column,
    );
    report(
      { start: at, end: Math.min(end, Math.max(text.length, 1)) },
      `TOML syntax error: ${firstSentence(error)}`,
    );
    return { path, folder, layer: { origin: path }, overrides: [], exclude: [], problems };
  }

  const prefix = tableOf(path);
  const section = prefix.reduce<unknown>((table, key) => (isTable(table) ? table[key] : undefined), root);
  if (section === undefined) return undefined;
  const reader = new Reader(path, rules, locateToml(text), lines, report);
  if (!isTable(section)) {
    reader.wrong(prefix, 'must be a table');
    return { path, folder, layer: { origin: path }, overrides: [], exclude: [], problems };
  }
  return { path, folder, problems, ...reader.file(section, prefix) };
}

type Table = Readonly<Record<string, unknown>>;

class Reader {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly path: string,
    private readonly rules: readonly RuleInfo[],
    private readonly locations: TomlLocations,
    private readonly lines: LineIndex,
    private readonly report: (range: TextRange, message: string) => void,
  ) {
    this.names = new Set([...rules.map((rule) => rule.name), ...AREAS, ALL]);
  }

  file(table: Table, path: TomlPath): Omit<ConfigurationFile, 'path' | 'folder' | 'problems'> {
    this.unknownKeys(table, path, Object.keys(FILE_KEYS));
    return {
      layer: this.layer(table, path),
      overrides: this.overrides(table.overrides, [...path, 'overrides']),
      exclude: this.strings(table.exclude, [...path, 'exclude']) ?? [],
      minSeverity: this.oneOf(table['min-severity'], [...path, 'min-severity'], SEVERITIES),
      maxFileSize: this.bytes(table['max-file-size'], [...path, 'max-file-size']),
    };
  }

  /** Reports a value: `` `key` <message> ``. */
  wrong(path: TomlPath, message: string): void {
    const key = path.filter((part) => typeof part === 'string').at(-1) ?? '';
    this.report(this.locations.value(path) ?? this.range(path), `\`${key}\` ${message}.`);
  }

  private layer(table: Table, path: TomlPath, note?: string): Layer {
    return {
      origin: this.path,
      ...(note === undefined ? {} : { note }),
      select: this.ruleNames(table.select, [...path, 'select']),
      ignore: this.ruleNames(table.ignore, [...path, 'ignore']),
      severity: this.severities(table.severity, [...path, 'severity']),
      options: this.ruleOptions(table.rules, [...path, 'rules']),
      line: (key) => {
        const at = this.locations.value([...path, ...key]) ?? this.locations.key([...path, ...key]);
        return at && this.lines.position(at.start).line + 1;
      },
    };
  }

  private overrides(value: unknown, path: TomlPath): Override[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.wrong(path, 'must be written as `[[…overrides]]`, once for each group of paths');
      return [];
    }
    const overrides: Override[] = [];
    for (const [index, table] of value.entries()) {
      const at = [...path, index];
      if (!isTable(table)) {
        this.wrong(at, 'must hold tables');
        continue;
      }
      this.unknownKeys(table, at, Object.keys(OVERRIDE_KEYS));
      const paths = this.strings(table.paths, [...at, 'paths']);
      if (table.paths === undefined) this.wrong(at, 'needs `paths`, a list of patterns');
      const layer = this.layer(table, at, `override for ${paths?.join(', ') ?? 'nothing'}`);
      if (paths) overrides.push({ paths, layer });
    }
    return overrides;
  }

  private ruleNames(value: unknown, path: TomlPath): string[] | undefined {
    const names = this.strings(value, path);
    for (const [index, name] of names?.entries() ?? []) this.checkName(name, [...path, index], 'value');
    return names;
  }

  private severities(value: unknown, path: TomlPath): Record<string, Level> | undefined {
    if (value === undefined) return undefined;
    if (!isTable(value)) {
      this.wrong(path, 'must be a table of rule or area = level');
      return undefined;
    }
    const levels: Record<string, Level> = {};
    for (const [name, written] of Object.entries(value)) {
      this.checkName(name, [...path, name], 'key');
      const level = this.oneOf(written, [...path, name], LEVELS);
      if (level) levels[name] = level;
    }
    return levels;
  }

  private ruleOptions(value: unknown, path: TomlPath): Record<string, Record<string, unknown>> | undefined {
    if (value === undefined) return undefined;
    if (!isTable(value)) {
      this.wrong(path, 'must be a table of rule names, each with a table of options');
      return undefined;
    }
    const options: Record<string, Record<string, unknown>> = {};
    for (const [name, table] of Object.entries(value)) {
      const at = [...path, name];
      const rule = this.rules.find((candidate) => candidate.name === name);
      if (!rule)
        this.unknownRule(
          name,
          at,
          'key',
          this.rules.map((candidate) => candidate.name),
        );
      else if (!isTable(table)) this.wrong(at, 'must be a table of options');
      else options[name] = this.optionsOf(rule, table, at);
    }
    return options;
  }

  private optionsOf(rule: RuleInfo, table: Table, path: TomlPath): Record<string, unknown> {
    const schemas = rule.options ?? {};
    if (Object.keys(schemas).length === 0 && Object.keys(table).length > 0) {
      this.report(this.range(path), `The rule \`${rule.name}\` has no options.`);
      return {};
    }
    this.unknownKeys(table, path, Object.keys(schemas));
    const options: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(table)) {
      const schema = schemas[key];
      if (!schema) continue;
      if (hasType(value, schema.type)) options[key] = value;
      else this.wrong([...path, key], `must be ${TYPE_NAMES[schema.type]}`);
    }
    return options;
  }

  private checkName(name: string, path: TomlPath, part: 'key' | 'value'): void {
    if (!this.names.has(name)) this.unknownRule(name, path, part, this.names);
  }

  private unknownRule(
    name: string,
    path: TomlPath,
    part: 'key' | 'value',
    candidates: Iterable<string>,
  ): void {
    const range =
      (part === 'key' ? this.locations.key(path) : this.locations.value(path)) ?? this.range(path);
    this.report(range, unknownRuleMessage(name, candidates));
  }

  private unknownKeys(table: Table, path: TomlPath, known: readonly string[]): void {
    for (const key of Object.keys(table)) {
      if (known.includes(key)) continue;
      const nearest = nearestName(key, known);
      const advice = nearest ? `did you mean \`${nearest}\`?` : `known keys are ${known.join(', ')}.`;
      this.report(this.range([...path, key]), `Unknown key \`${key}\`: ${advice}`);
    }
  }

  private strings(value: unknown, path: TomlPath): string[] | undefined {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.wrong(path, 'must be a list of strings');
      return undefined;
    }
    const strings: string[] = [];
    for (const [index, element] of value.entries()) {
      if (typeof element === 'string') strings.push(element);
      else this.wrong([...path, index], 'must hold only strings');
    }
    return strings.length === value.length ? strings : undefined;
  }

  private oneOf<T extends string>(value: unknown, path: TomlPath, choices: readonly T[]): T | undefined {
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
      this.wrong(path, `must be one of ${choices.map((name) => `"${name}"`).join(', ')}`);
    return choice;
  }

  private bytes(value: unknown, path: TomlPath): number | undefined {
    if (value === undefined) return undefined;
    const bytes = parseBytes(value);
    if (bytes === undefined) this.wrong(path, 'must be a number of bytes or a size such as "20 MB"');
    return bytes;
  }

  private range(path: TomlPath): TextRange {
    for (let depth = path.length; depth > 0; depth--) {
      const range = this.locations.key(path.slice(0, depth));
      if (range) return range;
    }
    return { start: 0, end: 1 };
  }
}

/** "Unknown rule or area `x`: did you mean `y`?" */
export function unknownRuleMessage(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  const advice = nearest ? `did you mean \`${nearest}\`?` : '`mlops-audit --list-rules` lists the names.';
  return `Unknown rule${isArea(name) ? '' : ' or area'} \`${name}\`: ${advice}`;
}

/** Bytes of a size: a positive number, or text such as "500 kB", "20 MB" (decimal) or "2 MiB". Undefined if it is neither. */
export function parseBytes(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|kib|mib|gib)?\s*$/i.exec(value);
  if (!match) return undefined;
  const units: Record<string, number> = {
    b: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    kib: 2 ** 10,
    mib: 2 ** 20,
    gib: 2 ** 30,
  };
  const bytes = Math.round(Number(match[1]) * units[(match[2] ?? 'b').toLowerCase()]!);
  return bytes > 0 ? bytes : undefined;
}

const TYPE_NAMES: Readonly<Record<OptionSchema['type'], string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a string',
  array: 'a list of strings',
};

function hasType(value: unknown, type: OptionSchema['type']): boolean {
  if (type === 'array') return Array.isArray(value) && value.every((element) => typeof element === 'string');
  return typeof value === type;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** smol-toml's messages carry a code block after the first line, which the range shows better. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .split('\n')[0]!
    .replace(/^Invalid TOML document: /, '')
    .trim();
}
