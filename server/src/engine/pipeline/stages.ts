/** Which calls are steps of a pipeline, and what a person would call them. */
import { familyOf } from '../knowledge';
import type { Effect } from '../knowledge';
import { stepsOf, wrappedEstimator } from '../semantics/estimators';
import { contextsOf } from '../semantics/frame';
import type { Model } from '../semantics/model';
import { isModel, isTraining } from '../semantics/roles';
import { asksModel } from '../semantics/serving';
import type { CallRecord } from '../semantics/trace';
import { typeOf, type Value } from '../semantics/values';
import { fileOf, writesTable } from './artefacts';
import type { Stage } from './pipeline';

const STAGE_OF: Partial<Record<Effect, Stage>> = {
  load: 'load',
  generate: 'load',
  join: 'prepare',
  resample: 'resample',
  'fit-resample': 'resample',
  split: 'split',
  fold: 'split',
  fit: 'fit',
  transform: 'transform',
  'fit-transform': 'fit',
  'cross-validate': 'evaluate',
  metric: 'evaluate',
  score: 'evaluate',
  predict: 'predict',
  'fit-predict': 'train',
  backward: 'train',
  explain: 'explain',
  track: 'track',
  autolog: 'track',
  save: 'save',
  restore: 'restore',
  'load-weights': 'restore',
  monitor: 'monitor',
};

/** The stage of a call; undefined for one that is no step. */
export function stageOf(model: Model, record: CallRecord): Stage | undefined {
  if (writesTable(record)) return fileOf(model, record) === undefined ? undefined : 'save';
  if (record.effect === undefined) return asksModel(model, record) ? 'predict' : constructedStage(record);
  if (record.effect === 'forward') return isJudging(record) ? 'predict' : undefined;
  if (record.effect === 'fit' && familyOf(typeOf(record.receiver)) === 'search') return 'search';
  if (isTraining(record)) return 'train';
  // Weights of a network that is trained here are a checkpoint of its own loop.
  if (record.effect === 'load-weights' && model.trace.some(isTraining)) return undefined;
  if ((record.effect === 'predict' || record.effect === 'score') && !isModel(record.receiver))
    return record.effect === 'predict' ? 'predict' : undefined;
  return STAGE_OF[record.effect];
}

/** Data sets and data loaders of deep learning are made by a constructor. */
function constructedStage(record: CallRecord): Stage | undefined {
  switch (familyOf(typeOf(record.result))) {
    case 'dataset':
      return 'load';
    case 'loader':
      return 'prepare';
    default:
      return undefined;
  }
}

/** A forward pass by which a network is judged or used: in evaluation mode, and not a part inside another pass. */
function isJudging(record: CallRecord): boolean {
  if (record.mode !== 'eval') return false;
  return contextsOf(record.context, 'call').length === 0 || record.frame.def?.kind !== 'FunctionDef'
    ? true
    : record.frame.def.name !== 'forward';
}

/** The last part of a dotted name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Title and detail of a step. */
export function labelOf(
  model: Model,
  record: CallRecord,
  stage: Stage,
): { readonly title: string; readonly detail?: string } {
  const file = fileOf(model, record);
  if (record.effect === 'backward') {
    const network = networkOf(model, record);
    return { title: network ?? 'training loop', detail: 'backward' };
  }
  const type = typeOf(record.receiver) ?? userClassOf(record.receiver);
  const isMethod = record.node.func.kind === 'Attribute' && record.receiver !== undefined;
  if (isMethod && type && stage !== 'load') {
    const inside = stage === 'train' || stage === 'search' ? insideOf(record.receiver) : '';
    return { title: lastPart(type), detail: [record.method, inside, file].filter(Boolean).join(' ') };
  }
  if (record.receiver && record.effect === undefined)
    return { title: model.nameOf(record.receiver) ?? 'model', detail: record.method };
  const title = record.method.replace(/^\?/, '');
  return file === undefined ? { title } : { title, detail: file };
}

/** The parts of a pipeline, the estimator of a search: `StandardScaler, SVC`. */
function insideOf(value: Value | undefined): string {
  if (value?.kind !== 'object') return '';
  const parts = familyOf(typeOf(value)) === 'search' ? [wrappedEstimator(value)] : stepsOf(value);
  const types = parts.map(typeOf);
  return types.flatMap((type) => (type ? [lastPart(type)] : [])).join(', ');
}

function userClassOf(value: Value | undefined): string | undefined {
  return value?.kind === 'object' ? value.cls?.def.name : undefined;
}

/** The class of the network that a training loop's forward passes run. */
function networkOf(model: Model, record: CallRecord): string | undefined {
  const loops = contextsOf(record.context, 'loop').map(({ node }) => node);
  const pass = model.trace.find(
    ({ effect, context, receiver }) =>
      effect === 'forward' &&
      userClassOf(receiver) !== undefined &&
      contextsOf(context, 'loop').some(({ node }) => loops.includes(node)),
  );
  const receiver = pass?.receiver;
  return userClassOf(receiver) ?? (typeOf(receiver) && lastPart(typeOf(receiver)!));
}
