/** What an estimator really is: through pipelines and searches to the model that predicts, and which scores it can give. */
import { classFact, familyOf } from '../knowledge';
import { argument } from './trace';
import { SLOTS, constantOf, itemsOf, typeOf, type ObjectValue, type Value } from './values';

const MAX_DEPTH = 6;

/** The model at the end of pipelines and inside searches; the value itself if it is neither. Undefined if not known. */
export function finalEstimator(value: Value | undefined, depth = 0): ObjectValue | undefined {
  if (value?.kind !== 'object' || depth > MAX_DEPTH) return undefined;
  switch (familyOf(value.type)) {
    case 'pipeline':
      return finalEstimator(stepsOf(value).at(-1), depth + 1);
    case 'search':
      return finalEstimator(wrappedEstimator(value), depth + 1);
    default:
      return value;
  }
}

/** The steps of a pipeline, or the parts of another composite, as far as they are known. */
export function stepsOf(value: Value): readonly Value[] {
  return (value.slots.get(SLOTS.items) ?? []) as readonly Value[];
}

/** What a search or another wrapper is given to work on (its first argument). */
export function wrappedEstimator(value: ObjectValue): Value | undefined {
  const { record } = value;
  return record && (argument(record, 'estimator', 0) ?? record.args.keywords.get('base_estimator'));
}

/** True if `predict` of the value gives class labels: a classifier of scikit-learn's kind, also inside a pipeline or search. */
export function isClassifier(value: Value | undefined): boolean {
  const type = typeOf(finalEstimator(value));
  return type !== undefined && classFact(type)?.task === 'classification';
}

export type ScoreMethod = 'predict_proba' | 'decision_function';

/** Classes that pass the question on to the estimator they wrap. */
const WRAPPERS = /^sklearn\.(multiclass\.OneVsRestClassifier|multioutput\.\w+)$/;

/**
 * The method by which a classifier gives scores instead of labels, as it is configured; undefined if it has none, or if that
 * depends on what is not known.
 */
export function scoreMethodOf(value: Value | undefined, depth = 0): ScoreMethod | undefined {
  const model = finalEstimator(value);
  if (!model || depth > MAX_DEPTH || !isClassifier(model)) return undefined;
  const keyword = (name: string) => constantOf(model.record?.args.keywords.get(name));
  const isOpen = model.record?.args.hasDoubleStar ?? true;
  if (WRAPPERS.test(model.type)) return scoreMethodOf(wrappedEstimator(model), depth + 1);
  switch (model.type) {
    case 'sklearn.ensemble.VotingClassifier':
      return keyword('voting') === 'soft' ? 'predict_proba' : undefined;
    case 'sklearn.multiclass.OneVsOneClassifier':
      return 'decision_function';
    case 'sklearn.multiclass.OutputCodeClassifier':
      return undefined;
    case 'sklearn.svm.SVC':
    case 'sklearn.svm.NuSVC':
      if (keyword('probability') === true) return 'predict_proba';
      return isOpen || model.record?.args.keywords.has('probability') ? undefined : 'decision_function';
    case 'sklearn.linear_model.SGDClassifier': {
      const loss = keyword('loss');
      if (loss === 'log_loss' || loss === 'log' || loss === 'modified_huber') return 'predict_proba';
      return 'decision_function';
    }
  }
  const lacks = classFact(model.type)?.lacks ?? [];
  if (!lacks.includes('predict_proba')) return 'predict_proba';
  return lacks.includes('decision_function') ? undefined : 'decision_function';
}

/**
 * Collects a value and every object that it holds: steps, elements, wrapped estimators.
 * @param enter says whether to look into an object
 */
export function collectParts(
  value: Value,
  found: Set<Value>,
  enter: (value: Value) => boolean = () => true,
): void {
  const pending = [value];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    if (!enter(next)) continue;
    for (const inner of innerValues(next)) if (inner) pending.push(inner);
  }
}

function innerValues(value: Value): readonly (Value | undefined)[] {
  switch (value.kind) {
    case 'choice':
      return value.options;
    case 'sequence':
      return itemsOf(value) ?? (value.slots.get('elements') as readonly Value[] | undefined) ?? [];
    case 'mapping':
      return [...value.slots].filter(([key]) => /^(key:|rest$)/.test(key)).map(([, slot]) => slot as Value);
    case 'object': {
      if (!familyOf(value.type)) return [];
      const { args } = value.record ?? {};
      return [...stepsOf(value), ...(args ? [...args.positional, ...args.keywords.values()] : [])];
    }
    default:
      return [];
  }
}
