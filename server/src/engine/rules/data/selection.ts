/** One-step selections of a frame: `df["c"]`, `df[mask]`, `df.c`, `df.loc[m]`. With pandas 3 each of them is a copy. */
import type { Model } from '../../semantics/model';
import { stringsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';

export interface Selection {
  /** The frame's expression. */
  readonly frame: Expr;
  /** What chooses rows: `df[mask]`, `df.loc[rows]`, `df.iloc[rows]`; absent for all rows. */
  readonly rows?: { readonly by: 'mask' | 'loc' | 'iloc'; readonly index: Expr };
  /** Source text of what chooses the column or columns; absent for all columns. */
  readonly columns?: string;
  /** False where a key could choose a column as well as rows. */
  readonly certain: boolean;
}

/** The selection that an expression is, or undefined: an unknown object, a frame itself, a single cell. */
export function selectionOf(model: Model, node: Expr): Selection | undefined {
  if (node.kind === 'Attribute') return columnByAttribute(model, node);
  if (node.kind !== 'Subscript') return undefined;
  const owner = node.value;
  if (isFrame(model, owner)) return subscripted(model, owner, node.index);
  if (owner.kind !== 'Attribute' || (owner.attr !== 'loc' && owner.attr !== 'iloc')) return undefined;
  if (!isFrame(model, owner.value)) return undefined;
  return located(model, owner.value, owner.attr, node.index);
}

/** True if an expression certainly chooses rows and no column: a slice, a comparison, a mask. */
export function choosesRows(model: Model, index: Expr): boolean {
  if (index.kind === 'Slice' || index.kind === 'Compare') return true;
  const value = model.valueOf(index);
  return value?.slots.get('mask') !== undefined || ROW_TYPES.has(typeOf(value) ?? '');
}

const ROW_TYPES: ReadonlySet<string> = new Set(['pandas.Series', 'numpy.ndarray', 'pandas.Index']);

/** Attributes of a frame that are no columns. */
const NOT_COLUMNS: ReadonlySet<string> = new Set(
  'attrs flags style plot sparse index columns values T loc iloc at iat shape dtypes axes'.split(' '),
);

function isFrame(model: Model, node: Expr): boolean {
  return typeOf(model.valueOf(node)) === 'pandas.DataFrame';
}

function columnByAttribute(model: Model, node: Expr & { kind: 'Attribute' }): Selection | undefined {
  const isColumn =
    !NOT_COLUMNS.has(node.attr) &&
    !node.attr.startsWith('_') &&
    isFrame(model, node.value) &&
    typeOf(model.valueOf(node)) === 'pandas.Series';
  return isColumn ? { frame: node.value, columns: `"${node.attr}"`, certain: true } : undefined;
}

function subscripted(model: Model, frame: Expr, index: Expr): Selection {
  if (choosesRows(model, index)) return { frame, rows: { by: 'mask', index }, certain: true };
  const value = model.valueOf(index);
  const isNamed = index.kind === 'String' || index.kind === 'List' || namesColumns(value);
  return { frame, columns: textOf(model.unit, index), certain: isNamed };
}

function namesColumns(value: Value | undefined): boolean {
  return stringsOf(value) !== undefined || typeOf(value) === 'pandas.Columns';
}

/** `df.loc[rows]`, `df.loc[rows, columns]`; undefined if that may be a single cell, whose object can be changed. */
function located(model: Model, frame: Expr, by: 'loc' | 'iloc', index: Expr): Selection | undefined {
  if (index.kind !== 'Tuple') return { frame, rows: { by, index }, certain: true };
  const [rows, columns] = index.elements;
  if (!rows || !columns || index.elements.length !== 2) return undefined;
  const isCell = !choosesRows(model, rows) && columns.kind !== 'List' && columns.kind !== 'Slice';
  if (isCell) return undefined;
  const all = rows.kind === 'Slice' && !rows.lower && !rows.upper && !rows.step;
  return {
    frame,
    rows: all ? undefined : { by, index: rows },
    columns: textOf(model.unit, columns),
    certain: by === 'loc',
  };
}
