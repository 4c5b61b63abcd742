import { composeEdits, importName, wrapExpression, replaceNode } from '../../fix';
import { familyOf } from '../../knowledge';
import { isWithin } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { optionsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Call, Expr } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { statementOf } from '../surroundings';
import { learningLoops } from './trainingLoop';

export default defineRule({
  name: 'aliased-best-weights',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'The "best" weights are kept by reference while training goes on.',
    why: `\`state_dict()\` hands out the live tensors. Measured with torch 2.13: the kept value, \`dict(…)\` and \`.copy()\` of it all follow later updates, so the model that is restored
is the last one, not the best.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
batch, target = torch.ones(8, 4), torch.ones(8, 1)
lowest, best = float("inf"), None
for _ in range(60):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    if loss.item() < lowest:
        lowest, best = loss.item(), model.state_dict()
model.load_state_dict(best)
`,
    good: `import copy

import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
batch, target = torch.ones(8, 4), torch.ones(8, 1)
lowest, best = float("inf"), None
for _ in range(60):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    if loss.item() < lowest:
        lowest, best = loss.item(), copy.deepcopy(model.state_dict())
model.load_state_dict(best)
`,
    limits: [
      'Only weights that are kept in a loop that goes on learning, and that are loaded or saved later.',
      '`copy.deepcopy`, tensors that are cloned one by one, weights that are saved at once, and weights of one network that another one takes over are not flagged.',
    ],
    references: [
      'PyTorch: saving and loading models, https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html',
    ],
  },
  messages: {
    aliased:
      '`{weights}` are the live tensors: training goes on in them, and what is restored later is the last state.',
  },
  *check({ model, unit }) {
    const kept = model.calls.filter(
      ({ method, receiver }) => method === 'state_dict' && familyOf(typeOf(receiver)) === 'module',
    );
    if (kept.length === 0) return;
    for (const record of kept) {
      const statement = statementOf(model, record.node);
      if (statement?.kind !== 'Assign' || learningLoops(model, record).length === 0) continue;
      const whole = copyAround(model, record, statement.value);
      const later = whole && restoredLater(model, record, whole);
      if (!later) continue;
      const fix = deepCopy(model, record, whole);
      yield {
        at: record.node,
        message: 'aliased',
        data: { weights: textOf(unit, record.node) },
        related: [{ at: later.node, note: 'Taken up again here.' }],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** The kept expression: `model.state_dict()`, or a shallow copy of it; undefined if something else is made of it. */
function copyAround(model: Model, { node }: CallRecord, value: Expr): Expr | undefined {
  const parts = value.kind === 'Tuple' ? value.elements : [value];
  return parts.find((part) => part === node || isShallowCopy(model, part, node));
}

/** `dict(model.state_dict())`, `model.state_dict().copy()` */
function isShallowCopy(model: Model, part: Expr, inner: Call): boolean {
  if (part.kind !== 'Call') return false;
  if (part.func.kind === 'Attribute') return part.func.attr === 'copy' && part.func.value === inner;
  const callee = model.valueOf(part.func);
  return (
    callee?.kind === 'api' &&
    callee.name === 'builtins.dict' &&
    part.args.length === 1 &&
    part.args[0]!.value === inner
  );
}

/** A later load or save of what was kept, with training in between. */
function restoredLater(model: Model, record: CallRecord, whole: Expr): CallRecord | undefined {
  const values = new Set<Value>([record.result]);
  const kept = model.valueOf(whole);
  if (kept) for (const option of optionsOf(kept)) values.add(option);
  const made = whole.kind === 'Call' ? model.recordsOf(whole) : [];
  for (const other of [...model.recordsOf(record.node), ...made]) values.add(other.result);
  const loop = learningLoops(model, record).at(-1)!;
  return model.calls.find(
    (other) =>
      other.order > record.order &&
      (other.effect === 'load-weights' || other.name === 'torch.save') &&
      other.args.positional.some((given) => optionsOf(given).some((option) => values.has(option))) &&
      // Loaded in the next line of the same round, it is still what it was.
      !(isWithin(other.context, loop) && !learnsBetween(model, record, other)),
  );
}

function learnsBetween(model: Model, from: CallRecord, to: CallRecord): boolean {
  // A function that runs twice keeps and saves twice: what counts is the keeping just before.
  const kept = model.recordsOf(from.node).filter(({ order }) => order < to.order);
  const last = Math.max(from.order, ...kept.map(({ order }) => order));
  return model.trace.some(({ effect, order }) => effect === 'step' && order > last && order < to.order);
}

function deepCopy(model: Model, { node }: CallRecord, whole: Expr): FixReport | undefined {
  const copy = importName(model, node, { module: 'copy' });
  const edits = composeEdits(
    copy.edits,
    whole === node
      ? wrapExpression(node, `${copy.name}.deepcopy(`, ')')
      : replaceNode(whole, `${copy.name}.deepcopy(${textOf(model.unit, node)})`),
  );
  return edits && { title: 'Keep a copy: copy.deepcopy', applicability: 'safe', edits };
}
