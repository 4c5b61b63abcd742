/** Reads from the code of a group statistic which columns it summarises: `df.groupby("city")["price"].mean()` -> `price`. */
import type { Lesson } from '../../semantics/judgements';
import type { DataNode } from '../../semantics/data';
import type { Call, Expr } from '../../syntax/ast';

/** Statistics that tell a row the labels of its group, its own among them. */
const AGGREGATES = new Set('mean median sum std var min max quantile agg aggregate transform'.split(' '));

/** Names of the statistics that `transform` and `agg` may be given as text. */
const NAMED = new Set('mean median sum std var min max'.split(' '));

/**
 * True if a grouped lesson is a statistic of the column `target`.
 * @param lesson one with `grouped`
 */
export function summarises(lesson: Lesson, target: string): boolean {
  if (!lesson.grouped || lesson.from.op !== 'groupby' || !AGGREGATES.has(lesson.op)) return false;
  const { at } = lesson;
  if (at.kind !== 'Call' || at.func.kind !== 'Attribute') return false;
  // A function that is given to `transform` or `agg` may leave the row itself out (`shift`, `expanding`): not decidable.
  if (lesson.op === 'transform' && !isNamedStatistic(at.args[0]?.value)) return false;
  const selected = selectedColumns(at.func.value);
  if (selected) {
    if (!selected.includes(target)) return false;
    return !/^agg/.test(lesson.op) || at.args.every(({ value }) => isNamedStatistic(value));
  }
  return /^agg/.test(lesson.op) && aggregatesColumn(at, target);
}

/** `groupby(…)["price"]`, `groupby(…)[["price", "rooms"]]`, `groupby(…).price`. */
function selectedColumns(receiver: Expr): readonly string[] | undefined {
  if (receiver.kind === 'Attribute') return [receiver.attr];
  if (receiver.kind !== 'Subscript') return undefined;
  const { index } = receiver;
  const elements = index.kind === 'List' || index.kind === 'Tuple' ? index.elements : [index];
  return elements.flatMap((element) => textIn(element) ?? []);
}

function isNamedStatistic(value: Expr | undefined): boolean {
  if (value?.kind === 'List' || value?.kind === 'Tuple') return value.elements.every(isNamedStatistic);
  if (value?.kind === 'Dict') return value.entries.every((entry) => isNamedStatistic(entry.value));
  const name = value && (textIn(value) ?? (value.kind === 'Attribute' ? value.attr : undefined));
  return name !== undefined && NAMED.has(name);
}

/** `agg({"price": "mean"})`, `agg(average=("price", "mean"))`. */
function aggregatesColumn(call: Call, target: string): boolean {
  return call.args.some(({ value }) => {
    if (value.kind === 'Dict')
      return value.entries.some(
        ({ key, value: how }) => key && textIn(key) === target && isNamedStatistic(how),
      );
    return (
      value.kind === 'Tuple' && textIn(value.elements[0]) === target && isNamedStatistic(value.elements[1])
    );
  });
}

function textIn(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'String' ? (expr.value ?? undefined) : undefined;
}

/** The column that labels were taken from: `df["price"]`, `np.log(df.price)`, its part of a split. */
export function targetColumn(labels: DataNode | undefined): string | undefined {
  for (let node = labels, steps = 0; node && steps < 40; steps++) {
    const edges: DataNode['edges'] = node.edges.filter(({ kind }) => kind === 'same' || kind === 'subset');
    if (edges.length !== 1) return undefined;
    const { columns, from } = edges[0]!;
    if (columns?.op === 'only') return columns.names.length === 1 ? columns.names[0] : undefined;
    if (columns) return undefined;
    node = from;
  }
  return undefined;
}
