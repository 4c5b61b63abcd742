import { partOf } from '../../semantics/data';
import { judgements, lessonsBehind, type Judgement, type Lesson } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import type { Node } from '../../syntax/ast';
import { defineRule, type Report } from '../rule';
import { summarises, targetColumn } from './groupedTarget';
import { dataName, leaks, operation, postponeLesson, siteOf, storyOf } from './leakedLesson';

export default defineRule({
  name: 'target-encoding-before-split',
  area: 'leakage',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'category_encoders', 'pandas'],
  docs: {
    summary: 'A category is replaced by a statistic of the label that was computed over all rows.',
    why: `The mean label of a category contains the labels of the test rows of that category, and for a rare category it is little else: the feature tells the model the answer. Measured on pure
noise: accuracy 0.697 where the honest value is 0.489. scikit-learn's \`TargetEncoder\` as a pipeline step learns from the training rows only, and cross-fits those.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
rates = df.groupby("city")["churned"].mean()
df["city_rate"] = df["city"].map(rates)
X, y = df[["city_rate", "age"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

df = pd.read_csv("churn.csv")
X, y = df[["city", "age"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
encoder = make_column_transformer((TargetEncoder(), ["city"]), remainder="passthrough")
model = make_pipeline(encoder, LogisticRegression()).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    limits: [
      'Group statistics are flagged only where the column is known to be the label that the model is trained on, and the feature is known to reach it.',
      'A group statistic that is printed, plotted or saved, one of another column, and one computed on the training rows and mapped onto the test rows are not flagged.',
      'Aggregations by a function of your own are not judged: it may leave the row itself out.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L1.2 (pre-processing on train and test) and L2 (illegitimate features)',
      'scikit-learn: target encoder, https://scikit-learn.org/stable/modules/preprocessing.html#target-encoder',
    ],
  },
  messages: {
    split:
      '`{fit}` puts the labels of all rows of `{data}` into a feature, and some of them later test the model: it reads part of the answer.',
    folds:
      '`{fit}` puts the labels of all rows of `{data}` into a feature before cross-validation parts them: it reads part of the answer.',
  },
  *check({ model }) {
    const seen = new Set<Node>();
    // A held-out test set that is spoilt says more than the folds before it.
    const inOrder = [...judgements(model)].sort((a, b) => Number(a.folds) - Number(b.folds));
    for (const judgement of inOrder) {
      const target = targetColumn(judgement.fit.data[1]);
      for (const lesson of lessonsBehind(judgement.trained)) {
        const site = siteOf(model, lesson);
        if (!site || seen.has(site) || !encodesTarget(lesson, target) || !leaks(lesson, judgement)) continue;
        seen.add(site);
        yield describe(model, site, lesson, judgement);
      }
    }
  },
});

function encodesTarget(lesson: Lesson, target: string | undefined): boolean {
  if (lesson.by) return lesson.learns === 'target';
  return target !== undefined && summarises(lesson, target);
}

function describe(model: Model, site: Node, lesson: Lesson, judgement: Judgement): Report<'split' | 'folds'> {
  const fix = lesson.by && postponeLesson(model, lesson, judgement);
  return {
    at: site,
    message: judgement.folds ? 'folds' : 'split',
    data: { fit: operation(lesson), data: lesson.by ? dataName(model, lesson) : groupedName(lesson) },
    severity: judgement.folds && partOf(judgement.scored.rows) === 'train' ? 'warning' : 'error',
    related: storyOf(model, lesson, judgement),
    fixes: fix ? [fix] : [],
  };
}

/** The table that was grouped: `df` of `df.groupby("city")["churned"].mean()`. */
function groupedName({ at }: Lesson): string {
  let expr = at;
  while (expr.kind === 'Call' || expr.kind === 'Attribute' || expr.kind === 'Subscript')
    expr = expr.kind === 'Call' ? expr.func : expr.value;
  return expr.kind === 'Name' ? expr.id : 'the data';
}
