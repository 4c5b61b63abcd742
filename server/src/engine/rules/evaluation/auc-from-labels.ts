import { composeEdits, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { isLabels, predictionsBehind, rowsGiven, type Prediction } from '../../semantics/predictions';
import { isClassifier, scoreMethodOf } from '../../semantics/estimators';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, type Value } from '../../semantics/values';
import type { Call, Node } from '../../syntax/ast';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport, type Report } from '../rule';
import { scoresInstead } from './scoresInstead';

export default defineRule({
  name: 'auc-from-labels',
  area: 'evaluation',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn'],
  docs: {
    summary: 'A metric of ranking or probability is given hard labels instead of scores.',
    why: `AUC, average precision and log loss judge how a model orders or weighs cases. Labels have thrown that away: the curve has a
single point, and the number depends on one arbitrary threshold. Measured on an imbalanced problem (scikit-learn 1.9.1): AUC 0.687 from
\`predict\`, 0.814 from \`predict_proba\` of the same model.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict(X_test)))
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["churned"], random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
`,
    limits: [
      'Only what is known to be labels: `predict` of a classifier, or scores that were compared, rounded or put through `argmax`.',
      '`predict` of Keras and torch models, of boosters and of regressors gives scores; models that are not known may, too.',
      'Classifiers that have no scores (`NearestCentroid`, a hard vote) can do no better and are not flagged.',
      'No fix is offered where the problem may have several labels per row, or a `pos_label` that may not be the second class.',
    ],
    references: [
      'scikit-learn, user guide: metrics and scoring, https://scikit-learn.org/stable/modules/model_evaluation.html#roc-metrics',
      'Lones 4.6',
    ],
  },
  messages: {
    ranking:
      '`{metric}` is given labels (`{labels}`), not scores: the curve has a single point, and its area says little about the model.',
    probability:
      '`{metric}` is given labels (`{labels}`), not probabilities: every answer counts as completely certain.',
    scorer: '`make_scorer({metric})` calls `predict`: the metric is given labels, not scores.',
  },
  *check({ model }) {
    for (const [node, records] of byNode(model)) {
      const metric = METRICS[records[0]!.name];
      const report = metric ? inspect(model, node, records, metric) : inspectScorer(model, records[0]!);
      if (report) yield report;
    }
  },
});

interface Metric {
  readonly message: 'ranking' | 'probability';
  /** Keyword names of the second argument over the versions. */
  readonly keywords: readonly string[];
  /** The `scoring=` name that does it right. */
  readonly scoring?: string;
}

const RANKING: Metric = { message: 'ranking', keywords: ['y_score', 'y_pred', 'probas_pred'] };
const PROBABILITY: Metric = { message: 'probability', keywords: ['y_pred', 'y_prob', 'y_proba'] };

const METRICS: Readonly<Record<string, Metric>> = {
  'sklearn.metrics.roc_auc_score': { ...RANKING, scoring: 'roc_auc' },
  'sklearn.metrics.average_precision_score': { ...RANKING, scoring: 'average_precision' },
  'sklearn.metrics.roc_curve': RANKING,
  'sklearn.metrics.precision_recall_curve': RANKING,
  'sklearn.metrics.det_curve': RANKING,
  'sklearn.metrics.RocCurveDisplay.from_predictions': RANKING,
  'sklearn.metrics.PrecisionRecallDisplay.from_predictions': RANKING,
  'sklearn.metrics.DetCurveDisplay.from_predictions': RANKING,
  'sklearn.metrics.log_loss': { ...PROBABILITY, scoring: 'neg_log_loss' },
  'sklearn.metrics.brier_score_loss': { ...PROBABILITY, scoring: 'neg_brier_score' },
};

type AucReport = Report<'ranking' | 'probability' | 'scorer'>;

/** A metric in a helper is called with several predictions: one finding, and a fix only if it is right for all of them. */
function byNode(model: Model): Map<Call, CallRecord[]> {
  const calls = model.callsTo(...Object.keys(METRICS), 'sklearn.metrics.make_scorer');
  const found = new Map<Call, CallRecord[]>();
  for (const record of calls) found.set(record.node, [...(found.get(record.node) ?? []), record]);
  return found;
}

function inspect(
  model: Model,
  node: Call,
  records: readonly CallRecord[],
  metric: Metric,
): AucReport | undefined {
  const labels = records.filter((record) => isGivenLabels(model, record, metric));
  const [first] = labels;
  const at = scoreArgument(node, metric);
  if (!first || !at || hasHiddenArguments(first)) return undefined;
  const fix = labels.length === records.length ? fixOf(model, labels, metric, at) : undefined;
  const source = predictionsOf(first, metric)[0];
  const made = source && (source.cut ?? source.given);
  const isElsewhere = made?.unit === model.unit && (made.at.start < at.start || made.at.end > at.end);
  return {
    at,
    message: metric.message,
    data: { metric: metricName(first.name), labels: shortText(model, at) },
    related: made && isElsewhere ? [{ at: made.at, note: 'The labels are made here.' }] : [],
    fixes: fix ? [fix] : [],
  };
}

function isGivenLabels(model: Model, record: CallRecord, metric: Metric): boolean {
  if (crossPredicted(model, record, metric)) return true;
  const predictions = predictionsOf(record, metric);
  return predictions.length > 0 && predictions.every((each) => isLabels(each) && canScore(each));
}

/** False for classifiers that give nothing but labels. */
function canScore({ by, given }: Prediction): boolean {
  return given.op !== 'predict' || !isClassifier(by) || scoreMethodOf(by) !== undefined;
}

function predictionsOf(record: CallRecord, metric: Metric): Prediction[] {
  const rows = rowsGiven(record, scoreValue(record, metric));
  return rows ? predictionsBehind(rows) : [];
}

function scoreValue(record: CallRecord, { keywords }: Metric): Value | undefined {
  const keyword = keywords.find((name) => record.args.keywords.has(name));
  return keyword ? record.args.keywords.get(keyword) : record.args.positional[1];
}

function scoreArgument(node: Call, { keywords }: Metric) {
  const named = node.args.find(({ name }) => name !== undefined && keywords.includes(name));
  return (named ?? node.args.filter(({ name, star }) => name === undefined && star === 0)[1])?.value;
}

function fixOf(
  model: Model,
  records: readonly CallRecord[],
  metric: Metric,
  at: NonNullable<ReturnType<typeof scoreArgument>>,
) {
  const texts = records.map((record) => {
    const { keywords } = record.args;
    if (keywords.has('pos_label') || (keywords.has('average') && !keywords.has('multi_class')))
      return undefined;
    const [prediction, ...others] = predictionsOf(record, metric);
    if (!prediction || others.length > 0) return undefined;
    const isMatrix =
      metric.message === 'probability' ? /log_loss$/.test(record.name) : keywords.has('multi_class');
    return scoresInstead(model, record, at, prediction, metric.message === 'probability', isMatrix);
  });
  const [text] = texts;
  if (text === undefined || texts.some((other) => other !== text)) return undefined;
  const edits = composeEdits(replaceNode(at, text));
  const fix: FixReport | undefined = edits && {
    title: `Use scores: ${text}`,
    applicability: 'suggestion',
    edits,
  };
  return fix;
}

/** `cross_val_predict(model, X, y)` gives labels unless it is told otherwise. */
function crossPredicted(model: Model, record: CallRecord, metric: Metric): boolean {
  const origin = scoreValue(record, metric)?.origin;
  if (origin?.kind !== 'Call') return false;
  return model
    .recordsOf(origin)
    .some(
      (call) =>
        call.name === 'sklearn.model_selection.cross_val_predict' &&
        !hasHiddenArguments(call) &&
        (constantOf(argument(call, 'method', 8)) ?? 'predict') === 'predict' &&
        isClassifier(argument(call, 'estimator', 0)),
    );
}

/** `make_scorer(roc_auc_score)`, which asks the model for `predict`. */
function inspectScorer(model: Model, record: CallRecord): AucReport | undefined {
  const score = argument(record, 'score_func', 0);
  const metric = score?.kind === 'api' ? METRICS[score.name] : undefined;
  if (!metric || score?.kind !== 'api' || hasHiddenArguments(record)) return undefined;
  const { keywords } = record.args;
  if (['needs_proba', 'needs_threshold', 'response_method'].some((name) => keywords.has(name)))
    return undefined;
  const extra = [...keywords.keys()].filter((name) => name !== 'score_func' && name !== 'greater_is_better');
  const isScoring = isScoringArgument(model, record.node);
  const fixes: FixReport[] =
    metric.scoring && extra.length === 0 && isScoring
      ? [
          {
            title: `Use scoring="${metric.scoring}", which asks for scores`,
            applicability: 'suggestion',
            edits: replaceNode(record.node, `"${metric.scoring}"`),
          },
        ]
      : [];
  return { at: record.node, message: 'scorer', data: { metric: metricName(score.name) }, fixes };
}

/** True if the scorer is the value of `scoring=` itself: only there a name does as well. */
function isScoringArgument(model: Model, node: Node): boolean {
  return model.calls.some((record) =>
    record.node.args.some(({ name, value }) => name === 'scoring' && value === node),
  );
}

function metricName(name: string): string {
  return name.replace('sklearn.metrics.', '');
}

function shortText(model: Model, node: Node): string {
  const text = textOf(model.unit, node).replace(/\s+/g, ' ');
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
