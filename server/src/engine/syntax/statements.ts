/** Blocks, definitions and broken code: tree-sitter nodes to our AST. */
import type * as ast from './ast';
import { CompoundStatementReader } from './compoundStatements';
import { isExpressionKind, isStatementKind, Kind } from './kinds';
import { MAX_DEPTH } from './reader';
import { boundNames } from './simpleStatements';

export class StatementReader extends CompoundStatementReader {
  /** The statements below the module or block under the cursor. */
  override body(): ast.Stmt[] {
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
  protected override badStatement(): ast.BadStmt {
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

interface Header {
  name: string;
  nameSpan: ast.FunctionDef['nameSpan'];
  typeParams: readonly string[] | undefined;
}
