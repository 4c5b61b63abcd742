/** Statements that hold no other statements: tree-sitter nodes to our AST. */
import type * as ast from './ast';
import { ExpressionReader } from './compounds';
import { isExpressionKind, Kind } from './kinds';
import { MAX_DEPTH } from './reader';

export class SimpleStatementReader extends ExpressionReader {
  protected simpleStatement(kind: Kind, start: number): ast.Stmt {
    switch (kind) {
      case Kind.expression_statement:
        return this.expressionStatement(start);
      case Kind.import_statement: {
        const names = this.importAliases();
        return { kind: 'Import', start, end: this.end(), names };
      }
      case Kind.import_from_statement:
      case Kind.future_import_statement:
        return this.importFrom(kind, start);
      case Kind.pass_statement:
        return { kind: 'Simple', start, end: this.end(), form: 'pass' };
      case Kind.break_statement:
        return { kind: 'Simple', start, end: this.end(), form: 'break' };
      case Kind.continue_statement:
        return { kind: 'Simple', start, end: this.end(), form: 'continue' };
      case Kind.global_statement:
        return this.scope(start, 'global');
      case Kind.nonlocal_statement:
        return this.scope(start, 'nonlocal');
      case Kind.raise_statement:
        return this.raise(start);
      case Kind.type_alias_statement:
        return this.typeAlias(start);
      default:
        return this.keywordStatement(kind, start);
    }
  }

  /** Statements of which nothing counts but the expressions among their children. */
  private keywordStatement(kind: Kind, start: number): ast.Stmt {
    const parts = this.expressionChildren();
    const end = this.end();
    const [first, second] = parts;
    if (kind === Kind.return_statement) return { kind: 'Return', start, end, value: first };
    if (kind === Kind.delete_statement) return { kind: 'Delete', start, end, targets: this.deleted(parts) };
    if (kind === Kind.assert_statement && first)
      return { kind: 'Assert', start, end, test: first, msg: second };
    return { kind: 'BadStmt', start, end, parts, body: [] }; // print and exec of Python 2
  }

  /** `del a, b` has two targets, as has `del (a, b)`. */
  private deleted(parts: readonly ast.Expr[]): readonly ast.Expr[] {
    return parts.length === 1 && parts[0]!.kind === 'Tuple' ? parts[0]!.elements : parts;
  }

  private expressionStatement(start: number): ast.Stmt {
    const kind = this.firstChild();
    if (kind === undefined) return { kind: 'BadStmt', start, end: this.end(), parts: [], body: [] };
    let result: ast.Stmt;
    if (kind === Kind.assignment) result = this.assignment(start);
    else if (kind === Kind.augmented_assignment) result = this.augmentedAssignment(start);
    else result = this.bareExpression(kind, start);
    this.cursor.gotoParent();
    return result;
  }

  /** The cursor is on the first of the statement's expressions, and ends on a later sibling. */
  private bareExpression(first: Kind, start: number): ast.Stmt {
    const elements: ast.Expr[] = [];
    let hasComma = false;
    let end = start;
    for (let kind: Kind | undefined = first; kind !== undefined; kind = this.nextSibling()) {
      if (isExpressionKind(kind)) {
        elements.push(this.expression(kind));
        end = this.rawEnd;
      } else if (kind === Kind.commaToken) {
        hasComma = true;
        end = this.end();
      }
    }
    const value: ast.Expr = hasComma ? { kind: 'Tuple', start, end, elements } : this.single(elements);
    return { kind: 'ExprStmt', start, end: Math.max(end, value.end), value };
  }

  private assignment(start: number): ast.Stmt {
    const parts: AssignmentParts = { targets: [] };
    this.assignmentParts(parts);
    const { targets, annotation } = parts;
    const value = parts.value ?? (annotation ? undefined : this.nothing());
    const end = this.rawEnd;
    if (annotation && targets.length === 1)
      return { kind: 'AnnAssign', start, end, target: targets[0]!, annotation, value };
    if (value && targets.length > 0) return { kind: 'Assign', start, end, targets, value };
    return { kind: 'BadStmt', start, end: this.end(), parts: targets, body: [] };
  }

  /** In `a = b = value` the grammar nests the assignment to `b` in the assignment to `a`. */
  private assignmentParts(parts: AssignmentParts): void {
    let seenTarget = false;
    this.children((kind) => {
      if (kind === Kind.type) parts.annotation = this.expression(kind);
      else if (kind === Kind.assignment && this.depth < MAX_DEPTH) {
        this.depth++;
        this.assignmentParts(parts);
        this.depth--;
      } else if (!isExpressionKind(kind)) {
        if (kind === Kind.assignment || kind === Kind.augmented_assignment) parts.value = this.bad();
      } else if (seenTarget) parts.value = this.expression(kind);
      else {
        parts.targets.push(this.expression(kind));
        seenTarget = true;
      }
    });
  }

  private augmentedAssignment(start: number): ast.Stmt {
    const operands: ast.Expr[] = [];
    let op = '';
    this.children((kind) => {
      if (isExpressionKind(kind)) operands.push(this.expression(kind));
      else if (kind === Kind.other) op = this.token().slice(0, -1);
      else operands.push(this.bad());
    });
    const [target, value] = operands;
    if (!target || !value) return { kind: 'BadStmt', start, end: this.end(), parts: operands, body: [] };
    return { kind: 'AugAssign', start, end: this.rawEnd, target, op, value };
  }

  private raise(start: number): ast.Stmt {
    let exc: ast.Expr | undefined;
    let cause: ast.Expr | undefined;
    let from = false;
    this.children((kind) => {
      if (kind === Kind.fromToken) from = true;
      else if (isExpressionKind(kind)) {
        const value = this.expression(kind);
        if (from) cause = value;
        else exc = value;
      }
    });
    return { kind: 'Raise', start, end: this.end(), exc, cause };
  }

  private scope(start: number, form: ast.Scope['form']): ast.Stmt {
    const names: string[] = [];
    this.children((kind) => {
      if (kind === Kind.identifier) names.push(this.text());
    });
    return { kind: 'Scope', start, end: this.end(), form, names };
  }

  /** `type Pair[T] = tuple[T, T]` */
  private typeAlias(start: number): ast.Stmt {
    const parts = this.expressionChildren();
    const end = this.end();
    const [left, value] = parts;
    const target = left && callOfType(left, start, this.code, this.base);
    if (target && value) return { kind: 'Assign', start, end, targets: [target], value };
    const named = left?.kind === 'Subscript' ? left.value : left;
    if (named?.kind !== 'Name' || !value) return { kind: 'BadStmt', start, end, parts, body: [] };
    const typeParams = left?.kind === 'Subscript' ? boundNames(left.index) : undefined;
    return { kind: 'TypeAlias', start, end, name: named.id, typeParams, value };
  }

  // ---------------------------------------------------------------- imports

  private importAliases(): ast.ImportAlias[] {
    const names: ast.ImportAlias[] = [];
    this.children((kind) => {
      const alias = this.importAlias(kind);
      if (alias) names.push(alias);
    });
    return names;
  }

  private importAlias(kind: Kind): ast.ImportAlias | undefined {
    if (kind === Kind.dotted_name) {
      const start = this.start();
      const end = this.end();
      return end > start
        ? { kind: 'ImportAlias', start, end, name: dotted(this.slice(start, end)) }
        : undefined;
    }
    if (kind !== Kind.aliased_import) return undefined;
    const start = this.start();
    let name = '';
    let asname: string | undefined;
    this.children((part) => {
      if (part === Kind.dotted_name) name = dotted(this.text());
      else if (part === Kind.identifier) asname = this.text();
    });
    return { kind: 'ImportAlias', start, end: this.end(), name, asname };
  }

  private importFrom(kind: Kind, start: number): ast.Stmt {
    let module = kind === Kind.future_import_statement ? '__future__' : undefined;
    let level = 0;
    let star = false;
    const names: ast.ImportAlias[] = [];
    this.children((part) => {
      if (part === Kind.wildcard_import) star = true;
      else if (module !== undefined) {
        const alias = this.importAlias(part);
        if (alias) names.push(alias);
      } else if (part === Kind.relative_import || part === Kind.dotted_name) {
        const text = dotted(this.text());
        level = text.length - text.replace(/^\.+/, '').length;
        module = text.slice(level);
      }
    });
    return { kind: 'ImportFrom', start, end: this.end(), module: module ?? '', level, names, star };
  }
}

interface AssignmentParts {
  readonly targets: ast.Expr[];
  value?: ast.Expr;
  annotation?: ast.Expr;
}

/** A dotted name without the blanks, backslashes and comments that Python allows inside it. */
function dotted(text: string): string {
  return /[\s\\#]/.test(text) ? text.replace(/#.*|[\s\\]+/g, '') : text;
}

/** Names of type parameters: `T`, `*Ts`, `**P`, `T: bound`. */
export function boundNames(parameters: ast.Expr): string[] {
  const list = parameters.kind === 'Tuple' ? parameters.elements : [parameters];
  return list.flatMap((parameter) => {
    if (parameter.kind === 'Name') return [parameter.id];
    if (parameter.kind === 'Starred') return boundNames(parameter.value);
    return parameter.kind === 'BadExpr' && parameter.parts[0] ? boundNames(parameter.parts[0]) : [];
  });
}

/**
 * The grammar reads `type(self).counter = 1` as a type alias for `(self).counter`. This gives the target that Python
 * reads, or undefined if `left` doesn't start with a parenthesis.
 * @param start where `type` stands
 */
function callOfType(left: ast.Expr, start: number, code: string, base: number): ast.Expr | undefined {
  const open = left.start;
  const isTarget = left.kind === 'Attribute' || left.kind === 'Subscript';
  if (!isTarget || code.charAt(open - base) !== '(') return undefined;
  const rebuild = (node: ast.Expr): ast.Expr | undefined => {
    if (node.kind === 'Attribute' || node.kind === 'Subscript') {
      if (node.start !== open) return callOn([node]);
      const value = rebuild(node.value);
      return value && { ...node, start, value };
    }
    if (node.kind === 'Call' && node.start === open) {
      const func = rebuild(node.func);
      return func && { ...node, start, func };
    }
    return callOn(node.kind === 'Tuple' && node.start === open ? node.elements : [node]);
  };
  const callOn = (operands: readonly ast.Expr[]): ast.Call | undefined => {
    const last = operands[operands.length - 1];
    const close = code.indexOf(')', (last?.end ?? open) - base);
    if (close < 0 || base + close >= left.end) return undefined;
    return {
      kind: 'Call',
      start,
      end: base + close + 1,
      func: { kind: 'Name', start, end: start + 4, id: 'type' },
      args: operands.map((value) => ({
        kind: 'Argument',
        start: value.start,
        end: value.end,
        star: 0,
        value,
      })),
      argsStart: open,
    };
  };
  return rebuild(left);
}
