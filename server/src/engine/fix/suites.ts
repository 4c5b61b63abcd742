/** Where a statement stands among its neighbours. */
import type { Module, Stmt } from '../syntax/ast';
import type { Program } from './program';

/** A list of statements and a statement's place in it. */
export interface SuitePlace {
  readonly suite: readonly Stmt[];
  readonly index: number;
  /** The compound statement that holds the suite; undefined at the top level of a source. */
  readonly owner?: Stmt;
  readonly module: Module;
}

/** The suites directly inside a statement, in source order. */
export function suitesOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse];
    case 'Try':
      return [
        statement.body,
        ...statement.handlers.map((h) => h.body),
        statement.orelse,
        statement.finalbody,
      ];
    case 'Match':
      return statement.cases.map((c) => c.body);
    case 'With':
    case 'FunctionDef':
    case 'ClassDef':
    case 'BadStmt':
      return [statement.body];
    default:
      return [];
  }
}

/** The suite that holds exactly this statement; undefined if it is not of this program. */
export function suiteOf(program: Program, statement: Stmt): SuitePlace | undefined {
  const index = Math.min(Math.floor(statement.start / program.unit.stride), program.modules.length - 1);
  const module = program.modules[index];
  if (!module) return undefined;
  let candidates: { suite: readonly Stmt[]; owner?: Stmt }[] = [{ suite: module.body }];
  while (candidates.length > 0) {
    const inner: typeof candidates = [];
    for (const { suite, owner } of candidates) {
      for (const [position, child] of suite.entries()) {
        if (child === statement || isSame(child, statement)) return { suite, index: position, owner, module };
        if (child.start <= statement.start && statement.end <= child.end) {
          for (const nested of suitesOf(child)) inner.push({ suite: nested, owner: child });
        }
      }
    }
    candidates = inner;
  }
  return undefined;
}

/** The innermost statement that holds a position; undefined if none does. */
export function statementAt(program: Program, position: number): Stmt | undefined {
  const index = Math.min(Math.floor(position / program.unit.stride), program.modules.length - 1);
  let suites: readonly (readonly Stmt[])[] = [program.modules[index]?.body ?? []];
  let found: Stmt | undefined;
  for (;;) {
    let inner: Stmt | undefined;
    for (const suite of suites) inner ??= suite.find((s) => firstPosition(s) <= position && position < s.end);
    if (!inner) return found;
    found = inner;
    suites = suitesOf(inner);
  }
}

/** Where a statement starts, its decorators counted (without the `@`). */
export function firstPosition(statement: Stmt): number {
  if (statement.kind !== 'FunctionDef' && statement.kind !== 'ClassDef') return statement.start;
  return Math.min(statement.start, ...statement.decorators.map((d) => d.start));
}

function isSame(a: Stmt, b: Stmt): boolean {
  return a.kind === b.kind && a.start === b.start && a.end === b.end;
}
