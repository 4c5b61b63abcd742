import { insertBefore } from '../../fix';
import { familyOf } from '../../knowledge';
import { isWithin, type Context } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';
import { areRelated, modeDependentLayer } from './modeDependence';
import { isInsideForward, isManaged, isWithoutGradients, learningLoops } from './trainingLoop';

export default defineRule({
  name: 'train-mode-not-restored',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'The epoch loop switches to `eval()` and goes on training without `train()`.',
    why: `From the second epoch on dropout is off and the statistics of batch normalisation are frozen: the network trains as if it had neither, and nothing says so.`,
    bad: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
batch, target = torch.ones(8, 4), torch.ones(8, 1)
for _ in range(10):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(batch), target).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        print(nn.functional.mse_loss(model(batch), target).item())
`,
    good: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
batch, target = torch.ones(8, 4), torch.ones(8, 1)
for _ in range(10):
    model.train()
    optimizer.zero_grad()
    nn.functional.mse_loss(model(batch), target).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        print(nn.functional.mse_loss(model(batch), target).item())
`,
    limits: [
      'Only networks that certainly hold layers that depend on the mode, and that the same loop trains; `train()` anywhere in the loop, also in functions that it calls, counts.',
      'Parts that are kept in evaluation on purpose (`model.backbone.eval()`), and managed loops, are not flagged.',
    ],
    references: [
      'PyTorch: autograd mechanics, evaluation mode, https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval',
      'Zhang et al. 2022, Code smells for machine learning applications: train/eval mode toggling',
    ],
  },
  messages: {
    stuck:
      '`{model}` stays in evaluation mode when the next round trains it: its {layer} no longer works as in training.',
  },
  *check({ model, unit }) {
    const switches = model.callsWith('eval-mode');
    if (switches.length === 0 || isManaged(model)) return;
    const seen = new Set<Value>();
    for (const record of switches) {
      const { receiver, node } = record;
      if (receiver?.kind !== 'object' || familyOf(typeOf(receiver)) !== 'module' || seen.has(receiver))
        continue;
      const layer = modeDependentLayer(model, receiver);
      const loop = learningLoops(model, record).at(-1);
      if (!layer || !loop || !isTrained(model, receiver, loop) || isRestored(model, receiver, loop)) continue;
      seen.add(receiver);
      const network = node.func.kind === 'Attribute' ? node.func.value : node.func;
      const fix = trainFirst(model, record, loop);
      yield {
        at: node,
        message: 'stuck',
        data: { model: textOf(unit, network), layer: layer.includes(' ') ? layer : `\`${layer}\`` },
        fixes: fix ? [fix] : [],
      };
    }
  },
});

/** The loop runs the network itself with gradients on: it is what is trained, not a part or a teacher of it. */
function isTrained(model: Model, network: Value, loop: Context): boolean {
  return model.trace.some(
    (record) =>
      record.effect === 'forward' &&
      record.receiver === network &&
      isWithin(record.context, loop) &&
      !isInsideForward(record.frame) &&
      !isWithoutGradients(record),
  );
}

function isRestored(model: Model, network: Value, loop: Context): boolean {
  return model.trace.some(
    ({ effect, receiver, context }) =>
      effect === 'train-mode' &&
      isWithin(context, loop) &&
      (receiver === undefined || receiver.kind !== 'object' || areRelated(receiver, network)),
  );
}

/** `model.train()` as the first statement of the loop, where the name means the same there. */
function trainFirst(model: Model, record: CallRecord, loop: Context): FixReport | undefined {
  const { func } = record.node;
  const body = loop.node.kind === 'For' || loop.node.kind === 'While' ? loop.node.body : [];
  const [first] = body;
  if (func.kind !== 'Attribute' || !isPlainReference(func.value) || !first || record.frame !== loop.frame)
    return undefined;
  const name = textOf(model.unit, func.value);
  const edits = insertBefore(model, first, `${name}.train()`);
  return edits && { title: `Begin each round with \`${name}.train()\``, applicability: 'safe', edits };
}
