import { composeEdits, importNames, insertBefore, wrapExpression } from '../../fix';
import type { Model } from '../../semantics/model';
import { argument } from '../../semantics/trace';
import { libraryBase } from '../../semantics/classes';
import { constantOf, optionsOf, type ClassValue, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, FunctionDef, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';

export default defineRule({
  name: 'duplicated-iterable-workers',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'An `IterableDataset` is read by several workers without being divided among them.',
    why: `Every worker holds a copy of the dataset and yields all of it: measured 8 items from a dataset of 4 with two workers. An epoch is that many times longer,
every row counts that often, and an evaluation counts its rows several times.`,
    bad: `from torch.utils.data import DataLoader, IterableDataset


class Lines(IterableDataset):
    def __iter__(self):
        for line in open("corpus.txt"):
            yield line.split()


loader = DataLoader(Lines(), batch_size=32, num_workers=4)
`,
    good: `from itertools import islice

from torch.utils.data import DataLoader, IterableDataset, get_worker_info


class Lines(IterableDataset):
    def __iter__(self):
        worker = get_worker_info()
        first, step = (worker.id, worker.num_workers) if worker else (0, 1)
        for line in islice(open("corpus.txt"), first, None, step):
            yield line.split()


loader = DataLoader(Lines(), batch_size=32, num_workers=4)
`,
    limits: [
      'Only datasets of a class that can be seen, with a number of workers that is written out.',
      'Classes that mention workers, ranks or shards anywhere, and loaders with a `worker_init_fn`, are taken to divide the rows.',
      'A dataset that draws random rows for ever need not be divided: ignore the finding, and give each worker its own seed.',
    ],
    references: [
      'PyTorch: IterableDataset, https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset',
    ],
  },
  messages: {
    duplicated:
      'Each of the {workers} workers yields all of `{dataset}`: nothing in the class divides its rows among them.',
  },
  *check({ model, unit }) {
    for (const record of model.callsTo('torch.utils.data.DataLoader')) {
      const workers = constantOf(argument(record, 'num_workers', 5));
      if (typeof workers !== 'number' || workers < 2 || argument(record, 'worker_init_fn')) continue;
      if (record.args.hasDoubleStar) continue;
      const cls = iterableClass(argument(record, 'dataset', 0));
      if (!cls || divides(cls)) continue;
      const iterate = cls.def.body.find(
        (statement): statement is FunctionDef =>
          statement.kind === 'FunctionDef' && statement.name === '__iter__',
      );
      const isHere = cls.closure.unit === unit;
      yield {
        at: record.node.func,
        message: 'duplicated',
        data: { workers, dataset: cls.def.name },
        related: iterate
          ? [
              {
                at: { start: iterate.start, end: iterate.body[0]?.start ?? iterate.end },
                unit: cls.closure.unit,
                note: 'What every worker runs.',
              },
            ]
          : [],
        fixes: isHere && iterate ? divided(model, iterate) : [],
      };
    }
  },
});

/** The user's class of an iterable dataset, or undefined. */
function iterableClass(value: Value | undefined): ClassValue | undefined {
  if (!value) return undefined;
  const options = optionsOf(value);
  const [only] = options;
  if (options.length !== 1 || only?.kind !== 'object' || !only.cls) return undefined;
  return libraryBase(only.cls) === 'torch.utils.data.IterableDataset' ? only.cls : undefined;
}

const DIVISION = /worker|rank|shard|world_size|split_by_node|num_replicas/i;

/** True if the class, or a class it derives from, speaks of workers, or draws its rows at random, or delegates. */
function divides(cls: ClassValue): boolean {
  let found = false;
  walk(cls.def.body, (node) => {
    if (node.kind === 'Name') found ||= DIVISION.test(node.id) || /^random$/.test(node.id);
    if (node.kind === 'Attribute') found ||= DIVISION.test(node.attr) || /^rand/.test(node.attr);
    if (node.kind === 'While') found ||= node.test.kind === 'Constant' || node.test.kind === 'Number';
  });
  return found || cls.bases.some((base) => base.kind === 'class' && divides(base));
}

/** Each worker takes every n-th item of what `__iter__` goes over, if that is one loop or one `iter(…)`. */
function divided(model: Model, iterate: FunctionDef): FixReport[] {
  const place = onlySource(iterate.body);
  if (!place) return [];
  const { statement, source } = place;
  const names = importNames(model, source, [
    { module: 'itertools', member: 'islice' },
    { module: 'torch.utils.data', member: 'get_worker_info' },
  ]);
  const edits = composeEdits(
    names.edits,
    insertBefore(
      model,
      statement,
      `worker = ${names.names[1]}()\nfirst, step = (worker.id, worker.num_workers) if worker else (0, 1)`,
    ),
    wrapExpression(source, `${names.names[0]}(`, ', first, None, step)'),
  );
  return edits
    ? [
        {
          title: `Give each worker its share of \`${shortText(textOf(model.unit, source))}\``,
          applicability: 'suggestion',
          edits,
        },
      ]
    : [];
}

function onlySource(body: readonly Stmt[]): { statement: Stmt; source: Expr } | undefined {
  const yielding = body.filter((statement) => mayYield(statement));
  const [statement] = yielding;
  if (yielding.length !== 1) return undefined;
  if (statement?.kind === 'For' && !statement.isAsync) return { statement, source: statement.iter };
  if (statement?.kind !== 'Return' || statement.value?.kind !== 'Call') return undefined;
  const { func, args } = statement.value;
  return func.kind === 'Name' && func.id === 'iter' && args.length === 1
    ? { statement, source: args[0]!.value }
    : undefined;
}

function mayYield(statement: Stmt): boolean {
  let found = statement.kind === 'Return';
  walk([statement], (node) => {
    if (node.kind === 'Yield' || node.kind === 'Return') found = true;
    return !found;
  });
  return found;
}
