/**
 * What libraries do, looked up by canonical name. The tables stand in the files beside this one; each says which version it
 * was checked against.
 */
import { LIBRARIES } from './libraries';
import type { ApiFact, ClassFact, Family } from './fact';
import { LOGGER_METHODS, METHODS } from './methods';

export type { ApiFact, ClassFact, Effect, Family, Learns, RandomFact, RandomGenerator } from './fact';

const functions = new Map<string, ApiFact>();
const classes = new Map<string, ClassFact>();
const libraryNames = new Set<string>();

for (const library of LIBRARIES) {
  libraryNames.add(library.name);
  for (const [name, fact] of Object.entries(library.functions ?? {}))
    functions.set(`${library.name}.${name}`, fact);
  for (const [name, fact] of Object.entries(library.classes ?? {}))
    classes.set(`${library.name}.${name}`, fact);
}

/** Old or private homes of an API, and its one name here. Longest prefixes first. */
const HOMES: readonly (readonly [from: string, to: string])[] = [
  ['tensorflow.compat.v1.keras', 'keras'],
  ['tensorflow.python.keras', 'keras'],
  ['tensorflow.keras', 'keras'],
  ['tensorflow.compat.v2', 'tensorflow'],
  ['tf_keras', 'keras'],
  ['sklearn.externals.joblib', 'joblib'],
  ['sklearn.cross_validation', 'sklearn.model_selection'],
  ['sklearn.grid_search', 'sklearn.model_selection'],
  ['sklearn.lda', 'sklearn.discriminant_analysis'],
  ['pandas.core.frame', 'pandas'],
  ['pandas.core.series', 'pandas'],
  ['pandas.io.parsers', 'pandas'],
  ['numpy.random.mtrand', 'numpy.random'],
  ['lightning.pytorch', 'lightning'],
  ['pytorch_lightning', 'lightning'],
  ['torch.autograd.grad_mode', 'torch'],
  ['torch.autograd.no_grad', 'torch.no_grad'],
  ['torch.utils.data.dataset.random_split', 'torch.utils.data.random_split'],
  ['torch.utils.data.dataloader', 'torch.utils.data'],
  ['torch.utils.data.dataset', 'torch.utils.data'],
  ['modin.pandas', 'pandas'],
  ['cudf', 'pandas'],
  ['shap.explainers', 'shap'],
];

const canonicalNames = new Map<string, string>();

/** The one name of an API: old and private homes mapped to the public one. */
export function canonicalName(name: string): string {
  let canonical = canonicalNames.get(name);
  if (canonical !== undefined) return canonical;
  canonical = name;
  for (const [from, to] of HOMES) {
    if (canonical === from || canonical.startsWith(from + '.')) {
      canonical = to + canonical.slice(from.length);
      break;
    }
  }
  if (canonical.includes('._')) {
    const parts = canonical.split('.');
    canonical = parts
      .filter((part, index) => index === 0 || index === parts.length - 1 || !part.startsWith('_'))
      .join('.');
  }
  if (!functions.has(canonical) && !classes.has(canonical)) canonical = withoutInnerModule(canonical);
  canonicalNames.set(name, canonical);
  return canonical;
}

/** `sklearn.ensemble.forest.RandomForestClassifier` -> `sklearn.ensemble.RandomForestClassifier`, if that is known. */
function withoutInnerModule(name: string): string {
  const parts = name.split('.');
  for (let drop = parts.length - 2; drop >= 2; drop--) {
    const shorter = [...parts.slice(0, drop), parts[parts.length - 1]].join('.');
    if (functions.has(shorter) || classes.has(shorter)) return shorter;
  }
  return name;
}

export function functionFact(name: string): ApiFact | undefined {
  return functions.get(name);
}

export function classFact(name: string): ClassFact | undefined {
  return classes.get(name);
}

export function isKnownApi(name: string): boolean {
  return functions.has(name) || classes.has(name);
}

/** True if a table of ours covers the library. */
export function isKnownLibrary(name: string): boolean {
  return libraryNames.has(name);
}

const TYPE_FAMILIES: Readonly<Record<string, Family>> = {
  'pandas.DataFrame': 'frame',
  'pandas.Series': 'series',
  'pandas.GroupBy': 'groupby',
  'pandas.Window': 'groupby',
  'pandas.Index': 'index',
  'pandas.Indexer': 'indexer',
  'numpy.ndarray': 'array',
  'torch.Tensor': 'tensor',
  statistic: 'statistic',
  'datasets.Dataset': 'hf-dataset',
  'datasets.DatasetDict': 'hf-dataset',
  'torchvision.models.Model': 'module',
  'keras.Model': 'keras-model',
  'xgboost.Booster': 'booster',
  'lightgbm.Booster': 'booster',
};

/** The family of a canonical type name. */
export function familyOf(type: string | undefined): Family | undefined {
  if (type === undefined) return undefined;
  return TYPE_FAMILIES[type] ?? classes.get(type)?.family;
}

/** What calling `method` on an object of this type does. */
export function methodFact(type: string, method: string): ApiFact | undefined {
  if (type === 'logging.Logger') return LOGGER_METHODS[method];
  const family = familyOf(type);
  const table = family && METHODS[family];
  return table && Object.hasOwn(table, method) ? table[method] : undefined;
}

/** Estimators in the scikit-learn sense: objects with `fit`. */
export function isEstimator(family: Family | undefined): boolean {
  switch (family) {
    case 'transformer':
    case 'predictor':
    case 'search':
    case 'pipeline':
    case 'clusterer':
    case 'keras-model':
    case 'resampler':
      return true;
    default:
      return false;
  }
}
