/** The effective configuration of a path as text for a person: each value and where it came from. */
import type { EffectiveConfiguration } from './configurationStore';
import { basename } from './paths';

/** Plain text; `path` is shown as given. */
export function describeConfiguration(path: string, configuration: EffectiveConfiguration): string {
  const { file } = configuration;
  const width = Math.max(...configuration.rules.map(({ rule }) => rule.name.length));
  const rules = [...configuration.rules].sort(
    (a, b) => a.rule.area.localeCompare(b.rule.area) || a.rule.name.localeCompare(b.rule.name),
  );
  // The file is named above the table; in the table its long name would hide what it is there for.
  const shortened = (origin: string) =>
    file && origin.startsWith(file.path) ? basename(file.path) + origin.slice(file.path.length) : origin;
  const lines = [
    `Effective configuration of ${path}`,
    '',
    `Configuration file: ${file?.path ?? 'none found; the defaults hold'}`,
    `min-severity:       ${configuration.minSeverity}${file?.minSeverity ? '' : ' (default)'}`,
    `max-file-size:      ${configuration.maxFileSize} bytes${file?.maxFileSize ? '' : ' (default)'}`,
    `exclude:            ${file?.exclude.length ? file.exclude.join(', ') : 'nothing'}`,
    '',
  ];
  let area = '';
  for (const { rule, level, options, origin } of rules) {
    if (rule.area !== area) lines.push(`${(area = rule.area)}:`);
    lines.push(`  ${rule.name.padEnd(width)}  ${level.padEnd(11)}  ${shortened(origin ?? 'default')}`);
    for (const [key, value] of Object.entries(options)) lines.push(`    ${key} = ${JSON.stringify(value)}`);
  }
  if (file?.problems.length) {
    lines.push('', 'Problems:');
    for (const { line, column, message } of file.problems)
      lines.push(`  ${file.path}:${line}:${column}: ${message}`);
  }
  return `${lines.join('\n')}\n`;
}
