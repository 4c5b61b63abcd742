/** Makes a script of a notebook: its imports, and everything else, in order, under `main()`. */
import { namesOf } from '../../fix';
import type { Model } from '../../semantics/model';
import type { Source } from '../../source/unit';
import type { Module, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

/**
 * The text of the script.
 * @returns undefined where the cells would not mean the same in a function
 */
export function scriptOf(model: Model): string | undefined {
  const { modules, unit } = model;
  if (namesOf(model).bound.has('main') || modules.some(cannotMove)) return undefined;
  const imports = new Set<string>();
  const future = new Set<string>();
  const body: string[] = [];
  modules.forEach((module, index) => {
    const source = unit.sources[index]!;
    for (const statement of importsOf(module)) {
      const text = source.text.slice(statement.start - source.base, statement.end - source.base);
      (/^from\s+__future__/.test(text) ? future : imports).add(text.replaceAll('\r\n', '\n'));
    }
    const lines = remainingLines(source, module);
    if (lines.length > 0) body.push(lines.join('\n'));
  });
  if (!body.some((text) => /^\s+[^#\s]/m.test(text))) return undefined;
  const name = unit.path.replace(/^.*\//, '');
  const parts = [`"""The steps of ${name}, in the order of its cells."""`];
  const head = [...future, ...imports];
  if (head.length > 0) parts.push(head.join('\n'));
  return `${parts.join('\n')}\n\n\ndef main():\n${body.join('\n\n')}\n\n\nif __name__ == "__main__":\n    main()\n`;
}

/** Errors, `global`, and `await` at top level. */
function cannotMove({ body, errors }: Module): boolean {
  let found = errors.length > 0;
  walk(body, (node) => {
    if (node.kind === 'Scope' || node.kind === 'BadStmt' || node.kind === 'BadExpr') found = true;
    if (node.kind === 'Await') found = true;
    return node.kind !== 'FunctionDef' || !node.isAsync;
  });
  return found;
}

function importsOf({ body }: Module): readonly Stmt[] {
  return body.filter(({ kind }) => kind === 'Import' || kind === 'ImportFrom');
}

/** A cell's lines without imports and magics, indented; what lies inside of a string stays as it is. */
function remainingLines(source: Source, module: Module): string[] {
  const { lines } = source;
  const lineOf = (position: number): number => lines.lineAt(position);
  const dropped = new Set<number>();
  for (const { start, end } of source.magics)
    for (let line = lineOf(start); line <= lineOf(Math.max(start, end - 1)); line++) dropped.add(line);
  for (const { start, end } of importsOf(module))
    for (let line = lineOf(start - source.base); line <= lineOf(end - 1 - source.base); line++)
      dropped.add(line);
  const inside = new Set<number>();
  walk(module.body, (node) => {
    if (node.kind !== 'String' && node.kind !== 'FString') return;
    const first = lineOf(node.start - source.base);
    for (let line = first + 1; line <= lineOf(node.end - 1 - source.base); line++) inside.add(line);
  });
  const kept: string[] = [];
  source.text.split(/\r\n|\r|\n/).forEach((text, line) => {
    if (dropped.has(line)) return;
    kept.push(inside.has(line) ? text : text.trim() === '' ? '' : `    ${text}`);
  });
  while (kept[0] === '') kept.shift();
  while (kept.at(-1) === '') kept.pop();
  return kept;
}
