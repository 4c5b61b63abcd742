import { insertSnippet, statementAt } from '../../fix';
import type { Model } from '../../semantics/model';
import { lookUp } from '../../semantics/reach';
import { isTraining } from '../../semantics/roles';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Node, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { isLibraryExample } from '../library';
import { CI_FILE } from '../project/stage';
import { defineRule, type FixReport, type ProjectFacts } from '../rule';
import { ancestorsOf } from '../surroundings';

export default defineRule({
  name: 'ungated-promotion',
  area: 'deployment',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['mlflow', 'transformers', 'huggingface_hub', 'sagemaker', 'boto3'],
  needsProject: true,
  docs: {
    summary:
      'A freshly trained model is registered, aliased or uploaded for serving without comparing its quality.',
    why: `The training run that read half a table replaces the model that worked, and nobody finds out before the customers do. One comparison with a floor, or with the model that is in use now, stands between
a bad run and production.`,
    bad: `import mlflow
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression


def train(X_train, y_train):
    model = LogisticRegression().fit(X_train, y_train)
    info = mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
    MlflowClient().set_registered_model_alias("churn", "champion", info.registered_model_version)
`,
    good: `import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

MIN_SCORE = 0.7


def train(X_train, y_train, X_test, y_test):
    model = LogisticRegression().fit(X_train, y_train)
    score = model.score(X_test, y_test)
    if score < MIN_SCORE:
        raise SystemExit(f"not promoted: {score:.3f} < {MIN_SCORE}")
    info = mlflow.sklearn.log_model(
        model, name="model", registered_model_name="churn", signature=infer_signature(X_train, y_train)
    )
    MlflowClient().set_registered_model_alias("churn", "champion", info.registered_model_version)
`,
    limits: [
      'Promotions are: an alias or stage of production, `push_to_hub`, `deploy` of what was fitted, `upload_file` of a model that was saved; a mere registration is information, since something may look at it later.',
      'Any comparison on the way, any condition around the promotion, `validate_evaluation_results`, a gate in continuous integration, and aliases such as candidate, staging or challenger cancel it.',
      'In notebooks only aliases and stages of production are looked at, as hints; examples of libraries are left out.',
    ],
    references: [
      'Breck et al. 2017, The ML Test Score: Infra 4 (validated before serving) and 6 (canary)',
      'Zinkevich, Rules of Machine Learning, rule 9: detect problems before exporting models',
      'ml-ops.org: MLOps principles, https://ml-ops.org/content/mlops-principles',
    ],
  },
  messages: {
    promoted:
      '`{call}` puts a model into use that was just trained, and nothing on the way compares its quality.',
    registered:
      '`{call}` registers a model that was just trained, and nothing in the project compares its quality.',
  },
  *check({ model, project }) {
    if (!project || model.role === 'test' || isLibraryExample(model.unit.path, project)) return;
    if (isGatedElsewhere(project)) return;
    const isNotebook = model.unit.kind === 'notebook';
    const promotions = model.calls.flatMap((record) => {
      const kind = promotionOf(model, record);
      return kind ? [{ record, kind }] : [];
    });
    // An alias says when the registration before it counts.
    const strongest = promotions.find(({ kind }) => kind === 'promoted') ?? promotions[0];
    if (!strongest || sendsAside(model) || validates(model)) return;
    const { record, kind } = strongest;
    const isAlias = /alias|stage/.test(record.method);
    if (isNotebook && !isAlias) return;
    const fit = model.trace.find((each) => each.order < record.order && trains(each));
    if (!fit || model.recordsOf(record.node).some((each) => isGated(model, each))) return;
    const fix = gate(model, record);
    yield {
      at: record.node,
      message: kind,
      data: { call: textOf(model.unit, record.node.func) },
      severity: isNotebook ? 'hint' : kind === 'registered' ? 'information' : 'warning',
      related: fit.unit === model.unit ? [{ at: fit.node, note: 'It is trained here.' }] : [],
      fixes: fix ? [fix] : [],
    };
  },
});

function trains(record: CallRecord): boolean {
  return isTraining(record) || (record.method === 'fit' && /^sagemaker\b/.test(record.name));
}

const IN_USE = /champion|^prod|production|live|serving|current|default/i;
const ASIDE = /candidate|challenger|staging|shadow|canary|dev|test/i;

function promotionOf(model: Model, record: CallRecord): 'promoted' | 'registered' | undefined {
  const { method, name, receiver } = record;
  switch (method) {
    case 'set_registered_model_alias': {
      const alias = constantOf(argument(record, 'alias', 1));
      return typeof alias === 'string' && IN_USE.test(alias) ? 'promoted' : undefined;
    }
    case 'transition_model_version_stage': {
      const stage = constantOf(argument(record, 'stage', 2));
      return typeof stage === 'string' && IN_USE.test(stage) ? 'promoted' : undefined;
    }
    case 'push_to_hub':
      return wasTrained(model, record) ? 'promoted' : undefined;
    case 'deploy':
      return receiver && wasTrained(model, record) ? 'promoted' : undefined;
    case 'upload_file':
      return uploadsModel(model, record) ? 'promoted' : undefined;
    case 'register_model':
      return name.startsWith('mlflow.') ? 'registered' : undefined;
    case 'log_model':
      return name.startsWith('mlflow.') &&
        typeof constantOf(argument(record, 'registered_model_name')) === 'string'
        ? 'registered'
        : undefined;
    default:
      return undefined;
  }
}

/** The object itself was fitted or trained before. */
function wasTrained(model: Model, { receiver, order }: CallRecord): boolean {
  return model.calls.some(
    (each) => each.receiver === receiver && each.order < order && /^(fit|train)$/.test(each.method),
  );
}

/** `s3.upload_file("model.joblib", …)` of a file that a model was saved to. */
function uploadsModel(model: Model, record: CallRecord): boolean {
  const path = constantOf(argument(record, 'Filename', 0));
  return (
    typeof path === 'string' &&
    model.callsWith('save').some(({ args }) => args.positional.some((value) => constantOf(value) === path))
  );
}

/** What is not meant for use: an alias or a stage of trial anywhere in the file. */
function sendsAside(model: Model): boolean {
  return model.calls.some((record) => {
    const label =
      record.method === 'set_registered_model_alias'
        ? constantOf(argument(record, 'alias', 1))
        : record.method === 'transition_model_version_stage'
          ? constantOf(argument(record, 'stage', 2))
          : undefined;
    return typeof label === 'string' && ASIDE.test(label);
  });
}

/** A library or a function of the user's compares, or the best of several runs is asked for. */
function validates(model: Model): boolean {
  return model.calls.some(
    ({ method, args }) =>
      (method === 'search_runs' && args.keywords.has('order_by')) ||
      /validate_evaluation_results|MetricThreshold|^(validate|compare|gate|evaluate)_model|should_(promote|deploy|register)|is_better/i.test(
        method,
      ),
  );
}

/** A gate in continuous integration, or a step of its own that validates the model. */
function isGatedElsewhere({ drivers, files }: ProjectFacts): boolean {
  const GATE =
    /(validat|evaluat|compar|gate|check)\w*[-_ /]?model|model[-_ ]?(validat|gate|check|compar)|threshold|\bcml\b/i;
  return (
    drivers.some(({ path, text }) => (CI_FILE.test(path) || path.endsWith('dvc.yaml')) && GATE.test(text)) ||
    files.some((path) => /(^|\/)(validate|compare|gate|promote)_?model\w*\.py$/.test(path))
  );
}

/** A comparison of sizes on the way to the promotion, or a condition around it. */
function isGated(model: Model, { node, frame }: CallRecord): boolean {
  for (const around of ancestorsOf(model, node)) {
    if (around.kind === 'If' && !isMainGuard(around.test)) return true;
    if (around.kind === 'Conditional') return true;
  }
  const bodies: (readonly Stmt[])[] = [];
  for (let at: typeof frame | undefined = frame; at; at = at.caller)
    if (at.unit === model.unit && at.def?.kind === 'FunctionDef') bodies.push(at.def.body);
  // At top level, and for functions that the file itself calls, the module is on the way too.
  if (bodies.length === 0) bodies.push(...model.modules.map(({ body }) => body));
  return bodies.some(compares);
}

function isMainGuard(test: Expr): boolean {
  return test.kind === 'Compare' && test.left.kind === 'Name' && test.left.id === '__name__';
}

/** `if score < MIN_SCORE:`, `assert accuracy > 0.8`; in functions inside too, since those may be the gate. */
function compares(body: readonly Stmt[]): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.kind !== 'If' && node.kind !== 'Assert' && node.kind !== 'Conditional') return;
    walk(node.test, (inner) => {
      if (inner.kind === 'Compare' && inner.ops.some((op) => /^[<>]/.test(op))) found = true;
    });
  });
  return found;
}

const BETTER_WHEN_HIGHER =
  /\.(accuracy_score|balanced_accuracy_score|f1_score|roc_auc_score|average_precision_score|precision_score|recall_score|r2_score|matthews_corrcoef)$/;

/** A floor under a score that is known here, or under one of held-out rows that are. */
function gate(model: Model, record: CallRecord): FixReport | undefined {
  const statement = statementAt(model, record.node.start);
  if (!statement) return undefined;
  const known = scoreBefore(model, record);
  const code = [
    '$MIN_SCORE = 0.70  # TODO: score of the model in production',
    ...(known ? [] : ['$candidate_score = $model.score($X_test, $y_test)']),
    'if $score < $MIN_SCORE:',
    '    raise SystemExit(f"not promoted: {$score:.3f} < {$MIN_SCORE}")',
  ].join('\n');
  const heldOut = known ? undefined : heldOutAt(model, record);
  if (!known && !heldOut) return undefined;
  const snippet = insertSnippet(model, 'before', statement, {
    code: known ? code : code.replaceAll('$score', '$candidate_score'),
    bind: known ? { score: known } : heldOut,
    fresh: known ? ['MIN_SCORE'] : ['MIN_SCORE', 'candidate_score'],
  });
  return (
    snippet && {
      title: 'Promote only above a floor: look at which',
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** The name of a score that was worked out before, in the same function. */
function scoreBefore(model: Model, { order, frame }: CallRecord): string | undefined {
  for (const each of model.calls) {
    if (each.order > order || each.frame !== frame) continue;
    if (each.effect !== 'score' && !BETTER_WHEN_HIGHER.test(each.name)) continue;
    const statement = statementAt(model, each.node.start);
    if (
      statement?.kind === 'Assign' &&
      statement.value === each.node &&
      statement.targets[0]?.kind === 'Name'
    )
      return statement.targets[0].id;
  }
  return undefined;
}

/** A fitted estimator of scikit-learn, and held-out rows and labels, by the names that they have here. */
function heldOutAt(model: Model, { order, frame }: CallRecord): Record<string, string> | undefined {
  const fit = model.calls.find(
    (each) =>
      each.order < order &&
      each.frame === frame &&
      each.effect === 'fit' &&
      /^sklearn\./.test(typeOf(each.receiver) ?? ''),
  );
  if (!fit) return undefined;
  const name = fittedName(model, fit.node, fit);
  if (!name) return undefined;
  for (const part of ['test', 'val', 'valid'])
    if (lookUp(frame, `X_${part}`) && lookUp(frame, `y_${part}`))
      return { model: name, X_test: `X_${part}`, y_test: `y_${part}` };
  return undefined;
}

/** `model = LogisticRegression().fit(…)`, `model.fit(…)` */
function fittedName(model: Model, node: Node, { receiver }: CallRecord): string | undefined {
  const statement = statementAt(model, node.start);
  if (statement?.kind === 'Assign' && statement.value === node && statement.targets[0]?.kind === 'Name')
    return statement.targets[0].id;
  const func = node.kind === 'Call' ? node.func : undefined;
  return func?.kind === 'Attribute' && isPlainReference(func.value) && model.valueOf(func.value) === receiver
    ? textOf(model.unit, func.value)
    : undefined;
}
