/**
 * Gives the effects of the knowledge tables their meaning: what a library call does to rows, fitted objects and modes. One
 * function per effect; each notes in the record what went in and what came out.
 */
import type { ApiFact, Effect } from '../../knowledge';
import type { Interpreter } from '../interpreter';
import type { CallRecord } from '../trace';
import type { Value } from '../values';
import { crossValidate, fit, fitResample, fitTransform, judged, predict, transform } from './estimators';
import { draw, generate, load } from './loading';
import { group, join, learned, reduce, resample, same, subset, union } from './rows';
import { returned, type Handler } from './shared';
import { fold, split } from './splits';
import { forward, mode } from './torch';

export { modeOf } from './torch';

export function applyEffect(it: Interpreter, record: CallRecord, fact: ApiFact): Value {
  const handler = fact.effect && HANDLERS[fact.effect];
  if (handler) return handler(it, record, fact);
  return returned(it, record, fact);
}

const HANDLERS: Partial<Record<Effect, Handler>> = {
  load,
  generate,
  draw,
  same,
  columns: same,
  subset,
  union,
  join,
  resample,
  reduce,
  learned,
  group,
  split,
  fold,
  fit,
  transform,
  predict,
  forward,
  'fit-transform': fitTransform,
  'fit-predict': (it, record, fact) => {
    fit(it, record, { returns: 'receiver' });
    return predict(it, record, fact);
  },
  'inverse-transform': same,
  'fit-resample': fitResample,
  score: judged,
  metric: judged,
  'cross-validate': crossValidate,
  'train-mode': mode('train'),
  'eval-mode': mode('eval'),
  'first-argument': (_it, record, fact) =>
    (fact.returns === 'receiver' ? record.receiver : record.args.positional[0]) ?? record.result,
};
