/** Expressions with brackets, quotes or keywords of their own: tree-sitter nodes to our AST. */
import type * as ast from './ast';
import { isExpressionKind, Kind } from './kinds';
import { StringReader } from './strings';

export class ExpressionReader extends StringReader {
  protected override compound(kind: Kind, start: number): ast.Expr {
    switch (kind) {
      case Kind.string:
        return this.string(start);
      case Kind.concatenated_string:
        return this.concatenation(start);
      case Kind.lambda:
        return this.lambda(start);
      case Kind.list_comprehension:
        return this.comprehension(start, 'list');
      case Kind.set_comprehension:
        return this.comprehension(start, 'set');
      case Kind.dictionary_comprehension:
        return this.comprehension(start, 'dict');
      case Kind.generator_expression:
        return this.comprehension(start, 'generator');
      case Kind.slice:
        return this.sliceExpression(start);
      case Kind.dictionary:
        return this.dictionary(start);
      case Kind.yield:
        return this.yieldExpression(start);
      case Kind.unary_operator:
        return this.unary(start);
      case Kind.member_type:
        return this.memberType(start);
      case Kind.generic_type:
        return this.genericType(start);
      case Kind.as_pattern:
      case Kind.constrained_type:
        return this.bad();
      default:
        return this.simple(kind, start, this.end());
    }
  }

  /** Nodes of which nothing counts but the expressions among their children. */
  private simple(kind: Kind, start: number, end: number): ast.Expr {
    const parts = this.expressionChildren();
    const lastEnd = this.rawEnd;
    this.rawEnd = end;
    const [first, second, third] = parts;
    const count = parts.length;
    // A target in parentheses, `(a) = 1`, is no tuple.
    if (kind === Kind.tuple_pattern && count === 1 && !this.slice(lastEnd, end).includes(',')) return first!;
    switch (kind) {
      case Kind.list:
      case Kind.list_pattern:
        return { kind: 'List', start, end, elements: parts };
      case Kind.tuple:
      case Kind.tuple_pattern:
      case Kind.expression_list:
      case Kind.pattern_list:
        return { kind: 'Tuple', start, end, elements: parts };
      case Kind.set:
        return { kind: 'Set', start, end, elements: parts };
      case Kind.parenthesized_expression:
      case Kind.type:
      case Kind.as_pattern_target:
        if (count === 1) return first!;
        break;
      case Kind.not_operator:
        if (count === 1) return { kind: 'UnaryOp', start, end, op: 'not', operand: first! };
        break;
      case Kind.await:
        if (count === 1) return { kind: 'Await', start, end, value: first! };
        break;
      case Kind.list_splat:
      case Kind.list_splat_pattern:
      case Kind.dictionary_splat:
      case Kind.dictionary_splat_pattern:
      case Kind.splat_type:
        if (count === 1) return { kind: 'Starred', start, end, value: first! };
        break;
      case Kind.conditional_expression:
        if (count === 3)
          return { kind: 'Conditional', start, end, body: first!, test: second!, orelse: third! };
        break;
      case Kind.named_expression:
        if (count === 2 && first!.kind === 'Name')
          return { kind: 'NamedExpr', start, end, target: first, value: second! };
        break;
      case Kind.union_type:
        if (count === 2) return { kind: 'BinOp', start, end, op: '|', left: first!, right: second! };
        break;
    }
    return { kind: 'BadExpr', start, end, parts };
  }

  private unary(start: number): ast.Expr {
    const operator = this.code.charAt(start - this.base);
    const parts = this.expressionChildren();
    const end = (this.rawEnd = this.end());
    if (parts.length !== 1) return { kind: 'BadExpr', start, end, parts };
    const op = operator === '-' || operator === '+' ? operator : '~';
    return { kind: 'UnaryOp', start, end, op, operand: parts[0]! };
  }

  private yieldExpression(start: number): ast.Expr {
    let from = false;
    const parts: ast.Expr[] = [];
    this.children((kind) => {
      if (kind === Kind.fromToken) from = true;
      else if (isExpressionKind(kind)) parts.push(this.expression(kind));
    });
    const end = (this.rawEnd = this.end());
    return { kind: 'Yield', start, end, from, value: parts[0] };
  }

  private sliceExpression(start: number): ast.Expr {
    const bounds: (ast.Expr | undefined)[] = [];
    let colons = 0;
    this.children((kind) => {
      if (isExpressionKind(kind)) bounds[colons] = this.expression(kind);
      else if (kind === Kind.colonToken) colons++;
    });
    const end = (this.rawEnd = this.end());
    return { kind: 'Slice', start, end, lower: bounds[0], upper: bounds[1], step: bounds[2] };
  }

  private memberType(start: number): ast.Expr {
    const parts: ast.Expr[] = [];
    this.children((kind) => {
      if (isExpressionKind(kind)) parts.push(this.expression(kind));
    });
    const end = (this.rawEnd = this.end());
    const [value, attribute] = parts;
    if (!value || attribute?.kind !== 'Name') return { kind: 'BadExpr', start, end, parts };
    return { kind: 'Attribute', start, end, value, attr: attribute.id, attrStart: attribute.start };
  }

  /** `list[int]` in an annotation. */
  private genericType(start: number): ast.Expr {
    let value: ast.Expr | undefined;
    let index: ast.Expr | undefined;
    this.children((kind) => {
      if (kind === Kind.type_parameter) index = this.single(this.expressionChildren());
      else if (isExpressionKind(kind)) value = this.expression(kind);
    });
    const end = (this.rawEnd = this.end());
    if (!value || !index) return { kind: 'BadExpr', start, end, parts: value ? [value] : [] };
    return { kind: 'Subscript', start, end, value, index };
  }

  private dictionary(start: number): ast.Expr {
    const entries: ast.DictEntry[] = [];
    this.children(
      (kind) => {
        if (kind === Kind.pair) entries.push(this.pair());
        else if (kind === Kind.dictionary_splat) {
          const value = this.expression(kind);
          const { rawStart, rawEnd } = this;
          entries.push({
            kind: 'DictEntry',
            start: rawStart,
            end: rawEnd,
            value: value.kind === 'Starred' ? value.value : value,
          });
        }
      },
      () => {
        const value = this.bad();
        entries.push({ kind: 'DictEntry', start: value.start, end: value.end, value });
      },
    );
    const end = (this.rawEnd = this.end());
    return { kind: 'Dict', start, end, entries };
  }

  private pair(): ast.DictEntry {
    let key: ast.Expr | undefined;
    let value: ast.Expr | undefined;
    let start = 0;
    this.children((kind) => {
      if (!isExpressionKind(kind)) return;
      const part = this.expression(kind);
      if (key) value = part;
      else [key, start] = [part, this.rawStart];
    });
    if (!key) [key, start] = [this.nothing(), this.start()];
    value ??= this.nothing();
    return { kind: 'DictEntry', start, end: this.rawEnd, key, value };
  }

  private comprehension(start: number, form: ast.ComprehensionExpr['form']): ast.Expr {
    let key: ast.Expr | undefined;
    let element: ast.Expr | undefined;
    const clauses: ast.Comprehension[] = [];
    this.children((kind) => {
      if (kind === Kind.for_in_clause) clauses.push(this.forInClause());
      else if (kind === Kind.if_clause) this.addCondition(clauses);
      else if (kind === Kind.pair) ({ key, value: element } = this.pair());
      else if (isExpressionKind(kind)) element = this.expression(kind);
    });
    const end = (this.rawEnd = this.end());
    element ??= this.nothing();
    return { kind: 'ComprehensionExpr', start, end, form, key, element, clauses };
  }

  private forInClause(): ast.Comprehension {
    const start = this.start();
    let isAsync = false;
    const parts: ast.Expr[] = [];
    this.children((kind) => {
      if (kind === Kind.asyncToken) isAsync = true;
      else if (isExpressionKind(kind)) parts.push(this.expression(kind));
    });
    const end = this.end();
    const target = parts[0] ?? this.nothing();
    const iter = this.single(parts.slice(1));
    return { kind: 'Comprehension', start, end, target, iter, ifs: [], isAsync };
  }

  /** The `if` under the cursor belongs to the `for` before it. */
  private addCondition(clauses: ast.Comprehension[]): void {
    const condition = this.single(this.expressionChildren());
    const last = clauses.pop();
    if (last) clauses.push({ ...last, end: this.end(), ifs: [...last.ifs, condition] });
  }

  // ---------------------------------------------------------------- lambdas and parameters

  private lambda(start: number): ast.Expr {
    let params: ast.Parameter[] = [];
    let body: ast.Expr | undefined;
    this.children((kind) => {
      if (kind === Kind.lambda_parameters) params = this.parameterList();
      else if (isExpressionKind(kind)) body = this.expression(kind);
    });
    body ??= this.nothing();
    return { kind: 'Lambda', start, end: this.rawEnd, params, body };
  }

  /** Parameters of the list under the cursor. */
  protected parameterList(): ast.Parameter[] {
    const params: ast.Parameter[] = [];
    this.children((kind) => {
      const parameter = this.parameter(kind);
      if (parameter) params.push(parameter);
    });
    return params;
  }

  private parameter(kind: Kind): ast.Parameter | undefined {
    switch (kind) {
      case Kind.keyword_separator:
        return { kind: 'Parameter', start: this.start(), end: this.end(), name: '', star: 1 };
      case Kind.identifier:
      case Kind.tuple_pattern: // Python 2
      case Kind.list_splat_pattern:
      case Kind.dictionary_splat_pattern: {
        const target = this.expression(kind);
        return this.makeParameter(this.rawStart, kind, target);
      }
      case Kind.typed_parameter:
      case Kind.default_parameter:
      case Kind.typed_default_parameter:
        return this.fullParameter();
      default:
        return undefined; // tokens, and the `/` of positional parameters
    }
  }

  private fullParameter(): ast.Parameter {
    const start = this.start();
    let first: { kind: Kind; target: ast.Expr } | undefined;
    let annotation: ast.Expr | undefined;
    let value: ast.Expr | undefined;
    this.children((kind) => {
      if (!isExpressionKind(kind)) return;
      const part = this.expression(kind);
      if (!first) first = { kind, target: part };
      else if (kind === Kind.type) annotation = part;
      else value = part;
    });
    if (!first) return { kind: 'Parameter', start, end: this.end(), name: '', star: 0 };
    return this.makeParameter(start, first.kind, first.target, annotation, value);
  }

  private makeParameter(
    start: number,
    kind: Kind,
    target: ast.Expr,
    annotation?: ast.Expr,
    value?: ast.Expr,
  ): ast.Parameter {
    const star = kind === Kind.list_splat_pattern ? 1 : kind === Kind.dictionary_splat_pattern ? 2 : 0;
    const named = target.kind === 'Starred' ? target.value : target;
    const name = named.kind === 'Name' ? named.id : '';
    return { kind: 'Parameter', start, end: this.rawEnd, name, annotation, default: value, star };
  }
}
