/** Which estimators and which rows take part in training or judging a model. */
import { classFact, familyOf, type Family } from '../../knowledge';
import type { DataNode } from '../../semantics/data';
import { collectParts } from '../../semantics/estimators';
import type { Model } from '../../semantics/model';
import { SLOTS, isData, typeOf, type Value } from '../../semantics/values';
import { walk } from '../../syntax/visit';

export interface InUse {
  /** Estimators that are fitted, splitters that split, on their own or as parts. */
  readonly objects: ReadonlySet<Value>;
  /** Versions of rows that reach a model. */
  readonly rows: ReadonlySet<DataNode>;
}

const inUseByModel = new WeakMap<Model, InUse>();

/** Ensembles that seed the estimators which they are given. */
const SEEDING_ENSEMBLE = /^(sklearn|imblearn)\.ensemble\.(Balanced)?(Bagging|AdaBoost|RUSBoost|EasyEnsemble)/;

const ASKING = new Set([
  'print',
  'type',
  'str',
  'repr',
  'isinstance',
  'hasattr',
  'getattr',
  'len',
  'id',
  'dir',
  'vars',
]);

/** What takes part in the training and judging of models (worked out once per model). */
export function inUse(model: Model): InUse {
  const known = inUseByModel.get(model);
  if (known) return known;
  const objects = new Set<Value>();
  const rows = new Set<DataNode>();
  const isOpen = (value: Value) => !SEEDING_ENSEMBLE.test(typeOf(value) ?? '');
  for (const record of model.trace) {
    if (record.effect && USING.has(record.effect)) {
      if (record.receiver) collectParts(record.receiver, objects, isOpen);
      record.data.forEach((node) => collectOrigins(node, rows));
      // What a network is fed is no part of the record's data.
      if (record.effect === 'forward') for (const value of record.args.positional) collectRows(value, rows);
    }
    // What is handed to another function is used there; a constructor only passes it on, and of methods of unknown objects nothing is known.
    if (classFact(record.name) || /^(class:|\?\.)/.test(record.name) || ASKING.has(record.method)) continue;
    const { positional, keywords } = record.args;
    for (const value of [...positional, ...keywords.values()]) {
      if (value.kind === 'object' && isEstimatorFamily(familyOf(value.type)))
        collectParts(value, objects, isOpen);
    }
  }
  collectIndices(model, rows);
  const found = { objects, rows };
  inUseByModel.set(model, found);
  return found;
}

const USING: ReadonlySet<string> = new Set([
  'fit',
  'fit-transform',
  'fit-predict',
  'fit-resample',
  'fold',
  'transform',
  'predict',
  'forward',
  'score',
  'metric',
  'cross-validate',
  'split',
]);

function isEstimatorFamily(family: Family | undefined): boolean {
  switch (family) {
    case 'transformer':
    case 'predictor':
    case 'search':
    case 'pipeline':
    case 'clusterer':
    case 'resampler':
    case 'splitter':
      return true;
    default:
      return false;
  }
}

/** Random masks and permutations choose rows without being rows: `df[np.random.rand(len(df)) < 0.8]`. */
function collectIndices(model: Model, found: Set<DataNode>): void {
  for (const module of model.modules) {
    walk(module.body, (node) => {
      if (node.kind !== 'Subscript') return;
      const chosen = model.valueOf(node)?.slots.get(SLOTS.data);
      if (isData(chosen) && found.has(chosen)) collectRows(model.valueOf(node.index), found);
    });
  }
}

function collectRows(value: Value | undefined, found: Set<DataNode>): void {
  const rows = value?.slots.get(SLOTS.data);
  if (isData(rows)) collectOrigins(rows, found);
}

function collectOrigins(node: DataNode, found: Set<DataNode>): void {
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const { from } of next.edges) if (from) pending.push(from);
  }
}
