/** A rule's documentation as Markdown: for `--explain`, SARIF and the editor. */
import type { Rule } from '../engine/rules/rule';

/** The page of a rule. `link` gives the address of its full page, if there is one. */
export function ruleHelp(rule: Rule, link?: string): string {
  const { docs } = rule;
  const fix = {
    safe: 'automatic',
    suggestion: 'suggested; look at the result',
    scaffold: 'makes a file or block',
    none: 'none',
  }[rule.fix];
  const parts = [
    `# ${rule.name}`,
    docs.summary,
    `**Area** ${rule.area} · **severity** ${rule.severity}${rule.default === 'off' ? ' · off by default' : ''} · **fix** ${fix}`,
    `## What it costs\n\n${docs.why}`,
    `## Antipattern\n\n${example(docs.bad)}`,
    `## Mitigation\n\n${example(docs.good)}`,
  ];
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) {
    const lines = options.map(
      ([name, option]) =>
        `- \`${name}\` (default \`${JSON.stringify(option.default)}\`): ${option.description}`,
    );
    parts.push(`## Options\n\n${lines.join('\n')}`);
  }
  if (docs.limits.length > 0)
    parts.push(`## Not flagged\n\n${docs.limits.map((limit) => `- ${limit}`).join('\n')}`);
  parts.push(`To silence one finding, end its line with \`# mlops: ignore[${rule.name}] the reason\`.`);
  if (docs.references.length > 0)
    parts.push(`## References\n\n${docs.references.map((name) => `- ${name}`).join('\n')}`);
  if (link) parts.push(link);
  return `${parts.join('\n\n')}\n`;
}

function example(code: string | readonly string[]): string {
  const cells = typeof code === 'string' ? [code] : code;
  return cells.map((cell) => `\`\`\`python\n${cell.trim()}\n\`\`\``).join('\n\n');
}
