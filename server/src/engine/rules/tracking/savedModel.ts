/** Saves of trained models: what is written, and where to. */
import { contextsOf, type Context } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argumentsOf, reachable } from '../../semantics/reach';
import { isModel } from '../../semantics/roles';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import type { Expr } from '../../syntax/ast';

/** A save of a trained model under a constant name. */
export interface Saved {
  readonly record: CallRecord;
  readonly path: string;
  readonly node: Expr;
  /** A loop that makes a new model in each round. */
  readonly loop?: Context;
}

/** A save of a trained model to a constant path. */
export function savedAs(model: Model, record: CallRecord): Saved | undefined {
  const first = savedModel(model, record);
  if (!first || hasHiddenArguments(record)) return undefined;
  const target = pathOf(model, record);
  if (!target || /(^|\/)(tmp|temp)\/|^\/dev\//.test(target.path)) return undefined;
  const loop = contextsOf(record.context, 'loop').find(
    ({ node }) =>
      first.origin !== undefined && node.start <= first.origin.start && first.origin.end <= node.end,
  );
  return { record, ...target, loop: loop?.node.kind === 'For' ? loop : undefined };
}

/** The model that a call writes to a file, if this program trained it. */
export function savedModel(model: Model, record: CallRecord): Value | undefined {
  if (record.name.startsWith('mlflow.') || record.method === 'dumps') return undefined;
  const given = argumentsOf(record);
  const saved = [...reachable([...given, ...given.map(weightsOf), record.receiver])].filter((value) =>
    isModel(value),
  );
  return saved.length === 0 || isOnlyLoaded(model, saved) ? undefined : saved[0];
}

/** The network of `net.state_dict()`. */
function weightsOf(value: Value): Value | undefined {
  const made = 'record' in value ? value.record : undefined;
  return made?.method === 'state_dict' ? made.receiver : undefined;
}

/** A model that this program did not train. */
function isOnlyLoaded(model: Model, saved: readonly Value[]): boolean {
  return !model.trace.some(
    ({ effect, receiver }) =>
      (effect === 'fit' || effect === 'fit-predict' || effect === 'backward') &&
      (effect === 'backward' || (receiver !== undefined && saved.includes(receiver))),
  );
}

/** The path that a save writes to, if it is one constant; through `open(…)` where the save takes an open file. */
export function pathOf(model: Model, record: CallRecord): { path: string; node: Expr } | undefined {
  const position = record.receiver && isModel(record.receiver) ? 0 : 1;
  const node = record.node.args.filter(({ name, star }) => name === undefined && star === 0)[position]?.value;
  const value =
    argument(record, 'filename', position) ?? argument(record, 'f') ?? argument(record, 'filepath');
  const written =
    node ?? record.node.args.find(({ name }) => /^(filename|f|filepath|fname|path)$/.test(name ?? ''))?.value;
  if (!written || !value) return undefined;
  const opened = value.kind === 'object' && typeOf(value) === 'io.File' ? value.record : undefined;
  const place = opened?.unit === model.unit ? opened.node.args[0]?.value : written;
  const path = place?.kind === 'String' ? place.value : place && constantOf(model.valueOf(place));
  return place && typeof path === 'string' && !/^\w+:\/\//.test(path) ? { path, node: place } : undefined;
}
