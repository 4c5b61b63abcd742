import { partOf } from '../../semantics/data';
import { judgements, lessonsBehind, type Judgement, type Lesson } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { defineRule, type RelatedReport, type Report } from '../rule';
import { dataName, leaks, operation, postponeLesson, siteOf, storyOf } from './leakedLesson';

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
  if (lesson.grouped) return false;
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

function describe(
  model: Model,
  lesson: Lesson,
  judgement: Judgement,
  others: readonly Lesson[],
): Report<'split' | 'folds'> {
  const related: RelatedReport[] = others
    .slice(0, 8)
    .map((other) => ({ at: other.at, note: `\`${other.op}\` of all rows is used here too.` }));
  const fix = postponeLesson(model, lesson, judgement);
  return {
    at: siteOf(model, lesson)!,
    message: judgement.folds ? 'folds' : 'split',
    data: { fit: `\`${operation(lesson)}\``, data: dataName(model, lesson) },
    // Folds of a training part make the estimate that guides development a little rosy; the test rows stay clean.
    severity:
      lesson.learns === 'structure' && !(judgement.folds && partOf(judgement.scored.rows) === 'train')
        ? 'warning'
        : 'information',
    related: [...related, ...storyOf(model, lesson, judgement)],
    fixes: fix ? [fix] : [],
  };
}
