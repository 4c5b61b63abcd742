/**
 * Makes sure that a program imports what a fix uses. A binding that exists is used as it is; a new name is merged into a
 * `from … import …` of the same module, or a new import is put with the others: after doc string, `from __future__` and,
 * in a notebook, magics.
 */
import type { Edit } from '../rules/rule';
import { sourceAt, type Source, type Span } from '../source/unit';
import type { ImportFrom, Module, Stmt } from '../syntax/ast';
import { indentationAt, isBlankLine, isFirstOnLine, isLastOnLine, lineStart, nextLineStart } from './lines';
import { freshName, namesOf, type ImportBinding } from './names';
import type { Program } from './program';
import { commentStart, insertLines } from './statements';
import { newlineOf } from './style';
import { isStandardLibrary } from './standardLibrary';

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
  return { edits: [...edits, ...placed(program, at, statements)], names };
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

// ---------------------------------------------------------------- where a new statement goes

interface NewStatement {
  readonly module: string;
  readonly text: string;
}

function placed(program: Program, at: Span, statements: readonly NewStatement[]): Edit[] {
  if (statements.length === 0) return [];
  const { unit, modules } = program;
  const home = modules.find((tree) => {
    const first = tree.body.find(isOrdinaryImport);
    return first !== undefined && first.end <= at.start && isAloneOnLines(program, first);
  });
  const source = sourceAt(unit, at.start);
  if (!home) {
    const sorted = [...statements].sort((a, b) => rankOf(a.module) - rankOf(b.module));
    return [
      atTop(program, modules[source.index]!, at, sorted.map(({ text }) => text).join(newlineOf(source))),
    ];
  }
  const block = importBlock(program, home, at);
  return statements.map(({ module, text }) => {
    const above = block.filter((statement) => rankOf(moduleOf(statement)) <= rankOf(module));
    const anchor = above[above.length - 1];
    if (anchor) return insertLines(unit, anchor.end, text);
    const start = aboveComments(program, lineStart(unit, block[0]!.start));
    return { start, end: start, newText: text + newlineOf(sourceAt(unit, start)) };
  });
}

/** The imports that stand together first in a source, above the place of use. */
function importBlock(program: Program, tree: Module, at: Span): Stmt[] {
  const block: Stmt[] = [];
  for (const statement of tree.body) {
    if (statement.end > at.start) break;
    if (isOrdinaryImport(statement)) {
      if (isAloneOnLines(program, statement)) block.push(statement);
    } else if (block.length > 0) {
      break;
    }
  }
  return block;
}

/** A source without imports: after doc string, future imports and magics, before its first statement. */
function atTop(program: Program, tree: Module, at: Span, text: string): Edit {
  const { unit } = program;
  const source = sourceAt(unit, at.start);
  let anchor: Stmt | undefined;
  let next: Stmt | undefined;
  for (const [index, statement] of tree.body.entries()) {
    const isHead =
      (index === 0 && isDocString(statement)) || isFuture(statement) || isMagic(source, statement);
    if (!isHead || !isAloneOnLines(program, statement) || statement.end > at.start) {
      next = statement;
      break;
    }
    anchor = statement;
  }
  const newline = newlineOf(source);
  if (anchor && !isMagic(source, anchor)) {
    const line = nextLineStart(unit, anchor.end);
    const isApart = next === undefined || isBlankLine(unit, line);
    const isLibrary = isFuture(anchor);
    return insertLines(unit, anchor.end, `${isLibrary ? '' : newline}${text}${isApart ? '' : newline}`);
  }
  const floor = topOf(source);
  const first = next ? Math.max(floor, aboveComments(program, lineStart(unit, next.start))) : floor;
  const isApart =
    isBlankLine(unit, first) ||
    (next !== undefined && (next.kind === 'Import' || next.kind === 'ImportFrom'));
  const isAtEnd = first === source.base + source.text.length && !/[\r\n]$|^$/.test(source.text);
  return {
    start: first,
    end: first,
    newText: `${isAtEnd ? newline : ''}${text}${newline}${isApart ? '' : newline}`,
  };
}

/** Where code may start: below the last magic that stands at the head of a cell. */
function topOf(source: Source): number {
  let top = 0;
  for (const magic of source.magics) {
    const between = source.text.slice(top, magic.start);
    if (between.replace(/#.*/g, '').trim() !== '') break;
    const line = source.lines.lineAt(Math.max(magic.start, magic.end - 1));
    top = source.lines.lineStarts[line + 1] ?? source.text.length;
    if (/[\r\n]$/.test(source.text.slice(magic.start, magic.end))) top = magic.end;
  }
  return source.base + top;
}

/**
 * Above a line: before the comments that belong to it, but below those at the very top of the text (a `#!` line, an encoding, a
 * licence).
 */
function aboveComments({ unit }: Program, line: number): number {
  const source = sourceAt(unit, line);
  const start = commentStart(unit, line);
  const above = source.text.slice(0, start - source.base);
  const isHeader = above
    .split(/\r?\n/)
    .every((text, index, all) => text.startsWith('#') || index === all.length - 1);
  return isHeader ? line : start;
}

function isOrdinaryImport(statement: Stmt): boolean {
  return statement.kind === 'Import' || (statement.kind === 'ImportFrom' && !isFuture(statement));
}

function isFuture(statement: Stmt): boolean {
  return statement.kind === 'ImportFrom' && statement.level === 0 && statement.module === '__future__';
}

function isDocString(statement: Stmt): boolean {
  return statement.kind === 'ExprStmt' && statement.value.kind === 'String';
}

/** A statement that stands in the masked code for a magic of the user. */
function isMagic(source: Source, statement: Stmt): boolean {
  const offset = statement.start - source.base;
  return source.magics.some((magic) => magic.start <= offset && offset < magic.end);
}

function isAloneOnLines({ unit }: Program, statement: Stmt): boolean {
  return isFirstOnLine(unit, statement.start) && isLastOnLine(unit, statement.end);
}

function moduleOf(statement: Stmt): string {
  if (statement.kind === 'ImportFrom') return '.'.repeat(statement.level) + statement.module;
  return statement.kind === 'Import' ? (statement.names[0]?.name ?? '') : '';
}

/** The customary order: standard library, other packages, relative imports. */
function rankOf(module: string): number {
  if (module.startsWith('.')) return 2;
  return isStandardLibrary(module) ? 0 : 1;
}
