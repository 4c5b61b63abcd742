/**
 * The pipeline graph: which rows a value holds, and what was done to them.
 *
 * Two layers. A `RowSet` is the identity of a set of rows: operations that keep rows row for row share it, a subset, union
 * or resampling makes a new one that points at its parents. A `DataNode` is one version of a table, array or column:
 * a row set, plus the edges that tell how it came about, among them what was *learned* from which rows.
 * "Does the test set leak?" is then a question to this graph, whatever the order of the lines.
 */
import type { Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import type { Value } from './values';
import type { CallRecord } from './trace';

/** Part of a split that a row set is. */
export type Part = 'train' | 'validation' | 'test';

/** One split of rows into parts that share no row. */
export interface Split {
  readonly id: number;
  /** How rows were chosen: at random, in order, by group, by fold, or by hand (slices, masks, `sample` + `drop`). */
  readonly form: 'random' | 'ordered' | 'grouped' | 'fold' | 'manual';
  readonly at: Node;
  readonly unit: Unit;
  readonly input: RowSet;
  readonly record?: CallRecord;
  /** The parts made so far. */
  readonly parts: RowSet[];
}

export type RowRelation = 'subset' | 'union' | 'resampled' | 'choice' | 'grouped';

export interface RowSet {
  readonly id: number;
  /** How these rows relate to `parents`; absent for a root (rows that were read, made or are unknown). */
  readonly relation?: RowRelation;
  readonly parents: readonly RowSet[];
  /** The split that this row set is a part of. Set later for splits by hand, when the second part appears. */
  split?: Split;
  /** Which part; absent for a split by hand until a fit shows which side trains. */
  part?: Part;
  /** Splits made of these rows. */
  readonly splits: Split[];
  /** True once something was fitted on exactly these rows. */
  fitted?: boolean;
}

export type EdgeKind =
  | 'same'
  | 'subset'
  | 'union'
  | 'resampled'
  | 'joined'
  | 'choice'
  /** Rows reduced to parameters: a mean, a vocabulary, a fitted model. */
  | 'learned-from'
  /** Parameters put on rows: `transform`, `fillna(mean)`. */
  | 'applied'
  | 'predicted-by'
  /** Values stored into a column. */
  | 'stored';

export interface DataEdge {
  readonly kind: EdgeKind;
  readonly from?: DataNode;
  /** The fitted object, for `applied` and `predicted-by`. */
  readonly by?: Value;
  /** The fits of `by` that had happened by then. */
  readonly fits?: readonly CallRecord[];
  /** Column names for a selection (`only`), a drop (`without`), or a store (`column`). */
  readonly columns?: ColumnChange;
}

export type ColumnChange =
  | { readonly op: 'only'; readonly names: readonly string[] }
  | { readonly op: 'without'; readonly names: readonly string[] }
  | { readonly op: 'store'; readonly names: readonly string[] }
  /** Columns chosen in a way that is not known by name. */
  | { readonly op: 'unknown' };

export interface DataNode {
  readonly id: number;
  readonly rows: RowSet;
  readonly edges: readonly DataEdge[];
  /** What made this version. */
  readonly at: Node;
  readonly unit: Unit;
  /** Name of the operation: `read_csv`, `fit_transform`, `[]`, `concat` … */
  readonly op: string;
  /** Path or name of the data set that was read, if it is a literal. */
  readonly source?: string;
}

/** A slice of a row set, with the texts of its bounds ('' where open). */
export interface Cut {
  readonly rows: RowSet;
  readonly lower: string;
  readonly upper: string;
}

/** Slices and masks taken of one row set so far; masks by their text. */
export interface Cuts {
  readonly slices: Cut[];
  readonly masks: Map<string, RowSet>;
}

/** Makes row sets, nodes and splits with running numbers; one per model. */
export class DataGraph {
  readonly nodes: DataNode[] = [];
  readonly splits: Split[] = [];
  private rowSets = 0;
  private readonly cuts = new Map<RowSet, Cuts>();

  rootRows(): RowSet {
    return { id: this.rowSets++, parents: [], splits: [] };
  }

  rows(relation: RowRelation, parents: readonly RowSet[]): RowSet {
    return { id: this.rowSets++, relation, parents, splits: [] };
  }

  node(
    rows: RowSet,
    edges: readonly DataEdge[],
    at: Node,
    unit: Unit,
    op: string,
    source?: string,
  ): DataNode {
    const node: DataNode = { id: this.nodes.length, rows, edges, at, unit, op, source };
    this.nodes.push(node);
    return node;
  }

  root(at: Node, unit: Unit, op: string, source?: string): DataNode {
    return this.node(this.rootRows(), [], at, unit, op, source);
  }

  /** The cuts of a row set, to which the caller adds. */
  cutsOf(rows: RowSet): Cuts {
    let cuts = this.cuts.get(rows);
    if (!cuts) this.cuts.set(rows, (cuts = { slices: [], masks: new Map() }));
    return cuts;
  }

  split(form: Split['form'], input: RowSet, at: Node, unit: Unit, record?: CallRecord): Split {
    const split: Split = { id: this.splits.length, form, input, at, unit, record, parts: [] };
    this.splits.push(split);
    input.splits.push(split);
    return split;
  }

  /** A part of a split: a new subset row set. */
  part(split: Split, part: Part): RowSet {
    const known = split.parts.find((rows) => rows.part === part);
    if (known) return known;
    const rows = this.rows('subset', [split.input]);
    this.adopt(split, rows, part);
    return rows;
  }

  /** Makes existing rows a part of a split: for splits by hand, once the second part shows that it is one. */
  adopt(split: Split, rows: RowSet, part: Part | undefined): void {
    if (rows.split) return;
    rows.split = split;
    rows.part = part;
    split.parts.push(rows);
  }
}

/**
 * True if `outer` contains rows of `inner`: the question of every leak. Walks from `inner` up to what it was taken from
 * and from `outer` down into what it was put together of; unrelated or unknown row sets do not cover each other.
 */
export function covers(outer: RowSet, inner: RowSet): boolean {
  for (const piece of pieces(outer)) if (descends(inner, piece)) return true;
  return false;
}

/** A row set and the sets it was put together of (through unions, resampling and choices). */
function pieces(rows: RowSet, found: RowSet[] = [], seen = new Set<RowSet>()): RowSet[] {
  if (seen.has(rows)) return found;
  seen.add(rows);
  found.push(rows);
  if (rows.relation && rows.relation !== 'subset')
    for (const parent of rows.parents) pieces(parent, found, seen);
  return found;
}

/** True if `rows` were taken from `ancestor` (or are it) through subsets, unions, resampling or choices. */
export function descends(rows: RowSet, ancestor: RowSet, seen = new Set<RowSet>()): boolean {
  if (rows === ancestor) return true;
  if (rows.id < ancestor.id || seen.has(rows)) return false;
  seen.add(rows);
  return rows.parents.some((parent) => descends(parent, ancestor, seen));
}

/**
 * The part of a split that rows are, if one can be named: `validation` for the test part of a training part.
 * `undefined` for rows that were never split, and where unions or choices mix parts.
 */
export function partOf(rows: RowSet, depth = 0): Part | undefined {
  if (depth > 40) return undefined;
  if (rows.split) {
    const outer = partOf(rows.split.input, depth + 1);
    if (outer === undefined) return rows.part;
    if (outer === 'train') return rows.part === 'test' ? 'validation' : rows.part;
    return rows.part === 'train' ? 'validation' : outer;
  }
  if (!rows.relation || rows.parents.length === 0) return undefined;
  const parts = new Set(rows.parents.map((parent) => partOf(parent, depth + 1)));
  return parts.size === 1 ? [...parts][0] : undefined;
}

/** All row sets that `rows` came from, itself first. */
export function ancestry(rows: RowSet): RowSet[] {
  const found = new Set<RowSet>([rows]);
  for (const set of found) for (const parent of set.parents) found.add(parent);
  return [...found];
}

/** Walks from a node to everything it came from, each node once; `visit` returns false to go no further there. */
export function walkBack(
  node: DataNode,
  visit: (node: DataNode, edge: DataEdge | undefined) => boolean | void,
): void {
  const seen = new Set<DataNode>();
  const pending: { node: DataNode; edge?: DataEdge }[] = [{ node }];
  while (pending.length > 0) {
    const { node: current, edge } = pending.pop()!;
    if (seen.has(current)) continue;
    seen.add(current);
    if (visit(current, edge) === false) continue;
    for (const next of current.edges) if (next.from) pending.push({ node: next.from, edge: next });
  }
}
