/** The fix of work-at-import: what stands after the last definition becomes a function that runs only when the file does. */
import { freshName, namesOf, styleAt } from '../../fix';
import { namesBoundBy } from '../../fix/names';
import type { Model } from '../../semantics/model';
import { textOf, type Unit } from '../../source/unit';
import type { Node, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import type { Edit, FixReport } from '../rule';
import type { Importer } from './importers';

const DEFINING: ReadonlySet<Stmt['kind']> = new Set<Stmt['kind']>([
  'FunctionDef',
  'ClassDef',
  'Import',
  'ImportFrom',
]);

/** Undefined where a name would no longer be found, or where more than indentation would have to change. */
export function intoMain(
  model: Model,
  work: readonly Node[],
  importers: readonly Importer[],
): FixReport | undefined {
  const { unit } = model;
  const [source, ...others] = unit.sources;
  const body = model.modules[0]?.body ?? [];
  if (!source || others.length > 0) return undefined;
  const last = body.map(({ kind }) => DEFINING.has(kind)).lastIndexOf(true);
  const tail = body.slice(last + 1);
  const first = tail[0];
  const end = tail.at(-1);
  if (!first || !end || !work.every((node) => node.start >= first.start)) return undefined;
  const bound = boundIn(tail);
  if (isUsedElsewhere(body.slice(0, last + 1), bound) || importers.some((each) => mayUse(each, bound)))
    return undefined;
  const text = source.text;
  const from = first.start - source.base;
  const to = end.end - source.base;
  // A statement that shares its line, a text over several lines, a line that goes on: not a matter of indentation alone.
  if (from > 0 && text[from - 1] !== '\n') return undefined;
  if (tail.some((each) => isBoundToItsLines(unit, each)) || /\\\r?\n/.test(text.slice(from, to)))
    return undefined;
  const { indent, newline } = styleAt(model, first.start);
  const name = freshName(model, 'main');
  const edits: Edit[] = [
    { start: first.start, end: first.start, newText: `def ${name}():${newline}${indent}` },
  ];
  for (const line of text.slice(from, to).matchAll(/\n(?=[^\r\n])/g)) {
    const start = first.start + line.index + 1;
    edits.push({ start, end: start, newText: indent });
  }
  const lineEnd = text.slice(to).search(/\r?\n|$/) + end.end;
  const guard = `${newline}${newline}${newline}if __name__ == "__main__":${newline}${indent}${name}()`;
  edits.push({ start: lineEnd, end: lineEnd, newText: guard });
  return {
    title: `Put the statements into \`${name}()\`, which runs when the file is run`,
    applicability: 'suggestion',
    edits,
  };
}

/** Names that the statements bind in their own scope. */
function boundIn(statements: readonly Stmt[]): Set<string> {
  const names = new Set<string>();
  walk(statements, (node) => {
    for (const name of namesBoundBy(node)) names.add(name);
  });
  return names;
}

/** What is bound before, or read in a function, can't become local. */
function isUsedElsewhere(statements: readonly Stmt[], names: ReadonlySet<string>): boolean {
  let found = false;
  walk(statements, (node) => {
    if (node.kind === 'Name' && names.has(node.id)) found = true;
    if (namesBoundBy(node).some((name) => names.has(name))) found = true;
    return !found;
  });
  return found;
}

function mayUse({ members }: Importer, names: ReadonlySet<string>): boolean {
  return !members || members.has('*') || [...members].some((name) => names.has(name));
}

/** Texts over several lines, a guard that is there already, statements that mean something else inside a function. */
function isBoundToItsLines(unit: Unit, statement: Stmt): boolean {
  let found = false;
  walk(statement, (node) => {
    if (node.kind === 'Name' && /^(__name__|__all__|globals|locals|exec|eval)$/.test(node.id)) found = true;
    if ((node.kind === 'String' || node.kind === 'FString') && textOf(unit, node).includes('\n'))
      found = true;
    if (node.kind === 'Scope' || node.kind === 'Import' || node.kind === 'ImportFrom') found = true;
    return !found;
  });
  return found;
}

/** True if the file has names that are not plain to see. */
export function hasHiddenNames(model: Model): boolean {
  return namesOf(model).imports.some(({ member }) => member === '*');
}
