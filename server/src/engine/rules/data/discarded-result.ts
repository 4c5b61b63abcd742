import { boundNames } from '../../fix/names';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { hasCellMarkers, isCellMarker } from '../../source/cells';
import { sourceAt, textOf } from '../../source/unit';
import type { Call, Expr, ExprStmt } from '../../syntax/ast';

import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { functionAround, moduleOf, statementOf } from '../surroundings';

export default defineRule({
  name: 'discarded-result',
  area: 'data',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['pandas', 'numpy', 'torch', 'datasets', 'sklearn'],
  docs: {
    summary: 'The result of an operation that changes nothing in place is thrown away.',
    why: `\`dropna\`, \`fillna\`, \`sort_values\`, \`tensor.to\`, \`dataset.map\` … return a new object. Without an assignment the step never happened: missing
values stay, rows stay unsorted, the tensor stays on the CPU, and nothing fails.`,
    bad: `import pandas as pd

df = pd.read_csv("patients.csv")
df.dropna()
df.to_csv("clean.csv")
`,
    good: `import pandas as pd

df = pd.read_csv("patients.csv")
df = df.dropna()
df.to_csv("clean.csv")
`,
    limits: [
      'Only where the object is certainly a table, an array, a tensor or a data set.',
      'The last expression of a cell is shown and not flagged; nor is code that is timed, or tried in a `try` block for its error.',
      'Modules of PyTorch are moved in place, as are tensors by methods that end in `_`.',
      'Scripts in which expressions stand on their own to be looked at, run line by line, are judged only inside functions.',
      '`apply` and `map` are flagged only with functions that can have no side effect.',
    ],
    references: [
      'pandas: copy-on-write, https://pandas.pydata.org/docs/user_guide/copy_on_write.html',
      'Zhang et al. 2022, Code smells for machine learning applications: in-place APIs misused',
    ],
  },
  messages: {
    discarded:
      '`{call}` changes nothing in place, and its result is thrown away: `{object}` stays as it was.',
    clone: '`{call}` returns a new estimator, and it is thrown away.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || showsEverything(model)) return;
    const interactive = unit.kind === 'script' && isInteractive(model);
    const seen = new Set<Call>();
    for (const { node, name } of model.calls) {
      if (seen.has(node)) continue;
      seen.add(node);
      const records = model.recordsOf(node);
      if (!records.every((record) => isPure(record) && !isTried(record))) continue;
      const statement = statementOf(model, node);
      if (statement?.kind !== 'ExprStmt' || statement.value !== node) continue;
      if (isShown(model, statement) || isTimed(model, statement)) continue;
      const object = changedObject(node, name);
      if (!object || !isKept(object)) continue;
      if (interactive && !functionAround(model, node)) continue;
      yield {
        at: node,
        message: name === 'sklearn.base.clone' ? 'clone' : 'discarded',
        data: { call: `${textOf(unit, node.func)}()`.replace(/\s+/g, ' '), object: textOf(unit, object) },
        fixes: assigned(model, statement, object),
      };
    }
  },
});

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Methods that give a new object, by the type of their receiver. */
const METHODS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'pandas.DataFrame',
    words(
      'drop dropna fillna ffill bfill replace rename sort_values sort_index reset_index set_index astype merge join assign query drop_duplicates clip map apply applymap round',
    ),
  ],
  [
    'pandas.Series',
    words(
      'drop dropna fillna ffill bfill replace rename sort_values sort_index reset_index astype drop_duplicates clip map apply round',
    ),
  ],
  [
    'torch.Tensor',
    words(
      'to cuda cpu detach view reshape add mul sub div clamp permute transpose squeeze unsqueeze flatten float long',
    ),
  ],
  [
    'datasets.Dataset',
    words('map filter shuffle remove_columns rename_column select cast_column train_test_split sort'),
  ],
]);
const FUNCTIONS = words('sort unique delete append concatenate clip nan_to_num reshape where');
/** Keep rows and their order, so that the result can be put into the column that it came from. */
const ROW_BY_ROW = words('fillna ffill bfill replace astype clip map apply round');
/** Give other columns, another index or another shape: the code below was written, and runs, with those that nothing changed. */
const ADAPTED_TO = words(
  'drop rename reset_index set_index merge join assign view reshape permute transpose squeeze unsqueeze flatten remove_columns rename_column select cast_column train_test_split',
);

function isPure(record: CallRecord): boolean {
  const { name, method, receiver, args, node } = record;
  if (args.hasDoubleStar || args.keywords.has('inplace') || args.keywords.has('out')) return false;
  if (args.keywords.has('copy')) return false; // `np.nan_to_num(x, copy=False)` works in place
  if (name === 'sklearn.base.clone') return true;
  if (/^numpy\.\w+$/.test(name))
    // `np.nan_to_num(x, False)` works in place.
    return FUNCTIONS.has(method) && !(method === 'nan_to_num' && args.positional.length > 1);
  const methods = METHODS.get(typeOf(receiver) ?? '');
  if (!methods?.has(method)) return false;
  if (typeOf(receiver) === 'datasets.Dataset') return true;
  return (
    !/^(map|apply|applymap)$/.test(method) || isWithoutSideEffects(node.args[0]?.value, args.positional[0])
  );
}

/** A function of a library, a dictionary, or a lambda that calls nothing. */
function isWithoutSideEffects(node: Expr | undefined, value: Value | undefined): boolean {
  if (value?.kind === 'mapping') return true;
  if (value?.kind === 'api') return /^(numpy|math)\./.test(value.name);
  if (node?.kind !== 'Lambda') return false;
  let calls = false;
  walk(node.body, (inner) => {
    if (inner.kind === 'Call') calls = true;
  });
  return !calls;
}

/** `try: df.astype(int) except ValueError: …` asks whether it works. */
function isTried({ context }: CallRecord): boolean {
  return (
    contextsOf(context, 'try').length > 0 ||
    contextsOf(context, 'with').some(
      ({ value }) => value?.kind === 'unknown' && /raises|warns/.test(value.record?.name ?? ''),
    )
  );
}

/** The last expression of a cell of a notebook, or of a script with cells. */
function isShown(model: Model, statement: ExprStmt): boolean {
  const { unit } = model;
  const { body } = moduleOf(model, statement);
  if (unit.kind === 'notebook' && body.at(-1) === statement) return true;
  const source = sourceAt(unit, statement.start);
  if (unit.kind === 'notebook' || !hasCellMarkers(source.text)) return false;
  const index = body.indexOf(statement);
  if (index < 0) return false;
  const to = body[index + 1]?.start ?? source.base + source.text.length;
  const between = textOf(unit, { start: statement.end, end: to }).split('\n');
  return index === body.length - 1 || between.some((line) => isCellMarker(line));
}

/** `InteractiveShell.ast_node_interactivity = "all"` shows every expression. */
function showsEverything({ unit }: Model): boolean {
  return unit.sources.some(({ text }) => text.includes('ast_node_interactivity'));
}

function isTimed(model: Model, statement: ExprStmt): boolean {
  const source = sourceAt(model.unit, statement.start);
  const line = source.lines.lineAt(statement.start - source.base);
  return source.magics.some(
    ({ kind, name, start }) =>
      /^(time|timeit|prun|memit|mprun|lprun|snakeviz)$/.test(name) &&
      (kind === 'cell' || source.lines.lineAt(start) === line),
  );
}

/** A script that is run line by line, or came from a notebook: expressions stand on their own to be looked at. */
function isInteractive({ modules }: Model): boolean {
  return modules.some(({ body }) =>
    body.some(
      (statement) =>
        statement.kind === 'ExprStmt' &&
        /^(Name|Attribute|Subscript|Compare|BinOp)$/.test(statement.value.kind),
    ),
  );
}

/** Something that is there afterwards; `torch.zeros(1).cuda()` only warms up the device. */
function isKept(object: Expr): boolean {
  while (object.kind === 'Subscript') object = object.value;
  return isPlainReference(object);
}

/** What should have changed: the receiver, or the array that a function is given. */
function changedObject({ func, args }: Call, name: string): Expr | undefined {
  if (func.kind === 'Attribute' && !name.startsWith('numpy.') && name !== 'sklearn.base.clone')
    return func.value;
  const [first] = args;
  return first && first.name === undefined && first.star === 0 ? first.value : undefined;
}

/** `df = df.dropna()`; none for a name that the function only borrows, or a column that would get other rows. */
function assigned(model: Model, { start, value }: ExprStmt, object: Expr): FixReport[] {
  const { unit } = model;
  const isMethod = value.kind === 'Call' && value.func.kind === 'Attribute' && value.func.value === object;
  const method = isMethod && value.func.kind === 'Attribute' ? value.func.attr : '';
  const isColumn =
    object.kind === 'Subscript' &&
    isPlainReference(object.value) &&
    object.index.kind === 'String' &&
    ROW_BY_ROW.has(method);
  if (!isColumn && (!isPlainReference(object) || !mayBind(model, object))) return [];
  if (isColumn && typeOf(model.valueOf(object)) !== 'pandas.Series') return [];
  const target = textOf(unit, object);
  return [
    {
      title: `Assign the result to \`${target}\``,
      applicability: isMethod && !ADAPTED_TO.has(method) ? 'safe' : 'suggestion',
      edits: [{ start, end: start, newText: `${target} = ` }],
    },
  ];
}

/** An assignment in a function makes a name its own: only if it is so already. */
function mayBind(model: Model, object: Expr): boolean {
  const scope = functionAround(model, object);
  if (object.kind !== 'Name' || !scope) return true;
  if (scope.kind === 'Lambda') return false;
  let isOwn = scope.params.some(({ name }) => name === object.id);
  walk(scope.body, (node) => {
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') return false;
    const targets = node.kind === 'Assign' ? node.targets : node.kind === 'For' ? [node.target] : [];
    if (targets.some((target) => boundNames(target).includes(object.id))) isOwn = true;
    return true;
  });
  return isOwn;
}
