import { addKeyword, replaceNode } from '../../fix';
import type { Model } from '../../semantics/model';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type FixReport } from '../rule';
import { callsIn, forwardOf, networkClasses } from './networkClasses';

export default defineRule({
  name: 'batch-merging-flatten',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: '`flatten()` without a start dimension in a forward pass merges the batch with the features.',
    why: `All rows of the batch become one long row. Measured with torch 2.13: (8, 3, 4, 4) becomes (384,), not (8, 48). With a batch of one it happens to work, with another
size the linear layer fails, or a matching size trains a model that mixes its rows.`,
    bad: `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 26 * 26, 10)

    def forward(self, x):
        x = self.conv(x)
        x = torch.flatten(x)
        return self.fc(x)
`,
    good: `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 26 * 26, 10)

    def forward(self, x):
        x = self.conv(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
`,
    limits: [
      'Only in `forward`, on what comes out of a convolution, pooling or recurrent layer and goes into a linear one.',
      'Losses and metrics that flatten predictions and targets alike, and outputs (`.view(-1)` of the last layer), are not flagged.',
    ],
    references: ['PyTorch: torch.flatten, https://docs.pytorch.org/docs/stable/generated/torch.flatten.html'],
  },
  messages: {
    merged: '`{call}` merges all rows of the batch into one: the features of each row start at dimension 1.',
  },
  *check({ model, unit }) {
    for (const network of networkClasses(model)) {
      const forward = forwardOf(network);
      if (!forward || network.library !== 'torch') continue;
      const calls = callsIn(model, forward);
      for (const record of calls) {
        const fix = isFlattening(record) && keepBatch(model, record);
        if (!fix || !isBetweenLayers(record, calls)) continue;
        yield {
          at: record.node,
          message: 'merged',
          data: { call: textOf(unit, record.node) },
          fixes: fix.edits.length > 0 ? [fix] : [],
        };
      }
    }
  },
});

/** `torch.flatten(x)`, `x.flatten()`, `x.view(-1)`, `x.reshape(-1)` */
function isFlattening(record: CallRecord): boolean {
  const { name, args } = record;
  if (hasHiddenArguments(record) || args.keywords.size > 0) return false;
  if (name === 'torch.flatten') return args.positional.length === 1;
  if (name === 'torch.Tensor.flatten') return args.positional.length === 0;
  return (
    /^torch\.Tensor\.(view|reshape)$/.test(name) &&
    args.positional.length === 1 &&
    constantOf(args.positional[0]) === -1
  );
}

const BEFORE = /^torch\.nn\.((Lazy)?Conv\w*|(Adaptive)?(Max|Avg)Pool\w*|LSTM|GRU|RNN|Embedding)\.__call__$/;
const POOLING = /^torch\.nn\.functional\.(conv\dd|(adaptive_)?(max|avg)_pool\dd)$/;

/** A layer of a batch stands before it, and its result goes into a linear layer. */
function isBetweenLayers(record: CallRecord, calls: readonly CallRecord[]): boolean {
  const before = calls.some(
    ({ order, name }) => order < record.order && (BEFORE.test(name) || POOLING.test(name)),
  );
  const after = calls.some(
    ({ order, args, receiver, effect }) =>
      order > record.order &&
      effect === 'forward' &&
      args.positional[0] === record.result &&
      startsLinear(receiver),
  );
  return before && after;
}

function startsLinear(receiver: Value | undefined): boolean {
  if (receiver?.kind !== 'object' || receiver.cls) return false;
  if (typeOf(receiver) === 'torch.nn.Linear') return true;
  return (
    typeOf(receiver) === 'torch.nn.Sequential' &&
    typeOf(receiver.record?.args.positional[0]) === 'torch.nn.Linear'
  );
}

function keepBatch(model: Model, { node, method }: CallRecord): FixReport {
  const { unit } = model;
  const title = 'Keep the batch: flatten from dimension 1';
  const fix = (edits: FixReport['edits']): FixReport => ({ title, applicability: 'suggestion', edits });
  if (method === 'flatten') {
    return fix(addKeyword(unit, node, 'start_dim', '1'));
  }
  const tensor = node.func.kind === 'Attribute' ? node.func.value : undefined;
  if (!tensor || !isPlainReference(tensor)) return fix([]);
  return fix(replaceNode(node.args[0]!, `${textOf(unit, tensor)}.size(0), -1`));
}
