/** Questions about columns: which of a frame's columns a later version still holds. */
import type { DataEdge, DataNode } from './data';

/** The one column that a version is, and the version that it was taken from: `df["churned"]`. */
export interface ColumnOrigin {
  readonly name: string;
  readonly frame: DataNode;
}

/** Goes back from labels to the column that they were taken from, through splits, copies and casts. */
export function columnOrigin(node: DataNode): ColumnOrigin | undefined {
  let current: DataNode | undefined = node;
  for (let steps = 0; current && steps < 60; steps++) {
    const [edge, ...others]: readonly DataEdge[] = current.edges;
    if (!edge?.from || others.some((other) => other.kind !== 'joined' && other.kind !== 'applied'))
      return undefined;
    if (edge.columns?.op === 'only')
      return edge.columns.names.length === 1 ? { name: edge.columns.names[0]!, frame: edge.from } : undefined;
    if (edge.columns || (edge.kind !== 'same' && edge.kind !== 'subset' && edge.kind !== 'applied'))
      return undefined;
    current = edge.from;
  }
  return undefined;
}

/**
 * Whether `node` (features) still holds the column `name` of `frame`: follows versions back to `frame`, or to a version of the same
 * table that comes before or after it. `undefined`: not known (columns chosen by computed names, another table).
 */
export function holdsColumn(node: DataNode, name: string, frame: DataNode): boolean | undefined {
  const past = versions(frame);
  let current: DataNode | undefined = node;
  for (let steps = 0; current && steps < 200; steps++) {
    if (past.has(current)) return isIn(frame, current, name);
    const edge: DataEdge | undefined = current.edges.find(
      (candidate) =>
        candidate.kind === 'same' || candidate.kind === 'subset' || candidate.kind === 'resampled',
    );
    if (!edge?.from || current.edges.some((other) => other.kind === 'union' || other.kind === 'choice'))
      return undefined;
    const change = edge.columns;
    if (change?.op === 'unknown') return undefined;
    if (change?.op === 'only')
      return change.names.includes(name) ? holdsColumn(edge.from, name, frame) : false;
    if (change?.op === 'without' && change.names.includes(name)) return false;
    // `drop(columns=names)` with names that are not known.
    if (change?.op === 'without' && change.names.length === 0) return undefined;
    current = edge.from;
  }
  return undefined;
}

/** A version and those before it, as long as they are one table. */
function versions(frame: DataNode): Set<DataNode> {
  const found = new Set<DataNode>([frame]);
  let current: DataNode | undefined = frame;
  while (current) {
    const edge: DataEdge | undefined = current.edges.find(
      (candidate) => candidate.kind === 'same' || candidate.kind === 'subset',
    );
    current = edge?.from;
    if (!current || found.has(current)) break;
    found.add(current);
  }
  return found;
}

/** The column was there in `frame`; was it there already in the earlier version `past`? */
function isIn(frame: DataNode, past: DataNode, name: string): boolean | undefined {
  for (let current: DataNode | undefined = frame; current && current !== past;) {
    const stored = current.edges.some(
      (edge) => edge.columns?.op === 'store' && edge.columns.names.includes(name),
    );
    // It was made (or made anew) after `past`: the old column of that name, if any, is another one.
    if (stored) return undefined;
    if (current.edges.some((edge) => edge.columns?.op === 'unknown')) return undefined;
    current = current.edges.find((edge) => edge.kind === 'same' || edge.kind === 'subset')?.from;
  }
  return true;
}
