import { insertSnippet, statementAt } from '../../fix';
import { familyOf } from '../../knowledge';
import { judgements } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { isTraining, isUncalled } from '../../semantics/roles';
import { summarise } from '../../semantics/summarise';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Stmt } from '../../syntax/ast';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { isLibraryExample } from '../library';

/** Shorter notebooks are demonstrations. */
const MIN_CELLS = 5;

export default defineRule({
  name: 'untracked-training',
  area: 'tracking',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: [
    'sklearn',
    'xgboost',
    'lightgbm',
    'catboost',
    'keras',
    'tensorflow',
    'torch',
    'lightning',
    'pytorch_lightning',
  ],
  needsProject: true,
  docs: {
    summary: 'A training run leaves no record of its parameters, metrics and artefacts.',
    why: `What is only printed is gone with the terminal: results cannot be compared, explained or repeated, and nobody can say which run made the model in use.
One line, \`mlflow.autolog()\` before the fit, records parameters, metrics and the model of the common libraries.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "bills"]], df["churned"], random_state=42)
model = LogisticRegression()
model.fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
`,
    good: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("churn.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "bills"]], df["churned"], random_state=42)
model = LogisticRegression()
model.fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
`,
    limits: [
      'Once per file, and only in files that train and judge a model when they are run: tests, libraries of functions and notebooks under five code cells are not flagged.',
      'Silent as soon as any file of the project uses a tracker (MLflow, Weights & Biases, TensorBoard, a Lightning logger, `report_to=` …), and where an `MLproject` or `dvc.yaml` starts the run. Examples of libraries are not flagged.',
      'A warning on the first script where the project has two or more; a hint in notebooks, and in files that write their metrics to JSON.',
      'Plain PyTorch loops get no edit: what to log is a choice that only the author can make.',
    ],
    references: [
      'Theme of Virmani & Kuppam 2024 (reference 6)',
      'Jovanovic 2022: MLflow for monitoring',
      'Muralidhar et al. 2021: Tuning-under-the-Carpet',
      'ml-ops.org: experiment tracking, https://ml-ops.org/content/mlops-principles',
      'Microsoft MLOps maturity model, level 0',
    ],
  },
  messages: {
    untracked:
      'This run leaves no record: its parameters, metrics and model can be neither compared nor found again.',
    several:
      '{count} scripts of this project train models, and none records its runs: they can be neither compared nor found again.',
  },
  *check({ model, unit, project }) {
    if (!project || model.role !== 'training' || isTracked(project) || isLibraryExample(unit.path, project))
      return;
    if (
      unit.kind === 'notebook' &&
      unit.sources.filter((source) => source.code.trim() !== '').length < MIN_CELLS
    )
      return;
    const fit = model.calls.find((record) => isTraining(record) && !isUncalled(record.frame));
    if (!fit || !summarise(model).evidence.evaluates) return;
    const scripts = project.units
      .filter(
        (other) => other.role === 'training' && other.evidence.evaluates && !other.path.endsWith('.ipynb'),
      )
      .map((other) => other.path)
      .sort();
    // The project's neglect is one cause: its first script carries the warning.
    const several = unit.kind === 'script' && scripts.length >= 2 && scripts[0] === unit.path;
    const mild = unit.kind === 'notebook' || model.callsTo('json.dump', 'json.dumps').length > 0;
    yield {
      at: fit.node,
      message: several ? 'several' : 'untracked',
      data: { count: scripts.length },
      severity: mild ? 'hint' : several ? 'warning' : 'information',
      fixes: [autolog(model, fit), loggedRun(model, fit)].filter((fix) => fix !== undefined),
    };
  },
});

/** Evidence of tracking anywhere: a tracker that is used, or a launcher that records the run. */
function isTracked(project: ProjectFacts): boolean {
  return (
    project.units.some((unit) => unit.evidence.tracks) ||
    project.files.some((path) => /(^|\/)(MLproject|dvc\.yaml)$/.test(path))
  );
}

/** Libraries whose fits MLflow records by itself. */
const AUTOLOGGED = /^(sklearn|imblearn|xgboost|lightgbm|keras|tensorflow|lightning)\./;

function autolog(model: Model, fit: CallRecord): FixReport | undefined {
  const type = typeOf(fit.receiver) ?? fit.name;
  const statement = statementAt(model, fit.node.start);
  if (!AUTOLOGGED.test(type) || !statement) return undefined;
  const snippet = insertSnippet(model, 'before', statement, {
    code: '$mlflow.autolog()',
    imports: { mlflow: { module: 'mlflow' } },
  });
  return (
    snippet && {
      title: 'Record the run: `mlflow.autolog()` before the fit (needs mlflow)',
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** A run with parameters, the test score and the model, after the model is judged; only with plain names at hand. */
function loggedRun(model: Model, fit: CallRecord): FixReport | undefined {
  const judgement = judgements(model).find(
    (candidate) => candidate.fit === fit && !candidate.folds && candidate.record.frame === fit.frame,
  );
  const family = familyOf(typeOf(fit.receiver));
  if (!judgement || !(family === 'predictor' || family === 'pipeline' || family === 'search'))
    return undefined;
  if (!/^(sklearn|imblearn)\./.test(typeOf(fit.receiver) ?? '')) return undefined;
  const name = model.nameOf(fit.receiver);
  const train = plain(model, fit.node.args[0]?.value);
  const test = testArrays(model, judgement.record);
  const last = lastJudging(model, fit);
  if (!name || !train || !test || !last) return undefined;
  const snippet = insertSnippet(model, 'after', last, {
    code: [
      'with $mlflow.start_run():',
      '    $mlflow.log_params($model.get_params(deep=False))',
      '    $mlflow.log_metric("test_score", $model.score($X_test, $y_test))',
      '    $mlflow.sklearn.log_model(',
      '        $model,',
      '        name="model",  # artifact_path="model" before MLflow 3',
      '        signature=$infer_signature($X_train, $model.predict($X_train)),',
      '        input_example=$X_train[:5],',
      '    )',
    ].join('\n'),
    bind: { model: name, X_train: train, X_test: test.X, y_test: test.y },
    imports: {
      mlflow: { module: 'mlflow' },
      infer_signature: { module: 'mlflow.models', member: 'infer_signature' },
    },
  });
  return (
    snippet && {
      title: 'Record parameters, test score and model in an MLflow run (needs mlflow)',
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** Features and labels that judge the model: of `score(X, y)`, or of `metric(y, model.predict(X))`. */
function testArrays(model: Model, record: CallRecord): { X: string; y: string } | undefined {
  if (record.effect === 'score') {
    const X = plain(model, record.node.args[0]?.value);
    const y = plain(model, record.node.args[1]?.value);
    return X && y ? { X, y } : undefined;
  }
  const [truth, predicted] = record.node.args;
  const y = plain(model, truth?.value);
  const prediction = predicted && model.valueOf(predicted.value);
  const source = prediction && 'record' in prediction ? prediction.record : undefined;
  const X =
    source?.effect === 'predict' && source.frame === record.frame
      ? plain(model, source.node.args[0]?.value)
      : undefined;
  return X && y ? { X, y } : undefined;
}

function plain(model: Model, node: Expr | undefined): string | undefined {
  return node && isPlainReference(node) ? textOf(model.unit, node) : undefined;
}

/** The statement of the last judgement of this fit in its own function. */
function lastJudging(model: Model, fit: CallRecord): Stmt | undefined {
  const records = judgements(model).filter(
    (candidate) =>
      candidate.fit === fit && candidate.record.frame === fit.frame && candidate.record.unit === model.unit,
  );
  const last = records.at(-1)?.record;
  return last && statementAt(model, last.node.start);
}
