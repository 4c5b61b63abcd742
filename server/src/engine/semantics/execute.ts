/** Runs statements: sequences, branches, loops, handlers. How execution goes on after a statement is its completion. */
import type { Expr, For, If, Node, Stmt, Try, With } from '../syntax/ast';
import { assign, deleteTarget } from './assign';
import { evaluate } from './evaluate';
import { annotated, classValue, functionValue } from './functions';
import { runImport, runImportFrom } from './imports';
import type { Interpreter } from './interpreter';
import { elementOf, unrolled } from './iterate';
import type { Changes } from './store';
import type { Value } from './values';

export type Completion = 'normal' | 'return' | 'loop' | 'raise';

export function block(it: Interpreter, statements: readonly Stmt[]): Completion {
  const isForeign = it.frame.unit !== it.unit;
  for (const statement of statements) {
    // The rest of another module says little once its budget is gone.
    if (isForeign && it.exhausted) return 'normal';
    const completion = execute(it, statement);
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

export function execute(it: Interpreter, node: Stmt): Completion {
  it.tick();
  switch (node.kind) {
    case 'ExprStmt':
      evaluate(it, node.value);
      return 'normal';
    case 'Assign': {
      const value = evaluate(it, node.value);
      for (const target of node.targets) assign(it, target, value, node);
      return 'normal';
    }
    case 'AugAssign': {
      const value = evaluate(it, {
        kind: 'BinOp',
        op: node.op,
        left: node.target,
        right: node.value,
        start: node.start,
        end: node.end,
      });
      assign(it, node.target, value, node);
      return 'normal';
    }
    case 'AnnAssign': {
      const annotation = annotated(it, node.annotation, node.value ?? node.target);
      if (node.value) {
        const value = evaluate(it, node.value);
        assign(it, node.target, value.kind === 'unknown' && annotation ? annotation : value, node);
      } else if (annotation && it.frame.isClass) assign(it, node.target, annotation, node);
      return 'normal';
    }
    case 'Return': {
      it.frame.returns.push(
        node.value ? evaluate(it, node.value) : it.state.constant(null, node, it.frame.unit),
      );
      return 'return';
    }
    case 'Delete':
      for (const target of node.targets) deleteTarget(it, target, node);
      return 'normal';
    case 'Raise':
      if (node.exc) evaluate(it, node.exc);
      return 'raise';
    case 'Assert':
      evaluate(it, node.test);
      return 'normal';
    case 'Import':
      return runImport(it, node);
    case 'ImportFrom':
      return runImportFrom(it, node);
    case 'If':
      return runIf(it, node);
    case 'For':
      return runFor(it, node);
    case 'While': {
      evaluate(it, node.test);
      loop(it, node, undefined, () => block(it, node.body));
      block(it, node.orelse);
      return 'normal';
    }
    case 'Try':
      return runTry(it, node);
    case 'With':
      return runWith(it, node, 0);
    case 'FunctionDef':
      it.bind(node.name, functionValue(it, node));
      return 'normal';
    case 'ClassDef':
      it.bind(node.name, classValue(it, node));
      return 'normal';
    case 'Match': {
      evaluate(it, node.subject);
      return branches(
        it,
        node.cases.map((item, arm) => ({
          arm,
          node: item as Node,
          run: () => {
            for (const name of item.binds) it.bind(name.id, it.unknown(name));
            if (item.guard) evaluate(it, item.guard);
            return block(it, item.body);
          },
        })),
        true,
      );
    }
    case 'Scope':
      for (const name of node.names) it.frame.outer.set(name, node.form);
      return 'normal';
    case 'Simple':
      return node.form === 'pass' ? 'normal' : 'loop';
    case 'TypeAlias':
      return 'normal';
    case 'BadStmt':
      for (const part of node.parts) evaluate(it, part);
      block(it, node.body);
      return 'normal';
  }
}

function runIf(it: Interpreter, node: If): Completion {
  const test = evaluate(it, node.test);
  const known = decided(node.test, test);
  if (known === true) return block(it, node.body);
  if (known === false) return block(it, node.orelse);
  return branches(
    it,
    [
      { arm: 0, node, value: test, run: () => block(it, node.body) },
      { arm: 1, node, value: test, run: () => block(it, node.orelse) },
    ],
    false,
  );
}

/** Runs alternatives from the same state and joins what they leave. `open`: possibly none of them runs. */
function branches(
  it: Interpreter,
  arms: readonly { arm: number; node: Node; value?: Value; run: () => Completion }[],
  open: boolean,
): Completion {
  const { store } = it.state;
  const outcomes: Changes[] = open ? [new Map()] : [];
  let completion: Completion | undefined = open ? 'normal' : undefined;
  for (const arm of arms) {
    const mark = store.mark();
    const done = it.inContext({ kind: 'branch', node: arm.node, arm: arm.arm, value: arm.value }, arm.run);
    const changes = store.rollback(mark);
    if (done === 'normal') {
      outcomes.push(changes);
      completion = 'normal';
    } else {
      if (done === 'return') it.frame.exits.push(changes);
      else if (done === 'loop') it.frame.loopExits.push(changes);
      completion ??= done;
    }
  }
  if (outcomes.length > 0) store.merge(outcomes, it.state.join);
  return completion ?? 'normal';
}

function runFor(it: Interpreter, node: For): Completion {
  const iterable = evaluate(it, node.iter);
  const items = unrolled(it, iterable);
  if (items && !it.exhausted) {
    for (const item of items) {
      it.inContext({ kind: 'loop', node, value: iterable }, () => {
        assign(it, node.target, item, node);
        loopBody(it, () => block(it, node.body));
      });
    }
  } else {
    loop(it, node, iterable, () => {
      assign(it, node.target, elementOf(it, iterable, node.iter), node);
      return block(it, node.body);
    });
  }
  block(it, node.orelse);
  return 'normal';
}

/** Two passes: the first as the first round sees the state, the second as later rounds do. */
export function loop(it: Interpreter, node: Node, value: Value | undefined, body: () => Completion): void {
  const { store } = it.state;
  it.inContext({ kind: 'loop', node, value }, () => {
    const mark = store.mark();
    loopBody(it, body);
    if (it.repeat || it.exhausted || !carries(it, mark)) return;
    const first = store.rollback(mark);
    store.merge([new Map(), first], it.state.join);
    it.repeat = true;
    try {
      loopBody(it, body);
    } finally {
      it.repeat = false;
    }
  });
}

function loopBody(it: Interpreter, body: () => Completion): void {
  const outer = it.frame.loopExits;
  it.frame.loopExits = [];
  body();
  const exits = it.frame.loopExits;
  if (exits.length > 0) it.state.store.merge([new Map(), ...exits], it.state.join);
  it.frame.loopExits = outer;
}

/** True if the loop changed something that existed before it: then later rounds see another state. */
function carries(it: Interpreter, mark: number): boolean {
  return it.state.store.overwrites(mark);
}

function runTry(it: Interpreter, node: Try): Completion {
  const completion = it.inContext({ kind: 'try', node }, () => block(it, node.body));
  const { store } = it.state;
  for (const handler of node.handlers) {
    const mark = store.mark();
    const importFallback =
      handler.type !== undefined && /ImportError|ModuleNotFoundError/.test(nameOf(handler.type));
    const done = it.inContext({ kind: 'except', node: handler }, () => {
      if (handler.type) evaluate(it, handler.type);
      if (handler.name) it.bind(handler.name, it.unknown(handler));
      return block(it, handler.body);
    });
    const changes = store.rollback(mark);
    if (done === 'return') it.frame.exits.push(changes);
    if (done !== 'normal') continue;
    // The imported name is the one that the rest of the file is written for; the fallback stands in for it.
    if (importFallback) keepNew(changes);
    store.merge([new Map(), changes], it.state.join);
  }
  if (completion === 'normal') block(it, node.orelse);
  block(it, node.finalbody);
  return completion === 'raise' ? 'normal' : completion;
}

function runWith(it: Interpreter, node: With, index: number): Completion {
  const item = node.items[index];
  if (!item) return block(it, node.body);
  const manager = evaluate(it, item.context);
  const result = it.inContext({ kind: 'with', node, value: manager }, () => {
    if (item.target) assign(it, item.target, manager, node);
    return runWith(it, node, index + 1);
  });
  return result;
}

/** What an `if` decides where that is certain: literal booleans and the `__main__` guard. */
function decided(test: Expr, value: Value): boolean | undefined {
  if (test.kind === 'Constant' && typeof test.value === 'boolean') return test.value;
  if (
    test.kind === 'Compare' &&
    test.left.kind === 'Name' &&
    test.left.id === '__name__' &&
    value.kind === 'constant'
  )
    return value.value === true;
  return undefined;
}

/** Drops from a fallback's changes what the main path has set. */
function keepNew(changes: Changes): void {
  for (const [map, keys] of changes) for (const key of keys.keys()) if (map.has(key)) keys.delete(key);
}

export function nameOf(node: Expr): string {
  if (node.kind === 'Name') return node.id;
  if (node.kind === 'Attribute') return node.attr;
  if (node.kind === 'Tuple') return node.elements.map(nameOf).join(' ');
  return '';
}
