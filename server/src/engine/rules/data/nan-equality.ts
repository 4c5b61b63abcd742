import { composeEdits, importName, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Compare, Expr } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';

export default defineRule({
  name: 'nan-equality',
  area: 'data',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['pandas', 'numpy', 'torch', 'tensorflow', 'sklearn'],
  docs: {
    summary: 'A value is compared with NaN by `==`, `!=`, `is` or `in`.',
    why: `NaN equals nothing, not even itself (IEEE 754). \`== np.nan\` is always false and \`!= np.nan\` always true, so a filter keeps no row or every row,
and a replacement replaces nothing, without a word. \`is np.nan\` finds one object in memory, not the missing values of a column.`,
    bad: `import numpy as np
import pandas as pd

df = pd.read_csv("patients.csv")
df = df[df["age"] != np.nan]
`,
    good: `import numpy as np
import pandas as pd

df = pd.read_csv("patients.csv")
df = df[pd.notna(df["age"])]
`,
    limits: [
      '`x != x` and two constants compared with each other, as in a demonstration, are not flagged.',
      'Tests, which may ask for just this, are not looked at.',
      '`x is pd.NA` and `x is pd.NaT` are right: there is one object of each.',
      'Text that is given to `query` or `eval` is not looked into.',
      'The fix is safe where the value is known to be a table, an array or a tensor; elsewhere look at what it may hold.',
    ],
    references: [
      'IEEE 754-2019, 5.11',
      'pandas: working with missing data, https://pandas.pydata.org/docs/user_guide/missing_data.html',
      'Zhang et al. 2022, Code smells for machine learning applications: NaN equivalence comparison misused',
    ],
  },
  messages: {
    never: '`{code}` is never true: {nan} equals nothing, not even itself.',
    always: '`{code}` is always true: {nan} equals nothing, not even itself.',
    undecided: '`{code}` is neither true nor false: comparing with {nan} gives {nan}.',
    identity: '`{code}` is about one object in memory: a NaN that was read or computed is another one.',
  },
  *check({ model, unit }) {
    if (model.role === 'test' || !unit.sources.some(({ code }) => /nan\b|\bNA\b|\bNaT\b/i.test(code))) return;
    for (const module of model.modules) {
      const comparisons: Compare[] = [];
      walk(module.body, (node) => {
        if (node.kind === 'Compare') comparisons.push(node);
      });
      for (const node of comparisons) {
        const found = comparisonWithNan(model, node);
        if (!found) continue;
        yield {
          at: node,
          message: found.message,
          data: { code: textOf(unit, node).replace(/\s+/g, ' '), nan: `\`${found.nan.text}\`` },
          fixes: mended(model, node, found),
        };
      }
    }
  },
});

/** What is not a number, and the library that has it. */
interface Nan {
  readonly library: 'numpy' | 'pandas' | 'torch' | 'math';
  readonly text: string;
  /** `pd.NA` and `pd.NaT`: one object each, so that `is` is right. */
  readonly isSingleton: boolean;
}

interface Found {
  readonly message: 'never' | 'always' | 'undecided' | 'identity';
  readonly nan: Nan;
  /** What is compared; absent where the comparison asks for more than NaN. */
  readonly other?: Expr;
  readonly isNegated: boolean;
}

function comparisonWithNan(model: Model, { left, ops, comparators }: Compare): Found | undefined {
  if (ops.length !== 1) return undefined;
  const [op, right] = [ops[0]!, comparators[0]!];
  const isNegated = op === '!=' || op === 'is not' || op === 'not in';
  if (op === 'in' || op === 'not in') {
    if (right.kind !== 'List' && right.kind !== 'Tuple' && right.kind !== 'Set') return undefined;
    const nan = right.elements.map((element) => nanOf(model, element)).find((each) => each !== undefined);
    if (!nan || nan.isSingleton || nanOf(model, left)) return undefined;
    return { message: 'identity', nan, other: right.elements.length === 1 ? left : undefined, isNegated };
  }
  const [a, b] = [nanOf(model, left), nanOf(model, right)];
  const nan = a ?? b;
  // Two constants: somebody shows what NaN is.
  if (!nan || (a && b) || isLiteral(left) || isLiteral(right)) return undefined;
  const other = a ? right : left;
  if (op === 'is' || op === 'is not')
    return nan.isSingleton ? undefined : { message: 'identity', nan, other, isNegated };
  if (op !== '==' && op !== '!=') return undefined;
  const message = /NA$/.test(nan.text) ? 'undecided' : isNegated ? 'always' : 'never';
  return { message, nan, other, isNegated };
}

function isLiteral({ kind }: Expr): boolean {
  return kind === 'Number' || kind === 'String' || kind === 'Constant';
}

const NAN_NAMES: ReadonlyMap<string, Nan['library']> = new Map([
  ['numpy.nan', 'numpy'],
  ['numpy.NaN', 'numpy'],
  ['numpy.NAN', 'numpy'],
  ['math.nan', 'math'],
  ['torch.nan', 'torch'],
  ['pandas.NA', 'pandas'],
  ['pandas.NaT', 'pandas'],
]);

/** The NaN that an expression is: a library's constant, a name for it, or `float("nan")`. */
function nanOf(model: Model, node: Expr): Nan | undefined {
  const text = textOf(model.unit, node);
  const value = model.valueOf(node);
  if (value?.kind === 'api') {
    const library = NAN_NAMES.get(value.name);
    return library && { library, text, isSingleton: library === 'pandas' };
  }
  const call = node.kind === 'Call' ? node : value?.unit === model.unit ? value?.origin : undefined;
  if (call?.kind !== 'Call' || call.args.length !== 1) return undefined;
  const argument = call.args[0]!.value;
  if (argument.kind !== 'String' || !/^\s*[+-]?nan\s*$/i.test(argument.value)) return undefined;
  const callee = model.valueOf(call.func);
  const isBuiltin = call.func.kind === 'Name' && call.func.id === 'float';
  if (callee?.kind === 'api' && /^numpy\.float(16|32|64)?$/.test(callee.name))
    return { library: 'numpy', text, isSingleton: false };
  return isBuiltin ? { library: 'math', text, isSingleton: false } : undefined;
}

/** The test that was meant, of the library that knows the value. */
function mended(model: Model, node: Compare, { nan, other, isNegated }: Found): FixReport[] {
  if (!other || textOf(model.unit, other).includes('\n')) return [];
  const type = typeOf(model.valueOf(other));
  const isTensor = type === 'torch.Tensor';
  const isTable = type === 'pandas.DataFrame' || type === 'pandas.Series';
  const library = isTensor ? 'torch' : isTable || model.imported('pandas') ? 'pandas' : nan.library;
  const name = library === 'pandas' ? (isNegated ? 'notna' : 'isna') : 'isnan';
  const test = importName(model, node, { module: library, as: CUSTOMARY[library] });
  const negation = !isNegated || library === 'pandas' ? '' : library === 'math' ? 'not ' : '~';
  const text = `${negation}${test.name}.${name}(${textOf(model.unit, other)})`;
  const edits = composeEdits(test.edits, replaceNode(node, text));
  if (!edits) return [];
  const isKnown = isTensor || isTable || (type === 'numpy.ndarray' && library === 'pandas');
  return [{ title: `Ask with \`${text}\``, applicability: isKnown ? 'safe' : 'suggestion', edits }];
}

const CUSTOMARY = { numpy: 'np', pandas: 'pd', torch: undefined, math: undefined } as const;
