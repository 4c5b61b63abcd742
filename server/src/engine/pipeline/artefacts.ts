/** The files that calls read and write: literal paths, files that were opened, defaults of command-line arguments. */
import type { Effect } from '../knowledge';
import type { Model } from '../semantics/model';
import { argumentsOf } from '../semantics/reach';
import type { CallRecord } from '../semantics/trace';
import { constantOf, SLOTS, type Value } from '../semantics/values';

const FILE_EFFECTS = new Set<Effect | undefined>(['load', 'save', 'restore', 'load-weights']);
const TABLE_WRITER = /^pandas\.DataFrame\.to_(csv|parquet|feather|pickle|excel|json|hdf)$/;
const PATH_MAKERS = /(^|\.)(open|Path|PurePath|join|abspath|resolve|expanduser|download|hf_hub_download)$/;

/** True for a frame's method that writes it into a file. */
export function writesTable(record: CallRecord): boolean {
  return TABLE_WRITER.test(record.name);
}

/** The path that a call reads or writes, if the code says it. */
export function fileOf(model: Model, record: CallRecord): string | undefined {
  if (!FILE_EFFECTS.has(record.effect) && !writesTable(record)) return undefined;
  for (const value of argumentsOf(record)) {
    const path = pathIn(model, value);
    if (path !== undefined) return withoutCredentials(path);
  }
  return undefined;
}

/** Addresses are shown: without the user's name, password and query. */
function withoutCredentials(path: string): string {
  return path.replace(/:\/\/[^/@]*@/, '://').replace(/(:\/\/[^?#]*)[?#].*$/, '$1');
}

function pathIn(model: Model, value: Value, depth = 0): string | undefined {
  if (depth > 6) return undefined;
  const constant = constantOf(value);
  if (typeof constant === 'string') return /[\w-]\.\w{1,8}$|[\\/]/.test(constant) ? constant : undefined;
  const record = 'record' in value ? value.record : undefined;
  // `open(path, "wb")`, `Path("models/model.joblib")`, `path.open("rb")`: what is opened or made a path of.
  if (record && PATH_MAKERS.test(record.name)) {
    for (const each of [...argumentsOf(record), ...(record.receiver ? [record.receiver] : [])]) {
      const path = pathIn(model, each, depth + 1);
      if (path !== undefined) return path;
    }
    return undefined;
  }
  return argumentDefault(model, value, depth);
}

/** `args.output`, where `add_argument("--output", default=…)` says what it is unless the user says otherwise. */
function argumentDefault(model: Model, value: Value, depth: number): string | undefined {
  const base = value.slots.get(SLOTS.base);
  const name = value.origin?.kind === 'Attribute' ? value.origin.attr : undefined;
  if (name === undefined || typeof base !== 'object' || base === null || !('kind' in base)) return undefined;
  if (!('record' in base) || !/^parse_(known_)?args$/.test(base.record?.method ?? '')) return undefined;
  for (const { method, args } of model.trace) {
    if (method !== 'add_argument') continue;
    const isNamed = args.positional.some((flag) => destination(constantOf(flag)) === name);
    const fallback =
      isNamed || constantOf(args.keywords.get('dest')) === name ? args.keywords.get('default') : undefined;
    if (fallback) return pathIn(model, fallback, depth + 1);
  }
  return undefined;
}

/** `--output-file` is read as `args.output_file`. */
function destination(flag: unknown): string | undefined {
  return typeof flag === 'string' ? flag.replace(/^-+/, '').replaceAll('-', '_') : undefined;
}
