import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, itemsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr, For } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Report } from '../rule';
import { isRowArithmetic, isRowFunction } from './rowArithmetic';
import { readerOf } from './rowReader';
import { onColumns } from './wholeColumns';

export default defineRule({
  name: 'row-iteration',
  area: 'performance',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['pandas'],
  docs: {
    summary: 'Column arithmetic is done row by row in Python.',
    why: `Python is started anew for every row, and every row is made an object. Measured for 20,000 rows and one addition (pandas 3.0.6):
\`iterrows\` 0.34 s, \`apply(axis=1)\` 0.10 s, \`itertuples\` 0.008 s, whole columns 0.0004 s. Conditions become \`np.where\` or \`np.select\`, sums and
counts methods of the column.`,
    bad: `import pandas as pd

df = pd.read_csv("orders.csv")
df["total"] = df.apply(lambda row: row["price"] * row["quantity"], axis=1)
`,
    good: `import pandas as pd

df = pd.read_csv("orders.csv")
df["total"] = df["price"] * df["quantity"]
`,
    limits: [
      'Only loops and functions that do nothing but compute from columns: those that print, call other functions, parse strings, ask a model or need the row before are not flagged.',
      'Small frames (`head()`, literal ones, group summaries) are not flagged.',
      'Only where the object is certainly a DataFrame.',
    ],
    references: [
      'pandas: enhancing performance, https://pandas.pydata.org/docs/user_guide/enhancingperf.html',
      'Zhang et al. 2022, Code smells for machine learning applications: unnecessary iteration',
    ],
  },
  messages: {
    iterrows:
      '`{loop}` computes row by row what pandas does on whole columns (measured: 850 times slower for one addition).',
    itertuples:
      '`{loop}` computes row by row what pandas does on whole columns (measured: 20 times slower for one addition).',
    range: 'This loop computes row by row what pandas does on the whole columns of `{frame}`.',
    apply:
      '`{call}` with `axis=1` runs a Python function for each row; the same on whole columns is 250 times faster (measured for one addition).',
  },
  *check({ model }) {
    for (const module of model.modules) {
      const loops: For[] = [];
      walk(module.body, (node) => {
        if (node.kind === 'For') loops.push(node);
      });
      for (const loop of loops) {
        const report = rowLoop(model, loop) ?? rangeLoop(model, loop);
        if (report) yield report;
      }
    }
    for (const record of model.callsTo('pandas.DataFrame.apply')) {
      const report = rowApply(model, record);
      if (report) yield report;
    }
  },
});

type IterationReport = Report<'iterrows' | 'itertuples' | 'range' | 'apply'>;

/** `for i, row in df.iterrows()`, `for row in tqdm(df.itertuples())` */
function rowLoop(model: Model, loop: For): IterationReport | undefined {
  const { call, target } = unwrapped(model, loop.iter, loop.target);
  if (call?.func.kind !== 'Attribute') return undefined;
  const { attr, value: frame } = call.func;
  if ((attr !== 'iterrows' && attr !== 'itertuples') || !isLongFrame(model, frame)) return undefined;
  const parts = target.kind === 'Tuple' ? target.elements : [];
  const row = attr === 'iterrows' ? parts[1] : target;
  if (row?.kind !== 'Name') return undefined;
  const index = attr === 'iterrows' && parts[0]?.kind === 'Name' ? parts[0].id : undefined;
  const reader = readerOf(model, row.id, index, frame);
  if (!isRowArithmetic(loop.body, reader)) return undefined;
  return { at: call, message: attr, data: { loop: textOf(model.unit, call) } };
}

/** The call that gives the rows, out of `enumerate(…)`, `tqdm(…)`, `list(…)`, and what one round's row is bound to. */
function unwrapped(model: Model, iter: Expr, target: Expr): { call?: Call; target: Expr } {
  if (iter.kind !== 'Call') return { target };
  const { func, args } = iter;
  if (func.kind === 'Attribute' && /^iter(rows|tuples)$/.test(func.attr)) return { call: iter, target };
  const inner = args[0]?.value;
  const callee = model.valueOf(func);
  if (!inner || callee?.kind !== 'api' || !PASSES_ON.test(callee.name)) return { target };
  if (callee.name !== 'builtins.enumerate') return unwrapped(model, inner, target);
  return target.kind === 'Tuple' && target.elements[1]
    ? unwrapped(model, inner, target.elements[1])
    : { target };
}

const PASSES_ON = /^(builtins\.(enumerate|list)|tqdm\..*tqdm\w*|tqdm|rich\.progress\.track)$/;

/** `for i in range(len(df))`, `for i in df.index` */
function rangeLoop(model: Model, loop: For): IterationReport | undefined {
  const frame = countedFrame(loop.iter);
  if (!frame || loop.target.kind !== 'Name' || !isLongFrame(model, frame)) return undefined;
  const reader = readerOf(model, undefined, loop.target.id, frame);
  if (!isRowArithmetic(loop.body, reader)) return undefined;
  return { at: loop.iter, message: 'range', data: { frame: textOf(model.unit, frame) } };
}

/** The `df` of `range(len(df))`, `range(0, len(df))`, `range(df.shape[0])`, `df.index`. */
function countedFrame(iter: Expr): Expr | undefined {
  if (iter.kind === 'Attribute') return iter.attr === 'index' ? iter.value : undefined;
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name' || iter.func.id !== 'range') return undefined;
  const [first, second] = iter.args.map((argument) => argument.value);
  if (iter.args.length > 2 || (second && !(first?.kind === 'Number' && first.value === 0))) return undefined;
  const length = second ?? first;
  if (length?.kind === 'Call' && length.func.kind === 'Name' && length.func.id === 'len')
    return length.args[0]?.value;
  const isShape =
    length?.kind === 'Subscript' &&
    length.index.kind === 'Number' &&
    length.index.value === 0 &&
    length.value.kind === 'Attribute' &&
    length.value.attr === 'shape';
  return isShape && length.value.kind === 'Attribute' ? length.value.value : undefined;
}

/** `df.apply(lambda row: …, axis=1)` */
function rowApply(model: Model, record: CallRecord): IterationReport | undefined {
  const { node, args } = record;
  const axis = constantOf(args.keywords.get('axis') ?? args.positional[1]);
  const fn = args.positional[0] ?? args.keywords.get('func');
  if ((axis !== 1 && axis !== 'columns') || fn?.kind !== 'function' || node.func.kind !== 'Attribute')
    return undefined;
  const frame = node.func.value;
  const [row] = fn.def.params;
  if (!row || fn.def.params.length > 1 || !isLongFrame(model, frame)) return undefined;
  const reader = readerOf(model, row.name, undefined, frame);
  const { def } = fn;
  if (def.kind === 'FunctionDef' && (def.decorators.length > 0 || def.isAsync)) return undefined;
  if (!isRowFunction(def.body, reader)) return undefined;
  return {
    at: node,
    message: 'apply',
    data: { call: textOf(model.unit, node.func) },
    fixes: def.kind === 'Lambda' ? onColumns(model, node, def, reader) : [],
  };
}

/** True for a frame of which nothing shows that it is small. */
function isLongFrame(model: Model, node: Expr): boolean {
  const value = model.valueOf(node);
  return typeOf(value) === 'pandas.DataFrame' && !isSmall(value!);
}

function isSmall(value: Value): boolean {
  const record = value.kind === 'object' ? value.record : undefined;
  if (!record) return false;
  if (/^(head|tail|nlargest|nsmallest|describe|sample)$/.test(record.method))
    return constantOf(record.args.keywords.get('frac')) === undefined;
  if (typeOf(record.receiver) === 'pandas.GroupBy') return true;
  if (record.name !== 'pandas.DataFrame') return false;
  const rows = record.args.positional[0] ?? record.args.keywords.get('data');
  if (rows?.kind === 'mapping') return !rows.slots.has('open') && [...rows.slots.values()].every(isLiteral);
  return isLiteral(rows);
}

function isLiteral(slot: unknown): boolean {
  return itemsOf(slot as Value | undefined) !== undefined;
}
