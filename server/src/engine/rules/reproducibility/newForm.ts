/** Fixes of removed-api: what is gone, written as newer versions want it. */
import { composeEdits, importName, keywordOf, removeArgument, renameArgument, replaceNode } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Removal } from '../../knowledge/removals';
import type { Model } from '../../semantics/model';
import { isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, ImportFrom, Node } from '../../syntax/ast';
import type { Edit, FixReport } from '../rule';
import type { Use } from './removed-api';

/** One fix for all uses in the file; undefined where one of them can't be written anew with certainty. */
export function newForm(model: Model, removal: Removal, uses: readonly Use[]): FixReport | undefined {
  if (!removal.replacement) return undefined;
  const edits = composeEdits(...uses.map((use) => editsOf(model, removal, use)));
  return edits && { title: titleOf(removal), applicability: 'suggestion', edits };
}

function titleOf({ instead, replacement }: Removal): string {
  return replacement?.kind === 'drop' ? 'Take the argument out' : `Use ${instead}`;
}

function editsOf(model: Model, { replacement, target }: Removal, { node, at }: Use): Edit[] | undefined {
  switch (replacement?.kind) {
    case 'text':
      return replaceNode(at, replacement.to);
    case 'rename':
      return renamed(at, replacement.to);
    case 'module':
      return moved(model, node, replacement.to, replacement.members);
    case 'concat':
      return node.kind === 'Call' ? concatenated(model, node) : undefined;
    case 'fill':
      return node.kind === 'Call' ? filled(model, node) : undefined;
    case 'root':
      return node.kind === 'Call' ? root(model, node) : undefined;
  }
  const argument =
    node.kind === 'Call' && target.kind === 'keyword' ? keywordOf(node, target.keyword) : undefined;
  if (!argument || node.kind !== 'Call') return undefined;
  switch (replacement?.kind) {
    case 'keyword':
      return renameArgument(argument, replacement.to);
    case 'value':
      return replaceNode(argument.value, replacement.to);
    case 'drop':
      return removeArgument(model.unit, node, argument);
    case 'argument':
      return keywordOf(node, replacement.keyword)
        ? undefined
        : replaceNode(argument, `${replacement.keyword}=${replacement.value}`);
    default:
      return undefined;
  }
}

/** The last part of `np.in1d` or `df.iteritems`. */
function renamed(at: Node, to: string): Edit[] | undefined {
  return at.kind === 'Attribute' ? [{ start: at.attrStart, end: at.end, newText: to }] : undefined;
}

/** `from sklearn.cross_validation import train_test_split`, `from sklearn.externals import joblib` */
function moved(
  model: Model,
  node: Node,
  to: string,
  members: readonly string[] | undefined,
): Edit[] | undefined {
  if (node.kind !== 'ImportFrom' || node.star) return undefined;
  if (!members) {
    const [only] = node.names;
    if (node.names.length !== 1 || only?.name !== to) return undefined;
    return replaceNode(node, only.asname ? `import ${to} as ${only.asname}` : `import ${to}`);
  }
  if (!node.names.every(({ name }) => members.includes(name))) return undefined;
  return replaceModule(model, node, to);
}

function replaceModule(model: Model, node: ImportFrom, to: string): Edit[] | undefined {
  const at = textOf(model.unit, node).indexOf(node.module);
  if (at < 0) return undefined;
  const start = node.start + at;
  return [{ start, end: start + node.module.length, newText: to }];
}

/** `df.append(other, ignore_index=True)` -> `pd.concat([df, other], ignore_index=True)`, where both are frames. */
function concatenated(model: Model, call: Call): Edit[] | undefined {
  const { func, args } = call;
  const [other, ...rest] = args;
  if (func.kind !== 'Attribute' || !other || other.name !== undefined || other.star > 0) return undefined;
  const family = familyOf(typeOf(model.valueOf(func.value)));
  if (familyOf(typeOf(model.valueOf(other.value))) !== family) return undefined;
  if (rest.some(({ name }) => name !== 'ignore_index' && name !== 'sort')) return undefined;
  const pandas = importName(model, call, { module: 'pandas', as: 'pd' });
  const { unit } = model;
  const options = rest.map((each) => `, ${textOf(unit, each)}`).join('');
  const parts = `[${textOf(unit, func.value)}, ${textOf(unit, other)}]`;
  return composeEdits(pandas.edits, replaceNode(call, `${pandas.name}.concat(${parts}${options})`));
}

/** `df.fillna(method="ffill", limit=1)` -> `df.ffill(limit=1)` */
function filled(model: Model, call: Call): Edit[] | undefined {
  const method = keywordOf(call, 'method');
  const written = method?.value.kind === 'String' ? method.value.value : '';
  const to =
    written === 'ffill' || written === 'pad'
      ? 'ffill'
      : written === 'bfill' || written === 'backfill'
        ? 'bfill'
        : '';
  if (
    !method ||
    to === '' ||
    call.func.kind !== 'Attribute' ||
    call.args.some((each) => each.name === undefined)
  )
    return undefined;
  return composeEdits(renamed(call.func, to), removeArgument(model.unit, call, method));
}

function root(model: Model, call: Call): Edit[] | undefined {
  const squared = keywordOf(call, 'squared');
  if (!squared || (!isPlainReference(call.func) && call.func.kind !== 'Name')) return undefined;
  const metric = importName(model, call, { module: 'sklearn.metrics', member: 'root_mean_squared_error' });
  return composeEdits(
    metric.edits,
    replaceNode(call.func, metric.name),
    removeArgument(model.unit, call, squared),
  );
}
