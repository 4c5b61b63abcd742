import { composeEdits } from '../../fix';
import type { Model } from '../../semantics/model';
import { isTraining, isUncalled } from '../../semantics/roles';
import { asksModel } from '../../semantics/serving';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { SLOTS, constantOf, isData, isNone, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import { countedRows } from './countRows';
import { comesFrom, rowsOf } from './rowsInUse';

export default defineRule({
  name: 'silent-row-loss',
  area: 'monitoring',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas'],
  needsProject: true,
  docs: {
    summary: 'Rows disappear without being counted.',
    why: `A column that arrives empty, a key that is spelt anew, a file with a changed separator: \`dropna\`, an inner merge or \`on_bad_lines="skip"\` turns each into a smaller and biased
training set. A count before and after makes it visible.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
assert rows["age"].between(0, 130).all()
rows = rows.dropna()
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
assert rows["age"].between(0, 130).all()
n_before = len(rows)
rows = rows.dropna()
print(f"dropna dropped {n_before - len(rows)} rows")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
`,
    limits: [
      'Once per file that trains or scores, on the first place; the others are related.',
      'Only tables whose rows a model learns from or is asked with. Looked for: `dropna` and `drop_duplicates` of whole frames, inner merges, and readers that skip bad lines.',
      'Not flagged where the length, the shape, a summary or the frame itself is looked at, printed, logged or asserted afterwards, nor merges with `validate=` or `indicator=`.',
      'Groups by a key with gaps lose rows as well (pandas drops empty keys), which the code doesn’t show.',
    ],
    references: [
      'Zinkevich, Rules of Machine Learning: rules 6 and 10',
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: data testing debt',
    ],
  },
  messages: {
    lost: '{what} drops rows, and nothing looks at how many: a broken source is only a smaller training set.',
  },
  *check({ model, unit, project }) {
    if (model.role !== 'training' && model.role !== 'scoring') return;
    if (!project || isLibraryExample(unit.path, project)) return;
    const losses = model.calls.flatMap((record) => lossOf(model, record) ?? []);
    const counted = losses.map(({ record, frame }) => countedRows(model, record, frame));
    const [first, ...others] = losses;
    if (!first) return;
    const edits = composeEdits(...counted.map((each, index) => each?.(index)));
    const fix: FixReport | undefined = edits && {
      title: losses.length > 1 ? 'Count the rows before and after each' : 'Count the rows before and after',
      applicability: 'suggestion',
      edits,
    };
    yield {
      at: first.record.node,
      message: 'lost',
      data: { what: first.what },
      related: others
        .slice(0, 10)
        .map(({ record, what }) => ({ at: record.node, note: `${what} drops rows, too.` })),
      fixes: fix ? [fix] : [],
    };
  },
});

interface Loss {
  readonly record: CallRecord;
  readonly what: string;
  /** The variable that holds what is left. */
  readonly frame: string;
}

/** A call that may drop rows, whose result has a name that nobody looks at. */
function lossOf(model: Model, record: CallRecord): Loss | undefined {
  const what = isUncalled(record.frame) || hasHiddenArguments(record) ? undefined : dropping(record);
  const frame = what && keptAs(model, record);
  if (!what || !frame || !reachesModel(model, record) || isLookedAt(model, frame, record.node))
    return undefined;
  return { record, what, frame };
}

/** True if what is left is what a model learns from or is asked with. */
function reachesModel(model: Model, { output, receiver }: CallRecord): boolean {
  const changed = receiver?.slots.get(SLOTS.data);
  const left = output ?? (isData(changed) ? changed : undefined);
  if (!left) return false;
  return model.trace.some(
    (record) =>
      (isTraining(record) || asksModel(model, record)) &&
      rowsOf(record).some((node) => comesFrom(node, left)),
  );
}

function dropping(record: CallRecord): string | undefined {
  const { name, method } = record;
  if (/^pandas\.(read_csv|read_table)$/.test(name)) {
    const policy = constantOf(argument(record, 'on_bad_lines'));
    const skips =
      policy === 'skip' || policy === 'warn' || constantOf(argument(record, 'error_bad_lines')) === false;
    return skips ? '`on_bad_lines`' : undefined;
  }
  const isFrame = typeOf(record.receiver) === 'pandas.DataFrame';
  if (method === 'dropna' && isFrame) {
    const axis = constantOf(argument(record, 'axis'));
    const isOfColumns = axis === 1 || axis === 'columns' || record.args.positional.length > 0;
    return isOfColumns || constantOf(argument(record, 'how')) === 'all' ? undefined : '`dropna`';
  }
  if (method === 'drop_duplicates' && isFrame) {
    const subset = argument(record, 'subset', 0);
    return subset && !isNone(subset) ? undefined : '`drop_duplicates`';
  }
  if ((method === 'merge' && isFrame) || name === 'pandas.merge') {
    const how = argument(record, 'how', isFrame ? 1 : 2);
    const isInner = how === undefined || constantOf(how) === 'inner';
    const isChecked = record.args.keywords.has('validate') || record.args.keywords.has('indicator');
    return isInner && !isChecked ? 'The inner `merge`' : undefined;
  }
  return undefined;
}

/** The variable of the result, or of the frame that is changed in place. */
function keptAs(model: Model, record: CallRecord): string | undefined {
  const statement = statementOf(model, record.node);
  const { func } = record.node;
  if (statement?.kind === 'ExprStmt') {
    const isInPlace = constantOf(argument(record, 'inplace')) === true && statement.value === record.node;
    return isInPlace && func.kind === 'Attribute' && func.value.kind === 'Name' ? func.value.id : undefined;
  }
  if (statement?.kind !== 'Assign' || statement.targets.length !== 1) return undefined;
  const [target] = statement.targets;
  return target?.kind === 'Name' && isChainOf(statement.value, record.node) ? target.id : undefined;
}

/** `x`, or `x.reset_index(…)`, `x[columns]`: the rows are those of `x`. */
function isChainOf(value: Node, node: Node): boolean {
  for (let at: Node = value; ;) {
    if (at === node) return true;
    if (at.kind === 'Call') at = at.func;
    else if (at.kind === 'Attribute' || at.kind === 'Subscript') at = at.value;
    else return false;
  }
}

const LOOKING =
  /^(shape|size|empty|info|describe|count|head|tail|sample|value_counts|isna|isnull|nunique|index|to_string|memory_usage)$/;
const SPEAKING =
  /^(print|display|len|assert\w*|log\w*|info|debug|warning|error|write|check\w*|validate\w*|inspect\w*|report\w*|profile\w*|expect\w*)$/;

/** True if the frame's length, shape or rows are looked at anywhere below the loss, or in an output of the notebook. */
function isLookedAt(model: Model, name: string, loss: Node): boolean {
  let found = false;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (found || node.kind !== 'Name' || node.id !== name || node.start < loss.end) return !found;
      const [parent] = ancestorsOf(model, node);
      if (parent?.kind === 'Attribute' && LOOKING.test(parent.attr)) found = true;
      if (parent?.kind === 'ExprStmt' || parent?.kind === 'Return') found = true;
      for (const around of ancestorsOf(model, node)) {
        if (around.kind === 'Assert' || around.kind === 'Raise') found = true;
        if (around.kind === 'Call' && SPEAKING.test(textOf(model.unit, around.func).split('.').at(-1)!))
          found = true;
      }
      return true;
    });
  return found;
}
