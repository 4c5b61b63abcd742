import { swapNodes } from '../../fix';
import { walkBack, type DataNode } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import { predictionsBehind, rowsGiven } from '../../semantics/predictions';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, type Value } from '../../semantics/values';
import type { Call, Expr } from '../../syntax/ast';
import { textOf } from '../../source/unit';
import { defineRule } from '../rule';
import { shortText } from '../shortText';

export default defineRule({
  name: 'swapped-metric-arguments',
  area: 'evaluation',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['sklearn', 'imblearn'],
  docs: {
    summary: 'A metric is given the prediction first and the truth second.',
    why: `scikit-learn's metrics take the truth first. The other way round most of them compute something else without a word: precision
becomes recall, the confusion matrix is transposed, R² is related to the spread of the predictions. Measured (scikit-learn 1.9.1):
\`precision_score\` 0.379 instead of 0.878, \`r2_score\` -3.21 instead of 0.19.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=42)
y_pred = LogisticRegression().fit(X_train, y_train).predict(X_test)
print(precision_score(y_pred, y_test))
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=42)
y_pred = LogisticRegression().fit(X_train, y_train).predict(X_test)
print(precision_score(y_test, y_pred))
`,
    limits: [
      'The first argument must be known to come from a model, and the second to be rows that no model predicted; names prove nothing.',
      'Metrics that are the same both ways are not flagged: accuracy, mean squared and absolute error, F1 of two classes or averaged over classes.',
      'Arguments given by keyword are not looked at.',
    ],
    references: [
      'scikit-learn, sklearn.metrics, https://scikit-learn.org/stable/api/sklearn.metrics.html',
      'Lones 4.6',
    ],
  },
  messages: {
    swapped: '`{metric}` takes the truth first, but is given the prediction `{prediction}` first: {effect}.',
  },
  *check({ model, unit }) {
    for (const record of model.callsWith('metric')) {
      const effect = effectOf(record);
      const pair = effect === undefined ? undefined : swappedPair(model, record);
      if (!pair || effect === undefined) continue;
      yield {
        at: pair.first,
        message: 'swapped',
        data: {
          metric: record.name.replace(/^(sklearn|imblearn)\.metrics\./, ''),
          prediction: shortText(textOf(unit, pair.first)),
          effect,
        },
        related: [{ at: pair.second, note: 'This is the truth.' }],
        fixes: [
          {
            title: 'Put the truth first',
            applicability: 'safe',
            edits: swapNodes(unit, pair.first, pair.second),
          },
        ],
      };
    }
  },
});

const RECALL = 'it computes recall';
const PRECISION = 'it computes precision';
const EXCHANGED = 'precision and recall are exchanged';
const TRANSPOSED = 'the matrix is transposed';
const OTHER = 'it computes something else';

/** What metrics that are not symmetric compute when swapped. F-scores of one class are symmetric; weighted ones are not. */
const EFFECTS: Readonly<Record<string, string>> = {
  precision_score: RECALL,
  recall_score: PRECISION,
  fbeta_score: EXCHANGED,
  precision_recall_fscore_support: EXCHANGED,
  classification_report: `${EXCHANGED}, and the support is counted in the predictions`,
  classification_report_imbalanced: EXCHANGED,
  balanced_accuracy_score: 'it averages precision, not recall',
  confusion_matrix: TRANSPOSED,
  multilabel_confusion_matrix: TRANSPOSED,
  'ConfusionMatrixDisplay.from_predictions': TRANSPOSED,
  r2_score: 'the error is related to the spread of the predictions',
  explained_variance_score: 'the error is related to the spread of the predictions',
  mean_absolute_percentage_error: 'the error is related to the prediction',
  mean_pinball_loss: OTHER,
  mean_poisson_deviance: OTHER,
  mean_gamma_deviance: OTHER,
  d2_absolute_error_score: OTHER,
  roc_auc_score: OTHER,
  roc_curve: OTHER,
  average_precision_score: OTHER,
  precision_recall_curve: OTHER,
  log_loss: OTHER,
  brier_score_loss: OTHER,
  hinge_loss: OTHER,
  top_k_accuracy_score: OTHER,
  geometric_mean_score: 'it is made of precision, not recall',
};

/** Metrics that are symmetric unless classes are weighted by their share in the truth. */
const WEIGHTED = new Set(['f1_score', 'jaccard_score']);

function effectOf(record: CallRecord): string | undefined {
  const name = record.name.replace(/^(sklearn|imblearn)\.metrics\./, '');
  if (WEIGHTED.has(name)) {
    return constantOf(record.args.keywords.get('average')) === 'weighted'
      ? 'classes are weighted by their share in the predictions'
      : undefined;
  }
  return Object.hasOwn(EFFECTS, name) ? EFFECTS[name] : undefined;
}

/** The two arguments, if they are known to stand the wrong way round in every call of this expression. */
function swappedPair(model: Model, { node }: CallRecord): { first: Expr; second: Expr } | undefined {
  const [first, second] = positional(node);
  if (!first || !second) return undefined;
  const records = model.recordsOf(node);
  return records.every((record) => !hasHiddenArguments(record) && isSwapped(record))
    ? { first, second }
    : undefined;
}

function positional({ args }: Call): Expr[] {
  const leading = args.findIndex(({ name, star }) => name !== undefined || star !== 0);
  return args.slice(0, leading < 0 ? args.length : leading).map(({ value }) => value);
}

function isSwapped(record: CallRecord): boolean {
  const [first, second] = record.args.positional;
  const [given, truth] = [rowsGiven(record, first), rowsGiven(record, second)];
  if (!given || predictionsBehind(given).length === 0) return false;
  if (!truth) return isNamedTruth(second);
  return !isPredicted(truth) && (isObserved(truth) || isNamedTruth(second));
}

/** True if a model had a part in the rows, in whatever form. */
function isPredicted(node: DataNode): boolean {
  let found = false;
  walkBack(node, (_, edge) => {
    if (edge?.kind === 'predicted-by') found = true;
    return !found;
  });
  return found || node.edges.some(({ kind }) => kind === 'predicted-by');
}

/** True for rows that were read, made for an exercise, or split. */
function isObserved(node: DataNode): boolean {
  let observed = false;
  walkBack(node, ({ rows, edges, op }) => {
    if (rows.split || (edges.length === 0 && op !== 'unknown' && op !== 'parameter')) observed = true;
    return !observed;
  });
  return observed;
}

/** A parameter `y`, `y_true`, `labels` … of a function that is never called here. */
function isNamedTruth(value: Value | undefined): boolean {
  return (
    value?.kind === 'unknown' &&
    /^(y|y_?(true|test|val|valid)|labels?|targets?|truth|actual|ground_truth)$/.test(value.parameter ?? '')
  );
}
