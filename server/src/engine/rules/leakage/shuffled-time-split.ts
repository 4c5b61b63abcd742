import { addKeyword, composeEdits, importName, keywordOf, removeArguments, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import type { Argument, Call } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { timeOrderOf } from './timeOrder';

export default defineRule({
  name: 'shuffled-time-split',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn'],
  docs: {
    summary: 'Time-ordered rows are split at random, so that training sees the future of the test rows.',
    why: `Neighbours in time resemble each other, and lags and windows even share values: a test row between two training rows is half known already. The model will be used on the future, which it
has never seen; random splits and random folds cannot show how it does there. Train on the past and test on what follows.`,
    bad: `import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
df["last_week"] = df["sold"].shift(7)
df = df.dropna()
X, y = df[["last_week"]], df["sold"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
df["last_week"] = df["sold"].shift(7)
df = df.dropna()
X, y = df[["last_week"]], df["sold"]
X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
`,
    limits: [
      'Two signs are asked for: dates that are parsed or made, and lags, windows or an order by date (`shift`, `rolling`, `sort_values("date")`, `set_index("date")`) on the same rows.',
      'Dates from which only calendar parts or an age are taken, `TimeSeriesSplit`, `shuffle=False`, splits by a date, and lags within groups are not flagged.',
      'Folds of an integer `cv` are blocks in order; they train on the future too, but are not flagged.',
      'The fix takes the order of the rows as it stands: make sure that they are sorted by time.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L3.1 (temporal leakage)',
      'scikit-learn: cross-validation of time series data, https://scikit-learn.org/stable/modules/cross_validation.html',
    ],
  },
  messages: {
    split:
      '`train_test_split` mixes rows that are ordered in time (`{sign}`): training sees the future of the test rows.',
    folds:
      '`{splitter}` mixes rows that are ordered in time (`{sign}`): training sees the future of the test rows.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const seen = new Set<Call>();
    for (const record of model.calls) {
      const mixer = mixerOf(model, record);
      const [rows] = record.data;
      if (!mixer || !rows || seen.has(record.node)) continue;
      const order = timeOrderOf(model, rows);
      if (!order) continue;
      seen.add(record.node);
      const fix = fixOf(model, record, mixer);
      const isHere =
        order.at.kind === 'Call' && model.recordsOf(order.at).some(({ unit }) => unit === model.unit);
      yield {
        at: record.node,
        message: mixer === 'train_test_split' ? 'split' : 'folds',
        data: { splitter: mixer, sign: order.op },
        related: isHere ? [{ at: order.at, note: 'This takes the rows for ordered in time.' }] : [],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** What mixes the rows in a call: a random split, a splitter that shuffles; undefined if nothing does. */
function mixerOf(model: Model, record: CallRecord): string | undefined {
  const { effect } = record;
  if (effect === 'split')
    return record.name === 'sklearn.model_selection.train_test_split' &&
      record.split?.form === 'random' &&
      record.split.record === record
      ? 'train_test_split'
      : undefined;
  if (effect === 'fold') return shuffling(record.receiver);
  if (effect === 'cross-validate') return shuffling(argument(record, 'cv'));
  if (effect === 'fit' && record.receiver?.kind === 'object' && record.receiver.record)
    return shuffling(argument(record.receiver.record, 'cv'));
  return undefined;
}

/** The name of a splitter that puts rows into folds at random. */
function shuffling(splitter: Value | undefined): string | undefined {
  const type = typeOf(splitter);
  if (!type?.startsWith('sklearn.model_selection.') || splitter?.kind !== 'object') return undefined;
  const name = type.slice(type.lastIndexOf('.') + 1);
  if (/Group|TimeSeries/.test(name)) return undefined;
  if (/^(Stratified)?ShuffleSplit$|^Repeated/.test(name)) return name;
  const shuffle = splitter.record && constantOf(argument(splitter.record, 'shuffle', 1));
  return /KFold$/.test(name) && shuffle === true ? name : undefined;
}

/** The split in order; folds in order. */
function fixOf(model: Model, record: CallRecord, mixer: string): FixReport | undefined {
  if (mixer === 'train_test_split') return splitInOrder(model, record.node);
  const splitter =
    record.effect === 'fold'
      ? record.receiver
      : argument(
          record.effect === 'fit' && record.receiver?.kind === 'object' ? record.receiver.record! : record,
          'cv',
        );
  const made = splitter?.kind === 'object' ? splitter.record : undefined;
  if (splitter && needsEveryRow(model, splitter)) return undefined;
  if (!made || made.unit !== model.unit || !/KFold$/.test(mixer) || /^Repeated/.test(mixer)) return undefined;
  const count = argument(made, 'n_splits', 0);
  const folds = count === undefined ? '5' : String(constantOf(count) ?? '');
  if (!/^\d+$/.test(folds)) return undefined;
  const { edits, name } = importName(model, made.node, {
    module: 'sklearn.model_selection',
    member: 'TimeSeriesSplit',
  });
  const all = composeEdits(edits, replaceNode(made.node, `${name}(n_splits=${folds})`));
  return (
    all && { title: 'Use folds that follow time: `TimeSeriesSplit`', applicability: 'suggestion', edits: all }
  );
}

/** True if a splitter is given to something that asks for a prediction of every row: folds that follow time leave the first ones out. */
function needsEveryRow(model: Model, splitter: Value): boolean {
  return model.trace.some(
    (record) => /\.(cross_val_predict|Stacking\w+)$/.test(record.name) && argument(record, 'cv') === splitter,
  );
}

/** `shuffle=False`; what only a random split understands goes. */
function splitInOrder(model: Model, call: Call): FixReport | undefined {
  if (call.args.some(({ star }) => star === 2)) return undefined;
  const random = ['shuffle', 'random_state', 'stratify']
    .map((name) => keywordOf(call, name))
    .filter((each): each is Argument => each !== undefined);
  const [first, ...others] = random;
  const edits = first
    ? composeEdits(
        replaceNode(first, 'shuffle=False'),
        others.length > 0 ? removeArguments(model.unit, call, others) : [],
      )
    : addKeyword(model.unit, call, 'shuffle', 'False');
  return edits && { title: 'Split in order of time: `shuffle=False`', applicability: 'suggestion', edits };
}
