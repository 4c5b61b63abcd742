/**
 * Which model was trained on which rows and judged on which: the question behind every leak. And what was learned, from which
 * rows, on the way to them.
 */
import { classFact, familyOf, type Learns } from '../knowledge';
import type { Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import { ancestry, type ColumnChange, type DataNode, type RowSet } from './data';
import type { Model } from './model';
import { isModel } from './roles';
import { argument, type CallRecord } from './trace';
import { SLOTS, itemsOf, typeOf, type Value } from './values';

/** One score of one fitted model. */
export interface Judgement {
  /** The call that judges: a metric, `score`, `evaluate`, `cross_val_score`, a fit with validation data. */
  readonly record: CallRecord;
  readonly model: Value | undefined;
  /** The fit of the model that is judged; the judging call itself for cross-validation. */
  readonly fit: CallRecord;
  /** Rows that trained the model (features). */
  readonly trained: DataNode;
  /** Rows that judge it (features). */
  readonly scored: DataNode;
  /** True if the call itself splits the rows into folds: `cross_val_score`, the search of a `GridSearchCV`. */
  readonly folds: boolean;
}

/** Something that was learned from rows and put on rows. */
export interface Lesson {
  /** What learned: a transformer; undefined for a statistic such as a mean. */
  readonly by?: Value;
  readonly learns: Learns;
  /** Name of the operation: `fit_transform`, `mean` … */
  readonly op: string;
  readonly from: DataNode;
  /** The call that learned. */
  readonly at: Node;
  readonly unit: Unit;
  readonly record?: CallRecord;
  /** A statistic of each group or window: a feature of the row's own group, or a label; no transform. */
  readonly grouped?: boolean;
}

const judgementsOf = new WeakMap<Model, readonly Judgement[]>();

/** Every judgement in a unit, in execution order (worked out once per model). */
export function judgements(model: Model): readonly Judgement[] {
  let known = judgementsOf.get(model);
  if (!known) judgementsOf.set(model, (known = [...findJudgements(model)]));
  return known;
}

function* findJudgements(model: Model): Iterable<Judgement> {
  for (const record of model.trace) {
    if (record.repeat) continue;
    switch (record.effect) {
      case 'score':
        if (isModel(record.receiver) && record.data[0])
          yield* judged(record, record.receiver, record.fits ?? [], record.data[0]);
        break;
      case 'metric':
        for (const node of record.data) yield* judgedPredictions(record, node);
        break;
      case 'cross-validate': {
        const X = record.data[0];
        const estimator = argument(record, 'estimator', 0);
        if (X) yield { record, model: estimator, fit: record, trained: X, scored: X, folds: true };
        break;
      }
      case 'fit': {
        const X = record.data[0];
        if (!X) break;
        if (familyOf(typeOf(record.receiver)) === 'search')
          yield { record, model: record.receiver, fit: record, trained: X, scored: X, folds: true };
        const validation = validationData(record);
        const scored = validation && dataInside(validation);
        if (scored) yield { record, model: record.receiver, fit: record, trained: X, scored, folds: false };
        break;
      }
    }
  }
}

function* judged(
  record: CallRecord,
  model: Value | undefined,
  fits: readonly CallRecord[],
  scored: DataNode,
): Iterable<Judgement> {
  for (const fit of fits)
    if (fit.data[0]) yield { record, model, fit, trained: fit.data[0], scored, folds: false };
}

/** A metric judges the model whose predictions it is given, on the rows that these were made for. */
function* judgedPredictions(record: CallRecord, node: DataNode): Iterable<Judgement> {
  const pending = [node];
  const seen = new Set<DataNode>();
  while (pending.length > 0 && seen.size < 50) {
    const current = pending.pop()!;
    if (seen.has(current)) continue;
    seen.add(current);
    for (const edge of current.edges) {
      if (edge.kind === 'predicted-by' && edge.from && isModel(edge.by))
        yield* judged(record, edge.by, edge.fits ?? [], edge.from);
      else if (
        edge.from &&
        (edge.kind === 'same' || edge.kind === 'choice') &&
        edge.from.rows === current.rows
      )
        pending.push(edge.from);
    }
  }
}

/** `validation_data=(X, y)`, `eval_set=[(X, y)]`. */
function validationData(record: CallRecord): Value | undefined {
  return record.args.keywords.get('validation_data') ?? record.args.keywords.get('eval_set');
}

function dataInside(value: Value, depth = 0): DataNode | undefined {
  const slot = value.slots.get(SLOTS.data);
  if (typeof slot === 'object' && slot !== null && 'rows' in slot) return slot;
  for (const item of depth < 3 ? (itemsOf(value) ?? []) : []) {
    const found = dataInside(item, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/**
 * Everything that was learned from rows and went into a version of rows: fits of the transformers that were applied,
 * statistics that were filled in or subtracted. Goes back through copies, selections, splits, unions and stores; what
 * was stored into columns that a later selection leaves out does not count.
 */
export function lessonsBehind(node: DataNode): Lesson[] {
  const lessons: Lesson[] = [];
  const pending: Visit[] = [{ node, columns: ALL_COLUMNS }];
  const seen = new Set<string>();
  while (pending.length > 0) {
    const { node: current, columns } = pending.pop()!;
    const key = `${current.id} ${columns.key}`;
    if (seen.has(key) || seen.size > MAX_VISITS) continue;
    seen.add(key);
    for (const edge of current.edges) {
      if (edge.kind === 'learned-from') {
        if (edge.from) lessons.push(statistic(current, edge.from));
        continue;
      }
      if (current.op === 'transform' && edge.from?.op === 'groupby')
        lessons.push(statistic(current, edge.from));
      if (edge.kind === 'stored' && edge.from && edge.columns?.op === 'store') {
        // Statistics count only where it is known that their column is used: they more often serve a label or a report.
        if (isKept(edge.columns.names, columns)) pending.push({ node: edge.from, columns: ALL_COLUMNS });
        else if (columns.uncertain && !isLeftOut(edge.columns.names, columns))
          pending.push({ node: edge.from, columns: FITS_ONLY });
        continue;
      }
      if (edge.kind === 'applied' && !edge.by && columns === FITS_ONLY) continue;
      if (edge.kind === 'applied' && edge.by) {
        for (const fit of edge.fits ?? []) {
          const from = fit.data[0];
          if (from)
            lessons.push({
              by: edge.by,
              learns: learnsOf(edge.by),
              op: fit.method,
              from,
              at: fit.node,
              unit: fit.unit,
              record: fit,
            });
        }
      }
      if (edge.from)
        pending.push({
          node: edge.from,
          columns: edge.kind === 'same' || edge.kind === 'subset' ? narrowed(columns, edge.columns) : columns,
        });
    }
  }
  return lessons;
}

/** What a mean, a quantile … learned from its rows. */
function statistic({ op, at, unit }: DataNode, from: DataNode): Lesson {
  return { learns: 'values', op, from, at, unit, grouped: GROUPED.has(from.op) };
}

const MAX_VISITS = 2000;

/** Operations that make groups or windows. */
const GROUPED = new Set(['groupby', 'rolling', 'expanding', 'ewm', 'resample']);

/** Which columns of a version matter to the one that the walk started from. */
interface Columns {
  readonly key: string;
  readonly only?: ReadonlySet<string>;
  readonly without: ReadonlySet<string>;
  /** Columns were chosen by names that are not known. */
  readonly uncertain: boolean;
}

interface Visit {
  readonly node: DataNode;
  readonly columns: Columns;
}

const NONE: ReadonlySet<string> = new Set();
const ALL_COLUMNS: Columns = { key: '', without: NONE, uncertain: false };
const FITS_ONLY: Columns = { key: '!', without: NONE, uncertain: true };

function narrowed(columns: Columns, change: ColumnChange | undefined): Columns {
  if (!change || change.op === 'store' || columns === FITS_ONLY) return columns;
  if (change.op === 'unknown') return { ...columns, key: `${columns.key}?`, uncertain: true };
  if (change.op === 'without') {
    const without = new Set([...columns.without, ...change.names]);
    return { ...columns, key: `${columns.key}-${change.names.join()}`, without };
  }
  return {
    ...columns,
    key: `${columns.key}+${change.names.join()}`,
    only: columns.only ?? new Set(change.names),
  };
}

function isLeftOut(names: readonly string[], { only, without }: Columns): boolean {
  return (
    names.length > 0 && names.every((name) => without.has(name) || (only !== undefined && !only.has(name)))
  );
}

function isKept(names: readonly string[], columns: Columns): boolean {
  return !columns.uncertain && !isLeftOut(names, columns);
}

const WEIGHT: readonly Learns[] = ['nothing', 'vocabulary', 'values', 'structure', 'target', 'selection'];

/** What a transformer learns; of a composite, the most that one of its parts learns. */
export function learnsOf(value: Value, depth = 0): Learns {
  const type = typeOf(value);
  const parts = value.slots.get(SLOTS.items) as readonly Value[] | undefined;
  if (parts && parts.length > 0 && depth < 4) {
    const weights = parts.map((part) => WEIGHT.indexOf(learnsOf(part, depth + 1)));
    return WEIGHT[Math.max(...weights)] ?? 'nothing';
  }
  return (type && classFact(type)?.learns) || 'nothing';
}

/** True if both row sets contain rows that were duplicated or made up together, before they were parted. */
export function commonResampling(a: RowSet, b: RowSet): RowSet | undefined {
  const others = new Set(ancestry(b));
  return ancestry(a).find((rows) => rows.relation === 'resampled' && others.has(rows));
}
