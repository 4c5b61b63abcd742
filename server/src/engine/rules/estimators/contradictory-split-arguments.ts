import { addKeyword, keywordOf, removeArgument } from '../../fix';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import type { Model } from '../../semantics/model';
import { constantOf, isNone, typeOf, type Value } from '../../semantics/values';
import type { Argument } from '../../syntax/ast';
import type { Unit } from '../../source/unit';
import { defineRule, type FixReport, type Report } from '../rule';

export default defineRule({
  name: 'contradictory-split-arguments',
  area: 'estimators',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['sklearn', 'torch'],
  docs: {
    summary: 'Arguments of a splitter or data loader exclude each other.',
    why: `The call raises ValueError or TypeError when it is reached, which may be after hours of preprocessing. It often comes from the
well-meant advice to “add a seed” (measured with scikit-learn 1.9.1, torch 2.13).`,
    bad: `from sklearn.model_selection import KFold

folds = KFold(n_splits=5, random_state=42)
`,
    good: `from sklearn.model_selection import KFold

folds = KFold(n_splits=5, shuffle=True, random_state=42)
`,
    limits: [
      'Calls with `*args` or `**kwargs`, and arguments whose value is not known.',
      '`train_test_split(shuffle=False, random_state=1)` is accepted and has no effect.',
    ],
    references: [
      'scikit-learn, user guide: cross-validation iterators',
      'PyTorch, torch.utils.data.DataLoader',
    ],
  },
  messages: {
    unshuffled: '`{call}` is given `random_state` but does not shuffle: it raises ValueError.',
    stratified: '`train_test_split` cannot stratify without shuffling: it raises ValueError.',
    unseedable: '`{call}` has no `random_state`: it raises TypeError.',
    sampler:
      '`DataLoader` is given `shuffle=True` and `{other}`, which both set the order: it raises ValueError.',
    iterable: '`DataLoader` cannot shuffle the iterable data set `{data}`: it raises ValueError.',
  },
  *check({ unit, model }) {
    for (const record of model.calls) {
      if (hasHiddenArguments(record)) continue;
      const find = CHECKS[record.name];
      const report = find?.(record, model, unit);
      if (report) yield report;
    }
  },
});

type SplitReport = Report<'unshuffled' | 'stratified' | 'unseedable' | 'sampler' | 'iterable'>;
type Check = (record: CallRecord, model: Model, unit: Unit) => SplitReport | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  ...each('KFold StratifiedKFold GroupKFold StratifiedGroupKFold', seededWithoutShuffle),
  ...each(
    'TimeSeriesSplit LeaveOneOut LeavePOut LeaveOneGroupOut LeavePGroupsOut PredefinedSplit',
    seededWithoutRandomness,
  ),
  'sklearn.model_selection.train_test_split': stratifiedWithoutShuffle,
  'torch.utils.data.DataLoader': shuffledLoader,
};

function each(names: string, check: Check): Record<string, Check> {
  return Object.fromEntries(names.split(' ').map((name) => [`sklearn.model_selection.${name}`, check]));
}

/** `KFold(random_state=42)` */
function seededWithoutShuffle(record: CallRecord, model: Model, unit: Unit): SplitReport | undefined {
  const seed = keywordOf(record.node, 'random_state');
  const shuffle = argument(record, 'shuffle');
  if (!seed || isOldForm(record) || !isGiven(argument(record, 'random_state'))) return undefined;
  if (shuffle !== undefined && constantOf(shuffle) !== false) return undefined;
  const add: FixReport = {
    title: 'Shuffle the rows: shuffle=True',
    applicability: 'safe',
    edits: addKeyword(unit, record.node, 'shuffle', 'True'),
  };
  const fixes = hasTimeOrder(model) ? [removal(unit, record, seed)] : [add];
  return { at: seed, message: 'unshuffled', data: { call: record.method }, fixes };
}

/** `sklearn.cross_validation.KFold(len(X), n_folds=5, …)`, which took the seed and ignored it. */
function isOldForm({ args }: CallRecord): boolean {
  return (
    args.positional.length > 1 || ['n', 'y', 'n_folds', 'n_iter'].some((name) => args.keywords.has(name))
  );
}

/** `LeaveOneOut(random_state=42)`: a TypeError whatever the value. */
function seededWithoutRandomness(record: CallRecord, _: Model, unit: Unit): SplitReport | undefined {
  const seed = keywordOf(record.node, 'random_state');
  if (!seed) return undefined;
  return {
    at: seed,
    message: 'unseedable',
    data: { call: record.method },
    fixes: [removal(unit, record, seed)],
  };
}

/** `train_test_split(X, y, shuffle=False, stratify=y)` */
function stratifiedWithoutShuffle(record: CallRecord, _: Model, unit: Unit): SplitReport | undefined {
  const stratify = keywordOf(record.node, 'stratify');
  if (
    !stratify ||
    constantOf(argument(record, 'shuffle')) !== false ||
    !isGiven(argument(record, 'stratify'))
  )
    return undefined;
  return { at: stratify, message: 'stratified', fixes: [removal(unit, record, stratify)] };
}

/** `DataLoader(data, shuffle=True, sampler=sampler)`, or of an iterable data set. */
function shuffledLoader(record: CallRecord, model: Model, unit: Unit): SplitReport | undefined {
  const shuffle = keywordOf(record.node, 'shuffle');
  if (!shuffle || constantOf(argument(record, 'shuffle')) !== true) return undefined;
  const fixes = [removal(unit, record, shuffle)];
  for (const other of ['sampler', 'batch_sampler']) {
    if (isGiven(argument(record, other))) return { at: shuffle, message: 'sampler', data: { other }, fixes };
  }
  const data = argument(record, 'dataset', 0);
  if (typeOf(data) !== 'torch.utils.data.IterableDataset') return undefined;
  return { at: shuffle, message: 'iterable', data: { data: model.nameOf(data) ?? 'dataset' }, fixes };
}

function removal(unit: Unit, { node }: CallRecord, argument: Argument): FixReport {
  return {
    title: `Take ${argument.name} out`,
    applicability: 'safe',
    edits: removeArgument(unit, node, argument),
  };
}

/** True if the value is certainly not None: parameters and values of unknown branches may be. */
function isGiven(value: Value | undefined): boolean {
  if (value === undefined || isNone(value)) return false;
  if (value.kind === 'choice') return value.options.every(isGiven);
  return value.kind !== 'unknown' || (value.parameter === undefined && value.record !== undefined);
}

/** Signs that the rows are ordered in time: shuffling would let a model see the future. */
function hasTimeOrder(model: Model): boolean {
  if (
    model.callsTo('pandas.to_datetime', 'pandas.date_range', 'sklearn.model_selection.TimeSeriesSplit')
      .length > 0
  )
    return true;
  return model.calls.some(({ method, args }) => TIME_METHODS.has(method) || args.keywords.has('parse_dates'));
}

const TIME_METHODS: ReadonlySet<string> = new Set([
  'shift',
  'rolling',
  'ewm',
  'resample',
  'asfreq',
  'tz_localize',
]);
