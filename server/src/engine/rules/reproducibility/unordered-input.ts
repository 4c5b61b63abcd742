import { replaceNode, wrapExpression } from '../../fix';
import type { Model } from '../../semantics/model';
import { itemsOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { ancestorsOf } from '../surroundings';
import { orderUse, type OrderUse } from './orderUse';

export default defineRule({
  name: 'unordered-input',
  area: 'reproducibility',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['pandas', 'numpy', 'sklearn', 'torch', 'tensorflow', 'keras', 'PIL', 'cv2'],
  docs: {
    summary: 'Samples, label numbers or columns are taken in the order of a directory listing or a set.',
    why: `A listing comes in the order of the file system, and the order of a set of strings changed in eight of eight interpreters (measured: string
hashes are salted for each process). The same seed then splits other rows, and the same number means another label, on the next machine or in the next run.`,
    bad: `import glob

import pandas as pd

frames = [pd.read_csv(path) for path in glob.glob("visits/*.csv")]
visits = pd.concat(frames)
`,
    good: `import glob

import pandas as pd

frames = [pd.read_csv(path) for path in sorted(glob.glob("visits/*.csv"))]
visits = pd.concat(frames)
`,
    limits: [
      'Only where the order is seen to decide something: files that are read into a list, samples taken by number, a split, numbers of labels, columns of a table.',
      'Listings and sets that are sorted, also later, or only counted, searched, shown, copied or deleted are not flagged; nor are dictionaries, which are ordered.',
      'Listings that a function returns, and those of `os.walk`, are not followed.',
      'Information in notebooks; nothing in tests. To ignore where a manifest fixes which sample is which.',
    ],
    references: [
      'Python: os.listdir, https://docs.python.org/3/library/os.html#os.listdir',
      'ml-ops.org: reproducibility, https://ml-ops.org/content/mlops-principles',
      'Sculley et al. 2015: reproducibility debt',
    ],
  },
  messages: {
    listing:
      '`{source}` lists files in no defined order, and that order decides {what}: the next machine may do it otherwise.',
    set: '`{source}` has no defined order, and that order decides {what}: the next run may do it otherwise.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const severity = unit.kind === 'notebook' ? ('information' as const) : undefined;
    for (const source of [...listings(model), ...sets(model)]) {
      const use = orderUse(model, source.node);
      if (!use || (source.kind === 'set' && (use.decides === 'samples' || use.decides === 'split'))) continue;
      yield {
        at: source.node,
        message: source.kind,
        data: { source: shortText(textOf(unit, source.node)), what: DECIDES[use.decides] },
        severity,
        related: use.at === source.node ? [] : [{ at: use.at, note: 'Here the order matters.' }],
        fixes: [sorting(model, source)],
      };
    }
  },
});

const DECIDES: Readonly<Record<OrderUse['decides'], string>> = {
  samples: 'which sample stands where',
  split: 'which of them go into which part',
  numbers: 'which of them gets which number',
  columns: 'which column stands where',
};

interface Source {
  readonly kind: 'listing' | 'set';
  readonly node: Expr;
}

function listings(model: Model): Source[] {
  const records = model.callsTo(
    'os.listdir',
    'os.scandir',
    'glob.glob',
    'glob.iglob',
    'pathlib.Path.iterdir',
    'pathlib.Path.glob',
    'pathlib.Path.rglob',
  );
  return [...new Set(records.map(({ node }) => node))].map((node) => ({ kind: 'listing', node }));
}

/** Outermost expressions that are a set: `set(a)`, `set(a) - set(b)`; sets of known numbers keep their order. */
function sets(model: Model): Source[] {
  const found: Source[] = [];
  if (!model.unit.sources.some(({ code }) => /\bset\(/.test(code))) return found;
  for (const module of model.modules)
    walk(module.body, (node) => {
      if (!isSet(node as Expr) || isNumeric(model, node as Expr)) return true;
      found.push({ kind: 'set', node: node as Expr });
      return false;
    });
  return found;
}

function isSet(node: Expr): boolean {
  if (node.kind === 'BinOp' && /^[-|&^]$/.test(node.op)) return isSet(node.left);
  return (
    node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'set' && node.args.length === 1
  );
}

function isNumeric(model: Model, node: Expr): boolean {
  const items = itemsOf(model.valueOf(node));
  return (
    items !== undefined && items.every((item) => item.kind === 'constant' && typeof item.value === 'number')
  );
}

/** `sorted(…)` around the source, in the place of a `list(…)` that stands there. */
function sorting(model: Model, { kind, node }: Source): FixReport {
  const [argument, call] = ancestorsOf(model, node);
  const list = argument?.kind === 'Argument' && call?.kind === 'Call' && isList(call) ? call.func : undefined;
  const isScan = kind === 'listing' && /scandir\s*\($/.test(textOf(model.unit, node).split('(')[0] + '(');
  const edits = list
    ? replaceNode(list, 'sorted')
    : wrapExpression(node, 'sorted(', isScan ? ', key=lambda entry: entry.name)' : ')');
  return {
    title: kind === 'set' ? 'Sort the elements' : 'Sort the listing',
    applicability: kind === 'set' ? 'suggestion' : 'safe',
    edits,
  };
}

function isList({ func, args }: Call): boolean {
  return func.kind === 'Name' && func.id === 'list' && args.length === 1;
}
