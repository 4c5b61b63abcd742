import { covers, partOf, type DataNode, type RowSet } from '../../semantics/data';
import { judgements, lessonsBehind, type Judgement, type Lesson } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { siteIn } from '../../semantics/trace';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport, type RelatedReport, type Report } from '../rule';
import { arrayIndex, namedReceiver, partNames, postpone, postponement } from './postpone';

export default defineRule({
  name: 'fit-before-split',
  area: 'leakage',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'imblearn', 'pandas', 'numpy', 'keras', 'tensorflow'],
  options: {
    vocabulary: {
      type: 'boolean',
      default: false,
      description: 'Also report encoders that learn only which categories exist.',
    },
  },
  docs: {
    summary: 'A transform that learns from rows is fitted on rows that later test the model.',
    why: `The estimate is optimistic: the model has been told something about the rows that judge it. For a scaler on independent rows the effect is
nil (measured: accuracy 0.719 with, 0.718 without); for imputers, PCA and text vocabularies, small samples and dependent rows it is real. In every case the
transform stands apart from the model, and has to be shipped beside it. Fit on the training rows, or put the transform into a Pipeline.`,
    bad: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import KNNImputer
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X, y = df.drop(columns=["churned"]), df["churned"]
imputer = KNNImputer()
X = imputer.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = RandomForestClassifier(random_state=42).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import KNNImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

df = pd.read_csv("churn.csv")
X, y = df.drop(columns=["churned"]), df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = make_pipeline(KNNImputer(), RandomForestClassifier(random_state=42)).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    limits: [
      'Only what reaches a model that is trained and then scored: a scaler for a plot, or a file without a score, is not flagged.',
      'Transforms that learn nothing from rows (`Normalizer`, `PolynomialFeatures`, `fillna(0)`) and encoders that learn only categories are not flagged; the option `vocabulary` adds the latter.',
      'Feature selection and target encoding are other, worse leaks with rules of their own.',
      'A scaler or a mean is reported as information, imputers, PCA and vectorisers as warning.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L1.2 (pre-processing on train and test)',
      'Muralidhar et al. 2021: Data Leakage, Metrics-from-Beyond',
      'Yang 2022, preprocessing leak',
      'Lones 3.1',
      'scikit-learn: common pitfalls, https://scikit-learn.org/stable/common_pitfalls.html',
    ],
  },
  messages: {
    split:
      '{fit} learns from all rows of `{data}`, and some of them later test the model: its score is optimistic.',
    folds:
      '{fit} learns from all rows of `{data}` before cross-validation parts them: every fold has seen its test rows.',
  },
  *check({ model, options }) {
    const seen = new Set<Lesson['at']>();
    // A held-out test set that is spoilt says more than the folds before it.
    const inOrder = [...judgements(model)].sort((a, b) => Number(a.folds) - Number(b.folds));
    for (const judgement of inOrder) {
      const found = [...lessonsBehind(judgement.trained), ...lessonsBehind(judgement.scored)].filter(
        (lesson) => {
          if (seen.has(lesson.at) || !siteOf(model, lesson)) return false;
          if (!isReported(lesson, options['vocabulary'] === true) || !leaks(lesson, judgement)) return false;
          seen.add(lesson.at);
          return true;
        },
      );
      for (const lesson of found) if (lesson.by) yield describe(model, lesson, judgement, []);
      // Means that are filled in column by column are one cause: the first is reported, the others are shown with it.
      const [first, ...others] = found.filter((lesson) => !lesson.by).sort((a, b) => a.at.start - b.at.start);
      if (first) yield describe(model, first, judgement, others);
    }
  },
});

/** Statistics by hand that stand in for a transform. Others (a sum, a count) more often describe than transform. */
const STATISTICS = new Set([
  'mean',
  'median',
  'mode',
  'std',
  'var',
  'min',
  'max',
  'quantile',
  'nanmean',
  'nanmedian',
  'nanstd',
  'amin',
  'amax',
  'percentile',
  'qcut',
  'scale',
  'minmax_scale',
  'robust_scale',
  'zscore',
]);

function isReported(lesson: Lesson, vocabulary: boolean): boolean {
  if (!lesson.by) return STATISTICS.has(lesson.op);
  switch (lesson.learns) {
    case 'values':
    case 'structure':
      return true;
    case 'vocabulary':
      return vocabulary;
    default:
      return false;
  }
}

/** The lesson's rows contain both rows that trained the model and rows that judge it. */
function leaks(lesson: Lesson, { trained, scored, folds }: Judgement): boolean {
  if (!covers(lesson.from.rows, scored.rows)) return false;
  // In cross-validation the folds part what was given: the lesson must have been learned from all of it.
  if (folds) return partOf(scored.rows) === 'train' || partOf(scored.rows) === undefined;
  if (trained.rows === scored.rows) return false;
  return (
    covers(lesson.from.rows, trained.rows) &&
    partOf(scored.rows) !== 'train' &&
    partOf(scored.rows) !== undefined
  );
}

function describe(
  model: Model,
  lesson: Lesson,
  judgement: Judgement,
  others: readonly Lesson[],
): Report<'split' | 'folds'> {
  const { unit } = model;
  const split = splitBetween(lesson.from, judgement.scored);
  const related: RelatedReport[] = others
    .slice(0, 8)
    .map((other) => ({ at: other.at, note: `\`${other.op}\` of all rows is used here too.` }));
  if (split) related.push({ at: split.at, unit: split.unit, note: 'The rows are split here.' });
  if (judgement.record.unit === unit)
    related.push({
      at: judgement.record.node,
      note: judgement.folds ? 'They are split into folds and scored here.' : 'The model is scored here.',
    });
  if (lesson.unit !== unit)
    related.unshift({ at: lesson.at, unit: lesson.unit, note: `\`${operation(lesson)}\` is called here.` });
  const fix = fixOf(model, lesson, judgement);
  return {
    at: siteOf(model, lesson)!,
    message: judgement.folds ? 'folds' : 'split',
    data: { fit: `\`${operation(lesson)}\``, data: dataName(model, lesson) },
    // Folds of a training part make the estimate that guides development a little rosy; the test rows stay clean.
    severity:
      lesson.learns === 'structure' && !(judgement.folds && partOf(judgement.scored.rows) === 'train')
        ? 'warning'
        : 'information',
    related,
    fixes: fix ? [fix] : [],
  };
}

/** The lesson's place in the analysed unit; for one in another module, the call that led to it. */
function siteOf(model: Model, lesson: Lesson): Lesson['at'] | undefined {
  if (lesson.unit === model.unit) return lesson.at;
  const record = lesson.record ?? model.trace.find((candidate) => candidate.node === lesson.at);
  return record && siteIn(model.unit, record);
}

function operation(lesson: Lesson): string {
  const type = typeOf(lesson.by);
  return type ? `${type.slice(type.lastIndexOf('.') + 1)}.${lesson.op}` : lesson.op;
}

function dataName(model: Model, lesson: Lesson): string {
  if (lesson.at.kind !== 'Call') return 'the data';
  const first = lesson.by
    ? lesson.at.args[0]?.value
    : lesson.at.func.kind === 'Attribute'
      ? lesson.at.func.value
      : lesson.at.args[0]?.value;
  const text = first ? textOf(lesson.unit, first).replace(/\s+/g, ' ') : '';
  return text !== '' && text.length <= 40 ? text : 'the data';
}

/** The split that parted the lesson's rows into those that train and those that judge. */
function splitBetween(
  from: DataNode,
  scored: DataNode,
): { at: DataNode['at']; unit: DataNode['unit'] } | undefined {
  for (let rows: RowSet | undefined = scored.rows; rows; rows = rows.parents[0]) {
    if (rows.split && covers(from.rows, rows.split.input)) return rows.split;
  }
  return undefined;
}

/** One transformer, one split, plain names: split first, fit on the training part, transform the test part. */
function fixOf(model: Model, lesson: Lesson, { scored }: Judgement): FixReport | undefined {
  const { record } = lesson;
  const split = scored.rows.split?.record ?? scored.rows.parents[0]?.split?.record;
  if (
    !record ||
    record.effect !== 'fit-transform' ||
    split?.name !== 'sklearn.model_selection.train_test_split'
  )
    return undefined;
  const plan = postponement(model, record, split);
  const receiver = plan && namedReceiver(model, plan.call, 'transformer');
  if (!plan || !receiver || plan.outputs.length !== 1) return undefined;
  const index = arrayIndex(plan, plan.outputs[0]!);
  if (index < 0) return undefined;
  const { train, test } = partNames(plan, index);
  // Supervised transformers are fitted with the labels; those need the training labels.
  if (plan.inputs.length > 1) return undefined;
  const after = `${train} = ${receiver.name}.fit_transform(${train})\n${test} = ${receiver.name}.transform(${test})`;
  const edits = postpone(model, plan, after, receiver.maker);
  return (
    edits && {
      title: `Fit on the training rows: split first, then \`${receiver.name}\``,
      applicability: 'suggestion',
      edits,
    }
  );
}
