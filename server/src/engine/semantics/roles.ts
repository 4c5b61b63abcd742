/** What a unit is for, read from its path and from what happens in it. */
import { familyOf } from '../knowledge';
import type { Expr } from '../syntax/ast';
import { contextsOf, type Frame } from './frame';
import type { Model } from './model';
import type { Role } from './summary';
import type { CallRecord } from './trace';
import { typeOf, type Value } from './values';

const TEST_PATH = /(^|\/)(tests?|testing|test_utils)\/|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;
const CONFIG_PATH = /(^|\/)(setup|conf|noxfile|fabfile|tasks|manage|settings)\.py$/;
const WEB_FRAMEWORKS = [
  'fastapi',
  'flask',
  'litestar',
  'starlette',
  'sanic',
  'aiohttp',
  'bentoml',
  'ray.serve',
  'django',
];

export function isTestPath(path: string): boolean {
  return TEST_PATH.test(path);
}

export function roleOf(model: Model): Role {
  const { path } = model.unit;
  if (isTestPath(path)) return 'test';
  if (CONFIG_PATH.test(path)) return 'config';
  const trains = model.calls.filter(isTraining);
  if (isServing(model)) return 'serving';
  if (trains.length > 0)
    return trains.some((record) => !isUncalled(record.frame)) || hasEntryPoint(model)
      ? 'training'
      : 'library';
  const predicts = model.callsWith('predict', 'forward').length > 0 || model.calls.some(asksLoaded);
  if (predicts && model.callsWith('restore', 'load-weights').length > 0) return 'scoring';
  if (model.unit.kind === 'notebook') return 'notebook';
  const definesOnly = model.modules.every((module) =>
    module.body.every((statement) => /Def$|^Import|^Assign$|^AnnAssign$|^ExprStmt$/.test(statement.kind)),
  );
  return definesOnly &&
    model.modules.some((module) => module.body.some((statement) => /Def$/.test(statement.kind)))
    ? 'library'
    : 'other';
}

/** True for a fit of a model (not of a transformer), and for an optimizer's step after a backward pass. */
export function isTraining(record: CallRecord): boolean {
  if (record.effect === 'fit' || record.effect === 'fit-predict')
    return isModel(record.receiver) || record.name.endsWith('.train');
  return record.effect === 'backward';
}

/** `joblib.load(path).predict(rows)`: a model whose type is not known. */
function asksLoaded({ receiver, method }: CallRecord): boolean {
  return (
    receiver?.kind === 'unknown' && receiver.record?.effect === 'restore' && /^predict(_proba)?$/.test(method)
  );
}

/** True for objects that predict: estimators, searches, pipelines, networks. */
export function isModel(value: Value | undefined): boolean {
  switch (familyOf(typeOf(value))) {
    case 'predictor':
    case 'search':
    case 'pipeline':
    case 'keras-model':
    case 'booster':
    case 'trainer':
    case 'module':
      return true;
    default:
      return false;
  }
}

/** True if nobody in the unit calls the function that this frame runs (nor its callers). */
export function isUncalled(frame: Frame): boolean {
  for (let at: Frame | undefined = frame; at; at = at.caller) if (at.uncalled) return true;
  return false;
}

/** True for code that a run of the file starts: a main guard or an argument parser. */
function hasEntryPoint(model: Model): boolean {
  if (model.callsTo('argparse.ArgumentParser', 'click.command', 'fire.Fire', 'hydra.main').length > 0)
    return true;
  return model.modules.some((module) =>
    module.body.some(
      (statement) =>
        statement.kind === 'If' &&
        statement.test.kind === 'Compare' &&
        statement.test.left.kind === 'Name' &&
        statement.test.left.id === '__name__',
    ),
  );
}

/** Functions that a web framework calls: their frames have a decorator that is a route of an app. */
export function routeOf(frame: Frame): Value | undefined {
  for (let at: Frame | undefined = frame; at; at = at.caller) {
    const { def } = at;
    if (def?.kind !== 'FunctionDef') continue;
    const found = def.decorators.length > 0 ? ROUTE_DECORATOR.test(decoratorName(def.decorators)) : false;
    if (found) return (at.closure?.locals.get(def.name) as Value | undefined) ?? undefined;
  }
  return undefined;
}

const ROUTE_DECORATOR = /(^|\s)[\w.]*\.?(get|post|put|patch|route|websocket|api|predict|api_route)(\s|$)/;

function decoratorName(decorators: readonly Expr[]): string {
  return decorators
    .map((decorator) => (decorator.kind === 'Call' ? decorator.func : decorator))
    .map((expr) =>
      expr.kind === 'Attribute' ? `${expr.value.kind === 'Name' ? expr.value.id : ''}.${expr.attr}` : '',
    )
    .join(' ');
}

function isServing(model: Model): boolean {
  if (!WEB_FRAMEWORKS.some((name) => model.imported(name))) return false;
  return model.callsWith('serve').length > 0;
}

/** True if the record lies in a loop (of this function or a caller). */
export function inLoop(record: CallRecord): boolean {
  return contextsOf(record.context, 'loop').length > 0;
}
