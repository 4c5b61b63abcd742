import { composeEdits, deleteStatement, deleteStatements, suiteOf } from '../../fix';
import { indentationAt, isFirstOnLine, lineStart } from '../../fix/lines';
import { commentStart } from '../../fix/statements';
import type { Model } from '../../semantics/model';
import { textOf } from '../../source/unit';
import type { Assign, Expr, If, Node, Stmt, While } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport, type Report } from '../rule';
import { moduleOf } from '../surroundings';

export default defineRule({
  name: 'dead-experiment',
  area: 'deployment',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'torch', 'tensorflow', 'keras', 'xgboost', 'lightgbm', 'catboost', 'transformers'],
  docs: {
    summary: 'Code of an abandoned experiment remains as a branch that cannot run.',
    why: `Nobody tests it, everybody reads it, and one changed flag brings it back: a path of an old experiment that came alive by accident cost one trading firm 465 million dollars in 45 minutes.
Version control keeps what is deleted.`,
    bad: `from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

USE_OLD_MODEL = False

if USE_OLD_MODEL:
    model = SVC()
else:
    model = LogisticRegression()
`,
    good: `from sklearn.linear_model import LogisticRegression

model = LogisticRegression()
`,
    limits: [
      'Flagged are `if False:` and `while False:`, flags of a module that are set once and whose name speaks of an old, new or experimental variant, and statements after a `return` or `raise`.',
      'Switches of other names (`DEBUG`, `PLOT`, `DOWNLOAD`) are for their user; flags that something assigns, exports or reads from outside are not flagged.',
      'A cell of a notebook that is switched off as a whole, `yield` after a `return`, and code that is commented out are not flagged.',
    ],
    references: [
      'Sculley et al. 2015, Hidden Technical Debt in Machine Learning Systems: dead experimental codepaths',
    ],
  },
  messages: {
    never: '`{test}` is never true: what stands below it cannot run.',
    flag: '`{flag}` is `{value}` and nothing changes it: one of the branches cannot run.',
    after: 'This cannot run: a `{exit}` stands before it.',
  },
  *check({ model }) {
    if (model.role === 'test') return;
    const flags = constantFlags(model);
    for (const { body } of model.modules) {
      const found: Report<'never' | 'flag' | 'after'>[] = [];
      walk(body, (node) => {
        if (node.kind === 'If' || node.kind === 'While') {
          const report = deadBranch(model, node, flags, body);
          if (report) found.push(report);
        }
        for (const suite of suitesIn(node)) {
          const report = afterExit(model, suite);
          if (report) found.push(report);
        }
        return !WITHOUT_SUITE.has(node.kind);
      });
      yield* found;
    }
  },
});

/** Statements in which no other stands: they are not walked. */
const WITHOUT_SUITE: ReadonlySet<Node['kind']> = new Set([
  'Assign',
  'AugAssign',
  'AnnAssign',
  'ExprStmt',
  'Return',
]);

/** Flags by name: what they are, where they are set, and how often they are read. */
type Flags = ReadonlyMap<string, { readonly value: boolean; readonly set: Assign; readonly reads: number }>;

const EXPERIMENT =
  /(^|_)(old|new|legacy|experiment(al)?|exp\d*|deprecated|alt(ernative)?|variant|v\d+|prototype|poc)(_|$)/i;

/** Names of the module that are assigned one literal boolean, once, and named after an experiment. */
function constantFlags(model: Model): Flags {
  const set = new Map<string, { value: boolean; set: Assign }>();
  const writes = new Map<string, number>();
  const reads = new Map<string, number>();
  const shared = new Set<string>();
  for (const statement of model.modules.flatMap(({ body }) => body)) {
    if (statement.kind !== 'Assign' || statement.targets.length !== 1) continue;
    const { value } = statement;
    const [target] = statement.targets;
    if (target?.kind !== 'Name' || value.kind !== 'Constant' || typeof value.value !== 'boolean') continue;
    if (EXPERIMENT.test(target.id)) set.set(target.id, { value: value.value, set: statement });
  }
  // Most files have no such name: the walk through all of the code is spared.
  if (set.size === 0) return new Map();
  for (const { body } of model.modules) {
    walk(body, (node) => {
      // Whatever else may bind or export the name makes it no constant.
      if (node.kind === 'Scope') for (const name of node.names) shared.add(name);
      if (node.kind === 'Parameter') shared.add(node.name);
      if (node.kind === 'String') shared.add(node.value);
      for (const target of targetsOf(node))
        if (target.kind === 'Name') writes.set(target.id, (writes.get(target.id) ?? 0) + 1);
      if (node.kind === 'Name') reads.set(node.id, (reads.get(node.id) ?? 0) + 1);
    });
  }
  const flags = new Map<string, { value: boolean; set: Assign; reads: number }>();
  for (const [name, flag] of set) {
    if (writes.get(name) !== 1 || shared.has(name)) continue;
    flags.set(name, { ...flag, reads: (reads.get(name) ?? 0) - 1 });
  }
  return flags;
}

function targetsOf(node: Node): readonly Expr[] {
  switch (node.kind) {
    case 'Assign':
      return node.targets.flatMap((target) =>
        target.kind === 'Tuple' || target.kind === 'List' ? target.elements : [target],
      );
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
    case 'NamedExpr':
      return [node.target];
    case 'WithItem':
      return node.target ? [node.target] : [];
    default:
      return [];
  }
}

function deadBranch(
  model: Model,
  statement: If | While,
  flags: Flags,
  module: readonly Stmt[],
): Report<'never' | 'flag' | 'after'> | undefined {
  const { test } = statement;
  const at = { start: statement.start, end: test.end };
  if (isNever(test)) {
    const isSwitchedOffCell =
      model.unit.kind === 'notebook' && module.length === 1 && module[0] === statement;
    if (isSwitchedOffCell) return undefined;
    const fix = keep(model, statement, statement.orelse, []);
    return {
      at,
      message: 'never',
      data: { test: textOf(model.unit, test) },
      tags: ['unnecessary'],
      fixes: fix ? [fix] : [],
    };
  }
  if (statement.kind === 'While') return undefined;
  const isNegated = test.kind === 'UnaryOp' && test.op === 'not';
  const name = isNegated ? test.operand : test;
  const flag = name.kind === 'Name' ? flags.get(name.id) : undefined;
  if (!flag || name.kind !== 'Name') return undefined;
  const holds = flag.value !== isNegated;
  // A branch that always runs, without another one, leaves nothing dead.
  if (holds && statement.orelse.length === 0) return undefined;
  const fix = keep(
    model,
    statement,
    holds ? statement.body : statement.orelse,
    flag.reads === 1 ? [flag.set] : [],
  );
  return {
    at,
    message: 'flag',
    data: { flag: name.id, value: flag.value ? 'True' : 'False' },
    related: [{ at: flag.set, note: 'It is set here, once.' }],
    fixes: fix ? [fix] : [],
  };
}

/** `False`, `0` */
function isNever(test: Expr): boolean {
  return (test.kind === 'Constant' && test.value === false) || (test.kind === 'Number' && test.value === 0);
}

/** Puts the live branch in the place of the statement, or takes the statement out. */
function keep(
  model: Model,
  statement: If | While,
  live: readonly Stmt[],
  others: readonly Stmt[],
): FixReport | undefined {
  const removals = others.map((other) => deleteStatement(model, other));
  const main = live.length === 0 ? deleteStatement(model, statement) : replacedBy(model, statement, live);
  if (removals.includes(undefined)) return undefined;
  const edits = composeEdits(main, ...removals);
  const title = live.length === 0 ? 'Delete what cannot run' : 'Keep only the branch that runs';
  return edits && { title, applicability: 'suggestion', edits };
}

function replacedBy(model: Model, statement: If | While, live: readonly Stmt[]): Edit[] | undefined {
  const { unit } = model;
  const [first] = live;
  const last = live.at(-1);
  if (!first || !last || (statement.kind === 'If' && statement.isElif)) return undefined;
  // `elif` as the live part would have to become an `if`.
  if (first.kind === 'If' && first.isElif) return undefined;
  if (!isFirstOnLine(unit, first.start) || !isFirstOnLine(unit, statement.start)) return undefined;
  const outer = indentationAt(unit, statement.start);
  const inner = indentationAt(unit, first.start);
  if (!inner.startsWith(outer) || live.some((each) => holdsLongString(model, each))) return undefined;
  const start = Math.min(first.start, ...decoratorsOf(first));
  const text = textOf(unit, { start: commentStart(unit, start), end: last.end });
  const surplus = inner.slice(outer.length);
  const moved = text
    .split('\n')
    .map((line) => (line.startsWith(outer + surplus) ? outer + line.slice(inner.length) : line))
    .join('\n');
  return [{ start: lineStart(unit, statement.start), end: statement.end, newText: moved }];
}

function decoratorsOf(statement: Stmt): number[] {
  return statement.kind === 'FunctionDef' || statement.kind === 'ClassDef'
    ? statement.decorators.map(({ start }) => start - 1)
    : [];
}

/** A string of several lines would be changed by another indentation. */
function holdsLongString({ unit }: Model, statement: Stmt): boolean {
  let found = false;
  walk(statement, (node) => {
    if ((node.kind === 'String' || node.kind === 'FString') && textOf(unit, node).includes('\n'))
      found = true;
  });
  return found;
}

/** The suites of a statement in which something may follow a `return`. */
function suitesIn(node: Node): readonly (readonly Stmt[])[] {
  switch (node.kind) {
    case 'FunctionDef':
    case 'With':
    case 'ExceptHandler':
    case 'MatchCase':
      return [node.body];
    case 'If':
    case 'For':
    case 'While':
      return [node.body, node.orelse];
    case 'Try':
      return [node.body, node.orelse, node.finalbody];
    default:
      return [];
  }
}

function afterExit(model: Model, suite: readonly Stmt[]): Report<'after'> | undefined {
  const index = suite.findIndex(({ kind }) => kind === 'Return' || kind === 'Raise');
  const dead = suite.slice(index + 1);
  const [first] = dead;
  if (index < 0 || !first || dead.every(saysNothing) || holdsYield(dead)) return undefined;
  if (moduleOf(model, first).errors.length > 0 || !suiteOf(model, first)) return undefined;
  const edits = deleteStatements(model, dead);
  return {
    at: { start: first.start, end: dead.at(-1)!.end },
    message: 'after',
    data: { exit: suite[index]!.kind === 'Return' ? 'return' : 'raise' },
    tags: ['unnecessary'],
    related: [{ at: suite[index]!, note: 'Here the way ends.' }],
    fixes: edits ? [{ title: 'Delete what cannot run', applicability: 'suggestion', edits }] : [],
  };
}

/** `pass`, `...`, a text, another `return` for the reader's or a checker's sake. */
function saysNothing(statement: Stmt): boolean {
  return (
    statement.kind === 'Simple' ||
    statement.kind === 'Return' ||
    statement.kind === 'Raise' ||
    (statement.kind === 'ExprStmt' &&
      (statement.value.kind === 'String' || statement.value.kind === 'Constant'))
  );
}

/** A `yield` that never runs makes the function a generator. */
function holdsYield(statements: readonly Stmt[]): boolean {
  let found = false;
  walk(statements, (node) => {
    if (node.kind === 'Yield') found = true;
  });
  return found;
}
