import { deleteStatement, moveStatement } from '../../fix';
import { familyOf } from '../../knowledge';
import { contextsOf, isWithin } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { seedings } from '../../semantics/randomness';
import { isUncalled } from '../../semantics/roles';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node, Stmt } from '../../syntax/ast';
import { defineRule, type FixReport, type Report } from '../rule';
import { lastImportAbove, statementOf } from '../surroundings';
import { GENERATORS, globalDraws, trains } from './globalDraws';

type Message = 'late' | 'repeated' | 'hash' | 'shared';

export default defineRule({
  name: 'misplaced-seed',
  area: 'reproducibility',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['numpy', 'torch', 'tensorflow', 'keras', 'sklearn'],
  docs: {
    summary: 'A seed is set too late, again and again, or where it has no effect.',
    why: `The code looks reproducible and is not. What was drawn before the seed differs in each run; a constant seed inside the loop gives every batch or epoch
the same "random" numbers; \`PYTHONHASHSEED\` is read when the interpreter starts, and setting it inside the process changes nothing in it.`,
    bad: `import numpy as np
import torch

weights = torch.nn.Linear(4, 1)
torch.manual_seed(42)
optimizer = torch.optim.SGD(weights.parameters(), lr=0.1)
loss = weights(torch.ones(8, 4)).pow(2).mean()
loss.backward()
optimizer.step()
`,
    good: `import numpy as np
import torch

torch.manual_seed(42)
weights = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(weights.parameters(), lr=0.1)
loss = weights(torch.ones(8, 4)).pow(2).mean()
loss.backward()
optimizer.step()
`,
    limits: [
      'Too late: only where every seeding of the generator comes after something was drawn from it that reaches the training.',
      'Inside a loop: only constants, in loops that learn and in `__getitem__`; seeds that use the number of the fold or repeat are right.',
      '`PYTHONHASHSEED` is information, and silent where the file starts other processes, which do read it.',
    ],
    references: [
      'scikit-learn: controlling randomness, https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness',
      'Python: PYTHONHASHSEED, https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED',
      'PyTorch: reproducibility, https://docs.pytorch.org/docs/stable/notes/randomness.html',
    ],
  },
  messages: {
    late: '{generator} is seeded here, but was drawn from before: that part differs in each run.',
    repeated: 'The same seed at each pass: every {what} gets the same random numbers.',
    hash: '`PYTHONHASHSEED` is read when Python starts: set here, it changes nothing in this process.',
    shared:
      '`{generator}` is given to {count} calls: what one of them draws depends on what the others drew before.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const lowered = unit.kind === 'notebook' ? 'information' : undefined;
    if (trains(model)) for (const report of lateSeeds(model)) yield { ...report, severity: lowered };
    yield* repeatedSeeds(model);
    yield* hashSeeds(model);
    yield* sharedGenerators(model);
  },
});

/** Generators whose first seeding comes after the first draw. */
function* lateSeeds(model: Model): Iterable<Report<Message>> {
  // A loader draws when it is gone through, not when it is made.
  const draws = globalDraws(model).filter(
    ({ record }) => !isUncalled(record.frame) && familyOf(record.name) !== 'loader',
  );
  const done = new Set<CallRecord>();
  for (const { generator, record: draw } of draws) {
    const all = seedings(model).filter(
      ({ generators, record }) => generators.includes(generator) && !isUncalled(record.frame),
    );
    const [first] = all;
    if (!first || first.record.order < draw.order || done.has(first.record)) continue;
    // Only a call of a library, at the level of the file, is certain to be what was meant; and in its own loop it is repeated.
    const { record } = first;
    if (
      record.unit !== model.unit ||
      record.effect !== 'seed' ||
      contextsOf(record.context, 'loop').length > 0
    )
      continue;
    if (contextsOf(record.context, 'branch').length > 0 || draw.unit !== model.unit) continue;
    done.add(record);
    yield {
      at: record.node,
      message: 'late',
      data: {
        generator: GENERATORS[generator].replace(/`/g, '') === 'random' ? '`random`' : GENERATORS[generator],
      },
      related: [{ at: draw.node, note: 'Drawn from before.' }],
      fixes: moved(model, record, draw),
    };
  }
}

/** To below the imports, if it is a plain statement that uses nothing made in between. */
function moved(model: Model, { node, frame, args }: CallRecord, draw: CallRecord): FixReport[] {
  const statement = statementOf(model, node);
  const isPlain = statement?.kind === 'ExprStmt' && statement.value === node && !frame.def;
  const anchor = lastImportAbove(model, draw.node.start);
  if (!statement || !isPlain || !anchor || constantOf(args.positional[0]) === undefined) return [];
  if (node.args.some(({ value }) => value.kind !== 'Number')) return [];
  const edits = moveStatement(model, statement, 'after', anchor);
  return edits ? [{ title: 'Seed below the imports', applicability: 'suggestion', edits }] : [];
}

/** The same constant in every pass of a loop that learns, or for every item of a dataset. */
function* repeatedSeeds(model: Model): Iterable<Report<Message>> {
  const backward = model.trace.filter(({ effect }) => effect === 'backward');
  const seen = new Set<Node>();
  for (const record of model.callsWith('seed')) {
    if (record.args.positional.length !== 1 || constantOf(record.args.positional[0]) === undefined) continue;
    if (seen.has(record.node) || record.node.args[0]?.value.kind !== 'Number') continue;
    const isItem = record.frame.def?.kind === 'FunctionDef' && record.frame.def.name === '__getitem__';
    const loop = contextsOf(record.context, 'loop').find((outer) =>
      backward.some((other) => other.frame.def === record.frame.def && isWithin(other.context, outer)),
    );
    // Each pass trains a model of its own: then every run starts from the same weights, on purpose.
    const isRun =
      loop &&
      model.trace.some(({ name, context }) => /^torch\.optim\.\w+$/.test(name) && isWithin(context, loop));
    if (!isItem && (!loop || isRun)) continue;
    seen.add(record.node);
    const statement = statementOf(model, record.node);
    const edits = statement?.kind === 'ExprStmt' ? deleteStatement(model, statement) : undefined;
    yield {
      at: record.node,
      message: 'repeated',
      data: { what: isItem ? 'item' : 'pass' },
      fixes: edits ? [{ title: 'Remove the seed from the loop', applicability: 'suggestion', edits }] : [],
    };
  }
}

/** `os.environ["PYTHONHASHSEED"] = "0"` in a process that starts no other. */
function* hashSeeds(model: Model): Iterable<Report<Message>> {
  const startsOthers =
    ['subprocess', 'multiprocessing', 'joblib', 'ray', 'dask'].some((name) => model.imported(name)) ||
    model.calls.some(
      ({ name }) => /^os\.(exec|spawn|system|fork)/.test(name) || name === 'torch.utils.data.DataLoader',
    );
  if (startsOthers) return;
  for (const { target, base, statement } of model.stores) {
    if (target.kind !== 'Subscript' || target.index.kind !== 'String') continue;
    if (target.index.value !== 'PYTHONHASHSEED' || !isEnviron(model, target.value, base)) continue;
    const edits = deleteStatement(model, statement as Stmt);
    yield {
      at: target,
      message: 'hash',
      severity: 'information',
      fixes: edits
        ? [
            {
              title: 'Remove it, and set PYTHONHASHSEED where Python is started',
              applicability: 'suggestion',
              edits,
            },
          ]
        : [],
    };
    return;
  }
}

function isEnviron(model: Model, node: Node, base: Value): boolean {
  return (base.kind === 'api' && base.name === 'os.environ') || textOf(model.unit, node) === 'os.environ';
}

/** One `RandomState` or `Generator` that several estimators draw from. */
function* sharedGenerators(model: Model): Iterable<Report<Message>> {
  const users = new Map<Value, CallRecord[]>();
  for (const record of model.calls) {
    if (!/^sklearn\./.test(record.name)) continue;
    const given = argument(record, 'random_state');
    if (given && /^numpy\.random\.(RandomState|Generator)$/.test(typeOf(given) ?? ''))
      users.set(given, [...(users.get(given) ?? []), record]);
  }
  for (const [generator, records] of users) {
    const nodes = new Set(records.map(({ node }) => node));
    if (nodes.size < 2) continue;
    yield {
      at: records[1]!.node,
      message: 'shared',
      severity: 'information',
      data: { generator: model.nameOf(generator) ?? 'The generator', count: nodes.size },
      related: [{ at: records[0]!.node, note: 'It is given the same generator.' }],
    };
  }
}
