import { moveStatement } from '../../fix';
import { contextsOf, type Context } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { familyOf } from '../../knowledge';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Stmt } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { statementOf } from '../surroundings';
import { isManaged } from './trainingLoop';

export default defineRule({
  name: 'misordered-optimizer-step',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'The parts of one optimisation step are in the wrong order.',
    why: `A step before \`backward()\` follows the gradients of the batch before; gradients that are cleared between \`backward()\` and \`step()\` move nothing; clipping after the step bounds
nothing (measured with torch 2.13: a step of 100 with the limit 1).`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for batch, target in [(torch.ones(8, 4), torch.ones(8, 1))] * 60:
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for batch, target in [(torch.ones(8, 4), torch.ones(8, 1))] * 60:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
`,
    limits: [
      'Only in the body of one loop with one optimizer, one `backward()` and one `step()`, none of them under a condition.',
      'Several optimizers, gradient scalers, accumulation and managed loops are not judged.',
    ],
    references: [
      'PyTorch: optimization, https://docs.pytorch.org/docs/stable/optim.html#taking-an-optimization-step',
    ],
  },
  messages: {
    cleared: '`{call}` clears the gradients between `backward()` and `{step}`: the step moves nothing.',
    early: '`{call}` steps before `backward()`: on the gradients of the round before, or on none.',
    clipped: '`{call}` comes after `{step}`: it bounds nothing.',
  },
  *check({ model, unit }) {
    if (isManaged(model)) return;
    for (const step of model.callsWith('step')) {
      const loop = singleLoop(step);
      const parts = loop && partsOf(model, step, loop);
      if (!parts) continue;
      const { backward, clears, clips } = parts;
      const data = { step: textOf(unit, step.node) };
      const cleared = clears.find(({ order }) => backward.order < order && order < step.order);
      const forward = firstUse(model, parts, loop);
      if (cleared && !clears.some((other) => other !== cleared && other.order < backward.order)) {
        const fix = move(model, cleared, forward, 'before', 'Clear the gradients at the start of the round');
        yield {
          at: cleared.node,
          message: 'cleared',
          data: { ...data, call: textOf(unit, cleared.node) },
          fixes: fix,
        };
      } else if (step.order < backward.order && clears.every(({ order }) => order < step.order)) {
        const fix = move(model, step, backward, 'after', 'Step after `backward()`');
        yield { at: step.node, message: 'early', data: { call: textOf(unit, step.node) }, fixes: fix };
      }
      const clip = clips.find(({ order }) => order > step.order && backward.order < step.order);
      if (clip && !clears.some(({ order }) => order > step.order && order < clip.order))
        yield {
          at: clip.node,
          message: 'clipped',
          data: { ...data, call: textOf(unit, clip.node.func) },
          fixes: move(model, clip, step, 'before', 'Clip before the step'),
        };
    }
  },
});

interface Parts {
  readonly backward: CallRecord;
  readonly clears: readonly CallRecord[];
  readonly clips: readonly CallRecord[];
}

/** The loop whose body holds a call directly, not under a condition or in a function. */
function singleLoop({ receiver, context, frame }: CallRecord): Context | undefined {
  if (familyOf(typeOf(receiver)) !== 'optimizer' || context?.kind !== 'loop' || context.frame !== frame)
    return undefined;
  return context;
}

/** The other parts of the same step, if each stands directly in the loop's body. */
function partsOf(model: Model, step: CallRecord, loop: Context): Parts | undefined {
  const inside = model.calls.filter(({ context }) =>
    contextsOf(context, 'loop').some(({ node }) => node === loop.node),
  );
  if (
    inside.some(
      ({ name, method }) => /GradScaler|accumulat/i.test(name) || /^(scale|unscale_|update)$/.test(method),
    )
  )
    return undefined;
  const of = (effect: CallRecord['effect']): readonly CallRecord[] =>
    inside.filter((record) => record.effect === effect);
  const backwards = of('backward');
  const steps = of('step').filter(({ receiver }) => familyOf(typeOf(receiver)) !== 'scheduler');
  const [backward] = backwards;
  if (!backward || backwards.length > 1 || steps.length > 1 || steps[0] !== step) return undefined;
  const parts = [backward, ...of('zero-grad'), ...of('clip')];
  const isPlain = parts.every(({ context, frame }) => context?.node === loop.node && frame === step.frame);
  return isPlain ? { backward, clears: of('zero-grad'), clips: of('clip') } : undefined;
}

/** The first call in the loop: before it the round begins. */
function firstUse(model: Model, { backward }: Parts, loop: Context | undefined): CallRecord {
  const first = model.calls.find(
    ({ context, order }) => context?.node === loop?.node && order < backward.order,
  );
  return first ?? backward;
}

function move(
  model: Model,
  record: CallRecord,
  target: CallRecord,
  where: 'before' | 'after',
  title: string,
): FixReport[] {
  const from = statementOf(model, record.node);
  const to = statementOf(model, target.node);
  if (!from || !to || !isAlone(from, record) || from === to) return [];
  const edits = moveStatement(model, from, where, to);
  return edits ? [{ title, applicability: 'suggestion', edits }] : [];
}

/** The statement is nothing but the call. */
function isAlone(statement: Stmt, { node }: CallRecord): boolean {
  return statement.kind === 'ExprStmt' && statement.value === node;
}
