/** The effective configuration of a file as a page: each value, where it came from, and links to those places. */
import type { EffectiveConfiguration as Effective } from '../../project/configurationStore';
import { describeConfiguration, list, table, type Row } from '../../project/describeConfiguration';
import { basename } from '../../project/paths';
import type { EditorSettings, EffectiveConfiguration } from '../protocol';
import { DEFAULT_SETTINGS } from '../settings';
import { uriOf } from '../uris';

/** @param path host path of what the page is about */
export function configurationPage(
  path: string,
  effective: Effective,
  settings: EditorSettings,
): EffectiveConfiguration {
  const row = (key: keyof EditorSettings, value: string): Row => [
    `  ${key}`,
    value,
    JSON.stringify(settings[key]) === JSON.stringify(DEFAULT_SETTINGS[key]) ? 'default' : 'editor settings',
  ];
  const severities = Object.entries(settings.severity).map(([name, level]) => `${name} = ${level}`);
  const editor = [
    'Editor settings (mlopsAntipatterns.*):',
    ...table([
      row('enable', String(settings.enable)),
      row('run', settings.run),
      row('exclude', list(settings.exclude)),
      row('severity', list(severities)),
    ]),
  ];
  const text = `${describeConfiguration(path, effective)}\n${editor.join('\n')}\n`;
  return { text, links: effective.file ? linksTo(effective.file.path, text) : [] };
}

/** Every mention of a file: with its line, if one is named; in short (`pyproject.toml:3`) in the rows of a virtual workspace. */
function linksTo(path: string, text: string): EffectiveConfiguration['links'] {
  const short = basename(path);
  return text.split('\n').flatMap((content, line) => {
    const name = content.includes(path) ? path : short;
    const character = content.indexOf(name);
    const number = character < 0 ? null : /^:(\d+)/.exec(content.slice(character + name.length));
    if (character < 0 || (name === short && !number)) return [];
    const end = character + name.length + (number?.[0].length ?? 0);
    return [
      {
        range: { start: { line, character }, end: { line, character: end } },
        target: `${uriOf(path)}${number ? `#L${number[1]}` : ''}`,
      },
    ];
  });
}
