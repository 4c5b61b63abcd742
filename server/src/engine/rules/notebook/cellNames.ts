/** What the cells of a notebook bind and need, in document order. */
import type { Model } from '../../semantics/model';
import type { Source } from '../../source/unit';
import type { FunctionDef, Module, Name, Stmt } from '../../syntax/ast';
import { globalsSurelyRead, isBuiltin, namesBoundIn, namesSurelyRead } from './namespace';
import { walk } from '../../syntax/visit';

export interface Cell {
  readonly source: Source;
  readonly module: Module;
  readonly binds: ReadonlySet<string>;
  /** True if names may come into being that cannot be seen: a star import, `%run`, `exec` … */
  readonly opens: boolean;
  /** Text in which a name may be bound though no tree shows it: magics, and a cell that could not be parsed. */
  readonly opaque: string;
}

/** A name that a cell needs when it is run. */
export interface Need {
  readonly name: string;
  /** Where the cell mentions it, or the function that reads it. */
  readonly at: Name;
  /** The function that reads it when the cell calls it. */
  readonly through?: string;
}

export function cellsOf({ unit, modules }: Model): Cell[] {
  return unit.sources.map((source) => {
    const module = modules[source.index]!;
    const binds = new Set(namesOf(module, source.code).bound);
    for (const magic of source.magics) for (const name of magic.binds) binds.add(name);
    const magics = source.magics
      .filter((magic) => !isSeenThrough(source, magic))
      .map(({ start, end }) => source.text.slice(start, end));
    const opaque = [...magics, ...(module.errors.length > 0 ? [source.text] : [])].join('\n');
    return { source, module, binds, opens: opensNamespace(source), opaque };
  });
}

/** True for `%time f(x)`: the statement that it runs stands in the tree. */
function isSeenThrough({ code }: Source, { start, end }: Source['magics'][number]): boolean {
  return /^(pass;)?\s*$/.test(code.slice(start, end)) && /\S/.test(code.slice(end).split('\n', 1)[0]!);
}

const OPENING_MAGICS =
  /^(run|pylab|load|loadpy|macro|recall|rerun|rep|px|autopx|reset|reset_selective|reload_kedro|sparkmagic|R|cython)$/;
const OPENING_NAMES =
  /\b(exec|execfile|eval|globals|locals|vars|get_ipython|init_session|init_printing|var|__builtins__|builtins|setattr|inject|ipytest)\b/;

function opensNamespace(source: Source): boolean {
  const isOpening = ({ name, argument, binds }: Source['magics'][number]): boolean =>
    OPENING_MAGICS.test(name) || (name === 'store' && argument.startsWith('-r') && binds.length === 0);
  if (source.magics.some(isOpening)) return true;
  // An opening word in a string only makes the rule more careful.
  if (/\bimport\s*\(?\s*\*/.test(source.code)) return true;
  return OPENING_NAMES.test(source.code);
}

/** What one cell's tree says of names; kept while the cell's text stays the same. */
interface TreeNames {
  readonly bound: ReadonlySet<string>;
  /** Names that are surely read when the cell runs. */
  readonly read: readonly Name[];
}

const known = new WeakMap<Module, TreeNames>();

function namesOf(module: Module, code: string): TreeNames {
  let names = known.get(module);
  if (!names) {
    const body = /\byour\b/.test(code)
      ? module.body.filter((statement) => !isTemplate(statement))
      : module.body;
    names = { bound: namesBoundIn(module.body, code.includes(':=')), read: namesSurelyRead(body) };
    known.set(module, names);
  }
  return names;
}

/** Every name that a cell surely reads when it is run, also in functions of the notebook that it calls; builtins left out. */
export function needsOf(cell: Cell, functions: ReadonlyMap<string, FunctionDef>): Need[] {
  const needs: Need[] = [];
  const { read } = namesOf(cell.module, cell.source.code);
  let called: ReadonlySet<Name> | undefined;
  for (const name of read) {
    if (isBuiltin(name.id)) continue;
    needs.push({ name: name.id, at: name });
    if (!functions.has(name.id)) continue;
    called ??= callsIn(cell.module.body);
    if (called.has(name)) needs.push(...needsThrough(name, functions));
  }
  return needs;
}

/** `project = [your - project - id]`: to be filled in. */
function isTemplate(statement: Stmt): boolean {
  let found = false;
  walk(statement, (node) => {
    if (node.kind === 'Name' && node.id === 'your') found = true;
  });
  return found;
}

function needsThrough(called: Name, functions: ReadonlyMap<string, FunctionDef>): Need[] {
  const needs: Need[] = [];
  const open = [called.id];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const definition = functions.get(id);
    if (seen.has(id) || !definition || definition.isAsync || isGenerator(definition)) continue;
    seen.add(id);
    const calls = callsIn(definition.body);
    for (const name of globalsSurelyRead(definition)) {
      if (isBuiltin(name.id)) continue;
      needs.push({ name: name.id, at: called, through: id });
      if (calls.has(name)) open.push(name.id);
    }
  }
  return needs;
}

/** The names that are called: `f` in `f(x)`. */
function callsIn(statements: readonly Stmt[]): Set<Name> {
  const names = new Set<Name>();
  walk(statements, (node) => {
    if (node.kind === 'Call' && node.func.kind === 'Name') names.add(node.func);
  });
  return names;
}

/** A generator's body runs later, if at all. */
function isGenerator(definition: FunctionDef): boolean {
  let found = false;
  walk(definition.body, (node) => {
    if (node.kind === 'Yield') found = true;
    return node.kind !== 'FunctionDef' && node.kind !== 'Lambda';
  });
  return found;
}
