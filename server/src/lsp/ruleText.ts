/** Rules as Markdown for hovers: short enough to be read in passing. The whole page is report/ruleHelp.ts. */
import type { Finding, Rule } from '../engine';

/** What a card may say of one finding beyond the rule itself. */
export interface FindingStory {
  readonly finding: Finding;
  /** Where a related place is, as a person would say it: "line 12", "cell 3, line 2". In order; ready for Markdown. */
  readonly related: readonly { readonly where: string; readonly message: string }[];
}

/** Longest hover, in lines: more would scroll. */
const CARD_LINES = 15;

/**
 * A rule in a few lines: what it is, what it costs, how it came about here, how to mend it, where to read on.
 * @param documentation URI of the rule's page, if there is one
 */
export function ruleCard(rule: Rule, documentation: string | undefined, story?: FindingStory): string {
  const severity = story?.finding.severity ?? rule.severity;
  const lines = [`**${rule.name}** · ${rule.area} · ${severity}`, '', rule.docs.summary, ''];
  lines.push(`*Cost:* ${firstSentences(rule.docs.why, 2)}`, '');
  const closing = documentation ? [`[Why, examples and limits](${documentation})`] : [];
  const mitigation = story && mitigationOf(story.finding);
  if (mitigation) closing.unshift(mitigation, '');

  const room = CARD_LINES - lines.length - closing.length - 1;
  const related = story?.related ?? [];
  const shown = related.slice(0, related.length > room ? room - 1 : room);
  for (const { where, message } of shown) lines.push(`- ${where}: ${message}`);
  if (shown.length < related.length) lines.push(`- … and ${related.length - shown.length} more`);
  if (shown.length > 0) lines.push('');
  return [...lines, ...closing].join('\n').trimEnd();
}

/** The best fix, in a line. */
function mitigationOf({ fixes }: Finding): string | undefined {
  const best = fixes.find((fix) => fix.applicability === 'safe') ?? fixes[0];
  return best && `*Mitigation (${best.applicability === 'safe' ? 'safe ' : ''}quick fix):* ${best.title}`;
}

/** The first sentences of a short Markdown text, on one line. */
export function firstSentences(markdown: string, count: number): string {
  const paragraph = markdown
    .trim()
    .split(/\n\s*\n/)[0]!
    .replace(/\s*\n\s*/g, ' ');
  const sentences = paragraph.match(/.+?[.!?](?=\s+[A-Z`*[(]|$)|.+$/g) ?? [paragraph];
  return sentences.slice(0, count).join(' ').replace(/ {2,}/g, ' ');
}

/** Markdown as plain text, for clients that render none. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1: $2')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(^|\s)\*([^*]+)\*/g, '$1$2');
}
