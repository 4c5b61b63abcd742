/** Activation records and the syntactic context in which something happens. */
import type { FunctionDef, Lambda, Module, Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import type { Value } from './values';

/** One execution of a module's, function's or class's body. */
export interface Frame {
  readonly unit: Unit;
  readonly modules: readonly Module[];
  /** Absent for a module. */
  readonly def?: FunctionDef | Lambda;
  /** `main`, `Trainer.fit`, or '' for a module. */
  readonly name: string;
  readonly locals: Map<string, Value>;
  /** Frame in which free names are looked up. */
  readonly closure?: Frame;
  /** Frame that called, and the node of the call; absent when a function is evaluated though nobody calls it. */
  readonly caller?: Frame;
  readonly callSite?: Node;
  /** Names declared global or nonlocal. */
  readonly outer: Map<string, 'global' | 'nonlocal'>;
  /** Frame of the module. */
  readonly module?: Frame;
  /** True for a function that is evaluated only because nobody calls it. */
  readonly uncalled: boolean;
  /** True for a class body. */
  readonly isClass?: boolean;
}

/** A chain of what surrounds an event, innermost first: loops, with-blocks, branches, try-blocks, calls. */
export interface Context {
  readonly kind: 'loop' | 'with' | 'branch' | 'try' | 'except' | 'call';
  readonly node: Node;
  readonly frame: Frame;
  /** What a with-block's manager or a decorator is, what a loop iterates over. */
  readonly value?: Value;
  /** For a branch: which arm (0 = body, 1 = else). */
  readonly arm?: number;
  readonly parent?: Context;
}

/** All contexts of one kind, innermost first; calls of user functions are crossed unless `inFunction`. */
export function contextsOf(
  context: Context | undefined,
  kind: Context['kind'],
  inFunction = false,
): Context[] {
  const found: Context[] = [];
  for (let at = context; at; at = at.parent) {
    if (at.kind === kind) found.push(at);
    if (inFunction && at.kind === 'call') break;
  }
  return found;
}

export function enclosing(context: Context | undefined, kind: Context['kind']): Context | undefined {
  for (let at = context; at; at = at.parent) if (at.kind === kind) return at;
  return undefined;
}

/** True if `context` lies inside `outer` (the same node in the same frame). */
export function isWithin(context: Context | undefined, outer: Context): boolean {
  for (let at = context; at; at = at.parent)
    if (at.node === outer.node && at.kind === outer.kind) return true;
  return false;
}
