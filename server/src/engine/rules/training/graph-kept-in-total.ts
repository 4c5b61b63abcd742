import type { Model } from '../../semantics/model';
import { isManaged } from './trainingLoop';
import type { CallRecord } from '../../semantics/trace';
import { optionsOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, For, Name, While } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { contextsOf } from '../../semantics/frame';
import { defineRule } from '../rule';

export default defineRule({
  name: 'graph-kept-in-total',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'A running total or list collects loss tensors with their graph.',
    why: `The total still requires grad (measured with torch 2.13), so every batch's part of the graph stays in memory: it grows from batch to batch until none is left, and an epoch ends in an
out-of-memory error that has nothing to do with the model.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
total = 0.0
for batch, target in [(torch.ones(8, 4), torch.ones(8, 1))] * 60:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    total += loss
print(total / 60)
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
total = 0.0
for batch, target in [(torch.ones(8, 4), torch.ones(8, 1))] * 60:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    total += loss.item()
print(total / 60)
`,
    limits: [
      'Only losses that `backward()` is called on in the same loop, added to a name or appended to a list there.',
      'Totals that are themselves differentiated, and lists that are stacked into a loss, are not flagged.',
    ],
    references: [
      'PyTorch: frequently asked questions, https://docs.pytorch.org/docs/stable/notes/faq.html#my-model-reports-cuda-runtime-error-2-out-of-memory',
    ],
  },
  messages: {
    total:
      '`{total}` keeps the graph of every batch in memory: `{loss}` is a tensor with its history, not a number.',
    list: '`{total}` keeps the graph of every batch in memory: `{loss}` is appended with its history.',
  },
  *check({ model, unit }) {
    const backward = model.trace.filter(({ effect }) => effect === 'backward');
    if (backward.length === 0 || isManaged(model)) return;
    const losses = new Set(backward.flatMap(({ receiver }) => (receiver ? [receiver] : [])));
    const seen = new Set<Expr>();
    for (const loop of loopsOf(model, backward)) {
      for (const { total, loss, kind } of collected(loop)) {
        if (seen.has(loss) || !isLoss(model.valueOf(loss), losses) || isDifferentiated(model, total))
          continue;
        seen.add(loss);
        const detach = kind === 'list' || isUsedAsTensor(model, total) ? '.detach()' : '.item()';
        yield {
          at: loss,
          message: kind,
          data: { total: textOf(unit, total), loss: textOf(unit, loss) },
          fixes: [
            {
              title:
                kind === 'list'
                  ? `Append it without its history: \`${detach}\``
                  : `Add the number: \`${detach}\``,
              applicability: 'safe',
              edits: [{ start: loss.end, end: loss.end, newText: detach }],
            },
          ],
        };
      }
    }
  },
});

/** The loops of the unit in which something is learned. */
function loopsOf(model: Model, backward: readonly CallRecord[]): Set<For | While> {
  const loops = new Set<For | While>();
  for (const { context } of backward)
    for (const { node, frame } of contextsOf(context, 'loop'))
      if (frame.unit === model.unit && (node.kind === 'For' || node.kind === 'While')) loops.add(node);
  return loops;
}

interface Collected {
  readonly total: Expr;
  readonly loss: Name;
  readonly kind: 'total' | 'list';
}

/** `total += loss`, `total = total + loss`, `losses.append(loss)` */
function collected(loop: For | While): Collected[] {
  const found: Collected[] = [];
  walk(loop.body, (node) => {
    if (node.kind === 'AugAssign' && node.op === '+' && node.value.kind === 'Name')
      found.push({ total: node.target, loss: node.value, kind: 'total' });
    if (node.kind === 'Assign' && node.value.kind === 'BinOp' && node.value.op === '+') {
      const { left, right } = node.value;
      const [target] = node.targets;
      if (target?.kind === 'Name' && left.kind === 'Name' && left.id === target.id && right.kind === 'Name')
        found.push({ total: target, loss: right, kind: 'total' });
    }
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'append') {
      const given = node.args.length === 1 ? node.args[0]!.value : undefined;
      if (given?.kind === 'Name') found.push({ total: node.func.value, loss: given, kind: 'list' });
    }
  });
  return found;
}

function isLoss(value: Value | undefined, losses: ReadonlySet<Value>): boolean {
  return value !== undefined && optionsOf(value).some((option) => losses.has(option));
}

/** `total.backward()`, `torch.stack(losses)`, `sum(losses)`: the history is wanted. */
function isDifferentiated(model: Model, total: Expr): boolean {
  const name = textOf(model.unit, total);
  return model.calls.some(({ node, effect, name: called }) => {
    const text = textOf(model.unit, node.func);
    if (
      effect === 'backward' &&
      (text === `${name}.backward` || text.startsWith(`(${name}`) || text.startsWith(`${name}[`))
    )
      return true;
    if (!/^(torch\.(stack|cat|sum|mean|tensor)|builtins\.sum)$/.test(called)) return false;
    return node.args.some(({ value }) => textOf(model.unit, value) === name) && isLossOf(model, node.start);
  });
}

/** The statement at a position makes something that is differentiated. */
function isLossOf(model: Model, position: number): boolean {
  const made = model.calls.find(({ node }) => node.start === position);
  return model.trace.some(
    ({ effect, receiver }) => effect === 'backward' && receiver !== undefined && receiver === made?.result,
  );
}

/** `total.detach()`, `total.cpu()`: what is done with it later needs a tensor. */
function isUsedAsTensor(model: Model, total: Expr): boolean {
  const name = textOf(model.unit, total);
  let found = false;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (
        node.kind === 'Attribute' &&
        node.value.kind === total.kind &&
        textOf(model.unit, node.value) === name
      )
        found = true;
    });
  return found;
}
