/** Statements that hold other statements: tree-sitter nodes to our AST. */
import type { Span } from '../source/unit';
import type * as ast from './ast';
import { isExpressionKind, isStatementKind, Kind } from './kinds';
import { MAX_DEPTH } from './reader';
import { boundNames, SimpleStatementReader } from './simpleStatements';

export class StatementReader extends SimpleStatementReader {
  /** What could not be parsed in the head of a compound statement; it goes to the front of the block that follows. */
  private badParts: ast.BadStmt[] = [];

  /** The statements below the module or block under the cursor. */
  body(): ast.Stmt[] {
    const body: ast.Stmt[] = this.badParts.splice(0);
    this.children(
      (kind) => {
        if (isStatementKind(kind)) body.push(this.statement(kind));
        else if (this.broken) this.stray(body);
      },
      () => body.push(this.badStatement()),
    );
    return body;
  }

  private statement(kind: Kind): ast.Stmt {
    const start = this.start();
    if (this.depth >= MAX_DEPTH) return { kind: 'BadStmt', start, end: this.end(), parts: [], body: [] };
    this.depth++;
    const result = this.statementAt(kind, start);
    this.depth--;
    return result;
  }

  private statementAt(kind: Kind, start: number): ast.Stmt {
    switch (kind) {
      case Kind.if_statement:
        return this.ifStatement(start);
      case Kind.for_statement:
        return this.forStatement(start);
      case Kind.while_statement:
        return this.whileStatement(start);
      case Kind.try_statement:
        return this.tryStatement(start);
      case Kind.with_statement:
        return this.withStatement(start);
      case Kind.function_definition:
        return this.functionDef(start, []);
      case Kind.class_definition:
        return this.classDef(start, []);
      case Kind.decorated_definition:
        return this.decorated(start);
      case Kind.match_statement:
        return this.matchStatement(start);
      default:
        return this.simpleStatement(kind, start);
    }
  }

  // ---------------------------------------------------------------- broken code

  /** The node under the cursor as a BadStmt, with the outermost statements and expressions found in it. */
  private badStatement(): ast.BadStmt {
    const parts: ast.Expr[] = [];
    const body: ast.Stmt[] = [];
    this.salvage(parts, body);
    return { kind: 'BadStmt', start: this.start(), end: this.end(), parts, body };
  }

  private salvage(parts: ast.Expr[], body: ast.Stmt[]): void {
    if (this.depth >= MAX_DEPTH) return;
    this.depth++;
    const deeper = () => this.salvage(parts, body);
    this.children((kind) => {
      if (isStatementKind(kind)) body.push(this.statement(kind));
      else if (isExpressionKind(kind)) parts.push(this.expression(kind));
      else deeper();
    }, deeper);
    this.depth--;
  }

  /** A node among statements that is none, in broken code: kept if anything of use is in it. */
  private stray(body: ast.Stmt[]): void {
    const kind = this.kind();
    if (isExpressionKind(kind)) {
      const part = this.expression(kind);
      body.push({ kind: 'BadStmt', start: this.rawStart, end: this.rawEnd, parts: [part], body: [] });
      return;
    }
    const bad = this.badStatement();
    if (bad.parts.length > 0 || bad.body.length > 0) body.push(bad);
  }

  /** Visits the children of a compound statement or of one of its clauses. */
  private clauses(visit: (kind: Kind) => void): void {
    const outer = this.badParts;
    this.badParts = [];
    this.children(visit, () => this.badParts.push(this.badStatement()));
    this.badParts = outer;
  }

  /** Where a compound statement ends: with its last statement, without the comments that may follow. */
  private endAfter(...blocks: readonly (readonly Span[])[]): number {
    if (this.broken) return this.end(); // something may stand after the last statement
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks[i]!;
      if (block.length > 0) return block[block.length - 1]!.end;
    }
    return this.end();
  }

  // ---------------------------------------------------------------- branches and loops

  private ifStatement(start: number): ast.Stmt {
    const branches: Branch[] = [];
    let orelse: readonly ast.Stmt[] = [];
    const branch: Branch = { start, test: undefined, body: [] };
    this.clauses((kind) => {
      if (kind === Kind.elif_clause) branches.push(this.branch());
      else if (kind === Kind.else_clause) orelse = this.clauseBody();
      else this.branchPart(branch, kind);
    });
    branches.unshift(branch);
    const end = this.endAfter(branches[branches.length - 1]!.body, orelse);
    for (let i = branches.length - 1; i >= 0; i--) {
      const { start, test, body } = branches[i]!;
      orelse = [{ kind: 'If', start, end, test: test ?? this.nothing(), body, orelse, isElif: i > 0 }];
    }
    return orelse[0]!;
  }

  private branch(): Branch {
    const branch: Branch = { start: this.start(), test: undefined, body: [] };
    this.clauses((kind) => this.branchPart(branch, kind));
    return branch;
  }

  private branchPart(branch: Branch, kind: Kind): void {
    if (kind === Kind.block) branch.body = this.body();
    else if (isExpressionKind(kind)) branch.test = this.expression(kind);
  }

  /** The block of the clause under the cursor: `else`, `finally`. */
  private clauseBody(): readonly ast.Stmt[] {
    let body: readonly ast.Stmt[] = [];
    this.clauses((kind) => {
      if (kind === Kind.block) body = this.body();
    });
    return body;
  }

  private forStatement(start: number): ast.Stmt {
    const parts: ast.Expr[] = [];
    let body: readonly ast.Stmt[] = [];
    let orelse: readonly ast.Stmt[] = [];
    let isAsync = false;
    this.clauses((kind) => {
      if (kind === Kind.block) body = this.body();
      else if (kind === Kind.else_clause) orelse = this.clauseBody();
      else if (kind === Kind.asyncToken) isAsync = true;
      else if (isExpressionKind(kind)) parts.push(this.expression(kind));
    });
    const end = this.endAfter(body, orelse);
    const target = parts[0] ?? this.nothing();
    const iter = parts[1] ?? this.nothing();
    return { kind: 'For', start, end, target, iter, body, orelse, isAsync };
  }

  private whileStatement(start: number): ast.Stmt {
    let orelse: readonly ast.Stmt[] = [];
    const branch: Branch = { start, test: undefined, body: [] };
    this.clauses((kind) => {
      if (kind === Kind.else_clause) orelse = this.clauseBody();
      else this.branchPart(branch, kind);
    });
    const end = this.endAfter(branch.body, orelse);
    return { kind: 'While', start, end, test: branch.test ?? this.nothing(), body: branch.body, orelse };
  }

  // ---------------------------------------------------------------- try, with, match

  private tryStatement(start: number): ast.Stmt {
    let body: readonly ast.Stmt[] = [];
    const handlers: ast.ExceptHandler[] = [];
    let orelse: readonly ast.Stmt[] = [];
    let finalbody: readonly ast.Stmt[] = [];
    this.clauses((kind) => {
      if (kind === Kind.block) body = this.body();
      else if (kind === Kind.except_clause) handlers.push(this.exceptHandler());
      else if (kind === Kind.else_clause) orelse = this.clauseBody();
      else if (kind === Kind.finally_clause) finalbody = this.clauseBody();
    });
    const end = this.endAfter(body, handlers, orelse, finalbody);
    return { kind: 'Try', start, end, body, handlers, orelse, finalbody };
  }

  /** `except A as e`, `except (A, B)`, `except* A`, and Python 2's `except A, e`. */
  private exceptHandler(): ast.ExceptHandler {
    const start = this.start();
    const types: ast.Expr[] = [];
    let name: string | undefined;
    let body: readonly ast.Stmt[] = [];
    this.clauses((kind) => {
      if (kind === Kind.block) body = this.body();
      else if (kind === Kind.as_pattern) {
        const { context, target } = this.aliased();
        types.push(context);
        if (target?.kind === 'Name') name = target.id;
      } else if (kind === Kind.asToken) name = '';
      else if (isExpressionKind(kind)) {
        const part = this.expression(kind);
        if (name === '' && part.kind === 'Name') name = part.id;
        else types.push(part);
      }
    });
    const type = types.length > 0 ? this.single(types) : undefined;
    return {
      kind: 'ExceptHandler',
      start,
      end: this.endAfter(body),
      type,
      name: name || undefined,
      body,
    };
  }

  /** `context as target` under the cursor. */
  private aliased(): { context: ast.Expr; target?: ast.Expr } {
    const [context, target] = this.expressionChildren();
    this.rawEnd = this.end();
    return { context: context ?? this.nothing(), target };
  }

  private withStatement(start: number): ast.Stmt {
    const items: ast.WithItem[] = [];
    let body: readonly ast.Stmt[] = [];
    let isAsync = false;
    this.clauses((kind) => {
      if (kind === Kind.block) body = this.body();
      else if (kind === Kind.asyncToken) isAsync = true;
      else if (kind === Kind.with_clause) this.withItems(items);
    });
    return { kind: 'With', start, end: this.endAfter(body), items, body, isAsync };
  }

  /** Items below the node under the cursor; the grammar may read `(a as b, c as d)` as a tuple of them. */
  private withItems(items: ast.WithItem[]): void {
    this.children((kind) => {
      if (kind === Kind.with_item) this.withItems(items);
      else if (kind === Kind.as_pattern) {
        const start = this.start();
        const { context, target } = this.aliased();
        items.push({ kind: 'WithItem', start, end: this.rawEnd, context, target });
      } else if ((kind === Kind.tuple || kind === Kind.parenthesized_expression) && this.holdsAlias())
        this.withItems(items);
      else if (isExpressionKind(kind)) {
        const context = this.expression(kind);
        items.push({ kind: 'WithItem', start: this.rawStart, end: this.rawEnd, context });
      }
    });
  }

  private holdsAlias(): boolean {
    let found = false;
    if (!this.cursor.gotoFirstChild()) return false;
    do found ||= this.kind() === Kind.as_pattern;
    while (this.cursor.gotoNextSibling());
    this.cursor.gotoParent();
    return found;
  }

  private matchStatement(start: number): ast.Stmt {
    const subjects: ast.Expr[] = [];
    const cases: ast.MatchCase[] = [];
    this.children((kind) => {
      if (kind === Kind.case_clause) cases.push(this.matchCase());
      else if (isExpressionKind(kind)) subjects.push(this.expression(kind));
      else if (kind === Kind.block) {
        this.children((inner) => {
          if (inner === Kind.case_clause) cases.push(this.matchCase());
        });
      }
    });
    const end = this.endAfter(cases);
    return { kind: 'Match', start, end, subject: this.single(subjects), cases };
  }

  private matchCase(): ast.MatchCase {
    const start = this.start();
    const binds: ast.Name[] = [];
    let guard: ast.Expr | undefined;
    let body: readonly ast.Stmt[] = [];
    this.clauses((kind) => {
      if (kind === Kind.case_pattern) this.captures(kind, binds);
      else if (kind === Kind.if_clause) guard = this.single(this.expressionChildren());
      else if (kind === Kind.block) body = this.body();
    });
    return { kind: 'MatchCase', start, end: this.endAfter(body), binds, guard, body };
  }

  /** Names that the pattern under the cursor binds. */
  private captures(kind: Kind, binds: ast.Name[]): void {
    if (this.depth >= MAX_DEPTH) return;
    this.depth++;
    // In `Point(x=a)` the class and the keyword are no captures; in `[a, *rest]`, `{**rest}` and `p as name` the names are.
    let skip: Kind | undefined =
      kind === Kind.class_pattern
        ? Kind.dotted_name
        : kind === Kind.keyword_pattern
          ? Kind.identifier
          : undefined;
    this.children((part) => {
      if (part === skip) skip = undefined;
      else if (part === Kind.identifier || part === Kind.dotted_name) {
        const id = this.text();
        const start = this.start();
        if (id !== '_' && !/[.\s]/.test(id) && id !== '')
          binds.push({ kind: 'Name', start, end: start + id.length, id });
      } else if (part !== Kind.string && part !== Kind.concatenated_string) this.captures(part, binds);
    });
    this.depth--;
  }

  // ---------------------------------------------------------------- definitions

  private decorated(start: number): ast.Stmt {
    const decorators: ast.Expr[] = [];
    let definition: ast.Stmt | undefined;
    this.children(
      (kind) => {
        if (kind === Kind.decorator) decorators.push(...this.expressionChildren());
        else if (kind === Kind.function_definition) definition = this.functionDef(this.start(), decorators);
        else if (kind === Kind.class_definition) definition = this.classDef(this.start(), decorators);
      },
      () => decorators.push(this.bad()),
    );
    return definition ?? { kind: 'BadStmt', start, end: this.end(), parts: decorators, body: [] };
  }

  private functionDef(start: number, decorators: readonly ast.Expr[]): ast.Stmt {
    const header = this.header(start);
    let params: readonly ast.Parameter[] = [];
    let returns: ast.Expr | undefined;
    let body: readonly ast.Stmt[] = [];
    let isAsync = false;
    this.clauses((kind) => {
      if (kind === Kind.parameters) params = this.parameterList();
      else if (kind === Kind.type) returns = this.expression(kind);
      else if (kind === Kind.block) body = this.body();
      else if (kind === Kind.asyncToken) isAsync = true;
      else this.headerPart(header, kind);
    });
    const { name, nameSpan, typeParams } = header;
    const end = this.endAfter(body);
    return {
      kind: 'FunctionDef',
      start,
      end,
      name,
      nameSpan,
      params,
      returns,
      body,
      decorators,
      isAsync,
      typeParams,
    };
  }

  private classDef(start: number, decorators: readonly ast.Expr[]): ast.Stmt {
    const header = this.header(start);
    let args: readonly ast.Argument[] = [];
    let body: readonly ast.Stmt[] = [];
    this.clauses((kind) => {
      if (kind === Kind.argument_list) args = this.argumentList();
      else if (kind === Kind.block) body = this.body();
      else this.headerPart(header, kind);
    });
    const { name, nameSpan, typeParams } = header;
    return {
      kind: 'ClassDef',
      start,
      end: this.endAfter(body),
      name,
      nameSpan,
      args,
      body,
      decorators,
      typeParams,
    };
  }

  private header(start: number): Header {
    return { name: '', nameSpan: { start, end: start }, typeParams: undefined };
  }

  private headerPart(header: Header, kind: Kind): void {
    if (kind === Kind.identifier && header.name === '') {
      header.nameSpan = { start: this.start(), end: this.end() };
      header.name = this.text();
    } else if (kind === Kind.type_parameter)
      header.typeParams = this.expressionChildren().flatMap(boundNames);
  }
}

interface Branch {
  readonly start: number;
  test: ast.Expr | undefined;
  body: readonly ast.Stmt[];
}

interface Header {
  name: string;
  nameSpan: ast.FunctionDef['nameSpan'];
  typeParams: readonly string[] | undefined;
}
