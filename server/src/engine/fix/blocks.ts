/** Puts statements into a block of their own. */
import type { Edit } from '../rules/rule';
import { sourceAt, textOf } from '../source/unit';
import type { Stmt } from '../syntax/ast';
import { walk } from '../syntax/visit';
import { isFirstOnLine, isLastOnLine, lineStart, nextLineStart } from './lines';
import type { Program } from './program';
import { styleAt } from './style';
import { firstPosition } from './suites';

/**
 * Indents neighbouring statements by one level, comments between them too.
 * @param statements in source order, of one suite
 * @returns undefined where a string over several lines would change with it, or lines are shared with other statements
 */
export function indentStatements(program: Program, statements: readonly Stmt[]): Edit[] | undefined {
  const { unit } = program;
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last || !isFirstOnLine(unit, firstPosition(first)) || !isLastOnLine(unit, last.end))
    return undefined;
  if (hasTextOverLines(program, statements)) return undefined;
  const { indent } = styleAt(program, first.start);
  const source = sourceAt(unit, first.start);
  const limit = source.base + source.text.length;
  const edits: Edit[] = [];
  for (let at = lineStart(unit, firstPosition(first)); at < last.end && at < limit;) {
    const next = nextLineStart(unit, at);
    if (textOf(unit, { start: at, end: next }).trim() !== '')
      edits.push({ start: at, end: at, newText: indent });
    if (next <= at) break;
    at = next;
  }
  return edits;
}

function hasTextOverLines({ unit }: Program, statements: readonly Stmt[]): boolean {
  let found = false;
  walk(statements, (node) => {
    if (node.kind === 'String' || node.kind === 'FString') found ||= textOf(unit, node).includes('\n');
    return !found;
  });
  return found;
}
