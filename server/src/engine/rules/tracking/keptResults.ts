/** Whether what a search found is kept anywhere: followed by name from its results to calls that write, log or hand on. */
import { namesBoundBy } from '../../fix/names';
import { isKnownLibrary } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { keepsRecord } from '../../semantics/serving';
import type { CallRecord } from '../../semantics/trace';
import type { Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

const RESULTS =
  /^(best_(params|estimator|score|index|trial|trials|value)_?|cv_results_|results|trials|trials_dataframe|losses|argmin)$/;

/**
 * @param names the variables that hold the search, its trials or what it gave
 * @returns true if they, or what is made of them, reach a call that keeps its arguments, or one that can't be looked into
 */
export function areResultsKept(model: Model, names: readonly string[]): boolean {
  const tainted = taintedNames(model, names);
  for (const { body } of model.modules) {
    let found = false;
    walk(body, (node) => {
      if (found) return false;
      if (
        (node.kind === 'Return' || node.kind === 'Yield') &&
        node.value &&
        mentions(node.value, tainted, names)
      )
        found = true;
      if (node.kind === 'Call' && mentions(node, tainted, names))
        found = model.recordsOf(node).some((record) => mayKeep(record)) || isForeign(model, node);
      return !found;
    });
    if (found) return true;
  }
  return false;
}

/** Calls that only show what they are given, or make something else of it. */
const SHOWING = new Set([
  'print',
  'display',
  'pprint',
  'len',
  'str',
  'repr',
  'round',
  'sorted',
  'list',
  'dict',
  'zip',
  'range',
  'enumerate',
  'max',
  'min',
  'sum',
  'type',
  'format',
]);

const SHOWING_LIBRARIES = new Set([
  'builtins',
  'matplotlib',
  'seaborn',
  'plotly',
  'IPython',
  'scipy',
  'math',
  'pprint',
  'tabulate',
]);

function mayKeep(record: CallRecord): boolean {
  if (record.effect === 'save' || record.effect === 'track' || keepsRecord(record)) return true;
  return /^(to_(csv|json|parquet|excel|sql|pickle|feather|markdown|html)|dump|dumps|write\w*|save\w*|savefig|log\w*|set_tags?)$/.test(
    record.method,
  );
}

/** A call of the user's own function, or of one that isn't known: what it does with the results is not seen here. */
function isForeign(model: Model, node: Node & { kind: 'Call' }): boolean {
  const records = model.recordsOf(node);
  if (node.func.kind === 'Name' && SHOWING.has(node.func.id)) return false;
  if (records.length === 0) return node.func.kind === 'Name';
  return records.every(({ name, receiver }) => {
    const root = name.split('.')[0]!;
    return receiver === undefined && !SHOWING_LIBRARIES.has(root) && !isKnownLibrary(root);
  });
}

/** Every name that is bound to something which mentions the results, until none is added. */
function taintedNames(model: Model, names: readonly string[]): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (let before = -1; before !== tainted.size;) {
    before = tainted.size;
    for (const { body } of model.modules)
      walk(body, (node) => {
        const value = boundValue(node);
        if (!value || !mentionsResults(value, tainted, names)) return;
        for (const name of [...namesBoundBy(node), ...containers(node)])
          if (!names.includes(name)) tainted.add(name);
      });
  }
  return tainted;
}

function boundValue(node: Node): Node | undefined {
  switch (node.kind) {
    case 'Assign':
    case 'NamedExpr':
      return node.value;
    case 'AnnAssign':
      return node.value;
    case 'For':
      return node.iter;
    case 'Call':
      // `results.append(search.best_score_)`: the list holds it from now on.
      return /^(append|extend|add|update|insert)$/.test(node.func.kind === 'Attribute' ? node.func.attr : '')
        ? node
        : undefined;
    default:
      return undefined;
  }
}

/** `results["best"] = …`, `results.append(…)`: what holds the results then. */
function containers(node: Node): string[] {
  const targets = node.kind === 'Assign' ? node.targets : node.kind === 'Call' ? [node.func] : [];
  return targets.flatMap((target) => {
    if (target.kind !== 'Subscript' && target.kind !== 'Attribute') return [];
    return target.value.kind === 'Name' ? [target.value.id] : [];
  });
}

/** Mentions results, or the search itself as an argument (`joblib.dump(search, …)`); calling a method of it is no use of its results. */
function mentions(node: Node, tainted: ReadonlySet<string>, names: readonly string[]): boolean {
  if (mentionsResults(node, tainted, names)) return true;
  let found = false;
  walk([node], (inner) => {
    if (inner.kind === 'Argument' && inner.value.kind === 'Name' && names.includes(inner.value.id))
      found = true;
    return !found;
  });
  return found || (node.kind === 'Name' && names.includes(node.id));
}

function mentionsResults(node: Node, tainted: ReadonlySet<string>, names: readonly string[]): boolean {
  let found = false;
  walk([node], (inner) => {
    if (inner.kind === 'Name' && tainted.has(inner.id)) found = true;
    if (inner.kind === 'Attribute' && RESULTS.test(inner.attr) && inner.value.kind === 'Name')
      found ||= names.includes(inner.value.id);
    return !found;
  });
  return found;
}
