/** Commands that audit nothing: `--explain`, `--list-rules`, `--show-config`. */
import type { Rule } from '../engine/rules/rule';
import { unknownRuleMessage } from '../project/configurationFile';
import type { ConfigurationStore } from '../project/configurationStore';
import { describeConfiguration } from '../project/describeConfiguration';
import type { Host } from '../project/host';
import { join } from '../project/paths';
import { ruleHelp } from '../report/ruleHelp';

export type Answer =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** A rule's page. */
export function explain(rules: readonly Rule[], name: string): Answer {
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule) return { ok: true, text: ruleHelp(rule) };
  const message = unknownRuleMessage(
    name,
    rules.map((candidate) => candidate.name),
  );
  return { ok: false, message };
}

/** A line per rule: name, severity, fix, summary; by area. */
export function listRules(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const lines: string[] = [];
  let area = '';
  for (const rule of [...rules].sort(
    (a, b) => a.area.localeCompare(b.area) || a.name.localeCompare(b.name),
  )) {
    if (rule.area !== area) lines.push(`${(area = rule.area)}:`);
    const level = rule.default === 'on' ? rule.severity : `off (${rule.severity})`;
    lines.push(`  ${rule.name.padEnd(width)}  ${level.padEnd(17)}  ${rule.docs.summary}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The effective configuration of a path (a folder's is that of a file in it). */
export async function showConfiguration(
  host: Host,
  configuration: ConfigurationStore,
  path: string,
): Promise<string> {
  const stat = await host.stat(path);
  const isFolder = stat.ok && stat.value.kind === 'directory';
  return describeConfiguration(path, await configuration.effective(isFolder ? join(path, 'file.py') : path));
}
