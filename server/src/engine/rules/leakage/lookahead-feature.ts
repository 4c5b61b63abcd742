import { removeArgument, replaceNode } from '../../fix';
import { holdsColumn } from '../../semantics/columns';
import type { DataEdge, DataNode } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import { isModel } from '../../semantics/roles';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { timeOrderOf } from './timeOrder';

export default defineRule({
  name: 'lookahead-feature',
  area: 'leakage',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas'],
  docs: {
    summary: 'A feature uses values that are not known when the prediction is made.',
    why: `Today's row holds tomorrow's value: the offline score is one that no running system can reach, whatever the split. A back-fill copies the next known value
into the past, a centred window averages over it, a negative shift reads it as it is.`,
    bad: `import pandas as pd
from sklearn.linear_model import Ridge

df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
df["lag"] = df["sales"].shift(1)
df["level"] = df["sales"].rolling(7, center=True).mean()
df = df.dropna()
train, test = df.iloc[:-100], df.iloc[-100:]
model = Ridge().fit(train[["lag", "level"]], train["sales"])
print(model.score(test[["lag", "level"]], test["sales"]))
`,
    good: `import pandas as pd
from sklearn.linear_model import Ridge

df = pd.read_csv("sales.csv", parse_dates=["date"]).sort_values("date")
df["lag"] = df["sales"].shift(1)
df["level"] = df["lag"].rolling(7).mean()
df = df.dropna()
train, test = df.iloc[:-100], df.iloc[-100:]
model = Ridge().fit(train[["lag", "level"]], train["sales"])
print(model.score(test[["lag", "level"]], test["sales"]))
`,
    limits: [
      'Only frames whose rows are seen to be in order of time, and columns that are seen to reach a model.',
      'A negative shift into the target, or into a column named for the future (target, label, next, horizon, return …), is how a target is made, and is not flagged.',
      'A trailing window still holds the row’s own value: shift it by one where that is not known either.',
    ],
    references: [
      'Kapoor and Narayanan 2023, Leakage and the reproducibility crisis, L2 and L3.1',
      'Google, Rules of Machine Learning, rule 31',
    ],
  },
  messages: {
    shift: '`{column}` holds later rows (`{call}`): they are not known yet when a prediction is made.',
    centred: 'A centred window averages over later rows, which are not known yet when a prediction is made.',
    backFill: 'A back-fill copies later values into earlier rows, where they are not known yet.',
    merge: 'This join takes rows that come later, which are not known yet when a prediction is made.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<Call>();
    for (const fit of model.calls) {
      const [X] = fit.data;
      if (fit.effect !== 'fit' || !X || !isModel(fit.receiver) || !timeOrderOf(model, X)) continue;
      for (const { record, kind, column } of lookaheads(model, X)) {
        if (record.unit !== unit || seen.has(record.node)) continue;
        seen.add(record.node);
        yield {
          at: record.node,
          message: kind,
          data: { column: column ?? '', call: shortText(textOf(unit, record.node), 40) },
          related: [{ at: fit.node, note: 'The model is trained on it.' }],
          fixes: mended(model, record, kind),
        };
      }
    }
  },
});

type Kind = 'shift' | 'centred' | 'backFill' | 'merge';

interface Lookahead {
  readonly record: CallRecord;
  readonly kind: Kind;
  readonly column?: string;
}

const FUTURE =
  /target|label|fut|next|horizon|ahead|forward|fwd|lead|tomorrow|return|\bret|pred|after|outcome|(^|_)y(_|$|\d)|(^|_)(t|h)\+/i;

/** Everything that the features went through that looks ahead. */
function lookaheads(model: Model, X: DataNode): Lookahead[] {
  const found: Lookahead[] = [];
  const seen = new Set<DataNode>();
  const pending: { node: DataNode; column?: string }[] = [{ node: X }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, column } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    const record = node.at.kind === 'Call' ? model.recordsOf(node.at)[0] : undefined;
    const kind = record && kindOf(record, node);
    if (record && kind && (kind !== 'shift' || column !== undefined)) found.push({ record, kind, column });
    for (const edge of node.edges) {
      if (!edge.from) continue;
      const stored = storedColumn(edge);
      if (stored === undefined) pending.push({ node: edge.from, column });
      // A column for the future, or one that the model does not get, is no feature.
      else if (!FUTURE.test(stored) && holdsColumn(X, stored, node) === true)
        pending.push({ node: edge.from, column: stored });
    }
  }
  return found;
}

function storedColumn({ kind, columns }: DataEdge): string | undefined {
  if (kind !== 'stored') return undefined;
  return columns?.op === 'store' && columns.names.length === 1 ? columns.names[0]! : '';
}

function kindOf(record: CallRecord, { op }: DataNode): Kind | undefined {
  const { name, method } = record;
  if (name === 'pandas.merge_asof')
    return /^(forward|nearest)$/.test(String(constantOf(argument(record, 'direction'))))
      ? 'merge'
      : undefined;
  if (!/^pandas\.(DataFrame|Series|GroupBy)\./.test(name)) return undefined;
  if (method === 'shift') return isNegative(argument(record, 'periods', 0)) ? 'shift' : undefined;
  if (method === 'rolling' && op === 'rolling')
    return constantOf(argument(record, 'center')) === true ? 'centred' : undefined;
  if (method === 'bfill' || method === 'backfill') return 'backFill';
  if (method === 'fillna')
    return /^(bfill|backfill)$/.test(String(constantOf(argument(record, 'method', 1))))
      ? 'backFill'
      : undefined;
  return undefined;
}

function isNegative(value: Value | undefined): boolean {
  const periods = constantOf(value);
  return typeof periods === 'number' && periods < 0;
}

function mended(model: Model, { node }: CallRecord, kind: Kind): FixReport[] {
  const { unit } = model;
  const report = (title: string, edits: FixReport['edits']): FixReport[] => [
    { title, applicability: 'suggestion', edits },
  ];
  const given = (name: string) => node.args.find((each) => each.name === name);
  if (kind === 'centred') {
    const center = given('center');
    return center ? report('Use a window that ends at the row', removeArgument(unit, node, center)) : [];
  }
  if (kind === 'merge') {
    const direction = given('direction');
    return direction?.value.kind === 'String'
      ? report('Take rows that come earlier', removeArgument(unit, node, direction))
      : [];
  }
  if (kind !== 'backFill' || node.func.kind !== 'Attribute') return [];
  const { func } = node;
  if (func.attr !== 'fillna')
    return report('Fill forward', replaceNode({ start: func.attrStart, end: func.end }, 'ffill'));
  return node.args.length === 1
    ? report('Fill forward', replaceNode({ start: func.attrStart, end: node.end }, 'ffill()'))
    : [];
}
