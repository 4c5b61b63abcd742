import { composeEdits, importName, insertAfter, quoted, styleAt } from '../../fix';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isTraining, isUncalled } from '../../semantics/roles';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { isNone, typeOf } from '../../semantics/values';
import type { Expr, For, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { isLibraryExample } from '../library';
import { defineRule, type Edit, type FixReport } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import { areResultsKept } from './keptResults';

export default defineRule({
  name: 'unrecorded-search',
  area: 'tracking',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'optuna', 'hyperopt', 'skopt', 'xgboost', 'lightgbm'],
  needsProject: true,
  docs: {
    summary: 'Hyper-parameters are searched, and the search leaves no trace.',
    why: `The values in use can't be justified or found again, nobody sees how many were tried, and the next one searches the same ground. A table of the trials costs one line.`,
    bad: `import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV

rows = pd.read_csv("bills.csv")
search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=5)
search.fit(rows[["age", "usage"]], rows["bill"])
print(search.best_params_)
`,
    good: `import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV

rows = pd.read_csv("bills.csv")
assert rows["age"].between(0, 130).all()
search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=5)
search.fit(rows[["age", "usage"]], rows["bill"])
pd.DataFrame(search.cv_results_).to_csv("cv_results.csv", index=False)
print(search.best_params_)
`,
    limits: [
      'Once per file that trains, on the first such search; the others are related.',
      'Silent where results, or what is made of them, are written, logged, returned or given to a function that can’t be looked into, and with autologging or a tracker in the objective.',
      'Optuna with `storage=`, Hyperopt with a trials file, KerasTuner and Ray Tune (which write their trials by themselves) are not flagged.',
      'Notebooks keep what they show: only a search whose results nobody looks at is flagged there, as a hint.',
      'Loops by hand are flagged if two or more run over literal values and only print what comes out.',
    ],
    references: [
      'Muralidhar et al. 2021, Using AntiPatterns to avoid MLOps Mistakes: Tuning-under-the-Carpet',
      'Breck et al. 2017, The ML Test Score: model test 3',
      'Lones 2024, Avoiding common machine learning pitfalls: 3.7',
    ],
  },
  messages: {
    search:
      'The trials of `{search}` are kept nowhere: the values that it chose can be neither justified nor found again.',
    loops:
      'This search by hand only prints what it finds: the values that it chose can be neither justified nor found again.',
  },
  *check({ model, unit, project }) {
    // What fits in an objective is called by the tuner, so that the file may look like a library of functions.
    if (!['training', 'library', 'notebook', 'other'].includes(model.role)) return;
    if (!project || isLibraryExample(unit.path, project) || !model.calls.some(learns)) return;
    if (model.callsWith('autolog').length > 0 || isTrackedByOthers(model)) return;
    const searches = model.calls.filter(
      (record) => !record.repeat && isSearch(record) && !isUncalled(record.frame),
    );
    const lost = searches.filter((record) => isLost(model, record));
    const [first] = lost;
    if (first) {
      const fixes = [logged(model, lost), written(model, lost)].filter((fix) => fix !== undefined);
      yield {
        at: first.node,
        message: 'search',
        data: {
          search: first.method === 'fmin' ? 'fmin' : (typeOf(first.receiver) ?? '').split('.').at(-1)!,
        },
        severity: unit.kind === 'notebook' ? 'hint' : undefined,
        related: lost
          .slice(1, 10)
          .map(({ node }) => ({ at: node, note: 'This search leaves no trace either.' })),
        fixes,
      };
    } else if (model.role === 'training' && unit.kind === 'script' && searches.length === 0) {
      const loop = searchByHand(model);
      if (loop) yield { at: { start: loop.start, end: loop.iter.end }, message: 'loops' };
    }
  },
});

/** A tuner may look for the minimum of any function: hyper-parameters are those of something that is trained. */
function learns(record: CallRecord): boolean {
  return isTraining(record) || record.effect === 'cross-validate' || /\.(train|cv)$/.test(record.name);
}

/** Weights & Biases, Comet … record what their callbacks and their own calls see; of MLflow the calls are looked at. */
function isTrackedByOthers(model: Model): boolean {
  return (
    ['wandb', 'neptune', 'comet_ml', 'clearml', 'aim', 'dvclive', 'sacred', 'trackio'].some((name) =>
      model.imported(name),
    ) ||
    model.trace.some(({ name, method, frame }) => {
      if (/MLflowCallback|WeightsAndBiasesCallback|TensorBoardCallback/.test(method)) return true;
      // Inside a function that the search calls for each trial.
      return (
        /^mlflow\.log_(params?|metrics?)$/.test(name) &&
        frame.def !== undefined &&
        TUNERS.some((tuner) => model.imported(tuner))
      );
    })
  );
}

const TUNERS = ['optuna', 'hyperopt'];

const SEARCH =
  /(^|\.)(GridSearchCV|RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|BayesSearchCV)$/;

function isSearch(record: CallRecord): boolean {
  const type = typeOf(record.receiver) ?? '';
  if (record.method === 'fit') return SEARCH.test(type);
  if (record.method === 'optimize') return type === 'optuna.study.Study';
  return record.name === 'hyperopt.fmin';
}

/** A search by a plain name whose results go nowhere. */
function isLost(model: Model, record: CallRecord): boolean {
  const names = namesFor(model, record);
  if (names.length === 0) return false;
  const made = record.receiver?.kind === 'object' ? record.receiver.record : undefined;
  if (record.name === 'hyperopt.fmin') {
    if (hasHiddenArguments(record) || record.args.keywords.has('trials_save_file')) return false;
  } else if (record.method === 'optimize') {
    const storage = made && argument(made, 'storage', 0);
    if (!made || hasHiddenArguments(made) || (storage && !isNone(storage))) return false;
    if (hasHiddenArguments(record) || record.args.keywords.has('callbacks')) return false;
  }
  if (model.unit.kind === 'notebook' && isLookedAt(model, names)) return false;
  return !areResultsKept(model, names);
}

/** The variable of the search, or of what `fmin` gives and its trials; none if the search is kept in an attribute. */
function namesFor(model: Model, record: CallRecord): readonly string[] {
  if (record.name === 'hyperopt.fmin') {
    const trials = record.node.args.find(({ name }) => name === 'trials')?.value;
    if (trials && trials.kind !== 'Name' && trials.kind !== 'Call') return [];
    const best = assignedName(model, record.node);
    return [best, trials?.kind === 'Name' ? trials.id : undefined].filter((name) => name !== undefined);
  }
  const func = record.node.func;
  const base = func.kind === 'Attribute' ? func.value : undefined;
  const names = [base?.kind === 'Name' ? base.id : undefined, assignedName(model, record.node)];
  return names.filter((name) => name !== undefined);
}

function assignedName(model: Model, node: Node): string | undefined {
  const statement = statementOf(model, node);
  if (statement?.kind !== 'Assign' || statement.value !== node || statement.targets.length !== 1)
    return undefined;
  return statement.targets[0]?.kind === 'Name' ? statement.targets[0].id : undefined;
}

/** In a notebook the results, or the best values by name, stand in the output of a cell. */
function isLookedAt(model: Model, names: readonly string[]): boolean {
  return model.modules.some(({ body }) => {
    let found = false;
    walk(body, (node) => {
      if (node.kind === 'Attribute' && /^(best_|cv_results_|trials)/.test(node.attr))
        found ||= node.value.kind === 'Name' && names.includes(node.value.id);
      const shown = node.kind === 'ExprStmt' ? node.value : node.kind === 'Argument' ? node.value : undefined;
      if (shown?.kind === 'Name') found ||= names.includes(shown.id);
      if (node.kind === 'Subscript' && node.value.kind === 'Name') found ||= names.includes(node.value.id);
      return !found;
    });
    return found;
  });
}

/** `mlflow.log_params(search.best_params_)` behind the fit, in a file that records its runs. */
function logged(model: Model, lost: readonly CallRecord[]): FixReport | undefined {
  if (!model.imported('mlflow')) return undefined;
  const edits = composeEdits(
    ...lost.map((record) => {
      const name = plainSearch(model, record);
      const statement = statementOf(model, record.node);
      if (!name || !statement) return undefined;
      const { name: mlflow, edits: imports } = importName(model, record.node, { module: 'mlflow' });
      const best = typeOf(record.receiver) === 'optuna.study.Study' ? 'best_params' : 'best_params_';
      return composeEdits(imports, insertAfter(model, statement, `${mlflow}.log_params(${name}.${best})`));
    }),
  );
  return edits && { title: 'Log the best values to the run', applicability: 'suggestion', edits };
}

/** `pd.DataFrame(search.cv_results_).to_csv(…)` behind the fit. */
function written(model: Model, lost: readonly CallRecord[]): FixReport | undefined {
  const edits = composeEdits(
    ...lost.map((record, index) => tableOf(model, record, lost.length > 1 ? `_${index + 1}` : '')),
  );
  return edits && { title: 'Write the trials to a CSV file', applicability: 'suggestion', edits };
}

function tableOf(model: Model, record: CallRecord, number: string): Edit[] | undefined {
  const name = plainSearch(model, record);
  const statement = statementOf(model, record.node);
  if (!name || !statement) return undefined;
  const style = styleAt(model, statement.start);
  if (record.method === 'optimize')
    return insertAfter(
      model,
      statement,
      `${name}.trials_dataframe().to_csv(${quoted(style, `trials${number}.csv`)}, index=False)`,
    );
  const pandas = importName(model, record.node, { module: 'pandas', as: 'pd' });
  const line = `${pandas.name}.DataFrame(${name}.cv_results_).to_csv(${quoted(style, `cv_results${number}.csv`)}, index=False)`;
  return composeEdits(pandas.edits, insertAfter(model, statement, line));
}

/** The variable of a search whose fit is a statement of its own, outside of loops. */
function plainSearch(model: Model, record: CallRecord): string | undefined {
  const { node } = record;
  if (record.name === 'hyperopt.fmin' || contextsOf(record.context, 'loop').length > 0) return undefined;
  const assigned = assignedName(model, node);
  if (assigned) return assigned;
  const statement = statementOf(model, node);
  const base = node.func.kind === 'Attribute' ? node.func.value : undefined;
  return statement?.kind === 'ExprStmt' && statement.value === node && base?.kind === 'Name'
    ? base.id
    : undefined;
}

/** The outer of two loops over literal values that make, fit and print a model in each round, and keep nothing. */
function searchByHand(model: Model): For | undefined {
  for (const fit of model.calls) {
    if (!isTraining(fit) || isUncalled(fit.frame) || fit.receiver?.kind !== 'object' || !fit.receiver.record)
      continue;
    const made = fit.receiver.record.node;
    const loops = [...ancestorsOf(model, fit.node)].filter(
      (node) => node.kind === 'For' && isOverLiterals(node),
    ) as For[];
    if (loops.length < 2 || !loops.every((loop) => names(loop.target).some((name) => isReadBy(made, name))))
      continue;
    const outer = loops.at(-1)!;
    if (prints(outer) && !keepsAnything(outer)) return outer;
  }
  return undefined;
}

function isOverLiterals({ iter, target }: For): boolean {
  return (
    target.kind === 'Name' && (iter.kind === 'List' || iter.kind === 'Tuple') && iter.elements.length > 1
  );
}

function names(target: Expr): string[] {
  return target.kind === 'Name' ? [target.id] : [];
}

function isReadBy(node: Node, name: string): boolean {
  let found = false;
  walk([node], (inner) => {
    if (inner.kind === 'Name' && inner.id === name) found = true;
  });
  return found;
}

function prints(loop: For): boolean {
  let found = false;
  walk(loop.body, (node) => {
    if (node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'print') found = true;
  });
  return found;
}

/** A branch (the best so far), a store, a list that grows, a file, a record of any kind. */
function keepsAnything(loop: For): boolean {
  let found = false;
  walk(loop.body, (node) => {
    if (
      node.kind === 'If' ||
      node.kind === 'Return' ||
      node.kind === 'Yield' ||
      node.kind === 'AugAssign' ||
      node.kind === 'With'
    )
      found = true;
    if (
      node.kind === 'Assign' &&
      node.targets.some(({ kind }) => kind === 'Subscript' || kind === 'Attribute')
    )
      found = true;
    if (node.kind === 'Call' && node.func.kind === 'Attribute')
      found ||=
        /^(append|add|extend|insert|update|put|write\w*|dump\w*|save\w*|to_\w+|log\w*|info|debug|record\w*)$/.test(
          node.func.attr,
        );
    return !found;
  });
  return found;
}
