/** What a unit tells the project of the code by which it makes features: by its form, so that copies can be found. */
import { locate } from '../source/unit';
import type { DictExpr, FunctionDef, Node } from '../syntax/ast';
import { walk } from '../syntax/visit';
import { fingerprint, functionForm, statementCount } from './fingerprint';
import type { Model } from './model';
import type { FeatureCode } from './summary';

/** Pieces above which a file's others are left out. */
const LIMIT = 60;

/** Columns, functions and maps of codes that make features, in the order of the text. */
export function featureCode(model: Model): FeatureCode[] | undefined {
  if (model.role !== 'training' && model.role !== 'serving' && model.role !== 'scoring') return undefined;
  const found: FeatureCode[] = [];
  const add = (
    kind: FeatureCode['kind'],
    key: string,
    name: string,
    node: { start: number; end: number },
  ): void => {
    if (found.length < LIMIT && !found.some((each) => each.key === key))
      found.push({ kind, key, name, at: locate(model.unit, node) });
  };
  for (const { body } of model.modules) {
    walk(body, (node) => {
      switch (node.kind) {
        case 'Assign': {
          const key = columnForm(node);
          const [target] = node.targets;
          if (key && target?.kind === 'Subscript' && target.index.kind === 'String')
            add('column', key, target.index.value, node);
          break;
        }
        case 'FunctionDef':
          if (statementCount(node.body) >= 5 && handlesFeatures(node))
            add('function', functionForm(node), node.name, node.nameSpan);
          break;
        case 'Dict':
          if (isCodes(node))
            add(
              'codes',
              fingerprint(node, (name) => name),
              keysOf(node),
              node,
            );
          break;
        case 'BinOp':
          if (isStandardised(node))
            add(
              'scaling',
              fingerprint(node, () => '$'),
              '',
              node,
            );
          break;
      }
    });
  }
  return found.length > 0 ? found : undefined;
}

/** `df["ratio"] = df["a"] / df["b"]`: a column made of columns of the same table; whatever the table is called. */
function columnForm(node: Extract<Node, { kind: 'Assign' }>): string | undefined {
  const [target] = node.targets;
  if (node.targets.length !== 1 || target?.kind !== 'Subscript' || target.index.kind !== 'String')
    return undefined;
  if (target.value.kind !== 'Name') return undefined;
  const table = target.value.id;
  let readsColumn = false;
  let asksModel = false;
  walk(node.value, (each) => {
    if (each.kind === 'Subscript' && each.value.kind === 'Name' && each.value.id === table)
      readsColumn = true;
    if (each.kind === 'Attribute' && /^(predict|predict_proba|transform|fit_transform|fit)$/.test(each.attr))
      asksModel = true;
  });
  // A copy of a column under another name is no computation.
  if (!readsColumn || asksModel || node.value.kind === 'Subscript') return undefined;
  return fingerprint([target, node.value], (name) => (name === table ? '$' : name));
}

const FEATURE_WORK =
  /^(fillna|apply|map|astype|replace|lower|strip|split|dt|str|log1p?|clip|get_dummies|cut|to_datetime|groupby|merge|rolling|shift|sub|dropna|to_numeric|isna|notna)$/;

/** Columns by literal names, or methods by which tables and texts are prepared: at least two of them. */
function handlesFeatures({ name, body }: FunctionDef): boolean {
  if (/^(main|run|test|forward|__\w+__|load_\w*|save_\w*|get_args|parse_\w*)$/.test(name)) return false;
  let work = 0;
  let trains = false;
  walk(body, (node) => {
    if (node.kind === 'Subscript' && node.index.kind === 'String') work++;
    if (node.kind === 'Attribute' && FEATURE_WORK.test(node.attr)) work++;
    if (node.kind === 'Attribute' && /^(fit|predict|predict_proba|backward)$/.test(node.attr)) trains = true;
  });
  return work >= 2 && !trains;
}

/** `{"basic": 0, "plus": 1, "pro": 2}` */
function isCodes({ entries }: DictExpr): boolean {
  const codes = new Set<number>();
  for (const { key, value } of entries) {
    if (key?.kind !== 'String' || value.kind !== 'Number' || !value.isInt || value.value > 50) return false;
    codes.add(value.value);
  }
  return codes.size >= 3 && codes.size === entries.length;
}

function keysOf({ entries }: DictExpr): string {
  return entries
    .slice(0, 2)
    .map(({ key }) => (key?.kind === 'String' ? key.value : ''))
    .join(', ');
}

/** `(x - 37.2) / 11.4`: a mean and a deviation out of a training run. Scales of pixels and degrees are none. */
function isStandardised(node: Extract<Node, { kind: 'BinOp' }>): boolean {
  const { op, left, right } = node;
  if (op !== '/' || left.kind !== 'BinOp' || left.op !== '-') return false;
  const [mean, deviation] = [left.right, right];
  if (mean.kind !== 'Number' || deviation.kind !== 'Number' || mean.value === deviation.value) return false;
  const isScale = (value: number): boolean =>
    [0.5, 1, 2, 32, 1.8, 100, 127.5, 128, 255, 273.15].includes(value);
  return (
    !Number.isInteger(mean.value) &&
    !Number.isInteger(deviation.value) &&
    !isScale(mean.value) &&
    !isScale(deviation.value)
  );
}
