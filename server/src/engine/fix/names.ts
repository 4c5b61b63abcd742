/** Which names a program binds and uses, as far as a fix must know not to collide with them. */
import type { Expr, Import, ImportFrom, Module, Node } from '../syntax/ast';
import { walk } from '../syntax/visit';
import type { Program } from './program';

/** One name that an import statement binds. */
export interface ImportBinding {
  /** The name in this program. */
  readonly name: string;
  /** Module of `from module import member`, or the imported module itself. Relative ones keep their dots. */
  readonly module: string;
  /** The imported member; undefined for `import module`. */
  readonly member?: string;
  /** True for `import a.b` without `as`: binds `a`, and `a.b` is reached through it. */
  readonly dotted: boolean;
  readonly statement: Import | ImportFrom;
  /** False inside a function, class, branch or other block. */
  readonly topLevel: boolean;
}

export interface Names {
  /** Every name that occurs: read, bound, declared. */
  readonly used: ReadonlySet<string>;
  /** Names bound by anything but an import. */
  readonly bound: ReadonlySet<string>;
  readonly imports: readonly ImportBinding[];
}

const cache = new WeakMap<Module, Names>();

/** The names of a program, all sources together. */
export function namesOf(program: Program): Names {
  const used = new Set<string>();
  const bound = new Set<string>();
  const imports: ImportBinding[] = [];
  for (const module of program.modules) {
    const names = namesOfModule(module);
    for (const name of names.used) used.add(name);
    for (const name of names.bound) bound.add(name);
    imports.push(...names.imports);
  }
  for (const source of program.unit.sources) {
    for (const magic of source.magics) {
      for (const name of magic.binds) {
        used.add(name);
        bound.add(name);
      }
    }
  }
  return { used, bound, imports };
}

/**
 * A name that the program doesn't use yet.
 * @param taken further names that are not free, such as those a fix has chosen already
 */
export function freshName(program: Program, wanted: string, taken: ReadonlySet<string> = new Set()): string {
  const { used } = namesOf(program);
  let name = wanted;
  for (let i = 2; used.has(name) || taken.has(name); i++) name = `${wanted}_${i}`;
  return name;
}

/** The names that an assignment target binds. */
export function boundNames(target: Expr): string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Tuple':
    case 'List':
      return target.elements.flatMap(boundNames);
    case 'Starred':
      return boundNames(target.value);
    default:
      return [];
  }
}

/** The names that one node binds by itself, its children left out. Imports are not counted. */
export function namesBoundBy(node: Node): readonly string[] {
  switch (node.kind) {
    case 'Assign':
      return node.targets.flatMap(boundNames);
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
    case 'Comprehension':
    case 'NamedExpr':
      return boundNames(node.target);
    case 'WithItem':
      return node.target ? boundNames(node.target) : [];
    case 'FunctionDef':
    case 'ClassDef':
    case 'TypeAlias':
    case 'Parameter':
      return [node.name];
    case 'ExceptHandler':
      return node.name === undefined ? [] : [node.name];
    case 'MatchCase':
      return node.binds.map((name) => name.id);
    case 'Scope':
      return node.names;
    default:
      return [];
  }
}

function namesOfModule(module: Module): Names {
  const known = cache.get(module);
  if (known) return known;
  const used = new Set<string>();
  const bound = new Set<string>();
  const imports: ImportBinding[] = [];
  const topLevel = new Set<Node>(module.body);
  walk(module.body, (node) => {
    if (node.kind === 'Name') used.add(node.id);
    for (const name of namesBoundBy(node)) {
      used.add(name);
      bound.add(name);
    }
    if (node.kind === 'Import' || node.kind === 'ImportFrom') {
      for (const binding of importBindings(node, topLevel.has(node))) {
        used.add(binding.name);
        imports.push(binding);
      }
    }
  });
  const names = { used, bound, imports };
  cache.set(module, names);
  return names;
}

function importBindings(statement: Import | ImportFrom, topLevel: boolean): ImportBinding[] {
  return statement.names.map((alias) => {
    if (statement.kind === 'ImportFrom') {
      const module = '.'.repeat(statement.level) + statement.module;
      return {
        name: alias.asname ?? alias.name,
        module,
        member: alias.name,
        dotted: false,
        statement,
        topLevel,
      };
    }
    const dotted = alias.asname === undefined && alias.name.includes('.');
    const name = alias.asname ?? alias.name.split('.')[0]!;
    return { name, module: alias.name, dotted, statement, topLevel };
  });
}
