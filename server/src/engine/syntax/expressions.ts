/**
 * Expressions of operands and operators: tree-sitter nodes to our AST.
 *
 * Reading the cursor crosses into WebAssembly, so positions are read once and handed on: after `expression()`,
 * `rawStart` and `rawEnd` hold the extent of what was read, parentheses included, and the parent takes its own start
 * and end from there.
 */
import type * as ast from './ast';
import { isExpressionKind, isSpineKind, Kind } from './kinds';
import { floatValue, integerValue } from './literals';
import { identifierEnd, MAX_DEPTH, NodeReader } from './reader';

export abstract class OperandReader extends NodeReader {
  /** Extent of the last expression read, as unit positions. */
  protected rawStart = 0;
  protected rawEnd = 0;
  /** Kinds of the spine nodes that wait for their left operand; a stack shared by all levels. */
  private readonly spine: Kind[] = [];

  /** Expressions with brackets or keywords of their own; must set `rawEnd`. */
  protected abstract compound(kind: Kind, start: number): ast.Expr;

  /** Converts the expression under the cursor. */
  protected expression(kind: Kind = this.kind(), start = this.start()): ast.Expr {
    if (this.depth >= MAX_DEPTH) return this.tooDeep(kind, start);
    this.depth++;
    const result = isSpineKind(kind) ? this.spineExpression(kind, start) : this.atom(kind, start);
    this.depth--;
    this.rawStart = start;
    return result;
  }

  /** All expressions among the children; an error among them becomes a BadExpr. */
  protected expressionChildren(): ast.Expr[] {
    const result: ast.Expr[] = [];
    this.children(
      (kind) => {
        if (isExpressionKind(kind)) result.push(this.expression(kind));
      },
      () => result.push(this.bad()),
    );
    return result;
  }

  /** One expression as it is, several as a tuple, none as a BadExpr of zero width. */
  protected single(expressions: readonly ast.Expr[]): ast.Expr {
    if (expressions.length === 1) return expressions[0]!;
    if (expressions.length === 0) return this.nothing();
    return tuple(expressions);
  }

  /** Stands for an operand that is missing: zero width, at the end of the node under the cursor. */
  protected nothing(): ast.BadExpr {
    const position = (this.rawEnd = this.end());
    return { kind: 'BadExpr', start: position, end: position, parts: [] };
  }

  /** The node under the cursor as a BadExpr with the outermost expressions found in it. */
  protected bad(): ast.BadExpr {
    const start = this.start();
    const end = this.end();
    const parts: ast.Expr[] = [];
    this.collect(parts);
    this.rawStart = start;
    this.rawEnd = end;
    return { kind: 'BadExpr', start, end, parts };
  }

  private collect(parts: ast.Expr[]): void {
    if (this.depth >= MAX_DEPTH) return;
    this.depth++;
    const deeper = () => this.collect(parts);
    this.children((kind) => {
      if (isExpressionKind(kind)) parts.push(this.expression(kind));
      else deeper();
    }, deeper);
    this.depth--;
  }

  private tooDeep(kind: Kind, start: number): ast.Expr {
    this.rawStart = start;
    if (kind === Kind.identifier) return this.name(start);
    this.rawEnd = this.end();
    return { kind: 'BadExpr', start, end: this.rawEnd, parts: [] };
  }

  private atom(kind: Kind, start: number): ast.Expr {
    switch (kind) {
      case Kind.identifier:
        return this.name(start);
      case Kind.integer:
      case Kind.float:
        return this.number(kind, start);
      case Kind.true:
        return this.constant(start, true);
      case Kind.false:
        return this.constant(start, false);
      case Kind.none:
        return this.constant(start, null);
      case Kind.ellipsis:
        return this.constant(start, '...');
      default:
        return this.compound(kind, start);
    }
  }

  protected name(start: number): ast.Name | ast.BadExpr {
    const offset = start - this.base;
    let end = this.broken ? -1 : identifierEnd(this.code, offset);
    if (end < 0) end = this.cursor.endIndex;
    this.rawEnd = this.base + end;
    if (end === offset) return this.nothing(); // a missing node
    return { kind: 'Name', start, end: this.rawEnd, id: this.code.slice(offset, end) };
  }

  private number(kind: Kind, start: number): ast.Expr {
    const end = (this.rawEnd = this.end());
    if (end === start) return this.nothing();
    const text = this.slice(start, end);
    const isInt = kind === Kind.integer && !/[jJ]$/.test(text);
    return { kind: 'Number', start, end, value: isInt ? integerValue(text) : floatValue(text), isInt };
  }

  private constant(start: number, value: true | false | null | '...'): ast.Expr {
    const end = (this.rawEnd = this.end());
    return end === start ? this.nothing() : { kind: 'Constant', start, end, value };
  }

  /** `a.b(c)[d] + e and f`: goes down to `a` and comes back up in a loop, however long the expression is. */
  private spineExpression(outermost: Kind, start: number): ast.Expr {
    const depth = this.depth;
    const room = MAX_DEPTH - depth;
    let levels = 0;
    let kind = outermost;
    while (isSpineKind(kind)) {
      const next = this.firstChild();
      if (next === undefined) break; // a spine node without children, in broken code: the cursor is still on it
      this.spine.push(kind);
      levels++;
      kind = next;
    }
    this.depth = depth + Math.min(levels, room);
    let left = this.spineFoot(kind, this.broken ? this.start() : start);
    for (let level = levels; level > 0; level--) {
      this.depth = depth + Math.min(level, room);
      left = this.spineLevel(this.spine.pop()!, left, start, level > room);
      this.cursor.gotoParent();
    }
    this.depth = depth;
    return left;
  }

  private spineFoot(kind: Kind, start: number): ast.Expr {
    return isExpressionKind(kind) && !isSpineKind(kind) ? this.atom(kind, start) : this.bad();
  }

  /** One level: the cursor is on the left operand, which is converted; it ends on a sibling of it. */
  private spineLevel(kind: Kind, left: ast.Expr, start: number, tooDeep: boolean): ast.Expr {
    if (tooDeep) return this.flattened(left, start);
    switch (kind) {
      case Kind.attribute:
        return this.attribute(left, start);
      case Kind.call:
        return this.call(left, start);
      case Kind.subscript:
        return this.subscript(left, start);
      case Kind.comparison_operator:
        return this.comparison(left, start);
      default:
        return this.binary(kind, left, start);
    }
  }

  /** A level too deep to keep: its operands stand side by side in one BadExpr. */
  private flattened(left: ast.Expr, start: number): ast.BadExpr {
    const parts = left.kind === 'BadExpr' ? (left.parts as ast.Expr[]) : [left];
    for (let kind = this.nextSibling(); kind !== undefined; kind = this.nextSibling()) {
      if (isExpressionKind(kind)) parts.push(this.expression(kind));
    }
    this.rawEnd = this.end();
    return { kind: 'BadExpr', start, end: this.rawEnd, parts };
  }

  private attribute(value: ast.Expr, start: number): ast.Expr {
    const dot = this.rawEnd - this.base;
    if (!this.broken && this.code.charCodeAt(dot) === DOT) {
      const end = identifierEnd(this.code, dot + 1);
      if (end > dot + 1) {
        // `value.attr` without a gap, as nearly always: no need to visit the name.
        this.rawEnd = this.base + end;
        const attr = this.code.slice(dot + 1, end);
        return { kind: 'Attribute', start, end: this.rawEnd, value, attr, attrStart: this.base + dot + 1 };
      }
    }
    let kind = this.nextSibling();
    while (kind !== undefined && kind !== Kind.identifier) kind = this.nextSibling();
    if (kind === undefined) return { kind: 'BadExpr', start, end: this.rawEnd, parts: [value] };
    const attrStart = this.start();
    const end = (this.rawEnd = this.end());
    return { kind: 'Attribute', start, end, value, attr: this.slice(attrStart, end), attrStart };
  }

  private call(func: ast.Expr, start: number): ast.Expr {
    const kind = this.nextSibling();
    if (kind === undefined) return { kind: 'BadExpr', start, end: this.rawEnd, parts: [func] };
    const argsStart = this.start();
    if (kind === Kind.generator_expression) {
      const value = this.expression(kind, argsStart);
      const args: ast.Argument[] = [{ kind: 'Argument', start: value.start, end: value.end, star: 0, value }];
      return { kind: 'Call', start, end: this.rawEnd, func, args, argsStart };
    }
    const args = this.argumentList();
    return { kind: 'Call', start, end: this.rawEnd, func, args, argsStart };
  }

  /** `(…)` of a call or a class; `rawEnd` is then after the closing parenthesis. */
  protected argumentList(): ast.Argument[] {
    const args: ast.Argument[] = [];
    const positional = (value: ast.Expr, star: 0 | 1 | 2) =>
      args.push({ kind: 'Argument', start: this.rawStart, end: this.rawEnd, star, value });
    this.children(
      (kind) => {
        if (kind === Kind.keyword_argument) args.push(this.keywordArgument());
        else if (isExpressionKind(kind)) {
          const value = this.expression(kind);
          if (value.kind !== 'Starred') positional(value, 0);
          else positional(value.value, kind === Kind.dictionary_splat ? 2 : 1);
        }
      },
      () => positional(this.bad(), 0),
    );
    this.rawEnd = this.end();
    return args;
  }

  private keywordArgument(): ast.Argument {
    const start = this.start();
    let name: string | undefined;
    let value: ast.Expr | undefined;
    this.children((kind) => {
      if (!isExpressionKind(kind)) return;
      const part = this.expression(kind);
      if (name === undefined) name = this.slice(start, this.rawEnd);
      else value = part;
    });
    value ??= this.nothing();
    return { kind: 'Argument', start, end: this.rawEnd, name, star: 0, value };
  }

  private subscript(value: ast.Expr, start: number): ast.Expr {
    const indices: ast.Expr[] = [];
    let commas = 0;
    let last = Kind.other;
    while (this.cursor.gotoNextSibling()) {
      last = this.kind();
      if (isExpressionKind(last)) indices.push(this.expression(last));
      else if (last === Kind.ERROR) indices.push(this.bad());
      else if (last === Kind.commaToken) commas++;
      else this.extra(last);
    }
    const index = commas > 0 && indices.length > 0 ? tuple(indices) : this.single(indices);
    const end = (this.rawEnd = this.end());
    return { kind: 'Subscript', start, end, value, index };
  }

  private comparison(left: ast.Expr, start: number): ast.Expr {
    const ops: string[] = [];
    const comparators: ast.Expr[] = [];
    for (let kind = this.nextSibling(); kind !== undefined; kind = this.nextSibling()) {
      if (isExpressionKind(kind)) comparators.push(this.expression(kind));
      else ops.push(this.token().replace('<>', '!='));
    }
    const end = this.rawEnd;
    if (ops.length !== comparators.length)
      return { kind: 'BadExpr', start, end, parts: [left, ...comparators] };
    return { kind: 'Compare', start, end, left, ops, comparators };
  }

  private binary(kind: Kind, left: ast.Expr, start: number): ast.Expr {
    if (this.nextSibling() === undefined) return { kind: 'BadExpr', start, end: this.rawEnd, parts: [left] };
    const op = this.token();
    const rightKind = this.nextExpression();
    const right = rightKind === undefined ? this.nothing() : this.expression(rightKind);
    const end = this.rawEnd;
    if (kind === Kind.boolean_operator)
      return { kind: 'BoolOp', start, end, op: op === 'or' ? 'or' : 'and', left, right };
    return { kind: 'BinOp', start, end, op, left, right };
  }
}

const DOT = 46;

/** Expressions side by side without brackets. */
export function tuple(elements: readonly ast.Expr[]): ast.TupleExpr {
  return { kind: 'Tuple', start: elements[0]!.start, end: elements[elements.length - 1]!.end, elements };
}
