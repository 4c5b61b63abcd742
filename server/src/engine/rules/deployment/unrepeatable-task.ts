import { addKeyword, composeEdits, importName, quoted, replaceNode, styleAt } from '../../fix';
import { madeFrom } from '../../semantics/ancestry';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, DictExpr, Expr, FunctionDef, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport, type ProjectFacts, type Report } from '../rule';
import { ancestorsOf } from '../surroundings';
import { lowestVersion } from '../versions';
import { asksClock, dagsOf, taskFunctions } from './airflow';

export default defineRule({
  name: 'unrepeatable-task',
  area: 'deployment',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['airflow'],
  docs: {
    summary: 'Running a scheduled job twice, or later, gives another result.',
    why: `A scheduler retries, and people fill in days that were missed. A task that appends writes its rows twice; one that asks the clock fills last Monday with today's data; a DAG that starts "now" never
has a first interval that is over, and may never run. Work on the interval that the scheduler gives, and replace what an earlier attempt wrote.`,
    bad: `from datetime import datetime

import pandas as pd
from airflow.sdk import DAG, task

with DAG("sales", start_date=datetime.now(), schedule="@daily", catchup=False, default_args={"retries": 2}):

    @task
    def load():
        pd.read_csv("sales.csv").to_csv("all_sales.csv", mode="a")

    load()
`,
    good: `from datetime import datetime

from airflow.sdk import DAG, task

with DAG("sales", start_date=datetime(2024, 1, 1), schedule="@daily", catchup=False, default_args={"retries": 2}):

    @task
    def load(ds=None):
        import pandas as pd

        pd.read_csv(f"sales-{ds}.csv").to_csv(f"all_sales/{ds}.csv")

    load()
`,
    limits: [
      'Judged are files that define an Airflow DAG, and in them functions that run as tasks.',
      'Appending is not flagged beside a delete, a merge or an upsert, or where the interval or the run is in the path; the clock is not flagged where it only stamps a record.',
      '`retries` anywhere in the file is enough; `catchup` is asked for only where the requirements allow Airflow below 3, which fills in all missed intervals by default.',
    ],
    references: [
      'Airflow: best practices, https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html',
      'ml-ops.org: automation, https://ml-ops.org/content/mlops-principles#automation',
    ],
  },
  messages: {
    start: '`{call}` makes the DAG start at another time on each parse: its first interval is never over.',
    clock:
      '`{call}` in a task: a retry or a backfill reads or writes another file than the run that it repeats.',
    append: '`{call}` appends: a retry writes the same rows twice.',
    retries: 'No task of this DAG is tried again: a short outage fails the run.',
    catchup:
      'Airflow below 3 runs all intervals since `start_date` at once unless `catchup=False` says otherwise.',
  },
  *check({ model, project }) {
    if (model.role === 'test') return;
    const dags = dagsOf(model);
    if (dags.length === 0) return;
    const seen = new Set<Node>();
    for (const report of [...starts(model, dags), ...tasks(model), ...settings(model, dags, project)]) {
      if (seen.has(report.at as Node)) continue;
      seen.add(report.at as Node);
      yield report;
    }
  },
});

type Found = Report<'start' | 'clock' | 'append' | 'retries' | 'catchup'>;

/** `start_date=datetime.now()`, also in a dictionary of default arguments. */
function* starts(model: Model, dags: readonly CallRecord[]): Iterable<Found> {
  const expressions: Expr[] = [];
  for (const { node } of dags)
    for (const each of node.args) if (each.name === 'start_date') expressions.push(each.value);
  for (const dict of defaultArguments(model))
    for (const { key, value } of dict.entries)
      if (key?.kind === 'String' && key.value === 'start_date') expressions.push(value);
  for (const expression of expressions) {
    const moving = model.calls.find(
      (record) =>
        (asksClock(record) || record.name === 'airflow.utils.dates.days_ago') &&
        expression.start <= record.node.start &&
        record.node.end <= expression.end,
    );
    if (!moving) continue;
    const fix = fixedStart(model, expression, moving);
    yield {
      at: moving.node,
      message: 'start',
      data: { call: textOf(model.unit, moving.node.func) },
      fixes: fix ? [fix] : [],
    };
  }
}

/** Literal dictionaries that are, or become, `default_args`. */
function defaultArguments(model: Model): DictExpr[] {
  const found: DictExpr[] = [];
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind === 'Argument' && node.name === 'default_args' && node.value.kind === 'Dict')
        found.push(node.value);
      if (node.kind === 'Assign' && node.value.kind === 'Dict' && node.targets[0]?.kind === 'Name')
        if (/default_?args|^args$/i.test(node.targets[0].id)) found.push(node.value);
    });
  return found;
}

function fixedStart(model: Model, expression: Expr, { node, name }: CallRecord): FixReport | undefined {
  const title = 'Start on a fixed day: look at which';
  if (/^pendulum\./.test(name) && node.func.kind === 'Attribute') {
    const edits = replaceNode(expression, `${textOf(model.unit, node.func.value)}.datetime(2024, 1, 1)`);
    return { title, applicability: 'suggestion', edits };
  }
  const { edits, name: datetime } = importName(model, expression, { module: 'datetime', member: 'datetime' });
  const composed = composeEdits(edits, replaceNode(expression, `${datetime}(2024, 1, 1)`));
  return composed && { title, applicability: 'suggestion', edits: composed };
}

/** What tasks do that a second run would not repeat. */
function* tasks(model: Model): Iterable<Found> {
  for (const task of taskFunctions(model)) {
    const records = model.calls.filter(({ frame }) => frame.def === task);
    const clocks = new Set(model.calls.filter(asksClock).map(({ result }) => result));
    for (const record of records) {
      const data = { call: textOf(model.unit, record.node.func) };
      const path = record.node.args[0]?.value;
      const isFile = record.effect === 'load' || /^to_(csv|parquet|json|feather|pickle)$/.test(record.method);
      if (appends(record) && !replaces(task) && !(path && namesRun(path)))
        yield { at: record.node, message: 'append', data };
      else if (isFile && path) {
        const clock = clockIn(model, path, clocks);
        if (clock) yield { at: clock, message: 'clock', data: { call: textOf(model.unit, clock.func) } };
      }
    }
  }
}

/** `to_sql(if_exists="append")`, `to_csv(mode="a")`, and `INSERT INTO` of a literal statement. */
function appends(record: CallRecord): boolean {
  if (record.method === 'to_sql') return constantOf(argument(record, 'if_exists')) === 'append';
  if (record.method === 'to_csv') return constantOf(argument(record, 'mode')) === 'a';
  if (!/^(execute|executemany|run)$/.test(record.method)) return false;
  const [statement] = record.args.positional;
  const text = constantOf(statement);
  return typeof text === 'string' && /^\s*insert\s+into\b/i.test(text) && !isUpsert(text);
}

const isUpsert = (text: string): boolean =>
  /\bon\s+(conflict|duplicate\s+key)\b|\bmerge\s+into\b|\bdelete\s+from\b|\btruncate\b|\binsert\s+overwrite\b/i.test(
    text,
  );

/** The function takes away first what it wrote before. */
function replaces({ body }: FunctionDef): boolean {
  let found = false;
  walk(body, (node) => {
    const texts =
      node.kind === 'String'
        ? [node.value]
        : node.kind === 'FString'
          ? node.parts.filter((part) => typeof part === 'string')
          : [];
    if (texts.some(isUpsert)) found = true;
    const name = node.kind === 'Attribute' ? node.attr : node.kind === 'Name' ? node.id : '';
    if (/delete|truncate|unlink|upsert|merge|drop_duplicates|overwrite/i.test(name)) found = true;
  });
  return found;
}

const RUN = /^(ds|ds_nodash|ts|ts_nodash|run_id|logical_date|execution_date|data_interval_\w+|partition\w*)$/;

/** The path has the run or its interval in it. */
function namesRun(path: Expr): boolean {
  let found = false;
  walk(path, (node) => {
    if (node.kind === 'Name' && RUN.test(node.id)) found = true;
    if (node.kind === 'String' && RUN.test(node.value)) found = true;
  });
  return found;
}

/** The call that asks the clock for a part of an expression, directly or by a name. */
function clockIn(model: Model, path: Expr, clocks: ReadonlySet<Value>): Call | undefined {
  let found: Call | undefined;
  walk(path, (node) => {
    if (found || (node.kind !== 'Name' && node.kind !== 'Call' && node.kind !== 'BinOp')) return;
    for (const source of madeFrom(model, model.valueOf(node)))
      if (clocks.has(source) && 'record' in source) found = source.record?.node;
  });
  return found ?? clockInAssignment(model, path, clocks);
}

/** `path = f"{datetime.now():%Y}.csv"`: text that is put together has no known parts, so its assignment is looked at. */
function clockInAssignment(model: Model, path: Expr, clocks: ReadonlySet<Value>): Call | undefined {
  const origin = path.kind === 'Name' ? model.valueOf(path)?.origin : undefined;
  if (!origin || (origin.kind !== 'FString' && origin.kind !== 'BinOp')) return undefined;
  return clockIn(model, origin, clocks);
}

/** Retries and catch-up, which the DAG or its default arguments set. */
function* settings(
  model: Model,
  dags: readonly CallRecord[],
  project: ProjectFacts | undefined,
): Iterable<Found> {
  const [first] = dags;
  if (!first || dags.some(hasHiddenArguments)) return;
  const version = lowestVersion(project, 'apache-airflow');
  const isOld = version !== undefined && version[0] < 3;
  if (!mentions(model, /^retries$/) && hasTasks(model)) {
    const fix = retries(model, first);
    yield { at: first.node.func, message: 'retries', severity: 'hint', fixes: fix ? [fix] : [] };
  } else if (isOld && !mentions(model, /^catchup$/) && isScheduled(first)) {
    yield {
      at: first.node.func,
      message: 'catchup',
      fixes: [
        {
          title: 'Do not run missed intervals',
          applicability: 'suggestion',
          edits: addKeyword(model.unit, first.node, 'catchup', 'False'),
        },
      ],
    };
  }
}

function isScheduled(dag: CallRecord): boolean {
  const schedule = argument(dag, 'schedule') ?? argument(dag, 'schedule_interval');
  return schedule !== undefined && !(schedule.kind === 'constant' && schedule.value === null);
}

function hasTasks(model: Model): boolean {
  return (
    taskFunctions(model).length > 0 ||
    model.calls.some(({ name }) => /^airflow\b.*(Operator|Sensor)$/.test(name))
  );
}

/** A keyword, a key or a name of this kind stands in the file; arguments from elsewhere may hold it. */
function mentions({ modules }: Model, pattern: RegExp): boolean {
  let found = false;
  for (const { body } of modules)
    walk(body, (node) => {
      const isWord =
        (node.kind === 'Argument' && pattern.test(node.name ?? '')) ||
        (node.kind === 'String' && pattern.test(node.value)) ||
        (node.kind === 'Argument' &&
          node.name === 'default_args' &&
          node.value.kind !== 'Dict' &&
          node.value.kind !== 'Name');
      if (isWord) found = true;
    });
  return found;
}

/** `default_args={"retries": 2}`, or one more entry where there are default arguments. */
function retries(model: Model, dag: CallRecord): FixReport | undefined {
  const given = dag.node.args.find(({ name }) => name === 'default_args');
  const style = styleAt(model, dag.node.start);
  const entry = `${quoted(style, 'retries')}: 2`;
  const title = 'Try failed tasks again, twice';
  if (!given)
    return {
      title,
      applicability: 'suggestion',
      edits: addKeyword(model.unit, dag.node, 'default_args', `{${entry}}`),
    };
  const [dict] = given.value.kind === 'Dict' ? [given.value] : defaultArguments(model);
  const last = dict?.entries.at(-1);
  if (!last || [...ancestorsOf(model, last)].length === 0) return undefined;
  return {
    title,
    applicability: 'suggestion',
    edits: [{ start: last.end, end: last.end, newText: `, ${entry}` }],
  };
}
