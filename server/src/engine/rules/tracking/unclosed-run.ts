import {
  addKeyword,
  composeEdits,
  indentStatements,
  insertAfter,
  insertBefore,
  replaceNode,
  suiteOf,
} from '../../fix';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import type { Severity } from '../../finding';
import { textOf } from '../../source/unit';
import type { Node, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport, type Report } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';

type Message = 'open' | 'loop' | 'second' | 'inner' | 'wandb';

export default defineRule({
  name: 'unclosed-run',
  area: 'tracking',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['mlflow', 'wandb'],
  docs: {
    summary: 'A tracking run is started and not ended.',
    why: `In a notebook, a service or a loop the process goes on, and so does the run: the next training logs into the old one, or \`start_run\` refuses to start a second. A run that
failed stays "running" for ever. A \`with\` block ends it on every path, and marks it as failed if it failed.`,
    bad: `import mlflow
import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("churn.csv")
for alpha in [0.1, 1.0]:
    mlflow.start_run()
    model = Ridge(alpha=alpha).fit(rows[["age", "usage"]], rows["bill"])
    mlflow.log_param("alpha", alpha)
    mlflow.log_metric("intercept", model.intercept_)
`,
    good: `import mlflow
import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("churn.csv")
for alpha in [0.1, 1.0]:
    with mlflow.start_run():
        model = Ridge(alpha=alpha).fit(rows[["age", "usage"]], rows["bill"])
        mlflow.log_param("alpha", alpha)
        mlflow.log_metric("intercept", model.intercept_)
`,
    limits: [
      'Silent as soon as the file ends a run anywhere, and where the run is handed on: returned, given to a function, kept in an attribute.',
      'One run in a script is a hint only: MLflow ends it when Python exits.',
      'Weights & Biases: only `wandb.init` in a loop of a script, without `reinit`; notebooks end the run before by themselves.',
    ],
    references: [
      'MLflow: tracking API, https://mlflow.org/docs/latest/ml/tracking/tracking-api/',
      'Weights & Biases: wandb.init, https://docs.wandb.ai/ref/python/init',
    ],
  },
  messages: {
    open: 'Nothing ends this run: what is logged next in this process goes into it, and after an error it stays open.',
    loop: 'Each round starts a run and none ends it: `start_run` raises in the second round.',
    second: 'The run before is still active: `start_run` raises here.',
    inner: 'A run is active in this block already: without `nested=True`, `start_run` raises.',
    wandb: 'Each round calls `init` and none `finish`: the later rounds log into the run of the first.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    yield* mlflowRuns(model);
    if (unit.kind === 'script') yield* wandbRuns(model);
  },
});

function* mlflowRuns(model: Model): Iterable<Report<Message>> {
  const starts = model.callsTo('mlflow.start_run').filter((record) => !isNested(record));
  yield* innerRuns(model, starts);
  if (isMentioned(model, /\bend_run\b|\b__exit__\b|\bset_terminated\b/)) return;
  let before: CallRecord | undefined;
  for (const record of starts) {
    const statement = openStatement(model, record);
    if (before && before.frame === record.frame && !isConditional(record)) {
      const at = statementOf(model, record.node);
      const ending =
        at &&
        insertBefore(model, at, `${textOf(model.unit, record.node.func).replace(/start_run$/, 'end_run')}()`);
      yield {
        at: record.node,
        message: 'second',
        related: [{ at: before.node, note: 'Started here.' }],
        fixes: ending ? [{ title: 'End the run before', applicability: 'suggestion', edits: ending }] : [],
      };
      return;
    }
    if (!statement) continue;
    const isLoop = contextsOf(record.context, 'loop').length > 0;
    // The report on the run that can't start names the one before.
    const next = starts.find(
      (other) => other.order > record.order && other.node !== record.node && other.frame === record.frame,
    );
    if (!isLoop && !isConditional(record) && next && !isConditional(next)) {
      before = record;
      continue;
    }
    yield {
      at: record.node,
      message: isLoop ? 'loop' : 'open',
      severity: isLoop ? undefined : severityOf(model, record),
      fixes: closed(model, record, statement),
    };
    return;
  }
}

/** `with mlflow.start_run(): with mlflow.start_run():` */
function* innerRuns(model: Model, starts: readonly CallRecord[]): Iterable<Report<Message>> {
  for (const record of starts) {
    if (hasHiddenArguments(record)) continue;
    const outer = contextsOf(record.context, 'with').find(({ node }) => startsRun(model, node));
    if (!outer || isMentioned(model, /\bend_run\b/)) continue;
    yield {
      at: record.node,
      message: 'inner',
      fixes: [
        {
          title: 'Make it a child of the run around it: `nested=True`',
          applicability: 'suggestion',
          edits: addKeyword(model.unit, record.node, 'nested', 'True'),
        },
      ],
    };
  }
}

function startsRun(model: Model, node: Node): boolean {
  return (
    node.kind === 'With' &&
    node.items.some(
      ({ context }) =>
        context.kind === 'Call' && model.recordsOf(context).some(({ name }) => name === 'mlflow.start_run'),
    )
  );
}

function isNested(record: CallRecord): boolean {
  const nested = argument(record, 'nested', 3);
  return nested !== undefined && constantOf(nested) !== false;
}

function isConditional({ context }: CallRecord): boolean {
  return (['branch', 'try', 'except'] as const).some((kind) => contextsOf(context, kind).length > 0);
}

function isMentioned({ unit }: Model, pattern: RegExp): boolean {
  return unit.sources.some(({ code }) => pattern.test(code));
}

/** The statement that starts a run and keeps it to itself: `mlflow.start_run()`, or `run = mlflow.start_run()`. */
function openStatement(model: Model, { node }: CallRecord): Stmt | undefined {
  const statement = statementOf(model, node);
  if (statement?.kind === 'ExprStmt') return statement.value === node ? statement : undefined;
  if (statement?.kind !== 'Assign' || statement.value !== node || statement.targets.length !== 1)
    return undefined;
  const [target] = statement.targets;
  return target?.kind === 'Name' && !isHandedOn(model, target.id) ? statement : undefined;
}

/** True if a name is returned, given to a call, stored, or opened by a `with`. */
function isHandedOn(model: Model, name: string): boolean {
  let found = false;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'Name' || node.id !== name) return;
      const [around] = ancestorsOf(model, node);
      if (
        around &&
        HANDING.has(around.kind) &&
        !('targets' in around && around.targets.some((target) => target === node))
      )
        found = true;
    });
  return found;
}

const HANDING: ReadonlySet<string> = new Set(
  'Return Yield Argument WithItem Assign Tuple List DictEntry'.split(' '),
);

function severityOf(model: Model, { frame }: CallRecord): Severity | undefined {
  const isProgram =
    model.unit.kind === 'script' &&
    (model.role === 'training' || model.role === 'other' || model.role === 'scoring');
  return isProgram && !frame.uncalled ? 'hint' : undefined;
}

/** A `with` block around the rest of the suite, or `end_run()` behind the last call that logs. */
function closed(model: Model, record: CallRecord, statement: Stmt): FixReport[] {
  const { unit } = model;
  const place = suiteOf(model, statement);
  if (!place) return [];
  const rest = place.suite.slice(place.index + 1);
  const logged = model.calls.filter(
    ({ name, order, node }) =>
      order > record.order && /^mlflow\./.test(name) && !rest.some((each) => contains(each, node)),
  );
  const isWhole =
    logged.length === 0 && rest.length > 0 && rest.every(({ kind }) => !/Def$|^Import/.test(kind));
  const name =
    statement.kind === 'Assign' && statement.targets[0]?.kind === 'Name'
      ? statement.targets[0].id
      : undefined;
  const head = `with ${textOf(unit, record.node)}${name === undefined ? '' : ` as ${name}`}:`;
  const edits = isWhole
    ? composeEdits(replaceNode(statement, head), indentStatements(model, rest))
    : undefined;
  if (edits) return [{ title: 'Put the run into a `with` block', applicability: 'suggestion', edits }];
  const ending = ended(model, record, [statement, ...rest]);
  return ending
    ? [{ title: 'End the run after what is logged', applicability: 'suggestion', edits: ending }]
    : [];
}

function ended(model: Model, record: CallRecord, suite: readonly Stmt[]): Edit[] | undefined {
  const last = model.calls
    .filter(
      ({ name, frame, order }) => /^mlflow\./.test(name) && frame === record.frame && order >= record.order,
    )
    .at(-1);
  if (!last) return undefined;
  const inSuite = suite.find((each) => contains(each, last.node));
  const top = inSuite ?? (record.frame.def ? undefined : topLevel(model, last.node));
  const name = textOf(model.unit, record.node.func).replace(/start_run$/, 'end_run');
  return top && name.endsWith('.end_run') ? insertAfter(model, top, `${name}()`) : undefined;
}

function topLevel(model: Model, node: Node): Stmt | undefined {
  return model.modules.flatMap(({ body }) => body).find((each) => contains(each, node));
}

function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** `wandb.init` in a loop of a script: what it gives then is the run of the first round. */
function* wandbRuns(model: Model): Iterable<Report<Message>> {
  if (isMentioned(model, /\.finish\b|\breinit\b|wandb\.(join|setup|agent)\b/)) return;
  for (const record of model.callsTo('wandb.init')) {
    const [loop] = contextsOf(record.context, 'loop');
    if (!loop || hasHiddenArguments(record)) continue;
    const statement = statementOf(model, record.node);
    if (!statement || statement.kind === 'With' || statement.kind === 'Return') continue;
    yield { at: record.node, message: 'wandb', fixes: finished(model, record, loop.node, statement) };
    return;
  }
}

/** `wandb.finish()` as the last statement of the loop's body. */
function finished(model: Model, { node }: CallRecord, loop: Node, statement: Stmt): FixReport[] {
  if (loop.kind !== 'For' && loop.kind !== 'While') return [];
  const last = loop.body.at(-1);
  const name = textOf(model.unit, node.func).replace(/init$/, 'finish');
  if (
    !last ||
    !loop.body.includes(statement) ||
    !name.endsWith('.finish') ||
    /^(Return|Raise|Simple)$/.test(last.kind)
  )
    return [];
  const edits = insertAfter(model, last, `${name}()`);
  return edits
    ? [{ title: 'Finish the run at the end of each round', applicability: 'suggestion', edits }]
    : [];
}
