import { ancestry, partOf, type RowSet } from '../../semantics/data';
import { commonResampling, judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { siteIn, type CallRecord } from '../../semantics/trace';
import type { Node } from '../../syntax/ast';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport, type RelatedReport, type Report } from '../rule';
import { arrayIndex, namedReceiver, partNames, postpone, postponement } from './postpone';

export default defineRule({
  name: 'resampling-before-split',
  area: 'leakage',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['imblearn', 'sklearn', 'pandas'],
  docs: {
    summary: 'Rows are synthesised or copied before the test rows are set apart.',
    why: `Copies of test rows, or rows interpolated from them, sit in the training set, and the test set loses its natural class ratio. Measured on synthetic data: recall of the minority class
reads 0.996 where the honest value is 0.234. Split first and resample the training rows only; in cross-validation put the sampler into an imbalanced-learn Pipeline.`,
    bad: `import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("claims.csv")
X, y = df.drop(columns=["fraud"]), df["fraud"]
X, y = SMOTE(random_state=42).fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
print(recall_score(y_test, model.predict(X_test)))
`,
    good: `import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("claims.csv")
X, y = df.drop(columns=["fraud"]), df["fraud"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
X_train, y_train = SMOTE(random_state=42).fit_resample(X_train, y_train)
model = LogisticRegression().fit(X_train, y_train)
print(recall_score(y_test, model.predict(X_test)))
`,
    limits: [
      'Only where both the training and the judging rows descend from the resampled ones: resampling of a training part, a sampler inside an imbalanced-learn Pipeline and a bootstrap that is never fitted are not flagged.',
      'Under-sampling before the split is reported as information: no row is copied, but the test set loses its class ratio.',
    ],
    references: [
      'Muralidhar et al. 2021: Data Leakage, Oversampling Leakage',
      'Lones 4.2',
      'Yang 2022, overlap leak',
      'Kapoor & Narayanan 2023, L1.4 (duplicates)',
      'imbalanced-learn: common pitfalls, https://imbalanced-learn.org/stable/common_pitfalls.html',
    ],
  },
  messages: {
    over: '`{sampler}` makes new rows out of `{data}` before the split: copies of test rows train the model.',
    under:
      '`{sampler}` drops rows of `{data}` before the split: the test set no longer has the natural class ratio.',
    folds:
      '`{sampler}` makes new rows out of `{data}` before cross-validation: each fold trains on copies of its test rows.',
  },
  *check({ model, unit }) {
    const found = new Map<Node, { maker: CallRecord; judgement: Judgement }>();
    for (const judgement of judgements(model)) {
      const rows = shared(judgement);
      const maker = rows && makerOf(model, rows);
      const site = maker && siteIn(unit, maker);
      // A held-out test set that is spoilt says more than the folds before it.
      if (maker && site && (!found.has(site) || (found.get(site)!.judgement.folds && !judgement.folds)))
        found.set(site, { maker, judgement });
    }
    for (const [site, { maker, judgement }] of found) yield describe(model, site, maker, judgement);
  },
});

/** The resampled rows that both train and judge. */
function shared({ trained, scored, folds }: Judgement): RowSet | undefined {
  if (!folds)
    return trained.rows === scored.rows || partOf(scored.rows) === undefined
      ? undefined
      : commonResampling(scored.rows, trained.rows);
  // Rows that were set apart for training first are resampled rightly; their folds are only a weaker estimate.
  return ancestry(scored.rows).find(
    (rows) => rows.relation === 'resampled' && rows.parents.every((parent) => partOf(parent) === undefined),
  );
}

function makerOf(model: Model, rows: RowSet): CallRecord | undefined {
  const node = model.graph.nodes.find((candidate) => candidate.rows === rows);
  return node && model.trace.find((record) => record.node === node.at);
}

function describe(
  model: Model,
  site: Node,
  maker: CallRecord,
  judgement: Judgement,
): Report<'over' | 'under' | 'folds'> {
  const type = typeOf(maker.receiver) ?? maker.name;
  const sampler = maker.effect === 'fit-resample' ? type.slice(type.lastIndexOf('.') + 1) : maker.method;
  const isUnder = type.startsWith('imblearn.under_sampling.');
  const related: RelatedReport[] = [];
  if (maker.unit !== model.unit)
    related.push({ at: maker.node, unit: maker.unit, note: `\`${sampler}\` is called here.` });
  const split = judgement.scored.rows.split;
  if (split) related.push({ at: split.at, unit: split.unit, note: 'The rows are split here.' });
  if (judgement.record.unit === model.unit)
    related.push({ at: judgement.record.node, note: 'The model is scored here.' });
  const fix = fixOf(model, maker, judgement);
  return {
    at: site,
    message: isUnder ? 'under' : judgement.folds ? 'folds' : 'over',
    data: { sampler, data: inputName(model, maker) },
    severity: isUnder ? 'information' : 'error',
    related,
    fixes: fix ? [fix] : [],
  };
}

function inputName(model: Model, maker: CallRecord): string {
  const { func, args } = maker.node;
  const input =
    maker.effect === 'fit-resample' || func.kind === 'Name'
      ? args[0]?.value
      : func.kind === 'Attribute' && typeOf(maker.receiver)
        ? func.value
        : args[0]?.value;
  const text = input ? textOf(maker.unit, input).replace(/\s+/g, ' ') : '';
  return text !== '' && text.length <= 40 ? text : 'the data';
}

/** Split first, then resample the training part. */
function fixOf(model: Model, maker: CallRecord, { scored }: Judgement): FixReport | undefined {
  const split = scored.rows.split?.record;
  if (maker.effect !== 'fit-resample' || split?.name !== 'sklearn.model_selection.train_test_split')
    return undefined;
  const plan = postponement(model, maker, split);
  if (!plan || plan.outputs.length !== 2) return undefined;
  const names = plan.outputs
    .map((output) => arrayIndex(plan, output))
    .map((index) => (index < 0 ? undefined : partNames(plan, index).train));
  const receiver = namedReceiver(model, plan.call, 'sampler');
  if (!receiver || names.some((name) => name === undefined)) return undefined;
  const { func } = plan.call;
  const sampler = func.kind === 'Attribute' ? textOf(model.unit, func) : undefined;
  if (!sampler) return undefined;
  const after = `${names.join(', ')} = ${sampler}(${names.join(', ')})`;
  const edits = postpone(model, plan, after);
  return (
    edits && { title: 'Split first, then resample the training rows', applicability: 'suggestion', edits }
  );
}
