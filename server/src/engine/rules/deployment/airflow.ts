/** What rules on workflows ask of an Airflow file: its DAGs, its tasks, and what runs while it is parsed. */
import type { Frame } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argumentsOf } from '../../semantics/reach';
import { siteIn, type CallRecord } from '../../semantics/trace';
import type { Expr, FunctionDef } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { ancestorsOf } from '../surroundings';

const DAG = /^airflow(\.\w+)*\.(DAG|dag)$/;
const TASK = /^airflow(\.\w+)*\.task(\.\w+)?$/;

/** Calls that define a DAG: `DAG(…)`, and `@dag(…)` with its parentheses. */
export function dagsOf(model: Model): readonly CallRecord[] {
  return model.calls.filter(({ name }) => DAG.test(name));
}

/** Functions that the decorator `dag` makes a DAG of: their bodies run while the file is parsed. */
function isDagFunction(model: Model, { decorators }: FunctionDef): boolean {
  return decorators.some((each) => DAG.test(apiName(model, each)));
}

/** True for a file that defines a DAG. */
export function definesDag(model: Model): boolean {
  if (dagsOf(model).length > 0) return true;
  let found = false;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind === 'FunctionDef' && isDagFunction(model, node)) found = true;
    });
  return found;
}

/** The library's name behind a decorator, with or without arguments. */
function apiName(model: Model, decorator: Expr): string {
  const value = model.valueOf(decorator.kind === 'Call' ? decorator.func : decorator);
  return value?.kind === 'api' ? value.name : '';
}

/** Functions that run as tasks: decorated ones, and those handed to an operator. */
export function taskFunctions(model: Model): readonly FunctionDef[] {
  const found = new Set<FunctionDef>();
  for (const record of model.calls) {
    if (!/^airflow\b.*Operator$/.test(record.name)) continue;
    for (const value of argumentsOf(record))
      if (value.kind === 'function' && value.def.kind === 'FunctionDef') found.add(value.def);
  }
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind === 'FunctionDef' && node.decorators.some((each) => TASK.test(apiName(model, each))))
        found.add(node);
    });
  return [...found];
}

/** True for what happens while the file is parsed: at top level, in a DAG's function, and in plain functions called from there. */
export function isAtParseTime(model: Model, record: CallRecord): boolean {
  const site = siteIn(model.unit, record);
  if (!site) return false;
  // `if __name__ == "__main__":` is for trying out by hand.
  for (const around of ancestorsOf(model, site))
    if (around.kind === 'If' && isMainGuard(around.test)) return false;
  for (let at: Frame | undefined = record.frame; at; at = at.caller) {
    if (!at.def) continue;
    if (at.uncalled || at.def.kind !== 'FunctionDef') return isDag(model, at);
    if (at.def.decorators.length > 0 && !isDag(model, at)) return false;
  }
  return true;
}

function isDag(model: Model, { def }: Frame): boolean {
  return def?.kind === 'FunctionDef' && isDagFunction(model, def);
}

function isMainGuard(test: Expr): boolean {
  return test.kind === 'Compare' && test.left.kind === 'Name' && test.left.id === '__name__';
}

/** True for a call that asks the clock. */
export function asksClock({ name }: CallRecord): boolean {
  return /^datetime\.(datetime\.(now|utcnow|today)|date\.today)$|^pendulum\.(now|today|yesterday|tomorrow)$|^airflow\.utils\.timezone\.utcnow$|^time\.time$|^pandas\.Timestamp\.(now|today|utcnow)$/.test(
    name,
  );
}
