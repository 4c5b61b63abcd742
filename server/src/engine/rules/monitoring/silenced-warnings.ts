import {
  addKeyword,
  composeEdits,
  deleteStatements,
  importName,
  quoted,
  replaceNode,
  styleAt,
} from '../../fix';
import type { Effect } from '../../knowledge';
import type { Severity } from '../../finding';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Node, Stmt, Try } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport, type Report } from '../rule';
import { moduleOf, statementOf } from '../surroundings';

type Message = 'all' | 'numeric' | 'replaced' | 'passed' | 'errors';

export default defineRule({
  name: 'silenced-warnings',
  area: 'monitoring',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'numpy',
    'pandas',
    'sklearn',
    'torch',
    'tensorflow',
    'keras',
    'xgboost',
    'lightgbm',
    'catboost',
    'statsmodels',
    'transformers',
  ],
  docs: {
    summary: 'Warnings, numeric errors or exceptions are switched off for the whole program.',
    why: `A model that did not converge, an assignment to a copy (pandas says so only by a warning), a metric that is not defined, an overflow: libraries tell by warnings what
does not stop the program. Switched off, all of it passes unseen, today’s noise together with tomorrow’s fault.`,
    bad: `import warnings

import pandas as pd

warnings.filterwarnings("ignore")
rows = pd.read_csv("churn.csv")
`,
    good: `import warnings

import pandas as pd

warnings.filterwarnings("ignore", category=FutureWarning)
rows = pd.read_csv("churn.csv")
`,
    limits: [
      'Filters with a category, a message or a module, and those inside `warnings.catch_warnings()`, a function or a branch are not flagged.',
      'An `except` that only passes is flagged if it catches everything, around code that loads, converts or fits.',
      'Hints in notebooks; cells that draw are not flagged.',
    ],
    references: [
      'Zinkevich, Rules of Machine Learning: rule 10 (watch for silent failures)',
      'Breck et al. 2017, The ML Test Score: monitoring test 5 (numerical stability)',
      'pandas: copy-on-write, https://pandas.pydata.org/docs/user_guide/copy_on_write.html',
    ],
  },
  messages: {
    all: 'Every warning is switched off: a fit that does not converge, or an assignment that is lost, passes unseen.',
    numeric:
      'Overflow, division by zero and invalid values pass unseen from here on: NaN spreads without a word.',
    replaced: '`{target}` is replaced: no library can warn any more.',
    passed: 'Whatever goes wrong while this {does} is passed over, and the program goes on without it.',
    errors: 'Level 3 hides TensorFlow’s errors, too, not only its notes.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const mild: Severity | undefined = unit.kind === 'notebook' ? 'hint' : undefined;
    for (const report of [...filters(model), ...numeric(model), ...stores(model), ...handlers(model)])
      yield { ...report, severity: report.severity ?? mild };
  },
});

/** `warnings.filterwarnings("ignore")` for the whole program. */
function* filters(model: Model): Iterable<Report<Message>> {
  const found = model
    .callsTo('warnings.filterwarnings', 'warnings.simplefilter')
    .filter((record) => isGlobal(record) && isForAll(record) && !isPlotting(model, record));
  const [first, ...others] = found;
  if (!first) return;
  const narrowed = composeEdits(
    ...found.map(({ node }) => addKeyword(model.unit, node, 'category', 'FutureWarning')),
  );
  const statements = found.map(({ node }) => statementOf(model, node));
  const removed = statements.every((each): each is Stmt => each?.kind === 'ExprStmt')
    ? deleteStatements(model, statements)
    : undefined;
  const fixes: FixReport[] = [];
  if (narrowed)
    fixes.push({
      title: 'Ignore one category only: `FutureWarning`',
      applicability: 'suggestion',
      edits: narrowed,
    });
  if (removed) fixes.push({ title: 'Show warnings again', applicability: 'suggestion', edits: removed });
  yield { at: first.node, message: 'all', related: related(others), fixes };
}

function related(records: readonly { readonly node: Node }[]) {
  return records.slice(0, 10).map(({ node }) => ({ at: node, note: 'Here, too.' }));
}

/** At the level of the file, on every path. */
function isGlobal({ frame, context }: CallRecord): boolean {
  return (
    !frame.def &&
    !frame.isClass &&
    (['branch', 'with', 'except', 'try'] as const).every((kind) => contextsOf(context, kind).length === 0)
  );
}

function isForAll(record: CallRecord): boolean {
  const { args } = record;
  return (
    !hasHiddenArguments(record) &&
    constantOf(argument(record, 'action', 0)) === 'ignore' &&
    args.positional.length + args.keywords.size === 1
  );
}

/** A cell that draws: its warnings are about fonts and layouts. */
function isPlotting(model: Model, { node }: CallRecord): boolean {
  if (model.unit.kind !== 'notebook') return false;
  const { body } = moduleOf(model, node);
  const within = (other: Node) => body.some(({ start, end }) => start <= other.start && other.end <= end);
  return model.calls.some(
    ({ name, node: other }) =>
      /^(matplotlib|seaborn|plotly)\./.test(name) &&
      !/\.(set\w*|use|style\.\w+|rc|set_theme)$/.test(name) &&
      within(other),
  );
}

/** `np.seterr(all="ignore")` whose former state nobody keeps. */
function* numeric(model: Model): Iterable<Report<Message>> {
  const found = model.callsTo('numpy.seterr').filter((record) => {
    const statement = statementOf(model, record.node);
    return (
      isGlobal(record) &&
      constantOf(argument(record, 'all', 0)) === 'ignore' &&
      statement?.kind === 'ExprStmt'
    );
  });
  const [first, ...others] = found;
  if (!first) return;
  const statements = found.map(({ node }) => statementOf(model, node)!);
  const edits = deleteStatements(model, statements);
  yield {
    at: first.node,
    message: 'numeric',
    related: related(others),
    fixes: edits ? [{ title: 'Report numeric errors again', applicability: 'suggestion', edits }] : [],
  };
}

/** `warnings.warn = …`, `os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"` */
function* stores(model: Model): Iterable<Report<Message>> {
  const levels: { node: Node; edits: Edit[] | undefined }[] = [];
  for (const { target, base, statement, value } of model.stores) {
    if (
      target.kind === 'Attribute' &&
      base.kind === 'api' &&
      base.name === 'warnings' &&
      target.attr === 'warn'
    ) {
      const edits = deleteStatements(model, [statement as Stmt]);
      yield {
        at: target,
        message: 'replaced',
        data: { target: textOf(model.unit, target) },
        fixes: edits ? [{ title: 'Leave `warn` as it is', applicability: 'suggestion', edits }] : [],
      };
    }
    const isLevel =
      target.kind === 'Subscript' &&
      target.index.kind === 'String' &&
      target.index.value === 'TF_CPP_MIN_LOG_LEVEL';
    if (!isLevel || String(constantOf(value)) !== '3' || statement.kind !== 'Assign') continue;
    const written: Expr = statement.value;
    const edits =
      written.kind === 'String'
        ? replaceNode(written, quoted(styleAt(model, written.start), '2'))
        : undefined;
    levels.push({ node: statement, edits });
  }
  const [first, ...others] = levels;
  if (!first) return;
  const edits = composeEdits(...levels.map((each) => each.edits));
  yield {
    at: first.node,
    message: 'errors',
    severity: 'hint',
    related: related(others),
    fixes: edits ? [{ title: 'Keep errors: level 2', applicability: 'suggestion', edits }] : [],
  };
}

const WORK = new Map<Effect, string>([
  ['load', 'loads'],
  ['restore', 'loads'],
  ['load-weights', 'loads'],
  ['fit', 'fits'],
  ['fit-transform', 'fits'],
  ['fit-predict', 'fits'],
  ['transform', 'converts'],
]);
const PARSING =
  /^(pandas\.(to_datetime|to_numeric|json_normalize)|json\.loads?|pandas\.(DataFrame|Series)\.astype)$/;

/** `except: pass` around code that loads, converts or fits. */
function* handlers(model: Model): Iterable<Report<Message>> {
  if (!model.unit.sources.some(({ code }) => code.includes('except'))) return;
  const found: { node: Node; pass: Stmt; does: string }[] = [];
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'Try') return;
      const does = workIn(model, node);
      if (does === undefined) return;
      for (const handler of node.handlers) {
        const [only] = handler.body;
        if (
          handler.body.length !== 1 ||
          only?.kind !== 'Simple' ||
          only.form !== 'pass' ||
          !catchesAll(handler.type)
        )
          continue;
        found.push({ node: { ...handler, end: only.end }, pass: only, does });
      }
    });
  const [first, ...others] = found;
  if (!first) return;
  const edits = composeEdits(
    ...found.map(({ pass, does }) => {
      const logging = importName(model, pass, { module: 'logging' });
      const text = quoted(styleAt(model, pass.start), `${NOUNS[does]} failed`);
      return composeEdits(logging.edits, replaceNode(pass, `${logging.name}.exception(${text})`));
    }),
  );
  yield {
    at: first.node,
    message: 'passed',
    data: { does: first.does },
    related: related(others),
    fixes: edits ? [{ title: 'Log the exception', applicability: 'suggestion', edits }] : [],
  };
}

const NOUNS: Readonly<Record<string, string>> = { loads: 'Loading', fits: 'The fit', converts: 'Converting' };

function catchesAll(type: Expr | undefined): boolean {
  return type === undefined || (type.kind === 'Name' && /^(Exception|BaseException)$/.test(type.id));
}

function workIn(model: Model, { body }: Try): string | undefined {
  const [from, to] = [body[0]!.start, body.at(-1)!.end];
  for (const { node, effect, name } of model.calls) {
    if (node.start < from || node.end > to) continue;
    const does = (effect && WORK.get(effect)) ?? (PARSING.test(name) ? 'converts' : undefined);
    if (does) return does;
  }
  return undefined;
}
