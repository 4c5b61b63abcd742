/** A new configuration: every key, with its default and what it means, as comments; nothing is changed by it. */
import { AREAS } from '../engine/finding';
import type { TextChange } from './configurationEdit';
import { DEFAULT_MAX_FILE_SIZE } from './configurationStore';
import { FILE_KEYS } from './configurationKeys';

const EXAMPLES: readonly [key: string, lines: readonly string[]][] = [
  ['exclude', ['exclude = ["third_party/"]']],
  ['ignore', ['ignore = ["row-iteration"]']],
  ['select', ['select = ["all"]']],
  ['min-severity', ['min-severity = "hint"']],
  ['max-file-size', [`max-file-size = "${DEFAULT_MAX_FILE_SIZE / 1e6} MB"`]],
];

/**
 * The text of a new mlops-antipatterns.toml, or with a prefix (`tool.mlops-antipatterns`) that of a table for a pyproject.toml.
 */
export function configurationTemplate(prefix = ''): string {
  const path = (key: string): string => [prefix, key].filter(Boolean).join('.');
  const parts = [
    '# MLOps Antipatterns: what is looked for in this project, and how it is reported.',
    '# Rules and areas are listed by `mlops-audit --list-rules`, and by completion in an editor.',
    `# Areas: ${AREAS.join(', ')}.`.replace(/(.{1,100})(?: |$)/g, '$1\n# ').replace(/\n# $/, ''),
    ...(prefix ? [`[${prefix}]`] : []),
    ...EXAMPLES.flatMap(([key, lines]) => [
      '',
      `# ${FILE_KEYS[key]!.description}`,
      ...lines.map((line) => `# ${line}`),
    ]),
    '',
    `[${path('severity')}]`,
    `# ${FILE_KEYS['severity']!.description} error, warning, information, hint or off.`,
    '# unseeded-randomness = "error"',
    '# tracking = "hint"',
    '',
    `# ${FILE_KEYS['overrides']!.description}`,
    `# [[${path('overrides')}]]`,
    '# paths = ["notebooks/"]',
    '# severity = { reproducibility = "hint" }',
  ];
  return `${parts.join('\n')}\n`;
}

/** The change that appends the table to a text, its line endings kept. */
export function templateChange(text: string, prefix: string): TextChange {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text.trimEnd().length;
  const lead = start === 0 ? '' : `${newline}${newline}`;
  return {
    start,
    end: text.length,
    newText: lead + configurationTemplate(prefix).replaceAll('\n', newline),
  };
}
