import { composeEdits, keywordOf, primaryText, removeArgument, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import type { CallRecord, StoreRecord } from '../../semantics/trace';
import { constantOf, isPlainReference } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Attribute, Call, Expr, Subscript } from '../../syntax/ast';
import { defineRule, type FixReport, type Report } from '../rule';
import { statementOf } from '../surroundings';
import { lowestVersion } from '../versions';
import { detachedChange } from './detached';
import { choosesRows, selectionOf, type Selection } from './selection';

export default defineRule({
  name: 'lost-chained-assignment',
  area: 'data',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['pandas'],
  docs: {
    summary: 'A value is assigned through two indexing steps, so it lands on a temporary copy.',
    why: `The frame is unchanged and nothing fails. With pandas 3 (copy-on-write, measured with 3.0.6) none of the forms below changes it: a
ChainedAssignmentError warning is all one sees, and for a Series in a variable not even that. With pandas 2 some of them work by accident, depending on how the
columns lie in memory.`,
    bad: `import pandas as pd

df = pd.read_csv("patients.csv")
df[df["age"] > 120]["age"] = 120
df["weight"].fillna(70, inplace=True)
`,
    good: `import pandas as pd

df = pd.read_csv("patients.csv")
df.loc[df["age"] > 120, "age"] = 120
df["weight"] = df["weight"].fillna(70)
`,
    limits: [
      'Only where the object is certainly a DataFrame; dictionaries and lists of frames are not flagged.',
      'A single cell (`df.at[i, "c"]["key"] = v`) holds an object that can be changed, and is not flagged.',
      'A change of a Series in a variable is flagged only if the variable is not used afterwards and the frame is.',
      'It is an error where the requirements ask for pandas 3.',
    ],
    references: [
      'pandas: copy-on-write, https://pandas.pydata.org/docs/user_guide/copy_on_write.html',
      'Zhang et al. 2022, Code smells for machine learning applications: chain indexing',
    ],
  },
  messages: {
    rows: '`{target}` is set on a copy of some rows: `{frame}` stays as it was.',
    row: '`{target}` is set on a copy of the row: with pandas 3 `{frame}` stays as it was.',
    columns: '`{target}` is set on a copy of the column: with pandas 3 `{frame}` stays as it was.',
    inPlace: '`{method}(inplace=True)` changes a temporary copy: with pandas 3 `{frame}` stays as it was.',
    detached:
      '`{name}` is a copy of `{column}` with pandas 3: this change does not reach `{frame}`, which is used below while `{name}` is not.',
  },
  *check({ model, project }) {
    const major = lowestVersion(project, 'pandas')?.[0];
    const severity = major !== undefined && major >= 3 ? ('error' as const) : undefined;
    for (const store of model.stores) {
      const report = chainedStore(model, store) ?? detachedStore(model, store);
      if (report) yield { ...report, severity };
    }
    for (const record of model.calls) {
      const report = inPlaceCall(model, record);
      if (report) yield { ...report, severity };
    }
  },
});

type LostReport = Report<'rows' | 'row' | 'columns' | 'inPlace' | 'detached'>;

/** `df[…][…] = v`, `df["c"].iloc[i] = v`, `df[mask].c = v` */
function chainedStore(model: Model, { target, statement }: StoreRecord): LostReport | undefined {
  if (statement.kind === 'Delete') return undefined;
  const { value } = target;
  const isAccessor = value.kind === 'Attribute' && ACCESSORS.has(value.attr);
  const selection = selectionOf(model, isAccessor ? value.value : value);
  if (!selection) return undefined;
  if (target.kind === 'Attribute' && (!selection.rows || isAccessor || OWN_ATTRIBUTES.has(target.attr)))
    return undefined;
  const text = rewritten(model, selection, target, isAccessor ? value.attr : undefined);
  return {
    at: target,
    message: chosenPart(model, selection),
    data: { target: textOf(model.unit, target), frame: textOf(model.unit, selection.frame) },
    fixes:
      text === undefined
        ? []
        : [
            {
              title: `Assign in one step: \`${text}\``,
              applicability: 'safe',
              edits: replaceNode(target, text),
            },
          ],
  };
}

/** Some rows are always copied; a single one or a column may have been a view before pandas 3. */
function chosenPart(model: Model, { rows }: Selection): 'rows' | 'row' | 'columns' {
  if (!rows) return 'columns';
  return choosesRows(model, rows.index) && rows.index.kind !== 'Slice' ? 'rows' : 'row';
}

const ACCESSORS: ReadonlySet<string> = new Set(['loc', 'iloc', 'at', 'iat']);
/** What a temporary frame may have for itself. */
const OWN_ATTRIBUTES: ReadonlySet<string> = new Set(['index', 'columns', 'name', 'attrs', 'values']);

/** The same store in one step; undefined where it isn't certain what is chosen. */
function rewritten(
  model: Model,
  { frame, rows, columns, certain }: Selection,
  target: Subscript | Attribute,
  accessor: string | undefined,
): string | undefined {
  if (!isPlainReference(frame)) return undefined;
  const text = (node: Expr): string => textOf(model.unit, node);
  const owner = text(frame);
  const column = (name: string): string => `${owner}.columns.get_loc(${name})`;
  if (rows && columns !== undefined) return undefined;
  if (rows) {
    const name = columnChosen(model, target, accessor);
    if (name === undefined || rows.index.kind === 'Tuple') return undefined;
    if (rows.by === 'iloc')
      return isString(name) ? `${owner}.iloc[${text(rows.index)}, ${column(name)}]` : undefined;
    return `${owner}.loc[${text(rows.index)}, ${name}]`;
  }
  if (target.kind !== 'Subscript' || columns === undefined) return undefined;
  const { index } = target;
  if (index.kind === 'Tuple' || (!certain && !choosesRows(model, index))) return undefined;
  const byPosition = accessor === 'iloc' || accessor === 'iat' || (!accessor && isNumericSlice(index));
  if (byPosition)
    return isString(columns)
      ? `${owner}.${accessor ?? 'iloc'}[${text(index)}, ${column(columns)}]`
      : undefined;
  if (!accessor && index.kind === 'Slice' && (index.lower || index.upper || index.step)) return undefined;
  return `${owner}.${accessor ?? 'loc'}[${text(index)}, ${columns}]`;
}

/** The column that a store into chosen rows names: `[…]["c"]`, `[…].c`, `[…].loc[:, "c"]`. */
function columnChosen(
  model: Model,
  target: Subscript | Attribute,
  accessor: string | undefined,
): string | undefined {
  if (target.kind === 'Attribute') return `"${target.attr}"`;
  let { index } = target;
  if (accessor) {
    const [all, name] = index.kind === 'Tuple' ? index.elements : [];
    if (accessor !== 'loc' || all?.kind !== 'Slice' || all.lower || all.upper || !name) return undefined;
    index = name;
  }
  const isName =
    index.kind === 'String' || index.kind === 'List' || constantOf(model.valueOf(index)) !== undefined;
  return isName ? textOf(model.unit, index) : undefined;
}

function isString(text: string): boolean {
  return /^["'][^"']*["']$/.test(text);
}

/** `[2:5]` chooses by position, whatever the index; `[:]` is everything. */
function isNumericSlice(index: Expr): boolean {
  if (index.kind !== 'Slice' || (!index.lower && !index.upper && !index.step)) return false;
  const isNumber = (bound: Expr | undefined): boolean =>
    !bound || bound.kind === 'Number' || (bound.kind === 'UnaryOp' && bound.operand.kind === 'Number');
  return isNumber(index.lower) && isNumber(index.upper) && isNumber(index.step);
}

/** Methods of frames and Series that take `inplace=True`; true for those that keep rows and their order. */
const IN_PLACE: ReadonlyMap<string, boolean> = new Map([
  ...'fillna replace clip ffill bfill pad backfill interpolate where mask'
    .split(' ')
    .map((name) => [name, true] as const),
  ...'drop dropna drop_duplicates rename rename_axis sort_values sort_index reset_index set_index query eval'
    .split(' ')
    .map((name) => [name, false] as const),
]);

/** `df["c"].fillna(0, inplace=True)` */
function inPlaceCall(model: Model, record: CallRecord): LostReport | undefined {
  const { node } = record;
  const { func } = node;
  if (func.kind !== 'Attribute' || !IN_PLACE.has(record.method)) return undefined;
  if (constantOf(record.args.keywords.get('inplace')) !== true) return undefined;
  const selection = selectionOf(model, func.value);
  if (!selection) return detachedReport(model, func.value, node);
  return {
    at: node,
    message: 'inPlace',
    data: { method: textOf(model.unit, func), frame: textOf(model.unit, selection.frame) },
    fixes: assignedBack(model, selection, func.value, node),
  };
}

/** `df["c"] = df["c"].fillna(0)`, for methods whose result has the same rows. */
function assignedBack(model: Model, selection: Selection, selected: Expr, call: Call): FixReport[] {
  const { func } = call;
  const inplace = keywordOf(call, 'inplace');
  const statement = statementOf(model, call);
  if (func.kind !== 'Attribute' || !inplace || !IN_PLACE.get(func.attr) || selection.rows) return [];
  if (statement?.kind !== 'ExprStmt' || statement.value !== call || !isPlainReference(selection.frame))
    return [];
  const target =
    selected.kind === 'Attribute'
      ? `${primaryText(model.unit, selection.frame)}[${selection.columns}]`
      : textOf(model.unit, selected);
  const edits = composeEdits(
    [{ start: statement.start, end: statement.start, newText: `${target} = ` }],
    removeArgument(model.unit, call, inplace),
  );
  return edits ? [{ title: `Assign the result to \`${target}\``, applicability: 'safe', edits }] : [];
}

/** `s = df["c"]`, then `s[i] = v` and `s` is not used again. */
function detachedStore(model: Model, { target, statement }: StoreRecord): LostReport | undefined {
  if (statement.kind === 'Delete' || target.kind !== 'Subscript') return undefined;
  const { value } = target;
  const base = value.kind === 'Attribute' && ACCESSORS.has(value.attr) ? value.value : value;
  return detachedReport(model, base, target);
}

function detachedReport(model: Model, base: Expr, at: Call | Subscript): LostReport | undefined {
  const change = detachedChange(model, base, at);
  if (!change) return undefined;
  const { name, column, frame } = change;
  return { at, message: 'detached', data: { name, column, frame } };
}
