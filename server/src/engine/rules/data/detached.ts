/** A column in a variable: with pandas 3 a copy, so that changing it does not change the frame. */
import type { Model } from '../../semantics/model';
import { textOf } from '../../source/unit';
import type { Expr, FunctionDef, Lambda, Name, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { enclosingNode, functionAround, statementOf } from '../surroundings';
import { selectionOf } from './selection';

export interface DetachedChange {
  /** The variable. */
  readonly name: string;
  /** The selection it was made of, and the frame of that: source texts. */
  readonly column: string;
  readonly frame: string;
}

/**
 * A change of a variable that holds a column of a frame, by which the frame must have been meant: the variable is not read
 * afterwards, and the frame is.
 * @param base expression that is changed
 * @param change the whole change, `s[i]` or `s.fillna(…, inplace=True)`
 */
export function detachedChange(model: Model, base: Expr, change: Node): DetachedChange | undefined {
  if (base.kind !== 'Name') return undefined;
  const origin = model.valueOf(base)?.origin as Expr | undefined;
  const selection = origin && selectionOf(model, origin);
  if (!selection || selection.rows || selection.frame.kind !== 'Name') return undefined;
  const scope = functionAround(model, change);
  if (functionAround(model, origin) !== scope) return undefined;
  const assignment = statementOf(model, origin);
  if (assignment?.kind !== 'Assign' || assignment.value !== origin) return undefined;

  // In a loop, what stands above the change comes after it as well, unless each round takes the column anew.
  const loop = enclosingNode(model, change, 'For', 'While');
  const isTakenAnew = loop && loop.start <= assignment.start && assignment.end <= loop.end;
  const from = loop && !isTakenAnew ? Math.min(loop.start, change.end) : change.end;
  const names = namesRead(model, scope);
  const isChanged = (name: Name): boolean => changedNames(model).has(name);
  const after = (id: string, start: number): boolean =>
    names.some((name) => name.id === id && name.start >= start && !isChanged(name));
  if (after(base.id, from) || !after(selection.frame.id, change.end)) return undefined;
  return { name: base.id, column: textOf(model.unit, origin), frame: selection.frame.id };
}

/** Names read in a function, or (everywhere) in the unit. */
function namesRead(model: Model, scope: FunctionDef | Lambda | undefined): Name[] {
  const names: Name[] = [];
  const roots: readonly Node[] = scope ? [scope] : model.modules.flatMap((module) => module.body);
  const written = new Set<Node>();
  walk(roots, (node) => {
    if (node.kind === 'Assign') for (const target of node.targets) written.add(target);
    if (node.kind === 'Name' && !written.has(node)) names.push(node);
  });
  return names;
}

const changes = new WeakMap<Model, ReadonlySet<Name>>();

/** Variables where they are only changed in place: `s` in `s[0] = 1`. */
function changedNames(model: Model): ReadonlySet<Name> {
  let found = changes.get(model);
  if (!found) {
    const names = new Set<Name>();
    const add = (node: Expr): void => {
      let root = node;
      while (root.kind === 'Attribute' || root.kind === 'Subscript') root = root.value;
      if (root.kind === 'Name') names.add(root);
    };
    for (const { target, statement } of model.stores) if (statement.kind !== 'AugAssign') add(target.value);
    for (const { node, args } of model.calls)
      if (args.keywords.has('inplace') && node.func.kind === 'Attribute') add(node.func.value);
    changes.set(model, (found = names));
  }
  return found;
}
