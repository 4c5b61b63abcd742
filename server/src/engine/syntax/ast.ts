/**
 * The syntax tree of a Python source: ours, immutable, independent of tree-sitter. Shapes follow Python's own `ast`
 * module; `start` and `end` are positions (see source/unit.ts). A part that could not be parsed becomes a
 * `BadExpr` or `BadStmt`; everything around it is kept.
 */
import type { Span } from '../source/unit';

export type Node = Stmt | Expr | Argument | Parameter | Comprehension | ImportAlias | ExceptHandler | WithItem | MatchCase | DictEntry;

// ---------------------------------------------------------------- expressions

export type Expr =
  | Name | Attribute | Call | Subscript | Slice | StringLiteral | NumberLiteral | ConstantLiteral | FString | BinOp | BoolOp
  | UnaryOp | Compare | Conditional | Lambda | ListExpr | TupleExpr | SetExpr | DictExpr | ComprehensionExpr | Await | Yield
  | Starred | NamedExpr | BadExpr;

export interface Name extends Span { readonly kind: 'Name'; readonly id: string }
/** `value.attr`; `attrStart` is where the attribute's name starts (it ends at `end`). */
export interface Attribute extends Span { readonly kind: 'Attribute'; readonly value: Expr; readonly attr: string; readonly attrStart: number }
/** `argsStart` is the position of `(`, or of the generator expression's parenthesis. */
export interface Call extends Span { readonly kind: 'Call'; readonly func: Expr; readonly args: readonly Argument[]; readonly argsStart: number }
/** Positional (`name` absent), keyword, `*value` (`star` 1) or `**value` (`star` 2). The span covers all of it. */
export interface Argument extends Span { readonly kind: 'Argument'; readonly name?: string; readonly star: 0 | 1 | 2; readonly value: Expr }
/** `value[index]`; several indices come as one TupleExpr. */
export interface Subscript extends Span { readonly kind: 'Subscript'; readonly value: Expr; readonly index: Expr }
export interface Slice extends Span { readonly kind: 'Slice'; readonly lower?: Expr; readonly upper?: Expr; readonly step?: Expr }
/** Adjacent literals are joined. `value` is cooked (escapes resolved, for plain strings); bytes keep their text. */
export interface StringLiteral extends Span { readonly kind: 'String'; readonly value: string; readonly bytes: boolean }
/** `value` is NaN for complex numbers and integers that are no safe JavaScript number. */
export interface NumberLiteral extends Span { readonly kind: 'Number'; readonly value: number; readonly isInt: boolean }
export interface ConstantLiteral extends Span { readonly kind: 'Constant'; readonly value: true | false | null | '...' }
/** An f-string (or a concatenation with one): literal text and expressions in order. */
export interface FString extends Span { readonly kind: 'FString'; readonly parts: readonly (string | Expr)[] }
export interface BinOp extends Span { readonly kind: 'BinOp'; readonly op: string; readonly left: Expr; readonly right: Expr }
export interface BoolOp extends Span { readonly kind: 'BoolOp'; readonly op: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
export interface UnaryOp extends Span { readonly kind: 'UnaryOp'; readonly op: 'not' | '-' | '+' | '~'; readonly operand: Expr }
/** `left op[0] comparators[0] op[1] …`; operators: < <= == != >= > in, not in, is, is not. */
export interface Compare extends Span { readonly kind: 'Compare'; readonly left: Expr; readonly ops: readonly string[]; readonly comparators: readonly Expr[] }
export interface Conditional extends Span { readonly kind: 'Conditional'; readonly test: Expr; readonly body: Expr; readonly orelse: Expr }
export interface Lambda extends Span { readonly kind: 'Lambda'; readonly params: readonly Parameter[]; readonly body: Expr }
export interface ListExpr extends Span { readonly kind: 'List'; readonly elements: readonly Expr[] }
export interface TupleExpr extends Span { readonly kind: 'Tuple'; readonly elements: readonly Expr[] }
export interface SetExpr extends Span { readonly kind: 'Set'; readonly elements: readonly Expr[] }
export interface DictExpr extends Span { readonly kind: 'Dict'; readonly entries: readonly DictEntry[] }
/** `key` is absent for `**value`. */
export interface DictEntry extends Span { readonly kind: 'DictEntry'; readonly key?: Expr; readonly value: Expr }
/** `element` is the value for a dict comprehension, whose `key` is then set. */
export interface ComprehensionExpr extends Span {
  readonly kind: 'ComprehensionExpr';
  readonly form: 'list' | 'set' | 'dict' | 'generator';
  readonly key?: Expr;
  readonly element: Expr;
  readonly clauses: readonly Comprehension[];
}
/** One `for target in iter if … if …`. */
export interface Comprehension extends Span { readonly kind: 'Comprehension'; readonly target: Expr; readonly iter: Expr; readonly ifs: readonly Expr[]; readonly isAsync: boolean }
export interface Await extends Span { readonly kind: 'Await'; readonly value: Expr }
export interface Yield extends Span { readonly kind: 'Yield'; readonly value?: Expr; readonly from: boolean }
export interface Starred extends Span { readonly kind: 'Starred'; readonly value: Expr }
export interface NamedExpr extends Span { readonly kind: 'NamedExpr'; readonly target: Name; readonly value: Expr }
/** Text that is no expression; parts that are one are kept, so that names in it count as used. */
export interface BadExpr extends Span { readonly kind: 'BadExpr'; readonly parts: readonly Expr[] }

// ---------------------------------------------------------------- statements

export type Stmt =
  | ExprStmt | Assign | AugAssign | AnnAssign | Return | Delete | Raise | Assert | Import | ImportFrom | If | For | While | Try
  | With | FunctionDef | ClassDef | Match | Scope | Simple | TypeAlias | BadStmt;

export interface ExprStmt extends Span { readonly kind: 'ExprStmt'; readonly value: Expr }
/** `a = b = value`: targets from left to right. */
export interface Assign extends Span { readonly kind: 'Assign'; readonly targets: readonly Expr[]; readonly value: Expr }
/** `op` without the `=`: `+`, `//` … */
export interface AugAssign extends Span { readonly kind: 'AugAssign'; readonly target: Expr; readonly op: string; readonly value: Expr }
export interface AnnAssign extends Span { readonly kind: 'AnnAssign'; readonly target: Expr; readonly annotation: Expr; readonly value?: Expr }
export interface Return extends Span { readonly kind: 'Return'; readonly value?: Expr }
export interface Delete extends Span { readonly kind: 'Delete'; readonly targets: readonly Expr[] }
export interface Raise extends Span { readonly kind: 'Raise'; readonly exc?: Expr; readonly cause?: Expr }
export interface Assert extends Span { readonly kind: 'Assert'; readonly test: Expr; readonly msg?: Expr }
/** `name` is dotted for `import a.b`. The span of an alias covers `a.b as c`. */
export interface ImportAlias extends Span { readonly kind: 'ImportAlias'; readonly name: string; readonly asname?: string }
export interface Import extends Span { readonly kind: 'Import'; readonly names: readonly ImportAlias[] }
/** `level` counts leading dots; `names` is empty and `star` true for `import *`. */
export interface ImportFrom extends Span { readonly kind: 'ImportFrom'; readonly module: string; readonly level: number; readonly names: readonly ImportAlias[]; readonly star: boolean }
/** `elif` is an If as the only statement of `orelse`, with `isElif` true. */
export interface If extends Span { readonly kind: 'If'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[]; readonly isElif: boolean }
export interface For extends Span { readonly kind: 'For'; readonly target: Expr; readonly iter: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[]; readonly isAsync: boolean }
export interface While extends Span { readonly kind: 'While'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
export interface ExceptHandler extends Span { readonly kind: 'ExceptHandler'; readonly type?: Expr; readonly name?: string; readonly body: readonly Stmt[] }
export interface Try extends Span { readonly kind: 'Try'; readonly body: readonly Stmt[]; readonly handlers: readonly ExceptHandler[]; readonly orelse: readonly Stmt[]; readonly finalbody: readonly Stmt[] }
export interface WithItem extends Span { readonly kind: 'WithItem'; readonly context: Expr; readonly target?: Expr }
export interface With extends Span { readonly kind: 'With'; readonly items: readonly WithItem[]; readonly body: readonly Stmt[]; readonly isAsync: boolean }
/** `star` 1 for `*args` (a bare `*` has name ''), 2 for `**kwargs`; a `/` is left out. */
export interface Parameter extends Span { readonly kind: 'Parameter'; readonly name: string; readonly annotation?: Expr; readonly default?: Expr; readonly star: 0 | 1 | 2 }
/** The span starts at `def`/`async`; decorators stand before it. `nameSpan` covers the name. */
export interface FunctionDef extends Span {
  readonly kind: 'FunctionDef'; readonly name: string; readonly nameSpan: Span; readonly params: readonly Parameter[]; readonly returns?: Expr;
  readonly body: readonly Stmt[]; readonly decorators: readonly Expr[]; readonly isAsync: boolean;
  /** Names of `def f[T, *Ts, **P]`. */
  readonly typeParams?: readonly string[];
}
/** Bases and keywords (`metaclass=…`) come as arguments. */
export interface ClassDef extends Span {
  readonly kind: 'ClassDef'; readonly name: string; readonly nameSpan: Span; readonly args: readonly Argument[]; readonly body: readonly Stmt[]; readonly decorators: readonly Expr[];
  /** Names of `class C[T]`. */
  readonly typeParams?: readonly string[];
}
/** Names that a pattern binds are listed; the pattern itself is not modelled. */
export interface MatchCase extends Span { readonly kind: 'MatchCase'; readonly binds: readonly Name[]; readonly guard?: Expr; readonly body: readonly Stmt[] }
export interface Match extends Span { readonly kind: 'Match'; readonly subject: Expr; readonly cases: readonly MatchCase[] }
export interface Scope extends Span { readonly kind: 'Scope'; readonly form: 'global' | 'nonlocal'; readonly names: readonly string[] }
export interface Simple extends Span { readonly kind: 'Simple'; readonly form: 'pass' | 'break' | 'continue' }
/** `type X = …` and `type X[T] = …`. (The statements of Python 2, `print "x"` and `exec "x"`, are BadStmt.) */
export interface TypeAlias extends Span { readonly kind: 'TypeAlias'; readonly name: string; readonly typeParams?: readonly string[]; readonly value: Expr }
/** A statement that could not be parsed, with the statements and expressions found inside it. */
export interface BadStmt extends Span { readonly kind: 'BadStmt'; readonly parts: readonly Expr[]; readonly body: readonly Stmt[] }

/** The syntax tree of one source. */
export interface Module {
  readonly source: number;
  readonly body: readonly Stmt[];
  /** Comments in order (spans include the `#`, not the line ending). */
  readonly comments: readonly Span[];
  /** Spans that could not be parsed; empty for sound code. No finding may lie inside one. */
  readonly errors: readonly Span[];
}
