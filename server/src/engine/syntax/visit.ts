/** Walking the AST. Nothing here recurses, so no depth of nesting can overflow the stack. */
import type * as ast from './ast';

type Kind = ast.Node['kind'];
type ChildKeys = { readonly [K in Kind]: readonly (keyof Extract<ast.Node, { kind: K }>)[] };

/** Properties that hold nodes, in the order in which the children stand in the text. */
const CHILD_KEYS: ChildKeys = {
  Name: [],
  Attribute: ['value'],
  Call: ['func', 'args'],
  Subscript: ['value', 'index'],
  Slice: ['lower', 'upper', 'step'],
  String: [],
  Number: [],
  Constant: [],
  FString: ['parts'],
  BinOp: ['left', 'right'],
  BoolOp: ['left', 'right'],
  UnaryOp: ['operand'],
  Compare: ['left', 'comparators'],
  Conditional: ['body', 'test', 'orelse'],
  Lambda: ['params', 'body'],
  List: ['elements'],
  Tuple: ['elements'],
  Set: ['elements'],
  Dict: ['entries'],
  DictEntry: ['key', 'value'],
  ComprehensionExpr: ['key', 'element', 'clauses'],
  Comprehension: ['target', 'iter', 'ifs'],
  Await: ['value'],
  Yield: ['value'],
  Starred: ['value'],
  NamedExpr: ['target', 'value'],
  BadExpr: ['parts'],
  Argument: ['value'],
  Parameter: ['annotation', 'default'],
  ExprStmt: ['value'],
  Assign: ['targets', 'value'],
  AugAssign: ['target', 'value'],
  AnnAssign: ['target', 'annotation', 'value'],
  Return: ['value'],
  Delete: ['targets'],
  Raise: ['exc', 'cause'],
  Assert: ['test', 'msg'],
  Import: ['names'],
  ImportFrom: ['names'],
  ImportAlias: [],
  If: ['test', 'body', 'orelse'],
  For: ['target', 'iter', 'body', 'orelse'],
  While: ['test', 'body', 'orelse'],
  Try: ['body', 'handlers', 'orelse', 'finalbody'],
  ExceptHandler: ['type', 'body'],
  With: ['items', 'body'],
  WithItem: ['context', 'target'],
  FunctionDef: ['decorators', 'params', 'returns', 'body'],
  ClassDef: ['decorators', 'args', 'body'],
  Match: ['subject', 'cases'],
  MatchCase: ['binds', 'guard', 'body'],
  Scope: [],
  Simple: [],
  TypeAlias: ['value'],
  BadStmt: ['parts', 'body'],
};

/** Every kind of node. */
export const NODE_KINDS = Object.keys(CHILD_KEYS) as readonly Kind[];

/** The direct children of a node, in the order of the text (decorators first, though they stand before the span). */
export function childrenOf(node: ast.Node): readonly ast.Node[] {
  const children: ast.Node[] = [];
  for (const key of CHILD_KEYS[node.kind] as readonly string[]) {
    const value = (
      node as unknown as Readonly<Record<string, ast.Node | readonly (ast.Node | string)[] | undefined>>
    )[key];
    if (value === undefined) continue;
    if (!Array.isArray(value)) children.push(value as ast.Node);
    else
      for (const item of value as readonly (ast.Node | string)[])
        if (typeof item !== 'string') children.push(item);
  }
  return children;
}

/**
 * Visits a node, or all of a list, and everything below, parents first, in the order of the text.
 * @param visit returns false to pass over what is below the node
 */
export function walk(root: ast.Node | readonly ast.Node[], visit: (node: ast.Node) => boolean | void): void {
  const open: ast.Node[] = [];
  const push = (nodes: readonly ast.Node[]) => {
    for (let i = nodes.length - 1; i >= 0; i--) open.push(nodes[i]!);
  };
  push(isNode(root) ? [root] : root);
  for (let node = open.pop(); node; node = open.pop()) {
    if (visit(node) !== false) push(childrenOf(node));
  }
}

function isNode(root: ast.Node | readonly ast.Node[]): root is ast.Node {
  return 'kind' in root;
}
