import { addKeyword, insertBefore, statementAt } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { isUncalled } from '../../semantics/roles';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call } from '../../syntax/ast';
import { isLibraryExample } from '../library';
import { defineRule, type FixReport, type Report } from '../rule';
import { steplessMetrics } from './steplessMetrics';
import { unloggedMetrics, unloggedModel } from './unloggedResults';

export type Gap = 'parameters' | 'metrics' | 'step' | 'model' | 'config' | 'printed';

export default defineRule({
  name: 'incomplete-tracking',
  area: 'tracking',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['mlflow', 'wandb'],
  needsProject: true,
  docs: {
    summary: 'A run is recorded, but not enough of it to compare or repeat it.',
    why: `Metrics without parameters, or parameters without metrics, answer no question; metrics of all epochs under one name without a step are one number in the end; a model on
the disk has no tie to the run that made it.`,
    bad: `import mlflow
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

rows = pd.read_csv("bills.csv")
X_train, X_test, y_train, y_test = train_test_split(rows[["age", "usage"]], rows["bill"], random_state=1)
with mlflow.start_run():
    model = Ridge(alpha=0.5)
    model.fit(X_train, y_train)
    mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
`,
    good: `import mlflow
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

rows = pd.read_csv("bills.csv")
assert rows["age"].between(0, 130).all()
X_train, X_test, y_train, y_test = train_test_split(rows[["age", "usage"]], rows["bill"], random_state=1)
with mlflow.start_run():
    model = Ridge(alpha=0.5)
    model.fit(X_train, y_train)
    mlflow.log_params(model.get_params(deep=False))
    mlflow.log_metric("r2", r2_score(y_test, model.predict(X_test)))
`,
    limits: [
      'Only files that train and log by hand: with autologging, in evaluations and in tests nothing is flagged.',
      'What a helper of the project logs counts; a helper that can’t be looked into and whose name speaks of logging silences the rule.',
      'Steps: only constant names in loops over a range or `enumerate`; a run of its own in each round needs none.',
      'Weights & Biases: `init` without `config=` in a file that trains, unless the configuration is set later or comes from a sweep.',
    ],
    references: [
      'MLflow: tracking, https://mlflow.org/docs/latest/ml/tracking/',
      'Weights & Biases: configure experiments, https://docs.wandb.ai/guides/track/config',
      'ml-ops.org: experiment tracking, https://ml-ops.org/content/mlops-principles',
      'Breck et al. 2017, The ML Test Score: infrastructure test 1',
    ],
  },
  messages: {
    parameters:
      'Metrics are logged, but no parameters: nobody can tell what made one run better than another.',
    metrics: 'Parameters are logged, but no metric: nobody can tell which run was better.',
    step: 'Each round logs `{name}` without a step: the rounds can’t be told apart.',
    model: 'The model goes to the disk and not to the run: nothing ties the file to what made it.',
    config: '`init` is given no `config`: the curves of this run have no parameters.',
    printed: '`{name}` is printed, but not logged to the run that is active.',
  },
  *check({ model, unit, project }) {
    if (!project || model.role !== 'training' || isLibraryExample(unit.path, project)) return;
    if (model.callsWith('autolog').length > 0) return;
    const gaps = model.imported('mlflow') && !hasHelper(model) ? mlflowGaps(model) : [];
    for (const report of [...gaps, ...configGap(model)])
      yield { ...report, severity: unit.kind === 'notebook' ? 'hint' : undefined };
  },
});

const PARAMETERS = /^(log_params?|log_dict|log_hyperparams|log_hyperparameters|log_batch)$/;
const METRICS = /^(log_metrics?|log_batch|evaluate)$/;

/** A function of elsewhere that may log: then nothing is known of what the run holds. */
function hasHelper(model: Model): boolean {
  return model.trace.some(
    ({ name, method, receiver }) =>
      receiver === undefined &&
      !/^(mlflow|builtins|logging|numpy|math|torch|wandb)\b/.test(name) &&
      /(^|_)(log|track|record)(_|$|ger)/i.test(method) &&
      !/^(log\d*p?|getLogger|log_loss|mean_squared_log_error|root_mean_squared_log_error)$/.test(method),
  );
}

function mlflowGaps(model: Model): Report<Gap>[] {
  const logged = model.trace.filter(
    ({ method }) =>
      PARAMETERS.test(method) ||
      METRICS.test(method) ||
      method === 'log_artifact' ||
      method === 'log_artifacts',
  );
  const here = model.calls.filter(({ name, frame }) => /^mlflow\.log_/.test(name) && !isUncalled(frame));
  const metric = here.find(({ method }) => METRICS.test(method));
  const parameter = here.find(({ method }) => PARAMETERS.test(method));
  const reports: Report<Gap>[] = [];
  const printed = unloggedMetrics(model);
  if (metric && !logged.some(({ method, node }) => PARAMETERS.test(method) || isConfigFile(node)))
    reports.push({ at: metric.node, message: 'parameters', fixes: parametersOf(model, metric) });
  if (printed) reports.push(printed);
  else if (parameter && !logged.some(({ method }) => METRICS.test(method)))
    reports.push({ at: parameter.node, message: 'metrics' });
  if (metric || parameter) {
    const model_ = unloggedModel(model);
    if (model_) reports.push(model_);
  }
  return [...reports, ...steplessMetrics(model)];
}

/** `mlflow.log_artifact("config.yaml")`, or a path that isn't known. */
function isConfigFile({ func, args }: Call): boolean {
  if (func.kind !== 'Attribute' || !/^log_artifacts?$/.test(func.attr)) return false;
  const path = args[0]?.value;
  return path?.kind !== 'String' || /\.(ya?ml|json|toml|cfg|ini|txt|py)$/.test(path.value);
}

/** `mlflow.log_params(model.get_params(deep=False))` before the metric, for a model of scikit-learn that has a name there. */
function parametersOf(model: Model, metric: CallRecord): FixReport[] {
  const fit = model.calls
    .filter(
      (record) => record.effect === 'fit' && record.order < metric.order && record.frame === metric.frame,
    )
    .at(-1);
  const func = fit?.node.func;
  const name =
    func?.kind === 'Attribute' && isPlainReference(func.value) ? textOf(model.unit, func.value) : undefined;
  const family = familyOf(typeOf(fit?.receiver));
  const statement = statementAt(model, metric.node.start);
  if (!name || !statement || !(family === 'predictor' || family === 'pipeline' || family === 'search'))
    return [];
  if (!/^(sklearn|xgboost|lightgbm)\./.test(typeOf(fit?.receiver) ?? '')) return [];
  const log = textOf(model.unit, metric.node.func).replace(/log_metrics?$/, 'log_params');
  if (!log.endsWith('.log_params')) return [];
  const edits = insertBefore(model, statement, `${log}(${name}.get_params(deep=False))`);
  return edits ? [{ title: `Log the parameters of \`${name}\``, applicability: 'suggestion', edits }] : [];
}

/** `wandb.init(project=…)` in a file that trains, where no configuration is set anywhere. */
function* configGap(model: Model): Iterable<Report<Gap>> {
  if (
    model.unit.sources.some(({ code }) =>
      /\.config\b|\bsweep\b|wandb\.agent|sync_tensorboard|WandbLogger|report_to/.test(code),
    )
  )
    return;
  for (const record of model.callsTo('wandb.init')) {
    if (hasHiddenArguments(record) || record.args.keywords.has('config')) continue;
    const mode = constantOf(record.args.keywords.get('mode'));
    const job = constantOf(record.args.keywords.get('job_type'));
    if (mode === 'disabled' || (typeof job === 'string' && !/train/i.test(job))) continue;
    yield { at: record.node, message: 'config', fixes: configOf(model, record) };
    return;
  }
}

/** `config=vars(args)`, where the call reads the parsed arguments of the command line already. */
function configOf(model: Model, record: CallRecord): FixReport[] {
  for (const { value } of record.node.args) {
    const base = value.kind === 'Attribute' && value.value.kind === 'Name' ? value.value : undefined;
    const parsed = base && model.valueOf(base);
    if (!base || !parsed || !('record' in parsed) || parsed.record?.method !== 'parse_args') continue;
    const edits = addKeyword(model.unit, record.node, 'config', `vars(${base.id})`);
    return [
      { title: `Record the arguments: \`config=vars(${base.id})\``, applicability: 'suggestion', edits },
    ];
  }
  return [];
}
