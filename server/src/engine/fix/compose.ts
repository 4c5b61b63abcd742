/** Puts the edits of several builders together into one fix. */
import type { Edit } from '../rules/rule';

/**
 * Sorts edits by place, drops repetitions, and joins insertions at the same place in the order given.
 * @returns the edits, free of overlaps, or undefined if two of them want to change the same text
 *   (or a builder could not do its part and gave undefined).
 */
export function composeEdits(...groups: readonly (readonly Edit[] | undefined)[]): Edit[] | undefined {
  const edits: Edit[] = [];
  const seen = new Set<string>();
  for (const group of groups) {
    if (!group) return undefined;
    for (const edit of group) {
      const key = `${edit.start}:${edit.end}:${edit.newText}`;
      if (!seen.has(key)) edits.push(edit);
      seen.add(key);
    }
  }
  // Array.prototype.sort is stable: insertions at one place keep the order of their builders.
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  const result: Edit[] = [];
  for (const edit of edits) {
    const last = result[result.length - 1];
    if (last && last.start === last.end && last.start === edit.start) {
      result[result.length - 1] = { start: edit.start, end: edit.end, newText: last.newText + edit.newText };
    } else if (last && edit.start < last.end) {
      return undefined;
    } else {
      result.push(edit);
    }
  }
  return result;
}
