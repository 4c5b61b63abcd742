/** What a unit tells the project of its functions and files: feature code, modules it uses, data it reads and writes. */
import { locate } from '../source/unit';
import type { Expr, FunctionDef } from '../syntax/ast';
import { walk } from '../syntax/visit';
import type { Model } from './model';
import type { FeatureFunction, FileUse } from './summary';
import { constantOf, isData, SLOTS } from './values';

const FEATURE_NAME =
  /^_?(train|fit|predict|preprocess|build_features|make_features|create_features|extract_features|engineer_features|feature_engineering|clean(_data)?|prepare(_data|_features)?|featuri[sz]e|normali[sz]e|encode)(_|$)/;
const TABLE = /^(pandas\.(DataFrame|Series)|numpy\.ndarray|torch\.Tensor|polars\.DataFrame)$/;

/** The dotted names of all imports; members of packages too, since they may be modules (`from src import features`). */
export function importedModules(model: Model): string[] {
  const names = new Set<string>();
  for (const { name, node } of model.imports) {
    names.add(name);
    if (node.kind === 'ImportFrom') for (const member of node.names) names.add(`${name}.${member.name}`);
  }
  return [...names];
}

/** The first top-level function that makes features or trains. */
export function featureFunction(model: Model): FeatureFunction | undefined {
  if (model.unit.kind === 'notebook') return undefined;
  for (const { body } of model.modules)
    for (const statement of body) {
      if (statement.kind !== 'FunctionDef' || statement.name.startsWith('test_')) continue;
      if (!FEATURE_NAME.test(statement.name) && !handlesTables(model, statement)) continue;
      return {
        name: statement.name,
        at: locate(model.unit, statement.nameSpan),
        columns: columnsOf(model, statement),
      };
    }
  return undefined;
}

function handlesTables(model: Model, { params, returns }: FunctionDef): boolean {
  return [returns, ...params.map(({ annotation }) => annotation)].some((each) => isTable(model, each));
}

function isTable(model: Model, annotation: Expr | undefined): boolean {
  const value = annotation && model.valueOf(annotation);
  return value?.kind === 'api' && TABLE.test(value.name);
}

/** Columns read from the only required parameter by literal names, of a function that gives a frame back. */
function columnsOf(model: Model, def: FunctionDef): string[] | undefined {
  const [table, ...others] = def.params.filter((each) => !each.default && each.star === 0);
  if (!table || others.length > 0 || def.isAsync) return undefined;
  const columns = new Set<string>();
  const stored = new Set<string>();
  let returnsRows = false;
  walk(def.body, (node) => {
    if (node.kind === 'Return' && node.value) {
      const data = model.valueOf(node.value)?.slots.get(SLOTS.data);
      if (isData(data) || (node.value.kind === 'Name' && node.value.id === table.name)) returnsRows = true;
    }
    if (node.kind === 'Assign')
      for (const target of node.targets)
        if (target.kind === 'Subscript' && target.index.kind === 'String') stored.add(target.index.value);
    if (node.kind === 'Subscript' && node.value.kind === 'Name' && node.value.id === table.name) {
      const names = node.index.kind === 'List' ? node.index.elements : [node.index];
      for (const name of names)
        if (name.kind === 'String' && !stored.has(name.value)) columns.add(name.value);
    }
    return node.kind !== 'FunctionDef';
  });
  return returnsRows && columns.size > 0 ? [...columns] : undefined;
}

const DATA_FILE =
  /\.(csv|tsv|parquet|feather|xlsx?|jsonl?|npy|npz|h5|hdf5|arrow|orc|sas7bdat|dta)(\.gz|\.zip|\.bz2)?$/i;

/** Local data files that are read and written, and model files that are loaded, each path once. */
export function fileUses(model: Model): { reads?: FileUse[]; writes?: FileUse[]; loads?: FileUse[] } {
  const reads = new Map<string, FileUse>();
  const writes = new Map<string, FileUse>();
  const loads = new Map<string, FileUse>();
  for (const record of model.calls) {
    const isRead = record.effect === 'load' || /^numpy\.(load|loadtxt|genfromtxt)$/.test(record.name);
    const isWrite =
      /^pandas\.DataFrame\.to_(csv|parquet|feather|json|excel|pickle|hdf|orc|stata|xml)$|^numpy\.save(z|txt)?$/.test(
        record.name,
      ) || record.effect === 'save';
    const isLoad = record.effect === 'restore' || record.effect === 'load-weights';
    if (!isRead && !isWrite && !isLoad) continue;
    for (const value of record.args.positional.slice(0, 2)) {
      const path = constantOf(value);
      if (typeof path !== 'string' || /^[a-z][a-z0-9+]*:\/\//i.test(path)) continue;
      if (isRead && !DATA_FILE.test(path)) continue;
      const uses = isLoad ? loads : isRead ? reads : writes;
      if (!uses.has(path)) uses.set(path, { path, at: locate(model.unit, record.node) });
    }
  }
  return {
    ...(reads.size > 0 ? { reads: [...reads.values()] } : {}),
    ...(writes.size > 0 ? { writes: [...writes.values()] } : {}),
    ...(loads.size > 0 ? { loads: [...loads.values()] } : {}),
  };
}

/** Options of training scripts that limit what is done, and a value with which little is. */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/^--(num[-_])?(train[-_])?epochs?$/, 1],
  [/^--max[-_](train[-_])?(steps|iters?|iterations)$/, 10],
  [/^--(nrows|n[-_]rows|max[-_]rows|max[-_]samples|limit|sample[-_]size|max[-_]train[-_]samples)$/, 200],
];

/** The option that makes a run of this script short, if its argument parser asks for no other. */
export function shortRun(model: Model): string | undefined {
  if (!model.imported('argparse')) return undefined;
  const options = model.calls.filter(({ method }) => method === 'add_argument');
  const names = options.map(({ args }) => args.positional.map((value) => constantOf(value)));
  const isAskedFor = options.some(
    ({ args }, index) =>
      constantOf(args.keywords.get('required')) === true ||
      !names[index]!.every((name) => typeof name === 'string' && name.startsWith('-')),
  );
  if (isAskedFor) return undefined;
  for (const [pattern, value] of LIMITS)
    for (const name of names.flat())
      if (typeof name === 'string' && pattern.test(name)) return `${name} ${value}`;
  return undefined;
}
