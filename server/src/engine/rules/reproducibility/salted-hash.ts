import { composeEdits, importName, replaceNode } from '../../fix';
import { familyOf } from '../../knowledge';
import { FIELD_LIBRARIES } from '../../knowledge/libraries';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { itemsOf, typeOf, constantOf, isPlainReference, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { BinOp, Expr, Node } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { ancestorsOf, functionAround } from '../surroundings';

export default defineRule({
  name: 'salted-hash',
  area: 'reproducibility',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: FIELD_LIBRARIES,
  docs: {
    summary: 'Built-in `hash()` of text decides a split, bucket or feature.',
    why: `Python salts the hash of text anew in each process (measured: eight interpreters, eight values). Rows change sides between two runs, and buckets differ between training and serving.
Setting \`PYTHONHASHSEED\` inside the process has no effect.`,
    bad: `import pandas as pd

users = pd.read_csv("users.csv")
users["bucket"] = users["email"].apply(hash)
`,
    good: `import pandas as pd

users = pd.read_csv("users.csv")
users["bucket"] = pd.util.hash_pandas_object(users["email"], index=False)
`,
    limits: [
      'Only where the number is used: a remainder, a comparison, a bit mask, an index or a column.',
      'Numbers hash to themselves and are not flagged, nor are keys of dictionaries and caches, `__hash__`, and the choice of a colour.',
    ],
    references: [
      'Python data model: object.__hash__, https://docs.python.org/3/reference/datamodel.html#object.__hash__',
    ],
  },
  messages: {
    hashed: '`{call}` is another number in each run: text is hashed with a salt of the process.',
    applied: '`hash` gives other numbers in each run: text is hashed with a salt of the process.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    for (const record of model.calls) {
      if (record.name === 'builtins.hash') {
        if (!isUsedAsNumber(model, record) || isNumber(record.args.positional[0])) continue;
        const fix = digest(model, record);
        yield {
          at: record.node,
          message: 'hashed',
          data: { call: textOf(unit, record.node) },
          fixes: fix ? [fix] : [],
        };
      } else if (/^(apply|map)$/.test(record.method)) {
        const given = record.args.positional[0];
        if (
          given?.kind !== 'api' ||
          given.name !== 'builtins.hash' ||
          familyOf(typeOf(record.receiver)) !== 'series'
        )
          continue;
        const fix = hashSeries(model, record);
        yield { at: record.node.args[0]!.value, message: 'applied', fixes: fix ? [fix] : [] };
      }
    }
  },
});

/** `hash(x) % 10`, `hash(x) & 7`, `hash(x) < n`, `buckets[hash(x)]`, `df["h"] = hash(x)`; also through `abs` and `int`. */
function isUsedAsNumber(model: Model, { node }: CallRecord): boolean {
  const method = functionAround(model, node);
  if (method?.kind === 'FunctionDef' && /^__\w+__$/.test(method.name)) return false;
  let inner: Node = node;
  for (const around of ancestorsOf(model, node)) {
    switch (around.kind) {
      case 'BinOp':
        if (isColour(model, around)) return false;
        return /^(%|&|\/\/|>>)$/.test(around.op) && around.left === inner;
      case 'Compare':
        return around.ops.every((op) => /^[<>]=?$/.test(op));
      case 'Argument':
        break;
      case 'Call':
        if (around.func.kind !== 'Name' || !/^(abs|int|float)$/.test(around.func.id)) return false;
        break;
      default:
        return false;
    }
    inner = around.kind === 'Argument' ? inner : around;
    if (around.kind === 'Call') inner = around;
  }
  return false;
}

/** `colors[hash(name) % len(colors)]`: for the eye only. */
function isColour({ unit }: Model, { right }: BinOp): boolean {
  return /colou?r|palette/i.test(textOf(unit, right));
}

/** A number hashes to itself. */
function isNumber(value: Value | undefined): boolean {
  if (!value) return true;
  const constant = constantOf(value);
  if (constant !== undefined) return typeof constant !== 'string';
  if (value.kind === 'choice') return value.options.every((option) => isNumber(option));
  // Numbers in a tuple hash to the same number in each run; nothing says that there is text in it.
  if (value.kind === 'sequence') return !(itemsOf(value) ?? []).some(isSurelyText);
  const made = 'record' in value ? value.record : undefined;
  return made !== undefined && /^(builtins\.(int|float|bool|len|round|id)|os\.get\w*id)$/.test(made.name);
}

function isSurelyText(value: Value): boolean {
  const made = 'record' in value ? value.record : undefined;
  return typeof constantOf(value) === 'string' || made?.name === 'builtins.str';
}

/** `int(hashlib.sha256(str(x).encode()).hexdigest(), 16)` */
function digest(model: Model, { node }: CallRecord): FixReport | undefined {
  const value = node.args[0]?.value;
  if (!value || node.args.length !== 1) return undefined;
  const hashlib = importName(model, node, { module: 'hashlib' });
  const text = isText(value) ? textOf(model.unit, value) : `str(${textOf(model.unit, value)})`;
  const edits = composeEdits(
    hashlib.edits,
    replaceNode(node, `int(${hashlib.name}.sha256(${text}.encode()).hexdigest(), 16)`),
  );
  return edits && { title: 'Hash the text itself: SHA-256', applicability: 'suggestion', edits };
}

function isText(node: Expr): boolean {
  return (
    node.kind === 'String' ||
    node.kind === 'FString' ||
    (node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'str')
  );
}

function hashSeries(model: Model, { node }: CallRecord): FixReport | undefined {
  const series = node.func.kind === 'Attribute' ? node.func.value : undefined;
  if (!series || node.args.length !== 1) return undefined;
  if (!isPlainReference(series) && series.kind !== 'Subscript') return undefined;
  const pandas = importName(model, node, { module: 'pandas', as: 'pd' });
  const text = `${pandas.name}.util.hash_pandas_object(${textOf(model.unit, series)}, index=False)`;
  const edits = composeEdits(pandas.edits, replaceNode(node, text));
  return (
    edits && {
      title: 'Hash the values without a salt: hash_pandas_object',
      applicability: 'suggestion',
      edits,
    }
  );
}
