import { composeEdits, importName, replaceNode } from '../../fix';
import { indentationAt } from '../../fix/lines';
import { ancestry, walkBack, type DataNode, type RowSet } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, isData, itemsOf, isPlainReference, SLOTS, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';
import { statementOf } from '../surroundings';

export default defineRule({
  name: 'ungrouped-split',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn'],
  docs: {
    summary: 'Several rows of one subject fall on both sides of a random split.',
    why: `The model recognises the subject instead of learning what is asked: measured with ten rows per subject and labels that are chance, accuracy 0.937 instead of
0.479 with a split by group.`,
    bad: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("visits.csv")
df["visits"] = df.groupby("patient_id")["date"].transform("count")
X, y = df[["age", "pressure", "visits"]], df["ill"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupShuffleSplit

df = pd.read_csv("visits.csv")
df["visits"] = df.groupby("patient_id")["date"].transform("count")
X, y = df[["age", "pressure", "visits"]], df["ill"]
splitter = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=42)
train_rows, test_rows = next(splitter.split(X, y, groups=df["patient_id"]))
X_train, X_test = X.iloc[train_rows], X.iloc[test_rows]
y_train, y_test = y.iloc[train_rows], y.iloc[test_rows]
model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    limits: [
      'The column must be named for a subject (`patient_id`, `user_id`, `session` …) and must be seen to repeat: the rows are grouped by it before they are split.',
      'Frames that were reduced to one row per subject, and files that use a splitter by group, are not flagged.',
      'Ignore it where the model will only ever meet subjects that it was trained on.',
    ],
    references: [
      'Kapoor and Narayanan 2023, Leakage and the reproducibility crisis, L3.2',
      'scikit-learn: cross-validation iterators for grouped data, https://scikit-learn.org/stable/modules/cross_validation.html#cross-validation-iterators-for-grouped-data',
    ],
  },
  messages: {
    split:
      'Rows of one `{column}` fall on both sides of this random split: the rows repeat it, as the grouping shows.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || model.calls.some(({ name }) => /Group(KFold|ShuffleSplit|Out)/.test(name)))
      return;
    for (const record of model.callsTo('sklearn.model_selection.train_test_split')) {
      const [rows] = record.data;
      if (!rows || record.split?.form !== 'random') continue;
      const grouping = groupingOf(model, rows, record.order);
      if (!grouping) continue;
      const fix = byGroup(model, record, grouping.column);
      yield {
        at: record.node,
        message: 'split',
        data: { column: grouping.column },
        related:
          grouping.record.unit === unit ? [{ at: grouping.record.node, note: 'The rows repeat it.' }] : [],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

const SUBJECT =
  /^(patient|subject|participant|person|user|customer|client|member|session|device|machine|engine|store|shop|speaker|author|video|slide|account|driver|player|student|household|vehicle|unit)(_?(id|no|nr|num|number|name|key|uid|uuid|guid))?$/i;

interface Grouping {
  readonly column: string;
  readonly record: CallRecord;
}

/** A grouping by subject of the very rows that are split. */
function groupingOf(model: Model, rows: DataNode, before: number): Grouping | undefined {
  const lineage = new Set<RowSet>(ancestry(rows.rows));
  if ([...lineage].some(({ relation }) => relation === 'grouped')) return undefined;
  let reduced = false;
  walkBack(rows, ({ op }) => {
    if (op === 'drop_duplicates' || op === 'pivot_table' || op === 'pivot') reduced = true;
  });
  if (reduced) return undefined;
  for (const record of model.calls) {
    if (record.order > before || !/^pandas\.DataFrame\.groupby$/.test(record.name)) continue;
    const by = argument(record, 'by', 0);
    const single = constantOf(by) ?? (itemsOf(by)?.length === 1 ? constantOf(itemsOf(by)![0]) : undefined);
    if (typeof single !== 'string' || !SUBJECT.test(single)) continue;
    const grouped = record.data[0] ?? record.receiver?.slots.get(SLOTS.data);
    if (isData(grouped) && lineage.has(grouped.rows) && !isCounted(model, record))
      return { column: single, record };
  }
  return undefined;
}

/** Grouped only to look at it, or to make one row of each: `df.groupby(id).size()`. */
function isCounted(model: Model, grouping: CallRecord): boolean {
  return !model.calls.some(
    ({ receiver, method, order }) =>
      order > grouping.order &&
      receiver !== undefined &&
      (receiver === grouping.result || isColumnOf(receiver, grouping)) &&
      /^(transform|shift|cumsum|cumcount|cummax|diff|rank|pct_change|rolling|expanding|ffill|bfill|fillna|apply|nth|head|tail)$/.test(
        method,
      ),
  );
}

function isColumnOf(receiver: NonNullable<CallRecord['receiver']>, grouping: CallRecord): boolean {
  return (
    receiver.kind === 'object' &&
    receiver.type === 'pandas.GroupBy' &&
    receiver.slots.get(SLOTS.data) !== undefined &&
    receiver.slots.get(SLOTS.data) === grouping.result.slots.get(SLOTS.data)
  );
}

/** `X_train, X_test, y_train, y_test = train_test_split(X, y, …)` by group. */
function byGroup(model: Model, record: CallRecord, column: string): FixReport | undefined {
  const { unit } = model;
  const { node } = record;
  const statement = statementOf(model, node);
  if (statement?.kind !== 'Assign' || statement.value !== node || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  const names = target?.kind === 'Tuple' ? target.elements : [];
  const arrays = node.args
    .filter(({ name, star }) => name === undefined && star === 0)
    .map(({ value }) => value);
  if (names.length !== 2 * arrays.length || arrays.length === 0 || names.some(({ kind }) => kind !== 'Name'))
    return undefined;
  if (!arrays.every(isPlainReference) || node.args.some(({ star }) => star !== 0)) return undefined;
  const frame = frameWith(model, record, column);
  if (!frame) return undefined;
  const kept = node.args.filter(
    ({ name }) => name === 'test_size' || name === 'train_size' || name === 'random_state',
  );
  const seed = kept.some(({ name }) => name === 'random_state') ? '' : ', random_state=42';
  const size = kept.some(({ name }) => name?.endsWith('_size')) ? '' : ', test_size=0.25';
  const options = kept.map((each) => `, ${textOf(unit, each)}`).join('');
  const { edits, name } = importName(model, node, {
    module: 'sklearn.model_selection',
    member: 'GroupShuffleSplit',
  });
  const indented = (lines: readonly string[]): string =>
    lines.join(`\n${indentationAt(unit, statement.start)}`);
  const texts = arrays.map((each) => textOf(unit, each));
  const lines = [
    `splitter = ${name}(n_splits=1${size}${options}${seed})`,
    `train_rows, test_rows = next(splitter.split(${texts.join(', ')}, groups=${frame}["${column}"]))`,
    ...arrays.map((each, index) => {
      const [train, test] = [textOf(unit, names[2 * index]!), textOf(unit, names[2 * index + 1]!)];
      const type = typeOf(record.args.positional[index]) ?? '';
      const at = type.startsWith('pandas.') ? '.iloc' : '';
      return `${train}, ${test} = ${texts[index]}${at}[train_rows], ${texts[index]}${at}[test_rows]`;
    }),
  ];
  const all = composeEdits(edits, replaceNode(statement, indented(lines)));
  return all && { title: `Split by \`${column}\``, applicability: 'suggestion', edits: all };
}

/** A variable that holds the same rows with the column still in: `df`. */
function frameWith(model: Model, record: CallRecord, column: string): string | undefined {
  const rows = record.data[0]?.rows;
  for (const [name, value] of record.frame.locals) {
    const data = value.slots.get(SLOTS.data);
    if (!isData(data) || data.rows !== rows || typeOf(value) !== 'pandas.DataFrame') continue;
    const text = model.unit.sources.map((source) => source.text).join('\n');
    if (new RegExp(`\\b${name}\\.groupby\\(\\s*\\[?["']${column}["']`).test(text)) return name;
  }
  return undefined;
}
