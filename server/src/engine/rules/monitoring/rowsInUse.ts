/** Which rows reach a model. */
import type { DataNode } from '../../semantics/data';
import type { CallRecord } from '../../semantics/trace';
import { SLOTS, isData } from '../../semantics/values';

/** The rows that a call was given; of a model that is not known, those of its arguments. */
export function rowsOf({ data, args }: CallRecord): readonly DataNode[] {
  if (data.length > 0) return data;
  return args.positional.map((value) => value.slots.get(SLOTS.data)).filter(isData);
}

/** True if one version of rows was made of another, by whatever steps but learning. */
export function comesFrom(node: DataNode, source: DataNode): boolean {
  const seen = new Set<DataNode>();
  const open = [node];
  while (open.length > 0 && seen.size < 500) {
    const current = open.pop()!;
    if (current === source) return true;
    if (seen.has(current)) continue;
    seen.add(current);
    for (const { from, kind } of current.edges) if (from && kind !== 'learned-from') open.push(from);
  }
  return false;
}
