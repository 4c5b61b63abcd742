/** Which columns of a table a model is given, as far as they are named in the code. */
import { holdsColumn } from './columns';
import type { DataEdge, DataNode } from './data';
import { collectParts } from './estimators';
import type { Model } from './model';
import type { CallRecord } from './trace';
import { itemsOf, stringsOf, typeOf, type Value } from './values';
import type { Node } from '../syntax/ast';

/** A column by its name, and where it is named. */
export interface NamedColumn {
  readonly name: string;
  readonly at: Node;
}

/** Steps that keep what a column says; they may change how many columns say it. */
const KEEPS =
  /\.(StandardScaler|MinMaxScaler|MaxAbsScaler|RobustScaler|SimpleImputer|KNNImputer|IterativeImputer|OneHotEncoder|OrdinalEncoder|QuantileTransformer|PowerTransformer|Normalizer)$/;
/** Methods that rename or lay out columns, and lose none. */
const LAYS_OUT = /^(get_dummies|reset_index|to_numpy)$/;

/**
 * The columns among the features of a fit that `isMeant`, each once: those that a `ColumnTransformer` of the model names, else those
 * that the code names anywhere and that are proven to be still there.
 */
export function namedFeatures(
  model: Model,
  fit: CallRecord,
  isMeant: (name: string) => boolean,
): NamedColumn[] {
  const chosen = chosenColumns(fit.receiver);
  if (chosen) return chosen.filter(({ name }) => isMeant(name));
  const [X] = fit.data;
  return X ? namedColumns(model, X, isMeant) : [];
}

/** The columns of a version of rows that `isMeant`, if the code names them and they are proven to be there. */
export function namedColumns(model: Model, X: DataNode, isMeant: (name: string) => boolean): NamedColumn[] {
  const found = new Map<string, NamedColumn>();
  for (const node of model.graph.nodes) {
    if (node.unit !== model.unit) continue;
    for (const { columns, from } of node.edges) {
      if (columns?.op !== 'only' && columns?.op !== 'store') continue;
      for (const name of columns.names) {
        if (found.has(name) || !isMeant(name)) continue;
        const frame = columns.op === 'store' ? node : from;
        if (frame && holds(X, name, frame)) found.set(name, { name, at: node.at });
      }
    }
  }
  return [...found.values()];
}

/** Like `holdsColumn`, through encoders and scalers too. */
function holds(X: DataNode, name: string, frame: DataNode): boolean {
  const isPartOf = (column: string): boolean => column === name || column.startsWith(`${name}_`);
  let current: DataNode | undefined = X;
  for (let steps = 0; current && steps < 100; steps++) {
    const known = holdsColumn(current, name, frame);
    if (known !== undefined) return known;
    const edge = kept(current);
    if (!edge) return false;
    const { columns } = edge;
    if (columns?.op === 'unknown' && !LAYS_OUT.test(current.op)) return false;
    if (columns?.op === 'without' && (columns.names.length === 0 || columns.names.some(isPartOf)))
      return false;
    if (columns?.op === 'only' && !columns.names.some(isPartOf)) return false;
    current = edge.from;
  }
  return false;
}

/** The one edge by which a version keeps the columns of an earlier one. */
function kept({ edges }: DataNode): DataEdge | undefined {
  if (edges.some(({ kind }) => kind === 'union' || kind === 'choice' || kind === 'joined')) return undefined;
  return edges.find(
    ({ kind, by }) =>
      kind === 'same' ||
      kind === 'subset' ||
      kind === 'resampled' ||
      (kind === 'applied' && KEEPS.test(typeOf(by) ?? '')),
  );
}

/** True if the values of a column are replaced on the way to a version: hashed, coded, cut into classes. */
export function isRemade(X: DataNode, name: string): boolean {
  let current: DataNode | undefined = X;
  for (let steps = 0; current && steps < 200; steps++) {
    if (current.edges.some(({ columns }) => columns?.op === 'store' && columns.names.includes(name)))
      return true;
    current = kept(current)?.from;
  }
  return false;
}

/** The columns that a model with a `ColumnTransformer` picks itself; undefined for one without. */
function chosenColumns(receiver: Value | undefined): NamedColumn[] | undefined {
  if (!receiver) return undefined;
  const parts = new Set<Value>();
  collectParts(receiver, parts);
  const transformers = [...parts].filter((part) => typeOf(part) === 'sklearn.compose.ColumnTransformer');
  if (transformers.length === 0) return undefined;
  return transformers.flatMap(columnsOf);
}

function columnsOf(transformer: Value): NamedColumn[] {
  const made = transformer.kind === 'object' ? transformer.record : undefined;
  if (!made) return [];
  // `ColumnTransformer([("name", step, columns), …])`, `make_column_transformer((step, columns), …)`
  const steps =
    made.method === 'make_column_transformer'
      ? made.args.positional
      : (itemsOf(made.args.positional[0] ?? made.args.keywords.get('transformers')) ?? []);
  return steps.flatMap((step) => {
    const items = itemsOf(step);
    const columns = items?.at(-1);
    const isDropped = items?.some((item) => item.kind === 'constant' && item.value === 'drop') ?? true;
    return isDropped ? [] : (stringsOf(columns) ?? []).map((name) => ({ name, at: made.node }));
  });
}
