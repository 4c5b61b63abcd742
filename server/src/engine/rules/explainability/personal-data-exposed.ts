import { isIdentifying } from '../../knowledge/people';
import type { DataNode } from '../../semantics/data';
import { collectParts } from '../../semantics/estimators';
import { isRemade, namedColumns, namedFeatures, type NamedColumn } from '../../semantics/featureNames';
import type { Model } from '../../semantics/model';
import { isModel } from '../../semantics/roles';
import { argument, type CallRecord } from '../../semantics/trace';
import { isData, SLOTS, typeOf, type Value } from '../../semantics/values';
import { firstWord } from '../../semantics/words';
import { textOf } from '../../source/unit';
import type { Expr, Node } from '../../syntax/ast';
import { dropFeatures, featureMaker } from '../featureColumns';
import { defineRule, type FixReport, type Report } from '../rule';
import { shortText } from '../shortText';
import { shownRequests } from './shownRequest';

export default defineRule({
  name: 'personal-data-exposed',
  area: 'explainability',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas', 'sklearn', 'fastapi', 'flask', 'litestar', 'mlflow', 'wandb'],
  docs: {
    summary: 'Data that name a person are a feature, or stand in a log, an output or a tracked table.',
    why: `Logs, notebooks and tracking servers are read by more people, and kept longer, than the table that the data came from. And a model can learn an address by heart, and give
it away. No model gets better by knowing a phone or a passport number: it learns who, not why.`,
    bad: `import mlflow
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("churn.csv")
X, y = df[["phone", "visits", "bills"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = HistGradientBoostingClassifier(random_state=42)
model.fit(X_train, y_train)
`,
    good: `import mlflow
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import train_test_split

mlflow.autolog()
df = pd.read_csv("churn.csv")
X, y = df[["visits", "bills"]], df["churned"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
model = HistGradientBoostingClassifier(random_state=42)
model.fit(X_train, y_train)
`,
    limits: [
      'Columns count by their whole name (email, phone, ssn, iban, passport, tax_id, first_name, last_name, full_name, street_address, date_of_birth, ip_address), and only where they are proven to reach the model, the line or the table.',
      'Requests are flagged where a handler that asks a model logs or prints all of a request of which such a field is known from the code, or the field itself; a body of unknown fields is not flagged.',
      'Columns that are dropped, or given other values (hashed, coded), tables made in the code, and files that import Faker or Mimesis are silent; so are features of text, and files about spam and phishing.',
      'Printed rows are information in notebooks.',
    ],
    references: [
      'Breck et al. 2017, The ML Test Score: data test 5 (the pipeline has appropriate privacy controls)',
      'OWASP ML03 (model inversion) and ML04 (membership inference), 2023 draft',
      'SE4ML: enforce privacy, https://se-ml.github.io/practices/',
      'NIST AI RMF, MEASURE 2.10',
    ],
  },
  messages: {
    features: '{columns} among the features: a model can learn who somebody is, and give it away.',
    shown: '`{shown}` holds `{column}` of persons: it stays in the output for whoever reads it.',
    tracked: '`{shown}` holds `{column}` of persons, and goes to the tracking server.',
    request:
      'The request `{request}` is logged with its field `{column}`: logs are no place for personal data.',
    field: 'The field `{column}` of `{request}` is logged: logs are no place for personal data.',
  },
  *check({ model }) {
    if (model.role === 'test' || ['faker', 'mimesis'].some((name) => model.imported(name))) return;
    yield* learned(model);
    yield* shownRows(model);
    for (const { at, request, field, whole } of shownRequests(model, isShown))
      yield { at, message: whole ? 'request' : 'field', data: { request, column: field } };
  },
});

type Found = Report<'features' | 'shown' | 'tracked' | 'request' | 'field'>;

/** Steps that make other numbers of text. */
const TEXT = /feature_extraction|Hasher|HashingEncoder/;

/** Models that are given such columns, each place once. */
function* learned(model: Model): Iterable<Found> {
  const seen = new Set<string>();
  for (const fit of model.calls) {
    const [X] = fit.data;
    if (fit.effect !== 'fit' || !isModel(fit.receiver) || !X) continue;
    if (typeOf(fit.args.positional[0] ?? fit.args.keywords.get('X')) !== 'pandas.DataFrame') continue;
    const columns = namedFeatures(model, fit, isIdentifying).filter(({ name }) => !isHidden(X, name));
    const key = columns.map(({ name, at }) => `${name} ${at.start}`).join();
    if (columns.length === 0 || seen.has(key) || readsText(fit.receiver)) continue;
    if (firstWord(model, /(spam|phish)/) !== undefined) return;
    seen.add(key);
    const names = columns.map(({ name }) => `\`${name}\``);
    const fix = withoutColumns(model, fit, X, columns);
    yield {
      at: fit.node,
      message: 'features',
      data: { columns: names.length === 1 ? `${names[0]} is` : `${names.join(', ')} are` },
      related: [{ at: columns[0]!.at, note: `\`${columns[0]!.name}\` is named here.` }],
      fixes: fix ? [fix] : [],
    };
  }
}

function readsText(receiver: Value | undefined): boolean {
  const parts = new Set<Value>();
  if (receiver) collectParts(receiver, parts);
  return [...parts].some((part) => TEXT.test(typeOf(part) ?? ''));
}

/** The column has other values by now, or the table was made up in the code. */
function isHidden(X: DataNode, name: string): boolean {
  if (isRemade(X, name)) return true;
  let current: DataNode = X;
  for (let steps = 0; steps < 200; steps++) {
    const from = current.edges.find(({ kind }) => kind !== 'learned-from' && kind !== 'stored')?.from;
    if (!from) break;
    current = from;
  }
  return /^(literal|DataFrame|Series|from_dict|from_records|make_\w+)$/.test(current.op);
}

/** Out of a literal list of columns, or dropped where the features are made. */
function withoutColumns(
  model: Model,
  fit: CallRecord,
  X: DataNode,
  columns: readonly NamedColumn[],
): FixReport | undefined {
  const names = columns.map(({ name }) => name);
  const [{ at }] = columns as [NamedColumn, ...NamedColumn[]];
  if (at.kind === 'Subscript' && at.index.kind === 'List') {
    const { elements } = at.index;
    const kept = elements.filter((each) => !(each.kind === 'String' && names.includes(each.value)));
    const isSelection = namedColumns(model, X, () => true).every(({ at: other }) => other === at);
    if (!isSelection || kept.length === 0 || elements.length - kept.length !== names.length) return undefined;
    return {
      title: `Take ${names.map((name) => `\`${name}\``).join(', ')} out of the features`,
      applicability: 'suggestion',
      edits: [
        {
          start: elements[0]!.start,
          end: elements.at(-1)!.end,
          newText: kept.map((each) => textOf(model.unit, each)).join(', '),
        },
      ],
    };
  }
  if (at.kind === 'Call') return undefined;
  return dropFeatures(model, featureMaker(model, fit, X), names);
}

/** True for a line of a log and for what is printed. */
function isShown(record: CallRecord): boolean {
  return record.effect === 'log' || /^(builtins\.)?print$|(^|\.)display$/.test(record.name);
}

/** Frames and columns that are printed, logged or tracked; once for each column in a file. */
function* shownRows(model: Model): Iterable<Found> {
  const seen = new Map<string, CallRecord[]>();
  const reports: { record: CallRecord; node: Expr; column: string; tracked: boolean }[] = [];
  for (const record of model.calls) {
    const tracked = TRACKED.test(record.name);
    if (!tracked && !isShown(record)) continue;
    for (const { value: node } of record.node.args) {
      const rows = rowsOf(model, node);
      if (tracked && argument(record, 'dataframe', 2) === undefined && record.name === 'wandb.Table')
        continue;
      const column =
        rows && namedColumns(model, rows, isIdentifying).find(({ name }) => !isHidden(rows, name));
      if (!column) continue;
      const known = seen.get(column.name);
      if (known) known.push(record);
      else {
        seen.set(column.name, []);
        reports.push({ record, node, column: column.name, tracked });
      }
    }
  }
  for (const { record, node, column, tracked } of reports)
    yield {
      at: record.node,
      message: tracked ? 'tracked' : 'shown',
      data: { shown: shortText(textOf(model.unit, node), 40), column },
      severity: !tracked && model.unit.kind === 'notebook' ? 'information' : 'warning',
      related: seen
        .get(column)!
        .map(({ node: other }: { node: Node }) => ({ at: other, note: 'Here, too.' })),
    };
}

const TRACKED = /^(wandb\.Table|mlflow\.log_table)$/;

/** Operations that show rows as they are. */
const AS_THEY_ARE =
  /^(column|\[\]|head|tail|sample|copy|drop|dropna|fillna|sort_values|reset_index|drop_duplicates|read_\w+|query|loc|iloc|store|nlargest|nsmallest)$/;

/** The rows that an expression shows; undefined for what was made of them. */
function rowsOf(model: Model, node: Expr): DataNode | undefined {
  const value = model.valueOf(node);
  if (!/^pandas\.(DataFrame|Series)$/.test(typeOf(value) ?? '') || value?.slots.get('mask')) return undefined;
  const slot = value?.slots.get(SLOTS.data);
  if (!isData(slot)) return undefined;
  let current: DataNode | undefined = slot;
  for (let steps = 0; current && steps < 100; steps++) {
    if (current.edges.length > 0 && !AS_THEY_ARE.test(current.op)) return undefined;
    current = current.edges.find(({ kind }) => kind === 'same' || kind === 'subset')?.from;
  }
  return slot;
}
