import { columnOrigin, holdsColumn, type ColumnOrigin } from '../../semantics/columns';
import type { DataEdge, DataNode } from '../../semantics/data';
import { familyOf } from '../../knowledge';
import { isModel } from '../../semantics/roles';
import { SLOTS, typeOf, type Value } from '../../semantics/values';
import type { Node } from '../../syntax/ast';
import { dropFeatures, featureMaker } from '../featureColumns';
import { defineRule } from '../rule';

export default defineRule({
  name: 'target-in-features',
  area: 'leakage',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas'],
  docs: {
    summary: 'The label, or a column made from it, is among the inputs of the model.',
    why: `The model reads the answer from its input: a near-perfect score offline, and a useless model online, where the label is not there yet. Drop the label (and what was
computed from it) before fitting.`,
    bad: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
y = df["churned"]
X = df.drop(columns=["customer_id"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
`,
    good: `import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("churn.csv")
y = df["churned"]
X = df.drop(columns=["customer_id", "churned"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = LogisticRegression().fit(X_train, y_train)
`,
    limits: [
      'Columns chosen by computed names, labels that were popped, and features of another table are not judged.',
      'Lagged labels (`df[t].shift(1)`) are legitimate features of a time series.',
      'A label made from one other column by a comparison, `map`, `cut` or `astype`, with that column still among the features, is a warning.',
    ],
    references: [
      'Kapoor & Narayanan 2023, L2 (illegitimate features)',
      'Muralidhar et al. 2021: Data Leakage, Peek-a-Boo',
      'Lones 3.8',
    ],
  },
  messages: {
    label: 'The label `{target}` is still a column of the features: the model reads the answer.',
    source:
      'The label `{target}` is made from `{column}` alone, and that column is among the features: the model reads the answer.',
    copy: 'The feature `{column}` is made from the label `{target}` alone: the model reads the answer.',
  },
  *check({ model, unit }) {
    const seen = new Set<Node>();
    for (const record of model.calls) {
      if (record.effect !== 'fit' || !isModel(record.receiver)) continue;
      const [X, y] = record.data;
      const target = X && y && columnOrigin(y);
      if (!X || !target || choosesColumns(record.receiver)) continue;
      const at = featureMaker(model, record, X);
      if (seen.has(at)) continue;
      const found = judge(X, target);
      if (!found) continue;
      seen.add(at);
      const fix = found.message === 'copy' ? undefined : dropFeatures(model, at, [found.column]);
      yield {
        at,
        message: found.message,
        data: { target: target.name, column: found.column },
        severity: found.message === 'label' ? 'error' : 'warning',
        related: record.unit === unit ? [{ at: record.node, note: 'The model is trained here.' }] : [],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

type Verdict = { readonly message: 'label' | 'source' | 'copy'; readonly column: string };

function judge(X: DataNode, target: ColumnOrigin): Verdict | undefined {
  if (holdsColumn(X, target.name, target.frame) === true) return { message: 'label', column: target.name };
  for (const store of storesInto(target.frame)) {
    // y = (df["price"] > 100), stored as df["expensive"]; price still a feature
    const origin = store.columns.includes(target.name) ? soleSource(store.value) : undefined;
    if (origin && origin.name !== target.name && holdsColumn(X, origin.name, origin.frame) === true)
      return { message: 'source', column: origin.name };
  }
  for (const store of storesInto(X)) {
    // df["is_gone"] = df["churned"].map(…), kept as a feature
    const [column] = store.columns;
    if (!column || store.columns.length !== 1 || column === target.name) continue;
    const origin = soleSource(store.value);
    if (origin?.name === target.name && holdsColumn(X, column, store.node) === true)
      return { message: 'copy', column };
  }
  return undefined;
}

/** Stores into columns on the way to a version of a table. */
function storesInto(node: DataNode): { node: DataNode; columns: readonly string[]; value: DataNode }[] {
  const found = [];
  let current: DataNode | undefined = node;
  for (let steps = 0; current && steps < 200; steps++) {
    const stored: DataEdge | undefined = current.edges.find((edge) => edge.kind === 'stored');
    if (stored?.from && stored.columns?.op === 'store')
      found.push({ node: current, columns: stored.columns.names, value: stored.from });
    current = current.edges.find((edge) => edge.kind === 'same' || edge.kind === 'subset')?.from;
  }
  return found;
}

/** Operations that only recode one column's values, row by row. */
const RECODING = new Set([
  'column',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '~',
  'astype',
  'map',
  'replace',
  'copy',
  'isin',
  'cut',
  'qcut',
  'eq',
  'gt',
  'ge',
  'lt',
  'le',
  'between',
  'fit_transform',
  'where',
  'fillna',
  'to_numpy',
  'values',
  'notna',
  'isna',
]);

/** The one column that a value was recoded from; undefined if others, a shift or anything else had a part in it. */
function soleSource(value: DataNode): ColumnOrigin | undefined {
  let current: DataNode = value;
  for (let steps = 0; steps < 30; steps++) {
    if (!RECODING.has(current.op)) return undefined;
    const edges = current.edges.filter((edge) => edge.from);
    if (edges.some((edge) => edge.kind === 'joined') || edges.length === 0) return undefined;
    const edge = edges[0]!;
    if (edge.columns?.op === 'only')
      return edge.columns.names.length === 1
        ? { name: edge.columns.names[0]!, frame: edge.from! }
        : undefined;
    current = edge.from!;
  }
  return undefined;
}

/** Steps that keep every column; any other first step of a pipeline may choose columns by itself. */
const KEEPS_COLUMNS =
  /\.(StandardScaler|MinMaxScaler|MaxAbsScaler|RobustScaler|SimpleImputer|KNNImputer|IterativeImputer|PCA|PolynomialFeatures|PowerTransformer|QuantileTransformer|Normalizer)$/;

/** True for a pipeline (or a search over one) that picks its columns itself, or may do so. */
function choosesColumns(value: Value | undefined, depth = 0): boolean {
  if (value?.kind !== 'object' || depth > 4) return true;
  if (value.cls) return true;
  const family = familyOf(value.type);
  if (family === 'search')
    return choosesColumns(
      value.record?.args.positional[0] ?? value.record?.args.keywords.get('estimator'),
      depth + 1,
    );
  if (family !== 'pipeline') return false;
  const steps = (value.slots.get(SLOTS.items) ?? []) as readonly Value[];
  return steps.length === 0 || steps.slice(0, -1).some((step) => !KEEPS_COLUMNS.test(typeOf(step) ?? ''));
}
