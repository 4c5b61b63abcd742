/**
 * Makes sure that a program imports what a fix uses. A binding that exists is used as it is; a new name is merged into a
 * `from … import …` of the same module, or a new import is put with the others: after doc string, `from __future__` and,
 * in a notebook, magics.
 */
import type { Edit } from '../rules/rule';
import { sourceAt, type Span } from '../source/unit';
import type { ImportFrom } from '../syntax/ast';
import { placeImports } from './importPlaces';
import { indentationAt, isFirstOnLine } from './lines';
import { freshName, namesOf, type ImportBinding } from './names';
import type { Program } from './program';
import { newlineOf } from './style';

/** What a fix wants to use: a module (`numpy`), or a member of one. */
export interface ImportRequest {
  readonly module: string;
  readonly member?: string;
  /** Customary name of a module (`np`), used if it has to be imported newly. */
  readonly as?: string;
}

export interface ImportResult {
  /** Empty if the program has the import already. */
  readonly edits: readonly Edit[];
  /** How the code at the place of use calls it: `np`, `train_test_split`, `model_selection.train_test_split`. */
  readonly name: string;
}

/**
 * @param at place of use: only imports above it count, and a new one is put above it
 * @returns the edits, and the name by which the import is reached
 */
export function importName(program: Program, at: Span, request: ImportRequest): ImportResult {
  const { edits, names } = importNames(program, at, [request]);
  return { edits, name: names[0]! };
}

/** Several imports at once, in the order of their names; members of one module share one new statement. */
export function importNames(
  program: Program,
  at: Span,
  requests: readonly ImportRequest[],
): { edits: readonly Edit[]; names: readonly string[] } {
  const edits: Edit[] = [];
  const names: string[] = [];
  const taken = new Set<string>();
  const newMembers = new Map<string, string[]>();
  const newModules = new Map<string, string>();
  const chosen = new Map<string, string>();
  for (const request of requests) {
    const key = `${request.module} ${request.member ?? ''}`;
    let name = existingName(program, at, request) ?? chosen.get(key);
    if (name === undefined) {
      const clause = newBinding(program, request, taken);
      name = clause.name;
      taken.add(name.split('.')[0]!);
      if (request.member === undefined) newModules.set(request.module, `import ${clause.text}`);
      else newMembers.set(request.module, [...(newMembers.get(request.module) ?? []), clause.text]);
    }
    chosen.set(key, name);
    names.push(name);
  }
  const statements = [...newModules].map(([module, text]) => ({ module, text }));
  for (const [module, members] of newMembers) {
    const statement = mergeable(program, at, module);
    if (statement) edits.push(...mergeInto(program, statement, members));
    else statements.push({ module, text: `from ${module} import ${members.join(', ')}` });
  }
  return { edits: [...edits, ...placeImports(program, at, statements)], names };
}

/** The name by which the program reaches what is wanted already, if it does so reliably at this place. */
function existingName(program: Program, at: Span, { module, member }: ImportRequest): string | undefined {
  const names = namesOf(program);
  const usable = names.imports.filter(
    (i) => isUsable(i, at) && !names.bound.has(i.name) && !isAmbiguous(i, names.imports),
  );
  if (member !== undefined) {
    const direct = usable.find((i) => i.module === module && i.member === member);
    if (direct) return direct.name;
  }
  const whole = usable.find(
    (i) => (i.member === undefined ? i.module : `${i.module}.${i.member}`) === module,
  );
  // `import os.path` binds `os` as well.
  const parent =
    whole ?? (module.includes('.') ? undefined : usable.find((i) => i.dotted && i.name === module));
  if (!parent) return undefined;
  const name = parent.dotted && parent === whole ? module : parent.name;
  return member === undefined ? name : `${name}.${member}`;
}

function isUsable(binding: ImportBinding, at: Span): boolean {
  return binding.topLevel && binding.statement.end <= at.start;
}

/** True if another import binds the same name to something else (`try: import a as x … except: import b as x`). */
function isAmbiguous(binding: ImportBinding, all: readonly ImportBinding[]): boolean {
  return all.some(
    (other) =>
      other.name === binding.name &&
      !(other.dotted && binding.dotted) &&
      (other.module !== binding.module || other.member !== binding.member) &&
      !(other.dotted && other.module.startsWith(`${binding.module}.`)) &&
      !(binding.dotted && binding.module.startsWith(`${other.module}.`)),
  );
}

/** The clause of a new import, under another name if the customary one is taken. */
function newBinding(
  program: Program,
  { module, member, as }: ImportRequest,
  taken: ReadonlySet<string>,
): { text: string; name: string } {
  const wanted = member ?? as ?? module;
  const first = wanted.split('.')[0]!;
  const name = isFree(program, module, first, member === undefined, taken)
    ? wanted
    : freshName(program, `${last(wanted)}_`, taken);
  const imported = member ?? module;
  return name === imported ? { text: imported, name } : { text: `${imported} as ${name}`, name };
}

/** A name is free if nothing uses it, or if only this import itself does (unbound so far, or bound too late). */
function isFree(
  program: Program,
  module: string,
  name: string,
  isModule: boolean,
  taken: ReadonlySet<string>,
): boolean {
  const names = namesOf(program);
  if (taken.has(name) || names.bound.has(name)) return false;
  return names.imports
    .filter((i) => i.name === name)
    .every((i) => (isModule ? i.member === undefined && sameRoot(i.module, module) : i.module === module));
}

function sameRoot(a: string, b: string): boolean {
  return a.split('.')[0] === b.split('.')[0];
}

function last(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** A `from module import …` at the top level above the place of use. */
function mergeable(program: Program, at: Span, module: string): ImportFrom | undefined {
  for (const tree of program.modules) {
    for (const statement of tree.body) {
      if (statement.end > at.start) return undefined;
      if (statement.kind !== 'ImportFrom' || statement.star || statement.names.length === 0) continue;
      if ('.'.repeat(statement.level) + statement.module === module) return statement;
    }
  }
  return undefined;
}

function mergeInto({ unit }: Program, statement: ImportFrom, members: readonly string[]): Edit[] {
  const last = statement.names[statement.names.length - 1]!;
  const separator = isFirstOnLine(unit, last.start)
    ? `,${newlineOf(sourceAt(unit, last.start))}${indentationAt(unit, last.start)}`
    : ', ';
  const newText = members.map((member) => separator + member).join('');
  return [{ start: last.end, end: last.end, newText }];
}
