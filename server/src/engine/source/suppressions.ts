/** `# mlops: ignore[…]` comments. */
import { hasCellMarkers, isCellMarker } from './cells';
import { afterLineEnding, endOfLine, scanLines, type ScannedText } from './scan';
import type { Source, Span, UnitKind } from './unit';

/** A `# mlops: ignore[…]` comment. */
export interface Suppression {
  readonly scope: 'line' | 'cell' | 'file';
  /** Rule names as written; empty means every rule. */
  readonly rules: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** What the user wrote after the bracket. */
  readonly reason: string;
  /** Source index, and offsets of the whole comment in its text. */
  readonly source: number;
  readonly start: number;
  readonly end: number;
  /** Offsets in the source's text in which findings are silenced: a statement's lines, a cell, or all. */
  readonly coversStart: number;
  readonly coversEnd: number;
}

/** Scope, names between the brackets, reason. A bracket that is not closed ends with the comment. */
const COMMENT = /#\s*mlops:\s*ignore(-cell|-file)?(?![\w-])(?:\s*(\[)([^\]]*)\]?)?\s*(.*)/dis;

/**
 * The suppressions of one source, in order. Text in strings doesn't count; a comment at the end of a magic does.
 * @param source with its magics already masked
 */
export function findSuppressions(source: Omit<Source, 'base' | 'lines'>, kind: UnitKind): Suppression[] {
  const { text, code } = source;
  if (!/mlops:/i.test(text)) return [];
  const scanned = scanLines(code);
  const places = [...scanned.comments, ...source.magics].sort((a, b) => a.start - b.start);
  return places.flatMap((place): Suppression[] => {
    const match = COMMENT.exec(text.slice(place.start, place.end));
    if (!match) return [];
    const { scope, rules, reason } = read(match, place.start);
    const start = place.start + match.index;
    const covers =
      scope === 'file'
        ? { start: 0, end: text.length }
        : scope === 'cell'
          ? cellAround(text, scanned, kind, start)
          : statementOf(text, scanned, start);
    return [
      {
        scope,
        rules,
        reason,
        source: source.index,
        start,
        end: place.end,
        coversStart: covers.start,
        coversEnd: covers.end,
      },
    ];
  });
}

function read(match: RegExpExecArray, offset: number): Pick<Suppression, 'scope' | 'rules' | 'reason'> {
  const suffix = match[1]?.toLowerCase();
  const scope = suffix === '-cell' ? 'cell' : suffix === '-file' ? 'file' : 'line';
  const listStart = offset + (match.indices?.[3]?.[0] ?? 0);
  const rules = [...(match[3] ?? '').matchAll(/[^,\s](?:[^,]*[^,\s])?/g)].map(({ 0: name, index }) => ({
    name,
    start: listStart + index,
    end: listStart + index + name.length,
  }));
  return { scope, rules, reason: (match[4] ?? '').trim() };
}

/**
 * What a comment without a wider scope covers: after code on the first or last line of a statement, or alone on a line
 * before it, the whole statement (its header, for a compound one); inside a longer statement, its own line, and the
 * next if it stands alone.
 */
function statementOf(text: string, { lines }: ScannedText, start: number): Span {
  const lineStart = startOfLine(text, start);
  const lineEnd = endOfLine(text, start);
  const alone = text.slice(lineStart, start).trim() === '';
  const around = lines.find((line) => line.start <= start && start <= line.end);
  if (around && !alone && (lineStart === around.start || lineEnd === around.end)) return around;
  if (around)
    return { start: lineStart, end: alone ? endOfLine(text, afterLineEnding(text, lineEnd)) : lineEnd };
  const next = alone ? lines.find((line) => line.start > start) : undefined;
  return next ?? { start: lineStart, end: lineEnd };
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The whole source in a notebook; in a script the part between two cell markers. */
function cellAround(text: string, { comments }: ScannedText, kind: UnitKind, offset: number): Span {
  if (kind === 'notebook' || !hasCellMarkers(text)) return { start: 0, end: text.length };
  const markers = comments
    .map((comment) => comment.start)
    .filter(
      (start) =>
        startOfLine(text, start) === start && isCellMarker(text.slice(start, endOfLine(text, start))),
    );
  const before = markers.filter((marker) => marker <= offset);
  const after = markers.find((marker) => marker > offset);
  return { start: before[before.length - 1] ?? 0, end: after ?? text.length };
}
