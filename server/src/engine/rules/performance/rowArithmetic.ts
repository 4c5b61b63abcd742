/** Tells code that only computes with the columns of one row: what pandas and NumPy do on whole columns at once. */
import type { Model } from '../../semantics/model';
import type { Call, Expr, FunctionDef, Stmt } from '../../syntax/ast';

/** What code is read for. */
export interface RowReader {
  readonly model: Model;
  /** True for an expression that takes one column's value out of the row. */
  isColumn(node: Expr): boolean;
  /** True for an expression that gives a place in the row's frame (`df.at[i, "c"]`), which may be stored into. */
  isCell(node: Expr): boolean;
  /** Names that stand for the row or its number: they may not be used but through `isColumn`. */
  readonly rowNames: ReadonlySet<string>;
}

/** True if all that a loop's body does is to compute from columns of its row, and to store or append the result. */
export function isRowArithmetic(body: readonly Stmt[], reader: RowReader): boolean {
  const scope = new Scope(reader);
  return scope.block(body) && scope.computes && !scope.carriesState();
}

/** The same for a function of a row (or of values of its columns, `parameters`). */
export function isRowFunction(
  body: Expr | readonly Stmt[],
  reader: RowReader,
  parameters: readonly string[] = [],
): boolean {
  const scope = new Scope(reader);
  for (const name of parameters) scope.derived.add(name);
  if (isBlock(body)) return scope.block(body) && scope.computes && !scope.carriesState();
  return scope.read(body) !== undefined && scope.computes;
}

function isBlock(body: Expr | readonly Stmt[]): body is readonly Stmt[] {
  return Array.isArray(body);
}

/** Whether a value depends on the row; `undefined`: the expression does more than arithmetic. */
type Dependence = boolean | undefined;

/** Functions that exist for whole columns as well. */
const PURE =
  /^(builtins\.(abs|min|max|round|float|int|bool|pow)|math\.(?!comb|perm|dist|prod)\w+|numpy\.(abs|absolute|sqrt|exp|log|log2|log10|log1p|expm1|sin|cos|tan|arcsin|arccos|arctan|arctan2|arctan2|radians|degrees|deg2rad|rad2deg|sinh|cosh|tanh|floor|ceil|round|around|sign|power|square|maximum|minimum|clip|where|isnan|isfinite|isinf|hypot|fabs|mod|multiply|add|subtract|divide)|pandas\.(isna|isnull|notna|notnull))$/;

class Scope {
  /** Local names whose value depends on the row. */
  readonly derived = new Set<string>();
  computes = false;
  private readonly assigned = new Set<string>();
  private readonly readFirst = new Set<string>();
  private readonly read_ = new Map<string, number>();
  /** Lists and dicts that results are put into. */
  private readonly sinks = new Set<string>();
  private readonly totals = new Set<string>();

  constructor(
    private readonly reader: RowReader,
    private readonly depth = 0,
  ) {}

  /** True if a round needs what an earlier one left: a running maximum, the row before. */
  carriesState(): boolean {
    for (const name of this.readFirst) if (this.assigned.has(name)) return true;
    for (const name of [...this.sinks, ...this.totals]) if (this.read_.has(name)) return true;
    for (const name of this.totals) if (this.assigned.has(name)) return true;
    return false;
  }

  block(body: readonly Stmt[]): boolean {
    return body.every((statement) => this.statement(statement));
  }

  private statement(node: Stmt): boolean {
    switch (node.kind) {
      case 'Assign': {
        const value = this.read(node.value);
        return value !== undefined && node.targets.every((target) => this.store(target, value));
      }
      case 'AnnAssign': {
        const value = node.value && this.read(node.value);
        return value !== undefined && this.store(node.target, value);
      }
      case 'AugAssign': {
        const value = this.read(node.value);
        if (value === undefined) return false;
        if (node.target.kind === 'Name' && !this.assigned.has(node.target.id)) {
          if (value) this.computes = true;
          this.totals.add(node.target.id);
          return true;
        }
        if (node.target.kind === 'Subscript' && !this.reader.isCell(node.target)) return false;
        this.computes = true;
        return this.store(node.target, value);
      }
      case 'If':
        return this.read(node.test) !== undefined && this.block(node.body) && this.block(node.orelse);
      case 'Return':
        return node.value === undefined || this.read(node.value) !== undefined;
      case 'Simple':
        return node.form !== 'break';
      case 'ExprStmt':
        if (node.value.kind === 'String') return true;
        return node.value.kind === 'Call' && this.append(node.value);
      default:
        return false;
    }
  }

  /** `values.append(…)` */
  private append({ func, args }: Call): boolean {
    if (func.kind !== 'Attribute' || func.attr !== 'append' || func.value.kind !== 'Name') return false;
    this.sinks.add(func.value.id);
    return args.length === 1 && this.read(args[0]!.value) !== undefined;
  }

  private store(target: Expr, value: boolean): boolean {
    if (target.kind === 'Name') {
      this.assigned.add(target.id);
      if (value) this.derived.add(target.id);
      return true;
    }
    if (target.kind === 'Tuple') return target.elements.every((element) => this.store(element, value));
    if (target.kind !== 'Subscript') return false;
    if (this.reader.isCell(target)) return true;
    if (target.value.kind !== 'Name') return false;
    this.sinks.add(target.value.id);
    const { index } = target;
    return (index.kind === 'Name' && this.reader.rowNames.has(index.id)) || this.read(index) !== undefined;
  }

  /** Whether the expression depends on the row; undefined if it is more than arithmetic. */
  read(node: Expr): Dependence {
    if (this.reader.isColumn(node)) return true;
    switch (node.kind) {
      case 'Number':
      case 'String':
      case 'Constant':
        return false;
      case 'Name':
        if (this.reader.rowNames.has(node.id)) return undefined;
        this.read_.set(node.id, (this.read_.get(node.id) ?? 0) + 1);
        if (!this.assigned.has(node.id) && !this.derived.has(node.id)) this.readFirst.add(node.id);
        return this.derived.has(node.id);
      case 'BinOp':
        return this.operation([node.left, node.right]);
      case 'UnaryOp':
        return this.operation([node.operand]);
      case 'BoolOp':
        return this.operation([node.left, node.right]);
      case 'Compare':
        return this.operation([node.left, ...node.comparators]);
      case 'Conditional':
        return this.operation([node.test, node.body, node.orelse]);
      case 'Tuple':
      case 'List':
      case 'Set':
        return this.all(node.elements);
      case 'Dict':
        return this.all(
          node.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value])),
        );
      case 'Call':
        return this.call(node);
      default:
        return undefined;
    }
  }

  private all(nodes: readonly Expr[]): Dependence {
    let depends = false;
    for (const node of nodes) {
      const part = this.read(node);
      if (part === undefined) return undefined;
      depends ||= part;
    }
    return depends;
  }

  private operation(operands: readonly Expr[]): Dependence {
    const depends = this.all(operands);
    if (depends) this.computes = true;
    return depends;
  }

  private call(node: Call): Dependence {
    if (node.args.some((argument) => argument.star !== 0)) return undefined;
    const callee = this.reader.model.valueOf(node.func);
    const depends = this.all(node.args.map((argument) => argument.value));
    if (depends === undefined || !callee) return undefined;
    if (callee.kind === 'api' && PURE.test(callee.name)) {
      if (depends) this.computes = true;
      return depends;
    }
    // A function of the user's that only computes with its arguments.
    if (callee.kind !== 'function' || callee.def.kind !== 'FunctionDef' || this.depth > 0) return undefined;
    if (!isPureFunction(callee.def, this.reader)) return undefined;
    if (depends) this.computes = true;
    return depends;
  }
}

function isPureFunction(def: FunctionDef, reader: RowReader): boolean {
  const scope = new Scope({ ...reader, isColumn: () => false, isCell: () => false, rowNames: new Set() }, 1);
  for (const parameter of def.params) scope.derived.add(parameter.name);
  return def.decorators.length === 0 && scope.block(def.body) && !scope.carriesState();
}
