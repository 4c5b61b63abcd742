import type { Model } from '../../semantics/model';
import { siteIn, type CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { defineRule, type Report } from '../rule';
import { ancestorsOf } from '../surroundings';
import { asksClock, definesDag, isAtParseTime } from './airflow';

export default defineRule({
  name: 'parse-time-work',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'none',
  needs: ['airflow'],
  docs: {
    summary: 'A workflow file does heavy or remote work while it is being parsed.',
    why: `Airflow reads every DAG file again and again, every half minute by default, and once more in each task. What stands at top level runs every time, on the scheduler: a query per loop, a table
per loop, and when the other side is down, the whole file disappears from the list of DAGs. Move the work into the task that needs it, and use templates such as \`{{ var.value.bucket }}\`.`,
    bad: `import pandas as pd
from airflow.sdk import dag, task

customers = pd.read_parquet("s3://lake/customers.parquet")


@dag(schedule="@daily", catchup=False, default_args={"retries": 2})
def score():
    @task
    def count():
        print(len(customers))

    count()


score()
`,
    good: `from airflow.sdk import dag, task


@dag(schedule="@daily", catchup=False, default_args={"retries": 2})
def score():
    @task
    def count():
        import pandas as pd

        customers = pd.read_parquet("s3://lake/customers.parquet")
        print(len(customers))

    count()


score()
`,
    limits: [
      'Judged are files that define an Airflow DAG: their top level, the body of a function under `@dag`, and plain functions that are called from there.',
      'What stands in task functions, under `if __name__ == "__main__":` and in templates (`{{ var.value.x }}`) is not flagged.',
      'Imports at top level of libraries that take a second or more are a hint.',
    ],
    references: [
      'Airflow: best practices, top level Python code, https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code',
    ],
  },
  messages: {
    work: '`{call}` runs each time that Airflow parses this file, not when the task does.',
    variable:
      '`{call}` asks Airflow’s database each time that this file is parsed: read it in the task, or through a template.',
    clock: '`{call}` is asked while the file is parsed: the DAG is another one each time.',
    import:
      '`{library}` is imported each time that Airflow parses this file: import it in the task that uses it.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || !definesDag(model)) return;
    const seen = new Set<Node>();
    const variables: Report<'variable'>[] = [];
    for (const record of model.trace) {
      const message = workOf(record);
      if (!message || record.repeat || !isAtParseTime(model, record)) continue;
      if (message === 'clock' && !isArgumentOfWorkflow(model, record)) continue;
      const at = siteIn(unit, record);
      if (!at || seen.has(at)) continue;
      seen.add(at);
      const data = { call: textOf(record.unit, record.node.func) };
      if (message === 'variable') variables.push({ at, message, data });
      else yield { at, message, data };
    }
    // Pools, queues and schedules are asked for one by one: it is one habit.
    const [first, ...others] = variables;
    if (first) yield { ...first, related: others.map(({ at }) => ({ at, note: 'Here, too.' })) };
    yield* imports(model);
  },
});

/** Libraries that take long to import, once for a file. */
function* imports(model: Model): Iterable<Report<'import'>> {
  const [first, ...others] = heavyImports(model);
  if (!first) return;
  yield {
    at: first.node,
    message: 'import',
    data: { library: first.name.split('.')[0]! },
    severity: 'hint',
    related: others.map(({ node }) => ({ at: node, note: 'So is this.' })),
  };
}

const WORK =
  /^(requests\.(\w+\.)*(get|post|put|patch|delete|head|request)|urllib\.request\.(urlopen|urlretrieve)|httpx\.(get|post)|time\.sleep|subprocess\.(run|call|check_call|check_output|Popen)|pandas\.read_\w+|(psycopg2?|sqlite3|pymysql|pyodbc|cx_Oracle|oracledb|MySQLdb|mysql\.connector|snowflake\.connector)\.connect|os\.system)$/;

function workOf({ name, effect }: CallRecord): 'work' | 'variable' | 'clock' | undefined {
  if (
    /^airflow(\.\w+)*\.(Variable\.get|\w*Hook\.get_connection|Connection\.get_connection_from_secrets)$/.test(
      name,
    )
  )
    return 'variable';
  if (
    /^airflow(\.\w+)*\.\w+Hook\.(get_(records|first|pandas_df|df|conn|key|file)|run|read_key|list_keys)$/.test(
      name,
    )
  )
    return 'work';
  if (WORK.test(name) || effect === 'load' || effect === 'restore') return 'work';
  return asksClock({ name } as CallRecord) ? 'clock' : undefined;
}

/** An argument of a DAG or an operator. When the DAG starts is another rule's business. */
function isArgumentOfWorkflow(model: Model, { node, unit }: CallRecord): boolean {
  if (unit !== model.unit) return false;
  let isInside = false;
  for (const around of ancestorsOf(model, node)) {
    if (around.kind === 'Argument' && /^(start_date|end_date)$/.test(around.name ?? '')) return false;
    if (around.kind === 'DictEntry' && around.key?.kind === 'String' && /_date$/.test(around.key.value))
      return false;
    if (around.kind === 'Lambda' || around.kind === 'FunctionDef') break;
    if (around.kind === 'Call')
      isInside ||= model
        .recordsOf(around)
        .some(({ name }) => /^airflow\b.*(DAG|dag|Operator|Sensor)$/.test(name));
  }
  return isInside;
}

const HEAVY =
  /^(torch|tensorflow|keras|transformers|pandas|sklearn|xgboost|lightgbm|catboost|spacy|pyspark|datasets|sentence_transformers)(\.|$)/;

function heavyImports({ imports, modules }: Model): Model['imports'] {
  const top = new Set<Node>(modules.flatMap(({ body }) => body));
  const seen = new Set<Node>();
  return imports.filter(({ name, node }) => {
    if (!HEAVY.test(name) || !top.has(node) || seen.has(node)) return false;
    seen.add(node);
    return true;
  });
}
