import { isPlainReference, type Value } from '../../semantics/values';
import { ancestry, covers, partOf, type DataNode, type RowSet } from '../../semantics/data';
import { judgements, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { textOf } from '../../source/unit';
import type { Call, Expr, Node } from '../../syntax/ast';
import { replaceNode } from '../../fix';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { statementOf } from '../surroundings';

export default defineRule({
  name: 'train-test-overlap',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['sklearn', 'pandas', 'numpy', 'xgboost', 'lightgbm', 'catboost', 'keras', 'tensorflow'],
  docs: {
    summary: 'Rows that trained the model judge it, although the code means to hold them out.',
    why: `The score tells how well the model remembers: two samples of 80 % and 20 % drawn from the same table share a fifth of all rows, so most rows of the
"test" set have been seen in training. A model that memorises wins.`,
    bad: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier

df = pd.read_csv("churn.csv")
train = df.sample(frac=0.8, random_state=1)
test = df.sample(frac=0.2, random_state=2)
model = RandomForestClassifier(random_state=42)
model.fit(train[["tenure", "charges"]], train["churned"])
print(model.score(test[["tenure", "charges"]], test["churned"]))
`,
    good: `import pandas as pd
from sklearn.ensemble import RandomForestClassifier

df = pd.read_csv("churn.csv")
train = df.sample(frac=0.8, random_state=1)
test = df.drop(train.index)
model = RandomForestClassifier(random_state=42)
model.fit(train[["tenure", "charges"]], train["churned"])
print(model.score(test[["tenure", "charges"]], test["churned"]))
`,
    limits: [
      'Two samples of one table, slices with overlapping literal bounds, and training rows that the test part was joined to again.',
      'A last fit on everything, with no score after it, is not flagged; nor are bounds that are not written out.',
      'A model that is judged on nothing but its training rows is the business of scored-on-training-data.',
    ],
    references: [
      'Kapoor and Narayanan 2023, Leakage and the reproducibility crisis, L1.1 and L1.4',
      'Yang et al. 2022, Data leakage in notebooks: overlap leakage',
      'Lones 2024, How to avoid machine learning pitfalls, 4.1',
    ],
  },
  messages: {
    samples:
      '`{test}` is a second sample of the table that `{train}` is a sample of: most of its rows trained the model.',
    slices: '`{test}` overlaps with `{train}`, which trained the model.',
    union: 'The model was trained on the test rows too: `{train}` holds them.',
    test: 'The model was trained on the test part, `{train}`, and is judged on it.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<Node>();
    for (const judgement of judgements(model)) {
      if (judgement.folds || judgement.record.unit !== unit) continue;
      const found = overlapOf(model, judgement);
      if (!found || found.at.start < 0 || seen.has(found.at)) continue;
      seen.add(found.at);
      yield {
        at: found.at,
        message: found.message,
        data: found.data,
        related: found.related,
        fixes: found.fixes ?? [],
      };
    }
  },
});

interface Overlap {
  readonly at: Node;
  readonly message: 'samples' | 'slices' | 'union' | 'test';
  readonly data: Readonly<Record<string, string>>;
  readonly related: readonly { readonly at: Node; readonly note: string }[];
  readonly fixes?: readonly FixReport[];
}

function overlapOf(model: Model, judgement: Judgement): Overlap | undefined {
  const { trained, scored, fit, record } = judgement;
  const here = fit.unit === model.unit;
  const trainText = firstArgument(model, here ? fit.node : undefined);
  const related = here ? [{ at: fit.node, note: 'The model is trained here.' }] : [];
  if (trained.rows === scored.rows)
    return partOf(trained.rows) === 'test' && trained.rows.split?.record && isHeldOut(trained.rows)
      ? { at: record.node, message: 'test', data: { train: trainText }, related }
      : undefined;
  if (isPutTogether(trained.rows, scored.rows))
    return { at: record.node, message: 'union', data: { train: trainText }, related };
  const [a, b] = [originOf(model, trained.rows), originOf(model, scored.rows)];
  if (!a || !b || a === b || !a.from || a.from.rows !== b.from?.rows) return undefined;
  if (a.node.unit !== model.unit || b.node.unit !== model.unit) return undefined;
  if (trained.rows.split || scored.rows.split) return undefined;
  const data = { train: nameAt(model, a.node.at), test: nameAt(model, b.node.at) };
  const place = [{ at: a.node.at, note: 'The training rows.' }];
  if (a.node.op === 'sample' && b.node.op === 'sample')
    return {
      at: b.node.at,
      message: 'samples',
      data,
      related: place,
      fixes: withoutTraining(model, a.node, b.node),
    };
  return slicesOverlap(model, a.from.rows, trained.rows, scored.rows)
    ? {
        at: b.node.at,
        message: 'slices',
        data,
        related: place,
        fixes: equalBound(model, a.node.at, b.node.at),
      }
    : undefined;
}

/** True if some model is trained on the other part of the split: then this one is the test part. */
function isHeldOut(rows: RowSet): boolean {
  return rows.split?.parts.some((part) => part !== rows && part.fitted) ?? false;
}

/** The training rows are a union (not a choice) one piece of which is the judged test part. */
function isPutTogether(trained: RowSet, scored: RowSet): boolean {
  const part = partOf(scored);
  if ((part !== 'test' && part !== 'validation') || !covers(trained, scored)) return false;
  const lineage = ancestry(trained);
  if (lineage.some(({ relation }) => relation === 'choice')) return false;
  return lineage.includes(scored) && lineage.some(({ relation }) => relation === 'union');
}

interface Origin {
  readonly node: DataNode;
  readonly from: DataNode | undefined;
}

/** The step that chose these rows. */
function originOf(model: Model, rows: RowSet): Origin | undefined {
  if (rows.relation !== 'subset') return undefined;
  const node = model.graph.nodes.find((each) => each.rows === rows);
  return node && { node, from: node.edges.find(({ kind }) => kind === 'subset')?.from };
}

/** `X[:800]` and `X[700:]` */
function slicesOverlap(model: Model, whole: RowSet, a: RowSet, b: RowSet): boolean {
  const { slices } = model.graph.cutsOf(whole);
  const first = slices.find(({ rows }) => rows === a);
  const second = slices.find(({ rows }) => rows === b);
  if (!first || !second) return false;
  const bounds = [first.lower || '0', first.upper, second.lower || '0', second.upper];
  if (bounds.some((text) => text !== '' && !/^\d+$/.test(text))) return false;
  const [from, to, start, end] = bounds.map((text) => (text === '' ? Infinity : Number(text)));
  return Math.max(from!, start!) < Math.min(to!, end!);
}

/** The variable that a step is assigned to, else its text. */
function nameAt(model: Model, node: Node): string {
  const statement = statementOf(model, node);
  const [target] = statement?.kind === 'Assign' ? statement.targets : [];
  return target?.kind === 'Name' ? target.id : shortText(textOf(model.unit, node), 40);
}

function firstArgument(model: Model, call: Call | undefined): string {
  const given = call?.args[0]?.value;
  return given ? shortText(textOf(model.unit, given), 40) : 'the training data';
}

/** `test = df.drop(train.index)` */
function withoutTraining(model: Model, train: DataNode, test: DataNode): FixReport[] {
  const statement = statementOf(model, train.at);
  const [target] = statement?.kind === 'Assign' ? statement.targets : [];
  const { at } = test;
  if (target?.kind !== 'Name' || at.kind !== 'Call' || at.func.kind !== 'Attribute') return [];
  const base: Expr = at.func.value;
  const isFrame = isPandas(model.valueOf(base));
  if (!isFrame || !isPlainReference(base) || train.at.start > test.at.start) return [];
  return [
    {
      title: `Take the rows that are not in \`${target.id}\``,
      applicability: 'suggestion',
      edits: replaceNode(at, `${textOf(model.unit, base)}.drop(${target.id}.index)`),
    },
  ];
}

function isPandas(value: Value | undefined): boolean {
  return value?.kind === 'object' && /^pandas\.(DataFrame|Series)$/.test(value.type);
}

/** The second slice starts where the first one ends. */
function equalBound(model: Model, train: Node, test: Node): FixReport[] {
  const [first, second] = [sliceOf(train), sliceOf(test)];
  if (!first?.upper || !second?.lower || first.lower) return [];
  const bound = textOf(model.unit, first.upper);
  return [
    {
      title: `Start at ${bound}, where the training rows end`,
      applicability: 'suggestion',
      edits: replaceNode(second.lower, bound),
    },
  ];
}

function sliceOf(node: Node): { lower?: Expr; upper?: Expr } | undefined {
  if (node.kind !== 'Subscript') return undefined;
  return node.index.kind === 'Slice' ? node.index : undefined;
}
