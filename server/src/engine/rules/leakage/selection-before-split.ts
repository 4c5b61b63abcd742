import { partOf } from '../../semantics/data';
import { judgements, lessonsBehind, type Judgement, type Lesson } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import type { Node } from '../../syntax/ast';
import { defineRule, type Report } from '../rule';
import { dataName, leaks, operation, postponeLesson, siteOf, storyOf } from './leakedLesson';

export default defineRule({
  name: 'selection-before-split',
  area: 'leakage',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn'],
  docs: {
    summary: 'Features are chosen with the labels of rows that later test the model.',
    why: `Among many columns some fit the labels of the test rows by chance; a selector that sees those labels keeps exactly these, and the score reads high where there is nothing to
learn. Measured on pure noise (200 rows, 2000 columns, 25 kept): accuracy 0.757 where the honest value is 0.494. Fit the selector on the training rows, or make it a step of the
Pipeline that is cross-validated.`,
    bad: `import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("genes.csv")
X, y = df.drop(columns=["relapse"]), df["relapse"]
selector = SelectKBest(k=25)
X = selector.fit_transform(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

df = pd.read_csv("genes.csv")
X, y = df.drop(columns=["relapse"]), df["relapse"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = make_pipeline(SelectKBest(k=25), LogisticRegression()).fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    limits: [
      'Seen are selectors of scikit-learn that are fitted and then put on the rows; a choice of columns by a correlation table or by the importances of a model is not followed yet.',
      '`VarianceThreshold` looks at no label: that is `fit-before-split`.',
      'A selector inside a Pipeline, one that is fitted on the training rows, and one whose result is only printed or plotted are not flagged.',
      'Selection on the training part before its cross-validation is a warning: the folds are rosy, the test rows stay clean.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L1.3 (feature selection on train and test)',
      'Ambroise & McLachlan 2002',
      'Lones 3.6',
      'Roth 2026',
      'scikit-learn: common pitfalls, https://scikit-learn.org/stable/common_pitfalls.html',
    ],
  },
  messages: {
    split:
      '`{fit}` chooses columns with the labels of all rows of `{data}`, and some of them later test the model: it may score well on noise.',
    folds:
      '`{fit}` chooses columns with the labels of all rows of `{data}` before cross-validation parts them: it may score well on noise.',
  },
  *check({ model }) {
    const seen = new Set<Node>();
    // A held-out test set that is spoilt says more than the folds before it.
    const inOrder = [...judgements(model)].sort((a, b) => Number(a.folds) - Number(b.folds));
    for (const judgement of inOrder) {
      for (const lesson of lessonsBehind(judgement.trained)) {
        const site = siteOf(model, lesson);
        if (!site || seen.has(site) || lesson.learns !== 'selection' || !leaks(lesson, judgement)) continue;
        seen.add(site);
        yield describe(model, site, lesson, judgement);
      }
    }
  },
});

function describe(model: Model, site: Node, lesson: Lesson, judgement: Judgement): Report<'split' | 'folds'> {
  const fix = postponeLesson(model, lesson, judgement);
  return {
    at: site,
    message: judgement.folds ? 'folds' : 'split',
    data: { fit: operation(lesson), data: dataName(model, lesson) },
    severity: judgement.folds && partOf(judgement.scored.rows) === 'train' ? 'warning' : 'error',
    related: storyOf(model, lesson, judgement),
    fixes: fix ? [fix] : [],
  };
}
