import { areBoundBetween, composeEdits, moveStatement, namesRead, suiteOf } from '../../fix';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import { argument, hasHiddenArguments, siteIn, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node, Stmt } from '../../syntax/ast';
import { defineRule, type Edit, type FixReport } from '../rule';
import { moduleOf, statementOf } from '../surroundings';

export default defineRule({
  name: 'late-autolog',
  area: 'tracking',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['mlflow'],
  docs: {
    summary: 'Autologging is switched on after the training that it should record.',
    why: `Autologging replaces the library's \`fit\` by one that records. What was fitted before that call leaves no parameters, no metrics and no model: the run is empty, or there is none,
although the code looks as if it were tracked.`,
    bad: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
mlflow.sklearn.autolog()
`,
    good: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
mlflow.sklearn.autolog()
model = LogisticRegression().fit(rows[["age", "usage"]], rows["churn"])
`,
    limits: [
      'Only if nothing is trained after the call, nor handed to a function that may train it.',
      'Only where the order is certain: both in one function, or the fit in a function that is called before.',
      '`disable=True` is not flagged, nor is a second call where an earlier one was in time.',
      'The fix is a suggestion, not safe, if the place of the runs (`mlflow.set_experiment` …) is chosen between the fit and the call.',
    ],
    references: [
      'MLflow: automatic logging, https://mlflow.org/docs/latest/ml/tracking/autolog/',
      'ml-ops.org: experiment tracking, https://ml-ops.org/content/mlops-principles',
    ],
  },
  messages: {
    late: '`{fit}` has run before autologging is switched on, and nothing is fitted after: the training is not recorded.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const switches = model.callsWith('autolog').filter((record) => isSwitchedOn(record));
    for (const record of switches) {
      const recorded = FLAVOURS.get(flavourOf(record));
      if (!recorded || !isCertain(record)) continue;
      const fits = model.trace.filter((each) => isFit(each) && recorded.test(trainedBy(each)));
      const before = fits.filter((fit) => fit.order < record.order && siteOf(fit, record));
      const [first] = before;
      const site = first && siteOf(first, record);
      if (!first || !site || before.some(({ frame }) => isUncalled(frame) && frame !== record.frame))
        continue;
      if (model.trace.some((later) => later.order > record.order && mayTrain(later))) continue;
      if (switches.some((other) => other.order < record.order && isSameKind(other, record))) continue;
      const fix = moved(model, record, site);
      yield {
        at: record.node,
        message: 'late',
        data: { fit: `${first.receiver ? '.' : ''}${first.method}(…)` },
        severity: unit.kind === 'notebook' ? 'information' : undefined,
        related: [{ at: siteIn(unit, first) ?? site, note: 'Trained here, unrecorded.' }],
        fixes: fix ? [fix] : [],
      };
      return;
    }
  },
});

/** What each kind of autologging records, by the types that are fitted. The call without a kind is ''. */
const FLAVOURS = new Map<string, RegExp>([
  ['', /^(sklearn|xgboost|lightgbm|keras|tensorflow|lightning|pytorch_lightning)\./],
  ['sklearn', /^sklearn\./],
  ['xgboost', /^xgboost\./],
  ['lightgbm', /^lightgbm\./],
  ['keras', /^(keras|tensorflow)\./],
  ['tensorflow', /^(keras|tensorflow)\./],
  ['pytorch', /^(lightning|pytorch_lightning)\./],
]);

/** `sklearn` of `mlflow.sklearn.autolog`, '' of `mlflow.autolog`. */
function flavourOf({ name }: CallRecord): string {
  return /^mlflow\.(?:(\w+)\.)?autolog$/.exec(name)?.[1] ?? '';
}

function isSwitchedOn(record: CallRecord): boolean {
  if (!record.name.startsWith('mlflow.') || hasHiddenArguments(record)) return false;
  const disabled = argument(record, 'disable');
  return disabled === undefined || constantOf(disabled) === false;
}

/** True if the call is made once, whatever happens. */
function isCertain({ context, repeat }: CallRecord): boolean {
  return (
    !repeat &&
    (['loop', 'branch', 'try', 'except'] as const).every((kind) => contextsOf(context, kind).length === 0)
  );
}

function isFit({ effect, name }: CallRecord): boolean {
  return effect === 'fit' || effect === 'fit-predict' || effect === 'fit-transform' || /\.train$/.test(name);
}

function trainedBy({ receiver, name }: CallRecord): string {
  return typeOf(receiver) ?? name;
}

/** The fit, or the call that led to it, in the function that switches on; undefined if the fit happened elsewhere. */
function siteOf(fit: CallRecord, { frame }: CallRecord): Node | undefined {
  let site: Node | undefined = fit.node;
  for (let at: typeof fit.frame | undefined = fit.frame; at; at = at.caller) {
    if (at === frame) return site;
    site = at.callSite;
  }
  return undefined;
}

/** Anything that trains, or that may by its name. */
function mayTrain(record: CallRecord): boolean {
  if (record.name.startsWith('mlflow.') || record.method === 'train_test_split') return false;
  return isFit(record) || /(^|_)(fit|train|tune|optimi[sz]e|fmin|search)(_|$)/i.test(record.method);
}

function isSameKind(a: CallRecord, b: CallRecord): boolean {
  return flavourOf(a) === '' || flavourOf(a) === flavourOf(b);
}

/** The call above the statement of the first fit, together with the import of mlflow if that comes too late as well. */
function moved(model: Model, record: CallRecord, site: Node): FixReport | undefined {
  const statement = statementOf(model, record.node);
  if (statement?.kind !== 'ExprStmt' || statement.value !== record.node) return undefined;
  const target = statementAround(model, statement, site);
  if (!target) return undefined;
  const imports = model.modules.flatMap(({ body }) =>
    body.filter(
      (each) => each.start > target.start && each.end < statement.start && isImportFor(each, record, model),
    ),
  );
  const read = namesRead(record.node);
  const from = imports.at(-1)?.end ?? target.start;
  if (imports.length > 1 || areBoundBetween(model, read, from, statement.start)) return undefined;
  if (imports.length > 0 && record.node.args.length > 0) return undefined;
  const moves = [...imports, statement].map((each) => moveStatement(model, each, 'before', target));
  const edits = composeEdits(
    ...moves.map((move) => move?.filter(({ newText }) => newText !== '')),
    deletions(moves),
  );
  const settled = model.calls.some(
    ({ name, node }) =>
      /^mlflow\.(set_|start_run)/.test(name) && node.start > target.start && node.end < statement.start,
  );
  return (
    edits && {
      title: `Move \`${textOf(model.unit, record.node.func)}(…)\` above the fit`,
      applicability: settled ? 'suggestion' : 'safe',
      edits,
    }
  );
}

/** What is taken away by several moves; the blank lines between two neighbours belong to both. */
function deletions(moves: readonly (readonly Edit[] | undefined)[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of moves.flatMap((move) => move ?? []).filter(({ newText }) => newText === '')) {
    const last = merged.at(-1);
    if (last && edit.start <= last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, edit.end) };
    else merged.push(edit);
  }
  return merged;
}

/** `import mlflow`, `import mlflow.sklearn`, `from mlflow import sklearn`: a statement that imports nothing else. */
function isImportFor(statement: Stmt, record: CallRecord, { unit }: Model): boolean {
  if (statement.kind === 'Import')
    return statement.names.length === 1 && /^mlflow(\.|$)/.test(statement.names[0]!.name);
  if (statement.kind !== 'ImportFrom' || !/^mlflow(\.|$)/.test(statement.module)) return false;
  const root = namesRead(record.node.func)[0];
  return statement.names.length === 1 && textOf(unit, statement).endsWith(root ?? '\0');
}

/** The statement around the fit that stands in the same suite as the call; at the top level it may be in another cell. */
function statementAround(model: Model, statement: Stmt, site: Node): Stmt | undefined {
  const place = suiteOf(model, statement);
  if (!place) return undefined;
  const suite = place.owner ? place.suite : moduleOf(model, site).body;
  return suite.find(({ start, end }) => start <= site.start && site.end <= end);
}
