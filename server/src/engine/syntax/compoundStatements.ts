/** Branches, loops, `try`, `with` and `match`: tree-sitter nodes to our AST. */
import type { Span } from '../source/unit';
import type * as ast from './ast';
import { isExpressionKind, Kind } from './kinds';
import { MAX_DEPTH } from './reader';
import { SimpleStatementReader } from './simpleStatements';

export abstract class CompoundStatementReader extends SimpleStatementReader {
  /** What could not be parsed in the head of a compound statement; it goes to the front of the block that follows. */
  protected badParts: ast.BadStmt[] = [];

  /** The statements of the block under the cursor. */
  abstract body(): ast.Stmt[];

  /** The node under the cursor as a BadStmt. */
  protected abstract badStatement(): ast.BadStmt;

  /** Visits the children of a compound statement or of one of its clauses. */
  protected clauses(visit: (kind: Kind) => void): void {
    const outer = this.badParts;
    this.badParts = [];
    this.children(visit, () => this.badParts.push(this.badStatement()));
    this.badParts = outer;
  }

  /** Where a compound statement ends: with its last statement, without the comments that may follow. */
  protected endAfter(...blocks: readonly (readonly Span[])[]): number {
    if (this.broken) return this.end(); // something may stand after the last statement
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks[i]!;
      if (block.length > 0) return block[block.length - 1]!.end;
    }
    return this.end();
  }

  // ---------------------------------------------------------------- branches and loops

  protected ifStatement(start: number): ast.Stmt {
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

  protected forStatement(start: number): ast.Stmt {
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

  protected whileStatement(start: number): ast.Stmt {
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

  protected tryStatement(start: number): ast.Stmt {
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

  protected withStatement(start: number): ast.Stmt {
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

  protected matchStatement(start: number): ast.Stmt {
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
}

interface Branch {
  readonly start: number;
  test: ast.Expr | undefined;
  body: readonly ast.Stmt[];
}
