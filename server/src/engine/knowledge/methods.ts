/** Methods by kind of object: what a call on an estimator, a model, a frame … does. */
import { appMethods, loggerMethods } from './operations';
import { arrayMethods, frameMethods } from './dataframes';
import { moduleMethods, optimizerMethods, tensorMethods } from './deepLearning';
import { each, type ApiFact, type Family } from './fact';

const fit: ApiFact = { effect: 'fit', returns: 'receiver' };
const predict: ApiFact = { effect: 'predict', returns: 'numpy.ndarray' };

const transformer: Readonly<Record<string, ApiFact>> = {
  ...each('fit partial_fit adapt fit_on_texts', fit),
  ...each('fit_transform', { effect: 'fit-transform', returns: 'numpy.ndarray' } as ApiFact),
  ...each('transform texts_to_sequences texts_to_matrix', {
    effect: 'transform',
    returns: 'numpy.ndarray',
  } as ApiFact),
  ...each('inverse_transform', { effect: 'inverse-transform', returns: 'numpy.ndarray' } as ApiFact),
  set_output: { effect: 'none', returns: 'receiver' },
};

const predictor: Readonly<Record<string, ApiFact>> = {
  ...each('fit partial_fit', fit),
  ...each(
    'predict predict_proba predict_log_proba decision_function score_samples staged_predict staged_predict_proba',
    predict,
  ),
  ...each('fit_predict', { effect: 'fit-predict', returns: 'numpy.ndarray' } as ApiFact),
  score: { effect: 'score' },
  set_params: { effect: 'none', returns: 'receiver' },
  transform: { effect: 'transform', returns: 'numpy.ndarray' },
  fit_transform: { effect: 'fit-transform', returns: 'numpy.ndarray' },
  save_model: { effect: 'save' },
  load_model: { effect: 'restore' },
};

const kerasModel: Readonly<Record<string, ApiFact>> = {
  ...each('fit fit_generator train_on_batch', { effect: 'fit' } as ApiFact),
  ...each('predict predict_generator predict_on_batch predict_classes predict_proba', predict),
  ...each('evaluate evaluate_generator test_on_batch', { effect: 'score' } as ApiFact),
  ...each('save save_weights export', { effect: 'save' } as ApiFact),
  load_weights: { effect: 'load-weights' },
  compile: { effect: 'none' },
};

const seededDataset: Readonly<Record<string, ApiFact>> = {
  train_test_split: {
    effect: 'split',
    returns: 'datasets.DatasetDict',
    random: {
      parameter: 'seed',
      generator: 'numpy',
      varies: 'always',
      unless: { keyword: 'shuffle', value: false },
    },
  },
  shuffle: {
    effect: 'same',
    returns: 'self',
    random: { parameter: 'seed', generator: 'numpy', varies: 'always' },
  },
  ...each('map remove_columns rename_column cast with_format set_format add_column', {
    effect: 'same',
    returns: 'self',
  } as ApiFact),
  ...each('filter select', { effect: 'subset', returns: 'self' } as ApiFact),
};

const sample: ApiFact = {
  ...frameMethods['sample'],
  random: { parameter: 'random_state', generator: 'numpy', varies: 'always' },
};

export const METHODS: Readonly<Partial<Record<Family, Readonly<Record<string, ApiFact>>>>> = {
  frame: { ...frameMethods, sample },
  series: { ...frameMethods, sample, tolist: { effect: 'same' }, to_list: { effect: 'same' } },
  groupby: {
    ...each('mean median sum min max std var count size agg aggregate first last nunique quantile', {
      effect: 'reduce',
      returns: 'pandas.DataFrame',
    } as ApiFact),
    ...each('transform cumcount cumsum shift rank ffill bfill apply', {
      effect: 'same',
      returns: 'pandas.Series',
    } as ApiFact),
    ...each('head tail nth', { effect: 'subset', returns: 'pandas.DataFrame' } as ApiFact),
    sample: { ...sample, returns: 'pandas.DataFrame' },
  },
  index: { ...arrayMethods },
  array: arrayMethods,
  tensor: tensorMethods,
  statistic: each(
    'sort_values round reset_index to_frame sort_index abs nlargest head drop index items to_dict unstack',
    { effect: 'first-argument', returns: 'receiver' } as ApiFact,
  ),
  transformer,
  predictor,
  search: { ...predictor, ...each('optimize search', fit) },
  pipeline: { ...transformer, ...predictor },
  clusterer: { ...transformer, ...predictor },
  resampler: each('fit_resample fit_sample fit_transform', {
    effect: 'fit-resample',
    returns: 'self',
  } as ApiFact),
  splitter: each('split', { effect: 'fold' } as ApiFact),
  module: moduleMethods,
  optimizer: optimizerMethods,
  scheduler: { step: { effect: 'none' } },
  'keras-model': kerasModel,
  booster: { predict, save_model: { effect: 'save' }, dump_model: { effect: 'save' } },
  trainer: {
    ...each('fit train', { effect: 'fit' } as ApiFact),
    ...each('test validate evaluate', { effect: 'score' } as ApiFact),
    predict,
    save_model: { effect: 'save' },
    backward: { effect: 'backward' },
    step: { effect: 'step' },
  },
  'hf-dataset': seededDataset,
  generator: {},
  app: appMethods,
};

export const LOGGER_METHODS = loggerMethods;
