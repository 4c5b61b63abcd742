import { addKeywords, areBoundBetween, composeEdits, importName, namesRead } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';

export default defineRule({
  name: 'missing-model-signature',
  area: 'tracking',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['mlflow'],
  docs: {
    summary: 'A model is logged without signature and input example.',
    why: `Serving can't check the names, order and types of what it is asked with: a column that is missing or of another type becomes a wrong answer instead of an error. The Unity Catalog refuses
models without a signature.`,
    bad: `import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
with mlflow.start_run():
    model = LogisticRegression().fit(X, y)
    mlflow.sklearn.log_model(model, name="model")
`,
    good: `import mlflow
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("churn.csv")
X, y = rows[["age", "usage"]], rows["churn"]
with mlflow.start_run():
    model = LogisticRegression().fit(X, y)
    mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(X, model.predict(X)),
        input_example=X.head(5),
    )
`,
    limits: [
      'One of the two is enough: MLflow infers the signature from the example.',
      'Models of autologging, flavours of generative models (whose input is text), and calls whose arguments can’t be seen are not flagged.',
      'The fix is offered where the training rows have a name at hand.',
    ],
    references: [
      'MLflow: model signatures and input examples, https://mlflow.org/docs/latest/ml/model/signatures/',
      'Breck et al. 2017, The ML Test Score: data test 1, monitoring test 3',
    ],
  },
  messages: {
    unsigned:
      '`{call}` keeps no signature and no input example: whoever serves the model can’t check what it is asked with.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || model.callsWith('autolog').length > 0) return;
    for (const record of model.calls) {
      if (!LOGS_MODEL.test(record.name) || hasHiddenArguments(record)) continue;
      const { keywords } = record.args;
      if (keywords.has('signature') || keywords.has('input_example')) continue;
      const fix = sign(model, record);
      yield {
        at: record.node,
        message: 'unsigned',
        data: { call: textOf(unit, record.node.func) },
        severity: unit.kind === 'notebook' ? 'hint' : undefined,
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** Flavours whose models are asked with tables or tensors. */
const LOGS_MODEL =
  /^mlflow\.(sklearn|xgboost|lightgbm|catboost|keras|tensorflow|pytorch|statsmodels|prophet|spark|onnx|pyfunc|fastai)\.(log_model|save_model)$/;

/** Signature and example from the rows that the model was fitted on. */
function sign(model: Model, record: CallRecord): FixReport | undefined {
  const { unit } = model;
  const given = record.node.args[0];
  if (!given || !isPlainReference(given.value)) return undefined;
  const value = model.valueOf(given.value);
  const family = familyOf(typeOf(value));
  if (family !== 'predictor' && family !== 'pipeline' && family !== 'search') return undefined;
  const fit = model
    .callsWith('fit')
    .filter(({ receiver }) => receiver === value)
    .at(-1);
  const rows = fit?.node.args[0]?.value;
  if (!fit || !rows || !isPlainReference(rows) || fit.frame !== record.frame || fit.order > record.order)
    return undefined;
  if (areBoundBetween(model, namesRead(rows), fit.node.end, record.node.start)) return undefined;
  const X = textOf(unit, rows);
  const example = typeOf(model.valueOf(rows)) === 'pandas.DataFrame' ? `${X}.head(5)` : `${X}[:5]`;
  const infer = importName(model, record.node, { module: 'mlflow.models', member: 'infer_signature' });
  const edits = composeEdits(
    infer.edits,
    addKeywords(unit, record.node, {
      signature: `${infer.name}(${X}, ${textOf(unit, given.value)}.predict(${X}))`,
      input_example: example,
    }),
  );
  return edits && { title: `Keep signature and example of \`${X}\``, applicability: 'suggestion', edits };
}
