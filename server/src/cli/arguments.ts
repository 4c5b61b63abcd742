/** The command line's arguments: what they may be, and what is wrong with those given. */
import { parseArgs } from 'node:util';
import { AREAS, SEVERITIES, type Severity } from '../engine/finding';
import { ALL, type RuleInfo } from '../project/configuration';
import { unknownRuleMessage } from '../project/configurationFile';
import { nearestName } from '../project/nearest';
import { FORMATS, type Format } from '../report/render';

export interface CliOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly output?: string;
  /** Writes the HTML report to this file, beside whatever is printed. */
  readonly report?: string;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly minSeverity?: Severity;
  readonly config?: string;
  /** Findings that this file knows are not counted. */
  readonly baseline?: string;
  readonly writeBaseline?: string;
  /** Only files that changed since this revision are judged. */
  readonly changedSince?: string;
  readonly fix: 'none' | 'safe' | 'suggestions';
  readonly diff: boolean;
  readonly explain?: string;
  readonly listRules: boolean;
  readonly showConfig: boolean;
  readonly stdinFilename?: string;
  readonly stats: boolean;
  readonly quiet: boolean;
  readonly exitZero: boolean;
  readonly jobs?: number;
  readonly help: boolean;
  readonly version: boolean;
}

export type ParsedArguments =
  { readonly ok: true; readonly options: CliOptions } | { readonly ok: false; readonly message: string };

const OPTIONS = {
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  report: { type: 'string' },
  select: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  'min-severity': { type: 'string' },
  config: { type: 'string' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  'changed-since': { type: 'string' },
  fix: { type: 'boolean' },
  'fix-suggestions': { type: 'boolean' },
  diff: { type: 'boolean' },
  explain: { type: 'string' },
  'list-rules': { type: 'boolean' },
  'show-config': { type: 'boolean' },
  'stdin-filename': { type: 'string' },
  stats: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  'exit-zero': { type: 'boolean' },
  jobs: { type: 'string', short: 'j' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** Parses the arguments after the program's name. */
export function parseArguments(argv: readonly string[], rules: readonly RuleInfo[]): ParsedArguments {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    return wrong(explainParseError(error, argv));
  }
  const { values, positionals } = parsed;
  const format = values.format ?? 'text';
  if (!isOneOf(format, FORMATS)) return wrong(choice('--format', format, FORMATS));
  const minSeverity = values['min-severity'];
  if (minSeverity !== undefined && !isOneOf(minSeverity, SEVERITIES)) {
    return wrong(choice('--min-severity', minSeverity, SEVERITIES));
  }
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0 && jobs <= 256)) {
    return wrong(`--jobs needs a number from 1 to 256, not "${values.jobs}".`);
  }
  const select = splitNames(values.select);
  const ignore = splitNames(values.ignore);
  const names = new Set([...rules.map((rule) => rule.name), ...AREAS, ALL]);
  for (const name of [...(select ?? []), ...(ignore ?? [])]) {
    if (!names.has(name)) return wrong(unknownRuleMessage(name, names));
  }
  if (values.diff && format !== 'text') return wrong('--diff prints a diff; it goes with no other --format.');
  const stdinFilename = values['stdin-filename'] ?? (positionals.includes('-') ? 'stdin.py' : undefined);
  const paths = positionals.filter((path) => path !== '-');
  if (stdinFilename !== undefined && paths.length > 0) {
    return wrong('Text on standard input and paths were given; audit one or the other.');
  }
  if (values['write-baseline'] !== undefined && values['changed-since'] !== undefined) {
    return wrong('--write-baseline with --changed-since would forget the findings of all other files.');
  }
  const wantsFix = values.fix === true || values.diff === true;
  return {
    ok: true,
    options: {
      paths,
      format,
      output: values.output,
      report: values.report,
      select,
      ignore,
      minSeverity,
      config: values.config,
      baseline: values.baseline,
      writeBaseline: values['write-baseline'],
      changedSince: values['changed-since'],
      fix: values['fix-suggestions'] ? 'suggestions' : wantsFix ? 'safe' : 'none',
      diff: values.diff === true,
      explain: values.explain,
      listRules: values['list-rules'] === true,
      showConfig: values['show-config'] === true,
      stdinFilename,
      stats: values.stats === true,
      quiet: values.quiet === true,
      exitZero: values['exit-zero'] === true,
      jobs,
      help: values.help === true,
      version: values.version === true,
    },
  };
}

function wrong(message: string): ParsedArguments {
  return { ok: false, message };
}

function choice(option: string, given: string, choices: readonly string[]): string {
  const nearest = nearestName(given, choices);
  return `${option} must be one of ${choices.join(', ')}, not "${given}"${nearest ? `; did you mean "${nearest}"?` : '.'}`;
}

function isOneOf<T extends string>(value: string, choices: readonly T[]): value is T {
  return (choices as readonly string[]).includes(value);
}

/** `--select a,b --select c` names three. */
function splitNames(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((value) => value.split(/[,\s]+/)).filter((name) => name !== '');
}

/** Node's message, with a nearer option where one was misspelt. */
function explainParseError(error: unknown, argv: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const written = argv.find((argument) => argument.startsWith(unknown)) ?? unknown;
  const nearest = nearestName(unknown.replace(/^-+/, ''), Object.keys(OPTIONS));
  return `Unknown option ${written}${nearest ? `; did you mean --${nearest}?` : '.'}`;
}
