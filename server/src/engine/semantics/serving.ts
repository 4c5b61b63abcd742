/** The functions of a unit that answer requests with what a model says, and what on the way keeps a record of it. */
import { isKnownLibrary } from '../knowledge';
import type { Expr, FunctionDef, Lambda, Node } from '../syntax/ast';
import { walk } from '../syntax/visit';
import type { Frame } from './frame';
import type { Model } from './model';
import { argumentsOf } from './reach';
import type { CallRecord } from './trace';
import { typeOf, type Value } from './values';

/** Functions that something outside calls for each request: routes, handlers of serverless platforms, scoring scripts. */
export function requestHandlers(model: Model): readonly FunctionDef[] {
  let found = handlers.get(model);
  if (!found) handlers.set(model, (found = findHandlers(model)));
  return found;
}

const handlers = new WeakMap<Model, readonly FunctionDef[]>();

function findHandlers(model: Model): FunctionDef[] {
  const registered = new Set<FunctionDef | Lambda>();
  for (const record of model.callsWith('serve'))
    for (const value of argumentsOf(record)) if (value.kind === 'function') registered.add(value.def);
  const found: FunctionDef[] = [];
  for (const module of model.modules) {
    walk(module.body, (node) => {
      if (node.kind !== 'FunctionDef') return;
      const isRoute = node.decorators.some(
        (decorator) =>
          decorator.kind === 'Call' && model.recordsOf(decorator).some(({ effect }) => effect === 'serve'),
      );
      if (isRoute || registered.has(node)) found.push(node);
    });
  }
  const functions = model.modules
    .flatMap(({ body }) => body)
    .filter((statement) => statement.kind === 'FunctionDef');
  const isScoringScript = functions.some(({ name, params }) => name === 'init' && params.length === 0);
  for (const each of functions) {
    const isServerless =
      /handler$/.test(each.name) && each.params.length === 2 && each.params[0]!.name === 'event';
    const isRun =
      isScoringScript &&
      each.name === 'run' &&
      each.params.length === 1 &&
      !/batch/.test(each.params[0]!.name);
    if ((isServerless || isRun) && !found.includes(each)) found.push(each);
  }
  return found;
}

/** What happens while a function runs, in whatever file. */
export function recordsDuring(model: Model, handler: FunctionDef): readonly CallRecord[] {
  return model.trace.filter(({ frame }) => {
    for (let at: Frame | undefined = frame; at; at = at.caller) if (at.def === handler) return true;
    return false;
  });
}

/** True for a call that asks a model: also one whose type is not known because it was loaded from a file. */
export function asksModel(model: Model, record: CallRecord): boolean {
  if (record.effect === 'predict' || record.effect === 'forward') return true;
  if (record.receiver?.kind !== 'unknown' || !/^predict(_proba)?$/.test(record.method)) return false;
  return model.trace.some(({ effect }) => effect === 'restore' || effect === 'load-weights');
}

/** Methods that keep what they are given: of databases, queues, files, metrics. */
const KEEPING =
  /^(add|insert\w*|execute|executemany|put|put_\w+|send|send_\w+|publish|produce|xadd|lpush|rpush|write|writerow|writerows|writelines|to_csv|to_sql|to_parquet|append_rows?|enqueue|delay|apply_async|add_task|observe|inc|record\w*|track\w*|log\w*|capture\w*|emit\w*|create|save\w*|store\w*|persist\w*|commit|update_one|debug|info|warning)$/;
/** Functions of which only the name can be seen. */
const SPEAKING =
  /log|save|store|record|track|monitor|insert|persist|audit|publish|write|metric|observe|emit|capture/i;

/** True for a call that keeps a record of something: a log line that is no error, a metric, a row of a database, a message. */
export function keepsRecord(record: CallRecord): boolean {
  switch (record.effect) {
    case 'log':
      return !/^(exception|error|critical)$/.test(record.method);
    case 'track':
    case 'monitor':
    case 'save':
      return true;
  }
  if (record.receiver && record.node.func.kind === 'Attribute') {
    const type = typeOf(record.receiver) ?? '';
    if (type.startsWith('pandas.')) return /^to_(csv|sql|parquet)$/.test(record.method);
    return !isKnownLibrary(type.split('.')[0]!) && KEEPING.test(record.method);
  }
  const root = record.name.split('.')[0]!.replace('?', '');
  return !isKnownLibrary(root) && !ARITHMETIC.has(root) && SPEAKING.test(record.method.replace(/^\?/, ''));
}

const ARITHMETIC = new Set(['math', 'builtins', 'cmath', 'tensorflow', 'jax']);

const WEB = ['fastapi', 'starlette', 'flask', 'litestar'];

/** Middleware that keeps a record of every request: a function that logs, or a class whose name says so. */
export function loggingMiddleware(model: Model): Node | undefined {
  if (!WEB.some((name) => model.imported(name))) return undefined;
  for (const { method, node, args } of model.trace) {
    if (method !== 'add_middleware' && method !== 'wrap_app') continue;
    if ([...args.positional, ...args.keywords.values()].some((value) => isAboutRecords(value))) return node;
  }
  for (const module of model.modules) {
    let found: Node | undefined;
    walk(module.body, (node) => {
      if (node.kind !== 'FunctionDef' || found) return;
      const hooks = node.decorators.some((decorator) =>
        /^(middleware|before_request|after_request)$/.test(lastName(decorator)),
      );
      if (hooks && recordsDuring(model, node).some(keepsRecord)) found = node;
    });
    if (found) return found;
  }
  return undefined;
}

function isAboutRecords(value: Value): boolean {
  const name = value.kind === 'api' ? value.name : value.kind === 'class' ? value.def.name : '';
  return /log|audit|monitor|metric|prom|trac|telemetry|sentry/i.test(name);
}

/** `app.middleware("http")` -> `middleware` */
export function lastName(decorator: Expr): string {
  const func = decorator.kind === 'Call' ? decorator.func : decorator;
  return func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : '';
}
