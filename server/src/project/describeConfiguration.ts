/** The effective configuration of a path as text for a person: each value and where it came from. */
import { originText, type Origin } from './configuration';
import type { EffectiveConfiguration } from './configurationStore';
import { basename, rootOf } from './paths';

/** Plain text; `path` is shown as given. Origins in a file are written `path:line`. */
export function describeConfiguration(path: string, configuration: EffectiveConfiguration): string {
  const { file } = configuration;
  const rules = [...configuration.rules].sort(
    (a, b) => a.rule.area.localeCompare(b.rule.area) || a.rule.name.localeCompare(b.rule.name),
  );
  // In a virtual workspace the file's long address is no link: it is named above the table, and in short in its rows.
  const shown = (origin: Origin): string =>
    originText(
      /^[a-z][\w+.-]+:\/\//i.test(rootOf(origin.name)) ? { ...origin, name: basename(origin.name) } : origin,
    );
  const from = (key: string, isSet: boolean): string =>
    file && isSet ? shown({ name: file.path, line: file.layer.line?.([key]) }) : 'default';
  const rows: Row[] = [
    ['min-severity', configuration.minSeverity, from('min-severity', file?.minSeverity !== undefined)],
    [
      'max-file-size',
      `${configuration.maxFileSize} bytes`,
      from('max-file-size', file?.maxFileSize !== undefined),
    ],
    ['exclude', list(file?.exclude), from('exclude', (file?.exclude.length ?? 0) > 0)],
  ];
  const lines = [
    `Effective configuration of ${path}`,
    '',
    `Configuration file: ${file?.path ?? 'none found; the defaults hold'}`,
    '',
    ...table(rows),
    '',
  ];
  const ofRules: (Row | string)[] = [];
  let area = '';
  for (const { rule, level, options, origin, optionOrigins } of rules) {
    if (rule.area !== area) ofRules.push(`${(area = rule.area)}:`);
    ofRules.push([`  ${rule.name}`, level, origin ? shown(origin) : 'default']);
    const defaults = Object.entries(rule.options ?? {}).map(([key, schema]) => [key, schema.default]);
    for (const [key, value] of Object.entries({ ...Object.fromEntries(defaults), ...options })) {
      const where = optionOrigins[key];
      ofRules.push([`    ${key}`, JSON.stringify(value), where ? shown(where) : 'default']);
    }
  }
  lines.push(...table(ofRules));
  if (file?.problems.length) {
    lines.push('', 'Problems:');
    for (const { line, column, message } of file.problems)
      lines.push(`  ${file.path}:${line}:${column}: ${message}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Name, value, origin. */
export type Row = readonly [string, string, string];

/** Rows as aligned lines; headings between them stay as they are. */
export function table(rows: readonly (Row | string)[]): string[] {
  const widths = [0, 1].map((column) =>
    Math.max(...rows.map((row) => (typeof row === 'string' ? 0 : Math.min(row[column]!.length, 40)))),
  );
  return rows.map((row) =>
    typeof row === 'string'
      ? row
      : `${row[0].padEnd(widths[0]!)}  ${row[1].padEnd(widths[1]!)}  ${row[2]}`.trimEnd(),
  );
}

/** A list in a cell of a table. */
export function list(values: readonly string[] | undefined): string {
  return values?.length ? values.join(', ') : 'nothing';
}
