import { composeEdits, importName, replaceNode, wrapExpression } from '../../fix';
import { classFact, familyOf } from '../../knowledge';
import { finalEstimator } from '../../semantics/estimators';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Subscript } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport, type ProjectFacts, type Report } from '../rule';
import { lowestVersion } from '../versions';

export default defineRule({
  name: 'shap-misuse',
  area: 'explainability',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['shap'],
  docs: {
    summary: 'SHAP is called in a form that fails or is misread for this kind of model.',
    why: `Exceptions, hours of waiting, or worse: an explanation of something else. Measured with shap 0.51: \`shap_values(X)[1]\` of a forest is the second _row_, no longer the class 1 (an array of
rows, features and classes since 0.45); \`shap.Explainer(model)\` raises for linear models, networks, support vector machines and pipelines. A callable with a
background works for every kind of model.`,
    bad: `import pandas as pd
import shap
from sklearn.svm import SVC

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
model = SVC().fit(X, y)
explainer = shap.Explainer(model)
print(explainer(X).values)
`,
    good: `import pandas as pd
import shap
from sklearn.svm import SVC

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
model = SVC().fit(X, y)
explainer = shap.Explainer(model.decision_function, shap.sample(X, 100, random_state=0))
print(explainer(X).values)
`,
    limits: [
      'Only models whose class is known. Versions of shap before 0.45 (where the project pins one) gave a list by class.',
      'A background that is sampled, sliced or summarised (`shap.sample`, `shap.kmeans`) is not flagged.',
    ],
    references: [
      'shap: release notes 0.45, https://github.com/shap/shap/releases/tag/v0.45.0; API reference, https://shap.readthedocs.io/en/latest/api.html',
    ],
  },
  messages: {
    masker: '`{call}` needs a background for `{model}`: without one it raises TypeError.',
    callable: '`{call}` can’t take {kind} as it is: hand in its prediction method with a background.',
    tree: '`{call}` explains trees and forests only: for {kind} it raises InvalidModelError.',
    row: '`{values}` is the second row since shap 0.45, not the class: the classes are the last axis.',
    background:
      '`{call}` asks the model about every row of `{data}` for each row it explains: a sample is enough.',
  },
  *check({ model, project }) {
    if (model.role === 'test') return;
    for (const record of model.callsWith('explain')) {
      const report = explainerReport(model, record) ?? backgroundReport(model, record);
      if (report) yield report;
    }
    yield* classIndices(model, project);
  },
});

type Found = Report<'masker' | 'callable' | 'tree' | 'row' | 'background'>;

/** What SHAP can't take as it is, by the class of the model; '' for those it can. */
function kindOf(
  value: Value | undefined,
): 'a pipeline' | 'a linear model' | 'a network' | 'a support vector machine' | '' {
  const type = typeOf(value) ?? '';
  if (familyOf(type) === 'pipeline') return 'a pipeline';
  if (/^sklearn\.linear_model\./.test(type)) return 'a linear model';
  if (/^sklearn\.neural_network\.MLP/.test(type)) return 'a network';
  return /^sklearn\.svm\./.test(type) ? 'a support vector machine' : '';
}

function explainerReport(model: Model, record: CallRecord): Found | undefined {
  const given = argument(record, 'model', 0);
  const kind = kindOf(given);
  const node = record.node.args[0]?.value;
  if (kind === '' || !node || hasHiddenArguments(record)) return undefined;
  const masker = argument(record, 'masker', 1) ?? argument(record, 'data', 1);
  const data = { call: textOf(model.unit, record.node.func), model: textOf(model.unit, node), kind };
  const fix = callable(model, record, node, given);
  const fixes = fix ? [fix] : [];
  if (record.name === 'shap.TreeExplainer') return { at: record.node, message: 'tree', data, fixes };
  if (record.name !== 'shap.Explainer') return undefined;
  if (!masker) return { at: record.node, message: 'masker', data, fixes };
  return kind === 'a linear model' ? undefined : { at: record.node, message: 'callable', data, fixes };
}

/** `shap.Explainer(model.predict_proba, shap.sample(X_train, 100, random_state=0))` */
function callable(
  model: Model,
  record: CallRecord,
  node: Expr,
  given: Value | undefined,
): FixReport | undefined {
  const { unit } = model;
  const { func, args } = record.node;
  // Only the explainers of trees have this method in the same form.
  if (model.trace.some(({ method, receiver }) => method === 'shap_values' && receiver === record.result))
    return undefined;
  const background = args[1]?.value ?? trainingRows(model, given);
  if (!isPlainReference(node) || func.kind !== 'Attribute' || !background || args.length > 2)
    return undefined;
  const shap = textOf(unit, func.value);
  const rows = args[1]
    ? textOf(unit, background)
    : `${shap}.sample(${textOf(unit, background)}, 100, random_state=0)`;
  const method = predictionMethod(given);
  return {
    title: `Explain \`${textOf(unit, node)}.${method}\` with a background`,
    applicability: 'suggestion',
    edits: replaceNode(record.node, `${shap}.Explainer(${textOf(unit, node)}.${method}, ${rows})`),
  };
}

/** The rows that the model was fitted on, if they have a name. */
function trainingRows(model: Model, given: Value | undefined): Expr | undefined {
  const fit = model
    .callsWith('fit')
    .filter(({ receiver }) => receiver === given)
    .at(-1);
  const node = fit?.node.args[0]?.value;
  return node && isPlainReference(node) ? node : undefined;
}

/** Numbers for every kind of label: probabilities, else the decision function, else the prediction. */
function predictionMethod(given: Value | undefined): string {
  const type = typeOf(given && familyOf(typeOf(given)) === 'pipeline' ? finalEstimator(given) : given);
  const fact = type === undefined ? undefined : classFact(type);
  if (fact?.task !== 'classification') return 'predict';
  return fact.lacks?.includes('predict_proba') || /^sklearn\.svm\./.test(type!)
    ? 'decision_function'
    : 'predict_proba';
}

/** All training rows as background: each explained row costs as many predictions as the background has rows, many times over. */
function backgroundReport(model: Model, record: CallRecord): Found | undefined {
  if (!/^shap\.(KernelExplainer|PermutationExplainer|SamplingExplainer)$/.test(record.name)) return undefined;
  const node = record.node.args[1]?.value;
  const given = argument(record, 'data', 1);
  if (
    !node ||
    !given ||
    !isPlainReference(node) ||
    !/^(pandas\.DataFrame|numpy\.ndarray)$/.test(typeOf(given) ?? '')
  )
    return undefined;
  const isTrained = model.trace.some(({ effect, args }) => effect === 'fit' && args.positional[0] === given);
  if (!isTrained) return undefined;
  const shap = importName(model, record.node, { module: 'shap' });
  const edits = composeEdits(
    shap.edits,
    wrapExpression(node, `${shap.name}.sample(`, ', 100, random_state=0)'),
  );
  return {
    at: node,
    message: 'background',
    data: { call: textOf(model.unit, record.node.func), data: textOf(model.unit, node) },
    fixes: edits
      ? [{ title: 'Take a sample of 100 rows as background', applicability: 'suggestion', edits }]
      : [],
  };
}

const FOREST =
  /^sklearn\.(ensemble\.(RandomForest|ExtraTrees)Classifier|tree\.(DecisionTree|ExtraTree)Classifier)$/;

/** `shap_values(X)[1]` of a classifier that is a tree or a forest of scikit-learn. */
function* classIndices(model: Model, project: ProjectFacts | undefined): Generator<Found> {
  const version = lowestVersion(project, 'shap');
  if (version && version[0] === 0 && version[1] < 45) return;
  const results = new Set<Value>();
  for (const { method, receiver, result } of model.calls) {
    const made = receiver && 'record' in receiver ? receiver.record : undefined;
    const explained = made?.args.positional[0];
    if (
      method === 'shap_values' &&
      /^shap\.(Tree)?Explainer$/.test(made?.name ?? '') &&
      FOREST.test(typeOf(explained) ?? '')
    )
      results.add(result);
  }
  if (results.size === 0) return;
  const found: Subscript[] = [];
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'Subscript' || node.index.kind !== 'Number' || node.index.value !== 1) return;
      const value = model.valueOf(node.value);
      if (value && results.has(value)) found.push(node);
    });
  for (const node of found)
    yield {
      at: node,
      message: 'row',
      data: { values: textOf(model.unit, node) },
      fixes: [
        {
          title: 'Take the class: `[:, :, 1]`',
          applicability: 'suggestion',
          edits: replaceNode(node.index, ':, :, 1'),
        },
      ],
    };
}
