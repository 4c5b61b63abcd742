/** Walking the AST. Nothing here recurses, so no depth of nesting can overflow the stack. */
import type * as ast from './ast';

/** The direct children of a node, in the order of the text (decorators first, though they stand before the span). */
export function childrenOf(node: ast.Node): readonly ast.Node[] {
  const children: ast.Node[] = [];
  pushChildren(node, children);
  return children.reverse();
}

/**
 * Visits a node, or all of a list, and everything below, parents first, in the order of the text.
 * @param visit returns false to pass over what is below the node
 */
export function walk(root: ast.Node | readonly ast.Node[], visit: (node: ast.Node) => boolean | void): void {
  const open: ast.Node[] = [];
  pushAll(open, isNode(root) ? [root] : root);
  for (let node = open.pop(); node; node = open.pop()) {
    if (visit(node) !== false) pushChildren(node, open);
  }
}

/** Puts the children of a node on a stack, the last one first. A switch, since this is the hottest place of the rules. */
function pushChildren(node: ast.Node, open: ast.Node[]): void {
  switch (node.kind) {
    case 'Name':
    case 'String':
    case 'Number':
    case 'Constant':
    case 'ImportAlias':
    case 'Scope':
    case 'Simple':
      return;
    case 'Attribute':
    case 'Await':
    case 'Starred':
    case 'Argument':
    case 'ExprStmt':
    case 'TypeAlias':
      open.push(node.value);
      return;
    case 'Call':
      pushAll(open, node.args);
      open.push(node.func);
      return;
    case 'Subscript':
      open.push(node.index);
      open.push(node.value);
      return;
    case 'Slice':
      if (node.step) open.push(node.step);
      if (node.upper) open.push(node.upper);
      if (node.lower) open.push(node.lower);
      return;
    case 'FString':
      pushParts(open, node.parts);
      return;
    case 'BinOp':
    case 'BoolOp':
      open.push(node.right);
      open.push(node.left);
      return;
    case 'UnaryOp':
      open.push(node.operand);
      return;
    case 'Compare':
      pushAll(open, node.comparators);
      open.push(node.left);
      return;
    case 'Conditional':
      open.push(node.orelse);
      open.push(node.test);
      open.push(node.body);
      return;
    case 'Lambda':
      open.push(node.body);
      pushAll(open, node.params);
      return;
    case 'List':
    case 'Tuple':
    case 'Set':
      pushAll(open, node.elements);
      return;
    case 'Dict':
      pushAll(open, node.entries);
      return;
    case 'DictEntry':
      open.push(node.value);
      if (node.key) open.push(node.key);
      return;
    case 'ComprehensionExpr':
      pushAll(open, node.clauses);
      open.push(node.element);
      if (node.key) open.push(node.key);
      return;
    case 'Comprehension':
      pushAll(open, node.ifs);
      open.push(node.iter);
      open.push(node.target);
      return;
    case 'Yield':
    case 'Return':
      if (node.value) open.push(node.value);
      return;
    case 'NamedExpr':
    case 'AugAssign':
      open.push(node.value);
      open.push(node.target);
      return;
    case 'BadExpr':
      pushAll(open, node.parts);
      return;
    case 'Parameter':
      if (node.default) open.push(node.default);
      if (node.annotation) open.push(node.annotation);
      return;
    case 'Assign':
      open.push(node.value);
      pushAll(open, node.targets);
      return;
    case 'AnnAssign':
      if (node.value) open.push(node.value);
      open.push(node.annotation);
      open.push(node.target);
      return;
    case 'Delete':
      pushAll(open, node.targets);
      return;
    case 'Raise':
      if (node.cause) open.push(node.cause);
      if (node.exc) open.push(node.exc);
      return;
    case 'Assert':
      if (node.msg) open.push(node.msg);
      open.push(node.test);
      return;
    case 'Import':
    case 'ImportFrom':
      pushAll(open, node.names);
      return;
    case 'If':
    case 'While':
      pushAll(open, node.orelse);
      pushAll(open, node.body);
      open.push(node.test);
      return;
    case 'For':
      pushAll(open, node.orelse);
      pushAll(open, node.body);
      open.push(node.iter);
      open.push(node.target);
      return;
    case 'Try':
      pushAll(open, node.finalbody);
      pushAll(open, node.orelse);
      pushAll(open, node.handlers);
      pushAll(open, node.body);
      return;
    case 'ExceptHandler':
      pushAll(open, node.body);
      if (node.type) open.push(node.type);
      return;
    case 'With':
      pushAll(open, node.body);
      pushAll(open, node.items);
      return;
    case 'WithItem':
      if (node.target) open.push(node.target);
      open.push(node.context);
      return;
    case 'FunctionDef':
      pushAll(open, node.body);
      if (node.returns) open.push(node.returns);
      pushAll(open, node.params);
      pushAll(open, node.decorators);
      return;
    case 'ClassDef':
      pushAll(open, node.body);
      pushAll(open, node.args);
      pushAll(open, node.decorators);
      return;
    case 'Match':
      pushAll(open, node.cases);
      open.push(node.subject);
      return;
    case 'MatchCase':
      pushAll(open, node.body);
      if (node.guard) open.push(node.guard);
      pushAll(open, node.binds);
      return;
    case 'BadStmt':
      pushAll(open, node.body);
      pushAll(open, node.parts);
      return;
    default:
      node satisfies never;
  }
}

function pushAll(open: ast.Node[], nodes: readonly ast.Node[]): void {
  for (let i = nodes.length - 1; i >= 0; i--) open.push(nodes[i]!);
}

function pushParts(open: ast.Node[], parts: readonly (string | ast.Expr)[]): void {
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i]!;
    if (typeof part !== 'string') open.push(part);
  }
}

function isNode(root: ast.Node | readonly ast.Node[]): root is ast.Node {
  return 'kind' in root;
}
