/** Edits of expressions. */
import type { Edit } from '../rules/rule';
import { textOf, type Span, type Unit } from '../source/unit';
import type { Expr } from '../syntax/ast';

/** Puts other text in the place of a node (or any span). */
export function replaceNode(node: Span, text: string): Edit[] {
  return [{ start: node.start, end: node.end, newText: text }];
}

/** Puts text around a node: `wrapExpression(x, 'np.asarray(', ')')`. */
export function wrapExpression(node: Span, before: string, after: string): Edit[] {
  return [
    { start: node.start, end: node.start, newText: before },
    { start: node.end, end: node.end, newText: after },
  ];
}

/** Exchanges the texts of two nodes. */
export function swapNodes(unit: Unit, a: Span, b: Span): Edit[] {
  return [...replaceNode(a, textOf(unit, b)), ...replaceNode(b, textOf(unit, a))];
}

/** The text of an expression, in parentheses unless `.name` or `[…]` can follow it as it stands. */
export function primaryText(unit: Unit, expression: Expr): string {
  const text = textOf(unit, expression);
  return PRIMARY.has(expression.kind) || isParenthesised(expression, text) ? text : `(${text})`;
}

const PRIMARY: ReadonlySet<string> = new Set(
  'Name Attribute Call Subscript String FString List Set Dict Constant'.split(' '),
);

function isParenthesised(expression: Expr, text: string): boolean {
  return (expression.kind === 'Tuple' && text.startsWith('(')) || expression.kind === 'ComprehensionExpr';
}
