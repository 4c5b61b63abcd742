/** The same program written differently: a rule must say the same of all of them. */
import { namesOf } from '../../server/src/engine/fix/names';
import type { Import, ImportFrom, Module } from '../../server/src/engine/syntax/ast';
import { walk } from '../../server/src/engine/syntax/visit';
import { locate, type Unit } from '../../server/src/engine/source/unit';
import { applyEdits, mapTexts, textsOf, type Code } from './program';

export const VARIANTS = ['crlf', 'emoji', 'aliases', 'cells'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What the alias variant adds to names; verdicts are compared without it. */
export const ALIAS_SUFFIX = '_alias';

/** @returns the program in another form, or undefined where that form is no other program */
export function variantOf(
  variant: Variant,
  code: Code,
  unit: Unit,
  modules: readonly Module[],
): Code | undefined {
  switch (variant) {
    case 'crlf':
      return mapTexts(code, (text) => text.replace(/\r?\n/g, '\r\n'));
    case 'emoji':
      return withEmoji(code);
    case 'aliases':
      return withAliases(code, unit, modules);
    case 'cells':
      return typeof code === 'string' ? inCells(code, modules[0]!) : undefined;
  }
}

/** A comment whose characters are more than one UTF-16 unit, or more than one byte, before everything. */
function withEmoji(code: Code): Code {
  return mapTexts(code, (text) => (/^\s*%%/.test(text) ? text : `# 🎉 Ünïcode 测试\n${text}`));
}

/** Every module and member imported at the top level under another name. */
function withAliases(code: Code, unit: Unit, modules: readonly Module[]): Code | undefined {
  const names = namesOf({ unit, modules });
  const renamed = new Set<string>();
  for (const binding of names.imports) {
    const isOnly = names.imports.filter((other) => other.name === binding.name).length === 1;
    const isPlain =
      binding.topLevel && !binding.dotted && binding.module !== '__future__' && binding.member !== '*';
    if (isOnly && isPlain && !names.bound.has(binding.name)) renamed.add(binding.name);
  }
  if (renamed.size === 0) return undefined;
  const edits: { source: number; start: number; end: number; newText: string }[] = [];
  for (const module of modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Name' && renamed.has(node.id)) {
        edits.push({ ...locate(unit, node), newText: node.id + ALIAS_SUFFIX });
      } else if (node.kind === 'Import' || node.kind === 'ImportFrom') {
        for (const edit of importEdits(unit, node, renamed)) edits.push(edit);
      }
    });
  }
  return applyEdits(
    code,
    edits.sort((a, b) => a.source - b.source || a.start - b.start),
  );
}

function importEdits(unit: Unit, statement: Import | ImportFrom, renamed: ReadonlySet<string>) {
  return statement.names
    .filter((alias) => renamed.has(alias.asname ?? alias.name))
    .map((alias) => ({
      ...locate(unit, alias),
      newText: `${alias.name} as ${alias.asname ?? alias.name}${ALIAS_SUFFIX}`,
    }));
}

/** A notebook with one cell per top-level statement of the script. */
function inCells(text: string, module: Module): Code | undefined {
  const cells: string[] = [];
  let start = 0;
  for (const statement of module.body) {
    const lineEnd = text.indexOf('\n', statement.end);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    if (statement.start < start) continue; // on one line with the statement before
    cells.push(text.slice(start, end).replace(/\n$/, ''));
    start = end;
  }
  if (start < text.length && cells.length > 0) cells[cells.length - 1] += `\n${text.slice(start)}`;
  return cells.length > 1 && !textsOf(cells).some((cell) => /^\s*[%!?]/m.test(cell)) ? cells : undefined;
}
