/** Turns a lambda of one row into the same operation on whole columns. */
import { replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { constantOf, isPlainReference } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr, Lambda } from '../../syntax/ast';
import type { FixReport } from '../rule';
import { ancestorsOf } from '../surroundings';
import type { RowReader } from './rowArithmetic';

/**
 * The fix `df["a"] * df["b"]` for `df.apply(lambda row: row["a"] * row["b"], axis=1)`; none where the lambda is more than one
 * operation on columns and constants, for which columns have the same words.
 */
export function onColumns(model: Model, call: Call, lambda: Lambda, reader: RowReader): FixReport[] {
  const frame = call.func.kind === 'Attribute' ? wholeFrame(call.func.value) : undefined;
  const hasOptions = call.args.length !== 2 || call.args.some((argument) => argument.star !== 0);
  if (!frame || hasOptions || lambda.params.length !== 1) return [];
  const columns: Expr[] = [];
  if (!isVectorisable(model, lambda.body, reader, columns, true)) return [];
  const { unit } = model;
  let text = '';
  let from = lambda.body.start;
  for (const column of columns) {
    const key =
      column.kind === 'Attribute'
        ? `"${column.attr}"`
        : column.kind === 'Subscript'
          ? textOf(unit, column.index)
          : '';
    text += `${textOf(unit, { start: from, end: column.start })}${textOf(unit, frame)}[${key}]`;
    from = column.end;
  }
  text += textOf(unit, { start: from, end: lambda.body.end });
  const [parent] = ancestorsOf(model, call);
  const standsAlone = parent && /^(Assign|AnnAssign|Return|ExprStmt|Argument)$/.test(parent.kind);
  const edits = replaceNode(call, standsAlone && !text.includes('\n') ? text : `(${text})`);
  return [{ title: 'Compute on whole columns', applicability: 'suggestion', edits }];
}

/** `df` of `df` and of `df[["a", "b"]]`. */
function wholeFrame(node: Expr): Expr | undefined {
  const frame = node.kind === 'Subscript' && node.index.kind === 'List' ? node.value : node;
  return isPlainReference(frame) ? frame : undefined;
}

const OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '**']);

/** Arithmetic and comparisons mean the same on columns; `and`, `or`, `not`, `if` and chained comparisons don't. */
function isVectorisable(
  model: Model,
  node: Expr,
  reader: RowReader,
  columns: Expr[],
  isRoot = false,
): boolean {
  if (reader.isColumn(node)) {
    columns.push(node);
    return !isRoot;
  }
  const inner = (part: Expr): boolean => isVectorisable(model, part, reader, columns);
  switch (node.kind) {
    case 'Number':
    case 'String':
      return !isRoot;
    case 'Name':
      return !isRoot && typeof constantOf(model.valueOf(node)) === 'number';
    case 'UnaryOp':
      return node.op === '-' && inner(node.operand);
    case 'BinOp':
      return (
        OPERATORS.has(node.op) &&
        !(node.op === '%' && node.left.kind === 'String') &&
        inner(node.left) &&
        inner(node.right)
      );
    case 'Compare':
      return (
        node.ops.length === 1 &&
        !/in$|^is/.test(node.ops[0]!) &&
        inner(node.left) &&
        node.comparators.every(inner)
      );
    default:
      return false;
  }
}
