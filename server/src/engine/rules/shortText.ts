/**
 * Code for a message or title: on one line, cut where it grows long.
 * @param limit most characters, the ellipsis included
 */
export function shortText(text: string, limit = 50): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}
