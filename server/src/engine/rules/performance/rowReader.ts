/** What counts as a value of one row, in a loop over rows or in a function of a row. */
import type { Model } from '../../semantics/model';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';
import type { RowReader } from './rowArithmetic';

/** Attributes of a row that are no columns. */
const NOT_COLUMNS = /^(_|name$|index$|values$|shape$|size$|dtype$|loc$|iloc$|at$|iat$|str$|dt$|T$|Index$)/;

/**
 * Makes a reader of `row["c"]`, `row.c`, `df["c"][i]`, `df.at[i, "c"]` and kin.
 * @param row name of the row, if it has one
 * @param index name of the row's number or label, if it has one
 * @param frame expression of the frame that is walked over
 */
export function readerOf(
  model: Model,
  row: string | undefined,
  index: string | undefined,
  frame: Expr,
): RowReader {
  const owner = textOf(model.unit, frame);
  const isFrame = (node: Expr): boolean => textOf(model.unit, node) === owner;
  const isRowNumber = (node: Expr | undefined): boolean =>
    (node?.kind === 'Name' && node.id === index) ||
    (node?.kind === 'Attribute' &&
      node.attr === 'Index' &&
      node.value.kind === 'Name' &&
      node.value.id === row);
  const isKey = (node: Expr | undefined): boolean => node?.kind === 'String' || node?.kind === 'Number';
  const isIndexer = (node: Expr): boolean =>
    node.kind === 'Attribute' && /^(loc|iloc|at|iat)$/.test(node.attr) && isFrame(node.value);
  const isRow = (node: Expr): boolean =>
    (node.kind === 'Name' && node.id === row) ||
    (node.kind === 'Subscript' && isIndexer(node.value) && isRowNumber(node.index));
  const isColumnOfFrame = (node: Expr): boolean => {
    if (node.kind === 'Attribute' && /^(loc|iloc|at|iat|values)$/.test(node.attr))
      return isColumnOfFrame(node.value);
    if (node.kind === 'Attribute') return isFrame(node.value) && !NOT_COLUMNS.test(node.attr);
    return node.kind === 'Subscript' && isFrame(node.value) && isKey(node.index);
  };
  const isCell = (node: Expr): boolean => {
    if (node.kind !== 'Subscript') return false;
    if (isIndexer(node.value) && node.index.kind === 'Tuple')
      return (
        node.index.elements.length === 2 &&
        isRowNumber(node.index.elements[0]) &&
        isKey(node.index.elements[1])
      );
    return isRowNumber(node.index) && isColumnOfFrame(node.value);
  };
  return {
    model,
    isCell,
    isColumn: (node) =>
      isCell(node) ||
      (node.kind === 'Subscript' && isRow(node.value) && isKey(node.index)) ||
      (node.kind === 'Attribute' && isRow(node.value) && !NOT_COLUMNS.test(node.attr)),
    rowNames: new Set([row, index].filter((name) => name !== undefined)),
  };
}
