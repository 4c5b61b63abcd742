import { familyOf } from '../../knowledge';
import { ancestry } from '../../semantics/data';
import { finalEstimator } from '../../semantics/estimators';
import { judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { nameIndex } from '../../syntax/nameIndex';
import { defineRule } from '../rule';
import { holdOut } from './holdOut';

export default defineRule({
  name: 'scored-on-training-data',
  area: 'evaluation',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow'],
  docs: {
    summary: 'The only score in the file is computed on the rows that trained the model.',
    why: `The score tells how well the model remembers, not how well it predicts: a flexible model reaches a perfect one on noise. Set some rows apart before the fit and score the model on
those, or cross-validate.`,
    bad: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
model = RandomForestClassifier(random_state=42)
model.fit(X, y)
print(model.score(X, y))
`,
    good: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X, y = df[["age", "calls"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
model = RandomForestClassifier(random_state=42)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
`,
    limits: [
      'Reported once for a file, on its first score, and only if the file shows no sign of held-out rows: no split, no folds, no validation data, no second data set, no out-of-bag score, no name such as `X_test`.',
      'The rows must be known to be whole data sets that were read or made here: a function that is given its rows may have been given the training part.',
      'Clustering, anomaly detection and dimension reduction are not flagged; nor are statistics packages, whose fits are read and not used to predict.',
      'Ignore it where a fit is only described, such as the R² of a trend line.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L1.1 (no test set)',
      'Yang 2022, overlap leak',
      'Lones 4.1',
      'Muralidhar et al. 2021: Grade-your-own-Exam',
    ],
  },
  messages: {
    same: '`{model}` is scored on the rows that trained it, and nowhere else in this file: the score tells what it remembers.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const all = judgements(model);
    const first = all.find((judgement) => isOnItsOwnRows(model, judgement));
    if (!first || holdsOut(model, all)) return;
    const fix = holdOut(model, first);
    const { fit, record } = first;
    yield {
      at: record.node,
      message: 'same',
      data: { model: modelName(model, first) },
      related: fit.unit === model.unit ? [{ at: fit.node, note: 'The model is trained here.' }] : [],
      fixes: fix ? [fix] : [],
    };
  },
});

/** A supervised model, scored in this file on exactly the rows that it was fitted on, all of a data set. */
function isOnItsOwnRows(
  model: Model,
  { record, fit, trained, scored, folds, model: judged }: Judgement,
): boolean {
  if (folds || record === fit || record.unit !== model.unit || isUncalled(record.frame)) return false;
  if (trained.rows !== scored.rows || !fit.data[1]) return false;
  const family = familyOf(typeOf(finalEstimator(judged) ?? judged));
  return (family === 'predictor' || family === 'keras-model') && isWhole(model, trained.rows);
}

/** All rows of data sets that were read or made here, none chosen. */
function isWhole(model: Model, rows: Judgement['trained']['rows']): boolean {
  const known = new Set(
    model.trace
      .filter(({ effect }) => effect === 'load' || effect === 'generate')
      .map(({ output }) => output?.rows),
  );
  return ancestry(rows).every((each) =>
    each.parents.length === 0 ? known.has(each) : each.relation !== 'subset' && !each.split,
  );
}

/** Names that people give to rows that are held out. */
const HELD_OUT =
  /(^|_)(x|y)?(test|tests|testing|val|valid|validation|holdout|hold_out|heldout|dev|oof|folds?|unseen)(_|\d*$)/i;

/** True if anything in the file speaks of rows that are held out. */
function holdsOut(model: Model, all: readonly Judgement[]): boolean {
  if (model.graph.splits.length > 0) return true;
  if (all.some(({ folds, trained, scored }) => folds || trained.rows !== scored.rows)) return true;
  if (new Set(model.callsWith('load').map(({ node }) => textOf(model.unit, node))).size > 1) return true;
  const isEvidence = model.trace.some(
    ({ effect, name, method, args }) =>
      effect === 'split' ||
      effect === 'fold' ||
      effect === 'cross-validate' ||
      method === 'cv' ||
      /^sklearn\.model_selection\.|(CV|SearchCV)$/.test(name) ||
      ['oob_score', 'validation_split', 'validation_data', 'validation_fraction', 'eval_set'].some(
        (keyword) => args.keywords.has(keyword),
      ),
  );
  if (isEvidence) return true;
  return model.modules.some((module) => [...nameIndex(module).keys()].some((name) => HELD_OUT.test(name)));
}

function modelName(model: Model, { model: judged }: Judgement): string {
  const type = typeOf(judged);
  return model.nameOf(judged) ?? type?.slice(type.lastIndexOf('.') + 1) ?? 'The model';
}
