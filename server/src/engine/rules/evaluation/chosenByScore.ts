/** Whether a score that is worked out in a loop decides which turn of the loop is kept. */
import { statementAt } from '../../fix';
import { boundNames } from '../../fix/names';
import type { Model } from '../../semantics/model';
import type { Call, Name, Node } from '../../syntax/ast';
import { nameIndex } from '../../syntax/nameIndex';
import { walk } from '../../syntax/visit';

const BEST = new Set(['builtins.max', 'builtins.min', 'numpy.argmax', 'numpy.argmin']);

/**
 * The place where the best of the loop's scores is taken: `if score > best:` with `best = score` under it, or `max`, `min`,
 * `np.argmax` or `np.argmin` of the list or dict in which the scores were collected.
 * @param score the call that scores
 * @param loop the loop around it
 */
export function chosenByScore(model: Model, score: Call, loop: Node): Node | undefined {
  const statement = statementAt(model, score.start);
  if (!statement) return undefined;
  const target = statement.kind === 'Assign' ? statement.targets[0] : undefined;
  const name = target?.kind === 'Name' ? target.id : undefined;
  const compared = name === undefined ? undefined : keptIfBetter(loop, name);
  if (compared) return compared;
  for (const collection of collections(loop, score, name)) {
    const taken = model.calls.find(
      (record) =>
        BEST.has(record.name) &&
        record.node.args.some(({ value }) => value.kind === 'Name' && value.id === collection) &&
        record.node.start > score.start,
    );
    if (taken) return taken.node;
  }
  return undefined;
}

/** `if score > best:` that assigns the score to `best`. */
function keptIfBetter(loop: Node, score: string): Node | undefined {
  let found: Node | undefined;
  walk(loop, (node) => {
    if (node.kind !== 'If' || !readsName(node.test, score) || node.test.kind !== 'Compare') return;
    const { test } = node;
    const keeps = node.body.some(
      (each) =>
        each.kind === 'Assign' &&
        readsName(each.value, score) &&
        each.targets.some((target) => boundNames(target).some((id) => readsName(test, id))),
    );
    if (keeps) found ??= node.test;
  });
  return found;
}

/** Names of the lists and dicts into which a loop puts the score. */
function collections(loop: Node, score: Call, name: string | undefined): string[] {
  const holds = (root: Node): boolean =>
    (root.start <= score.start && score.end <= root.end) || (name !== undefined && readsName(root, name));
  const found: string[] = [];
  walk(loop, (node) => {
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'append') {
      if (node.func.value.kind === 'Name' && node.args.some(({ value }) => holds(value)))
        found.push(node.func.value.id);
    } else if (node.kind === 'Assign' && holds(node.value)) {
      for (const target of node.targets)
        if (target.kind === 'Subscript' && target.value.kind === 'Name') found.push(target.value.id);
    }
  });
  return found;
}

function readsName(root: Node, id: string): boolean {
  let reads = false;
  walk(root, (node) => {
    if (node.kind === 'Name' && node.id === id) reads = true;
  });
  return reads;
}

/** Every use of some names inside a node. */
export function usesInside(model: Model, root: Node, ids: readonly string[]): Name[] {
  return ids
    .flatMap((id) => model.modules.flatMap((module) => nameIndex(module).get(id) ?? []))
    .filter(({ start, end }) => start >= root.start && end <= root.end);
}
