/** Code that explains a model, bound to the names with which the program judges it. */
import { insertSnippet, statementAt } from '../../fix';
import { familyOf } from '../../knowledge';
import type { DataNode } from '../../semantics/data';
import { finalEstimator, wrappedEstimator } from '../../semantics/estimators';
import { judgements, lessonsBehind } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { callOf, predictionsBehind } from '../../semantics/predictions';
import { lookUp } from '../../semantics/reach';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Stmt } from '../../syntax/ast';
import { environmentFiles } from '../environment';
import type { FixReport, ProjectFacts } from '../rule';

/** Names that are at hand where a model is judged. */
export interface Hand {
  readonly model: string;
  readonly X_test: string;
  readonly y_test: string;
  /** How the test rows are held. */
  readonly form: 'frame' | 'array';
  /** Type of the labels, where it is known. */
  readonly labels: string | undefined;
  /** The statement after which the names have their values. */
  readonly after: Stmt;
  readonly at: CallRecord;
  /** The test rows. */
  readonly scored: DataNode;
}

/** `permutation_importance` on the test rows, after the evaluation: for models with scikit-learn's methods. */
export function permutationImportance(model: Model, fit: CallRecord): FixReport | undefined {
  const hand = handOf(model, fit);
  const family = familyOf(typeOf(fit.receiver));
  if (!hand || (family !== 'predictor' && family !== 'pipeline' && family !== 'search')) return undefined;
  const isFrame = hand.form === 'frame';
  const snippet = insertSnippet(model, 'after', hand.after, {
    code: [
      '$importance = $permutation_importance($model, $X_test, $y_test, n_repeats=10, random_state=42)',
      isFrame
        ? 'for $feature, $drop in sorted(zip($X_test.columns, $importance.importances_mean), key=lambda item: -item[1]):'
        : 'for $feature, $drop in sorted(enumerate($importance.importances_mean), key=lambda item: -item[1]):',
      '    print(f"{$feature!s:30} {$drop:.4f}")',
    ].join('\n'),
    bind: { model: hand.model, X_test: hand.X_test, y_test: hand.y_test },
    fresh: ['importance', 'feature', 'drop'],
    imports: {
      permutation_importance: { module: 'sklearn.inspection', member: 'permutation_importance' },
    },
  });
  return (
    snippet && {
      title: 'Measure permutation importance on the test rows (scikit-learn)',
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** SHAP on a sample of the test rows, for any model that predicts. */
export function shapHook(model: Model, fit: CallRecord, project: ProjectFacts): FixReport | undefined {
  const hand = handOf(model, fit);
  const train = fit.node.args[0]?.value;
  // A pipeline may be given words, which SHAP can't vary.
  const isPipeline = fit.receiver !== undefined && finalEstimator(fit.receiver) !== unwrapped(fit.receiver);
  if (!hand || isPipeline || !train || !isPlainReference(train)) return undefined;
  const X_train = textOf(model.unit, train);
  const rows = model.valueOf(train);
  if (!rows || lookUp(hand.at.frame, X_train) !== rows) return undefined;
  const isFrame = hand.form === 'frame';
  const snippet = insertSnippet(model, 'after', hand.after, {
    code: [
      // As numbers: SHAP compares values, and can't do so where true and false stand beside them.
      '$background = $shap.sample($X_train.astype(float), 50, random_state=42)',
      // Labels may be words; a decision is a number, too.
      '$methods = ["predict_proba", "decision_function", "predict"]',
      '$predict = next(getattr($model, method) for method in $methods if hasattr($model, method))',
      '$explainer = $shap.Explainer($predict, $background, seed=42)  # callable and background: any kind of model',
      `$rows = $X_test${isFrame ? '.iloc' : ''}[:100].astype(float)`,
      // SHAP's own limit is too low for more than 249 columns, and exactly 10 take 2 ** 10.
      '$explanation = $explainer($rows, max_evals=max(1024, 2 * $rows.shape[1] + 1))',
      '$magnitude = $np.abs($explanation.values)',
      '$mean_abs_shap = $magnitude.mean(axis=tuple(i for i in range($magnitude.ndim) if i != 1))',
      isFrame
        ? 'for $feature, $value in sorted(zip($X_test.columns, $mean_abs_shap), key=lambda item: -item[1]):'
        : 'for $feature, $value in sorted(enumerate($mean_abs_shap), key=lambda item: -item[1]):',
      '    print(f"{$feature!s:30} {$value:.4f}")',
    ].join('\n'),
    bind: { model: hand.model, X_train, X_test: hand.X_test },
    fresh: [
      'background',
      'methods',
      'predict',
      'explainer',
      'rows',
      'explanation',
      'magnitude',
      'mean_abs_shap',
      'feature',
      'value',
    ],
    imports: { shap: { module: 'shap' }, np: { module: 'numpy', as: 'np' } },
  });
  const isPinned = environmentFiles(project).some(({ text }) => /(^|[\s"'[,-])shap\b/i.test(text));
  return (
    snippet && {
      title: `Explain the model with SHAP${isPinned ? '' : ' (needs the package shap)'}`,
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** What a search works on; other models are themselves. */
function unwrapped(value: Value): Value | undefined {
  return value.kind === 'object' && familyOf(value.type) === 'search' ? wrappedEstimator(value) : value;
}

/** Vectorised and one-hot encoded rows are sparse, or have other columns than the frame: no explainer takes them as they are. */
const SPARSE = /feature_extraction|OneHotEncoder|ColumnTransformer|FeatureUnion|Binarizer/;

/** The names of the last judgement of this fit on rows that were held out. */
export function handOf(model: Model, fit: CallRecord): Hand | undefined {
  const judged = judgements(model).filter(
    ({ fit: of, folds, record, trained, scored }) =>
      of === fit && !folds && record.unit === model.unit && trained.rows !== scored.rows,
  );
  for (const { record, scored } of judged.reverse()) {
    if (lessonsBehind(scored).some(({ by }) => SPARSE.test(typeOf(by) ?? ''))) return undefined;
    const names = record.effect === 'score' ? ofScore(model, record) : ofMetric(model, record);
    const after = lastStatement(model, fit, record);
    if (names && after) return { ...names, after, at: record, scored };
  }
  return undefined;
}

/** The last statement of the same function that judges this fit. */
function lastStatement(model: Model, fit: CallRecord, { frame, context }: CallRecord): Stmt | undefined {
  const last = judgements(model)
    .filter(({ fit: of, record }) => of === fit && record.frame === frame && record.context === context)
    .at(-1);
  return last && statementAt(model, last.record.node.start);
}

type Names = Omit<Hand, 'after' | 'at' | 'scored'>;

/** `model.score(X_test, y_test)` */
function ofScore(model: Model, { node }: CallRecord): Names | undefined {
  const { func, args } = node;
  if (func.kind !== 'Attribute') return undefined;
  return namesOf(model, func.value, args[0]?.value, args[1]?.value);
}

/** `f1_score(y_test, model.predict(X_test))`, or with the predictions in a variable. */
function ofMetric(model: Model, record: CallRecord): Names | undefined {
  const [truth, predicted] = record.node.args.filter(({ star }) => star === 0).map(({ value }) => value);
  for (const rows of record.data) {
    for (const prediction of predictionsBehind(rows)) {
      const call = callOf(model, prediction);
      const func = call?.node.func;
      if (!call || call.frame !== record.frame || func?.kind !== 'Attribute' || !predicted) continue;
      return namesOf(model, func.value, call.node.args[0]?.value, truth);
    }
  }
  return undefined;
}

function namesOf(model: Model, estimator: Expr, X?: Expr, y?: Expr): Names | undefined {
  if (!X || !y || ![estimator, X, y].every(isPlainReference)) return undefined;
  const type = typeOf(model.valueOf(X));
  const form = type === 'pandas.DataFrame' ? 'frame' : type === 'numpy.ndarray' ? 'array' : undefined;
  if (!form) return undefined; // a list, or a sparse matrix
  return {
    model: textOf(model.unit, estimator),
    X_test: textOf(model.unit, X),
    y_test: textOf(model.unit, y),
    form,
    labels: typeOf(model.valueOf(y)),
  };
}
