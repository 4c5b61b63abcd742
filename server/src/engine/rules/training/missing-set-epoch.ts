import { insertBefore } from '../../fix';
import { contextsOf, type Context } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { argument, hasHiddenArguments } from '../../semantics/trace';
import { constantOf, isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { For, Node } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { isManaged } from './trainingLoop';

export default defineRule({
  name: 'missing-set-epoch',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'A `DistributedSampler` shuffles but is never told the epoch.',
    why: `It derives the order from the epoch, so that all processes agree on it. Without \`set_epoch\` every epoch is epoch 0 (measured with torch 2.13: three identical epochs; different ones
with \`set_epoch\`).`,
    bad: `import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

data = TensorDataset(torch.arange(8.0))
sampler = DistributedSampler(data, num_replicas=2, rank=0)
loader = DataLoader(data, batch_size=2, sampler=sampler)
for epoch in range(3):
    for batch in loader:
        print(epoch, batch)
`,
    good: `import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

data = TensorDataset(torch.arange(8.0))
sampler = DistributedSampler(data, num_replicas=2, rank=0)
loader = DataLoader(data, batch_size=2, sampler=sampler)
for epoch in range(3):
    sampler.set_epoch(epoch)
    for batch in loader:
        print(epoch, batch)
`,
    limits: [
      'Only samplers whose loader is read in a loop inside another one (epochs); `set_epoch` anywhere in the file counts.',
      'Samplers with `shuffle=False`, and managed loops (which call it themselves), are not flagged.',
    ],
    references: [
      'PyTorch: torch.utils.data.distributed.DistributedSampler, https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler',
    ],
  },
  messages: {
    same: 'Every epoch has the same order: `{sampler}` is never told which epoch it is.',
  },
  *check({ model, unit }) {
    const samplers = model.calls.filter(({ name }) => SAMPLER.test(name));
    if (samplers.length === 0 || isManaged(model)) return;
    if (unit.sources.some(({ code }) => code.includes('set_epoch'))) return;
    for (const sampler of samplers) {
      if (hasHiddenArguments(sampler) || constantOf(argument(sampler, 'shuffle', 3)) === false) continue;
      const epochs = epochLoop(model, sampler);
      if (!epochs) continue;
      const name = model.nameOf(sampler.result);
      const fix = name === undefined ? undefined : tellEpoch(model, sampler, epochs, name);
      yield {
        at: sampler.node,
        message: 'same',
        data: { sampler: name ?? textOf(unit, sampler.node.func) },
        related: [
          {
            at: { start: epochs.node.start, end: (epochs.node as For).target.end },
            note: 'The loop over the epochs.',
          },
        ],
        fixes: fix ? [fix] : [],
      };
    }
  },
});

const SAMPLER = /^torch\.utils\.data\.(distributed\.)?DistributedSampler$/;

/** The loop around a loop over a loader that takes its order from the sampler. */
function epochLoop(model: Model, sampler: CallRecord): Context | undefined {
  for (const { context, unit } of model.calls) {
    const loops = contextsOf(context, 'loop');
    const inner = loops.findIndex(({ node }) => samplerOf(model, node) === sampler.result);
    const outer = inner < 0 ? undefined : loops[inner + 1];
    if (outer?.node.kind === 'For' && outer.frame.unit === unit && unit === model.unit) return outer;
  }
  return undefined;
}

/** The sampler of the loader that a loop goes through, also of one that is counted: `enumerate(loader)`, `tqdm(loader)`. */
function samplerOf(model: Model, loop: Node): Value | undefined {
  let iter = loop.kind === 'For' ? loop.iter : undefined;
  while (iter?.kind === 'Call' && iter.args.length > 0) iter = iter.args[0]!.value;
  const loader = iter && model.valueOf(iter);
  return loader?.kind === 'object' && typeOf(loader) === 'torch.utils.data.DataLoader' && loader.record
    ? argument(loader.record, 'sampler', 3)
    : undefined;
}

function tellEpoch(
  model: Model,
  sampler: CallRecord,
  { node, frame }: Context,
  name: string,
): FixReport | undefined {
  const loop = node as For;
  const [first] = loop.body;
  const target = loop.target.kind === 'Name' ? loop.target : undefined;
  const iterates = model.valueOf(loop.iter);
  const isRange = iterates && 'record' in iterates && iterates.record?.name === 'builtins.range';
  if (!first || !target || !isRange || sampler.frame !== frame || !isPlainReference(target)) return undefined;
  const edits = insertBefore(model, first, `${name}.set_epoch(${target.id})`);
  return (
    edits && { title: `Tell it the epoch: \`${name}.set_epoch(${target.id})\``, applicability: 'safe', edits }
  );
}
