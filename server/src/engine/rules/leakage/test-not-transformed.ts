import { wrapExpression } from '../../fix';
import { classFact, familyOf } from '../../knowledge';
import { ancestry, partOf, type DataNode } from '../../semantics/data';
import { judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';

export default defineRule({
  name: 'test-not-transformed',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'imblearn', 'category_encoders', 'xgboost', 'lightgbm', 'catboost'],
  docs: {
    summary: 'The model is fitted on transformed rows and judged on raw ones, or the other way round.',
    why: `Where the number of columns agrees nothing raises: the model reads 50,000 as if it were a standard score, and its predictions mean nothing. The score that is
printed belongs to no model that anybody wants.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("churn.csv")
X, y = df[["tenure", "charges"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
scaler = StandardScaler()
model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(X_test, y_test))
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("churn.csv")
X, y = df[["tenure", "charges"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
scaler = StandardScaler()
model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)
print(model.score(scaler.transform(X_test), y_test))
`,
    limits: [
      'Both parts must be seen to come from one split, and every step on the way to the judged rows must be known.',
      'Rows that another object of the same class transforms are not flagged: see refit-on-test.',
    ],
    references: [
      'scikit-learn: common pitfalls, inconsistent preprocessing, https://scikit-learn.org/stable/common_pitfalls.html#inconsistent-preprocessing',
      'DyLin (dynamic analysis of such faults)',
    ],
  },
  messages: {
    raw: '`{data}` is not transformed: the model was trained on rows that went through `{transformer}`.',
    transformed: '`{data}` went through `{transformer}`, but the model was trained on rows that did not.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<object>();
    for (const judgement of judgements(model)) {
      const { trained, scored, folds, fit } = judgement;
      if (folds || !isOneSplit(trained, scored)) continue;
      const before = appliedTo(trained);
      const after = appliedTo(scored);
      if (!before || !after) continue;
      const missed = [...before].find((by) => !hasSame(after, by) && learnedFrom(by, trained));
      const extra = missed
        ? undefined
        : [...after].find((by) => !hasSame(before, by) && learnedFrom(by, trained));
      const transformer = missed ?? extra;
      const asked = asking(model, judgement);
      const given = asked?.node.args[0]?.value;
      if (!transformer || !asked || !given || asked.unit !== unit || seen.has(asked.node)) continue;
      seen.add(asked.node);
      yield {
        at: given,
        message: missed ? 'raw' : 'transformed',
        data: { data: shortText(textOf(unit, given), 40), transformer: nameOf(model, transformer) },
        related: fit.unit === unit ? [{ at: fit.node, note: 'The model is trained here.' }] : [],
        fixes: missed ? transformed(model, missed, trained, scored, asked) : [],
      };
    }
  },
});

function isOneSplit(trained: DataNode, scored: DataNode): boolean {
  if (partOf(trained.rows) !== 'train') return false;
  const part = partOf(scored.rows);
  if (part !== 'test' && part !== 'validation') return false;
  const splits = new Set(ancestry(trained.rows).flatMap(({ split }) => (split ? [split] : [])));
  return ancestry(scored.rows).some(({ split }) => split !== undefined && splits.has(split));
}

/** The transformers that rows went through, in any version; undefined where the way is not known for sure. */
function appliedTo(node: DataNode): Set<Value> | undefined {
  const found = new Set<Value>();
  const seen = new Set<DataNode>();
  const pending = [node];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { kind, by, from } of at.edges) {
      if (kind === 'choice' || (kind === 'applied' && !by)) return undefined;
      if (kind === 'predicted-by') return undefined;
      if (kind === 'applied' && by && familyOf(typeOf(by)) !== undefined) found.add(by);
      if (from) pending.push(from);
    }
  }
  return found;
}

/** A scaler, an encoder, a vectoriser … that was fitted on the training rows. */
function learnedFrom(by: Value, trained: DataNode): boolean {
  const type = typeOf(by);
  if (!type || familyOf(type) !== 'transformer' || classFact(type)?.learns === 'nothing') return false;
  const fits = by.slots.get('fits') as readonly CallRecord[] | undefined;
  const rows = new Set(ancestry(trained.rows));
  return (
    fits?.some(
      ({ data }) => data[0] !== undefined && rows.has(data[0].rows) && data[0].rows.part === 'train',
    ) ?? false
  );
}

function hasSame(appliers: ReadonlySet<Value>, by: Value): boolean {
  return [...appliers].some((other) => other === by || typeOf(other) === typeOf(by));
}

/** The call in which the model meets the rows: `predict` for a metric, else the judging call itself. */
function asking(model: Model, { record, scored, model: judged }: Judgement): CallRecord | undefined {
  if (record.effect !== 'metric') return record.effect === 'score' ? record : undefined;
  return model.calls.find(
    ({ effect, data, receiver }) => effect === 'predict' && data[0] === scored && receiver === judged,
  );
}

function nameOf(model: Model, transformer: Value): string {
  return model.nameOf(transformer) ?? typeOf(transformer)?.replace(/^.*\./, '') ?? 'the transformer';
}

/** `model.predict(X_test)` -> `model.predict(scaler.transform(X_test))` */
function transformed(
  model: Model,
  by: Value,
  trained: DataNode,
  scored: DataNode,
  asked: CallRecord,
): FixReport[] {
  // Only where the whole table went through this one transformer, last of all.
  const direct = trained.edges.find(({ kind }) => kind === 'applied');
  const given = asked.node.args[0];
  if (direct?.by !== by || !given || given.star !== 0 || !isPlainReference(given.value)) return [];
  if ([...(appliedTo(scored) ?? [])].length !== [...(appliedTo(trained) ?? [])].length - 1) return [];
  const fit = model.calls.find(
    ({ receiver, effect, frame }) =>
      receiver === by && (effect === 'fit' || effect === 'fit-transform') && frame === asked.frame,
  );
  const name = fit?.node.func.kind === 'Attribute' ? fit.node.func.value : undefined;
  if (!name || !isPlainReference(name)) return [];
  const text = textOf(model.unit, name);
  return [
    {
      title: `Transform it: \`${text}.transform(…)\``,
      applicability: 'suggestion',
      edits: wrapExpression(given.value, `${text}.transform(`, ')'),
    },
  ];
}
