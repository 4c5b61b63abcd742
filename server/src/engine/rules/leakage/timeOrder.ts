/** What shows that the order of rows is an order in time. */
import { ancestry, walkBack, type DataNode } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import type { Node } from '../../syntax/ast';

/** Signs that rows are ordered in time. */
export interface TimeOrder {
  /** The most telling place: a lag or window, else the sort. */
  readonly at: Node;
  readonly op: string;
}

/** Values of earlier or later rows: meaningless unless rows are ordered. One is enough. */
const LAGS = new Set(['shift', 'rolling', 'expanding', 'ewm', 'pct_change']);

const DATE_NAME = /(^|_)(date|datetime|time|timestamp|day|month|week|year)s?$|^(ds|dt|ts)$/i;

/**
 * Looks at everything that the rows went through before they were split.
 * @returns undefined unless there is a time axis (dates that were parsed or made) and, beside it, lags, windows or an order by date
 */
export function timeOrderOf(model: Model, node: DataNode): TimeOrder | undefined {
  const lineage = new Set(ancestry(node.rows));
  let dates = false;
  let lag: DataNode | undefined;
  let sort: DataNode | undefined;
  walkBack(node, (each) => {
    if (!lineage.has(each.rows)) return;
    if (each.op === 'to_datetime' || each.op === 'date_range' || parsesDates(each)) dates = true;
    else if (LAGS.has(each.op) && isPandas(model, each) && !isGrouped(each)) lag ??= each;
    else if ((each.op === 'sort_values' || each.op === 'set_index') && namesDate(each)) sort ??= each;
  });
  const found = lag ?? sort;
  return dates && found ? { at: found.at, op: found.op } : undefined;
}

/** `read_csv(…, parse_dates=[…])`; `parse_dates=False` parses none. */
function parsesDates({ at, op }: DataNode): boolean {
  if (!op.startsWith('read_') || at.kind !== 'Call') return false;
  const given = at.args.find(({ name }) => name === 'parse_dates')?.value;
  return given !== undefined && !(given.kind === 'Constant' && given.value === false);
}

/** Lags within groups: patients, shops. The split may be by group, and the order is one of each group. */
function isGrouped({ edges }: DataNode): boolean {
  return edges.some(({ from }) => from?.op === 'groupby');
}

function isPandas(model: Model, { at }: DataNode): boolean {
  return at.kind === 'Call' && model.recordsOf(at).some(({ name }) => name.startsWith('pandas.'));
}

/** `sort_values("date")`, `set_index("timestamp")`. */
function namesDate({ at }: DataNode): boolean {
  if (at.kind !== 'Call') return false;
  return at.args.some(({ name, value }) => {
    if (name !== undefined && name !== 'by' && name !== 'keys') return false;
    const elements = value.kind === 'List' ? value.elements : [value];
    const [first] = elements;
    return first?.kind === 'String' && DATE_NAME.test(first.value);
  });
}
