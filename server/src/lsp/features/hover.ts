/** Hovers that teach: on a finding, and on a rule's name in a suppression comment or a configuration file. */
import type { Hover, MarkupContent, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { ruleByName, rules, SEVERITIES, type Place, type Rule } from '../../engine';
import { isArea } from '../../project/configuration';
import { nearestName } from '../../project/nearest';
import type { Analysed } from '../analyser';
import { toOffset, toRange } from '../convert';
import { plainText, ruleCard, type FindingStory } from '../ruleText';

export interface HoverStyle {
  readonly markdown: boolean;
  /** URI of a rule's page, if there are pages. */
  documentation(rule: string): string | undefined;
}

/** More cards than this in one hover would not be read. */
const MAX_CARDS = 3;

/** The hover at a position of a script or cell. `source` is the document's index in the unit. */
export function hoverInUnit(
  analysed: Analysed,
  source: number,
  position: Position,
  style: HoverStyle,
): Hover | undefined {
  const text = analysed.unit.sources[source];
  if (!text) return undefined;
  const offset = toOffset(text.lines, position);
  const named = analysed.unit.suppressions
    .filter((suppression) => suppression.source === source)
    .flatMap((suppression) => suppression.rules)
    .find((name) => name.start <= offset && offset <= name.end);
  if (named)
    return { contents: markup(describeName(named.name, style), style), range: toRange(text.lines, named) };

  // The worst first: only few cards are shown, and the popup shows the first of them whole.
  const here = analysed.findings
    .filter(({ place }) => place.source === source && place.start <= offset && offset <= place.end)
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  if (here.length === 0) return undefined;
  const cards = here.slice(0, MAX_CARDS).flatMap((finding) => {
    const rule = ruleByName(finding.rule);
    const related = finding.related.map((place) => ({
      where: whereabouts(place, analysed, source, style),
      message: place.message,
    }));
    return rule ? [card(rule, style, { finding, related })] : [];
  });
  if (cards.length === 0) return undefined;
  return { contents: markup(cards.join('\n\n---\n\n'), style), range: toRange(text.lines, here[0]!.place) };
}

/** The hover on a rule's or area's name in a configuration file. */
export function hoverInConfiguration(
  document: TextDocument,
  position: Position,
  style: HoverStyle,
): Hover | undefined {
  const line = document.getText({
    start: { line: position.line, character: 0 },
    end: { line: position.line + 1, character: 0 },
  });
  for (const match of line.matchAll(/[a-z]+(?:-[a-z\d]+)*/g)) {
    const end = match.index + match[0].length;
    if (position.character < match.index || position.character > end) continue;
    const text = ruleByName(match[0]) || isArea(match[0]) ? describeName(match[0], style) : undefined;
    if (text === undefined) return undefined;
    const range = {
      start: { line: position.line, character: match.index },
      end: { line: position.line, character: end },
    };
    return { contents: markup(text, style), range };
  }
  return undefined;
}

function describeName(name: string, style: HoverStyle): string {
  const rule = ruleByName(name);
  if (rule) return card(rule, style);
  const inArea = rules.filter((each) => each.area === name);
  if (inArea.length > 0) return `**${name}**: ${inArea.map((each) => `\`${each.name}\``).join(', ')}`;
  const nearest = nearestName(
    name,
    rules.map((each) => each.name),
  );
  return `There is no rule \`${name}\`.${nearest ? ` Did you mean \`${nearest}\`?` : ''}`;
}

function card(rule: Rule, style: HoverStyle, story?: FindingStory): string {
  return ruleCard(rule, style.documentation(rule.name), story);
}

/** "line 12", "cell 3, line 2", "features.py, line 7"; a link where the client can follow one. */
function whereabouts(place: Place, analysed: Analysed, source: number, style: HoverStyle): string {
  const text = analysed.find(place);
  if (!text) return place.path ?? 'elsewhere';
  const line = text.lines.position(place.start).line + 1;
  const parts: string[] = [];
  if (place.path !== undefined) parts.push(place.path);
  else if (place.source !== source)
    parts.push(`cell ${analysed.unit.sources[place.source]?.cell?.number ?? place.source + 1}`);
  const label = [...parts, `line ${line}`].join(', ');
  return style.markdown && text.uri.startsWith('file:') ? `[${label}](${text.uri}#L${line})` : label;
}

function markup(markdown: string, style: HoverStyle): MarkupContent {
  return style.markdown
    ? { kind: 'markdown', value: markdown }
    : { kind: 'plaintext', value: plainText(markdown) };
}
