import type { Model } from '../../semantics/model';
import { contextsOf } from '../../semantics/frame';
import { argument, type CallRecord } from '../../semantics/trace';
import { optionsOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { replaceNode } from '../../fix';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { producerOf } from './lastActivation';
import { isWithoutGradients } from './trainingLoop';

export default defineRule({
  name: 'detached-loss',
  area: 'training',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch', 'tensorflow'],
  docs: {
    summary: 'The value that is differentiated has lost its graph.',
    why: `\`torch.tensor(loss)\`, \`.detach()\` and \`.item()\` give the number without its history; so does everything under \`no_grad\`. With \`requires_grad=True\` set on the
result, \`backward()\` runs without an error and no weight ever moves; without it, it raises. A TensorFlow loss that is computed outside the tape has the gradient \`None\`.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
loss = torch.nn.functional.mse_loss(model(torch.ones(8, 4)), torch.ones(8, 1))
loss = torch.tensor(loss, requires_grad=True)
loss.backward()
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
loss = torch.nn.functional.mse_loss(model(torch.ones(8, 4)), torch.ones(8, 1))
loss.backward()
`,
    limits: [
      'The value that `backward()` is called on must be seen to be the result of the breaking call; sums and other arithmetic in between are not followed.',
      'Input that is detached on purpose, to look at its own gradient (saliency), is not flagged: only what was computed from it is.',
    ],
    references: [
      'PyTorch: autograd mechanics, https://docs.pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation',
      'TensorFlow: automatic differentiation, https://www.tensorflow.org/guide/autodiff#getting_a_gradient_of_none',
    ],
  },
  messages: {
    copied: '`{value}` has no history: `backward()` reaches no weight behind `{call}`.',
    number: '`{call}` gives a number, which has no `backward()`.',
    withoutGradients: 'This loss is computed without gradients: `backward()` on it raises an error.',
    outsideTape:
      'This is computed outside the `GradientTape` that is asked for its gradient, which is then `None`.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<object>();
    for (const record of model.calls) {
      const found =
        record.effect === 'backward'
          ? breakOf(model, record)
          : record.method === 'gradient'
            ? outsideTape(model, record)
            : undefined;
      if (!found || found.record.unit !== unit || seen.has(found.record.node)) continue;
      seen.add(found.record.node);
      const { node } = found.record;
      yield {
        at: node,
        message: found.message,
        data: {
          value: shortText(textOf(unit, node)),
          call: shortText(textOf(unit, node.func)),
        },
        related: [
          {
            at: record.node,
            note: found.message === 'outsideTape' ? 'Its gradient is asked for.' : 'It is differentiated.',
          },
        ],
        fixes: found.message === 'copied' ? withoutCopy(model, found.record) : [],
      };
    }
  },
});

interface Break {
  readonly record: CallRecord;
  readonly message: 'copied' | 'number' | 'withoutGradients' | 'outsideTape';
}

/** The call whose result a value is, if all its options are results of calls. */
function producers(model: Model, value: Value): CallRecord[] {
  const found: CallRecord[] = [];
  for (const option of optionsOf(value)) {
    const made = producerOf(model, option);
    if (!made) return [];
    found.push(made);
  }
  return found;
}

function breakOf(model: Model, backward: CallRecord): Break | undefined {
  const { receiver } = backward;
  if (!receiver) return undefined;
  const [made, other] = producers(model, receiver);
  if (!made || other) return undefined;
  return breakAt(model, made, backward);
}

/** Computes a loss. */
const COMPUTES = /^torch\.(nn\.\w+Loss\.__call__|nn\.functional\.(\w*loss|\w*cross_entropy\w*|kl_div))$/;

function breakAt(model: Model, made: CallRecord, backward: CallRecord): Break | undefined {
  const { name, receiver } = made;
  const isReenabled = /^torch\.Tensor\.requires_grad_$/.test(name);
  if (isReenabled && receiver) {
    const [inner] = producers(model, receiver);
    return inner && copies(model, inner) ? { record: inner, message: 'copied' } : undefined;
  }
  if (copies(model, made)) return { record: made, message: 'copied' };
  if (name === 'torch.Tensor.item') return { record: made, message: 'number' };
  if (COMPUTES.test(name) && isWithoutGradients(made) && !isWithoutGradients(backward))
    return { record: made, message: 'withoutGradients' };
  return undefined;
}

/** `torch.tensor(loss)`, `loss.detach()`: of something that was computed. */
function copies(model: Model, { name, receiver, args }: CallRecord): boolean {
  const given =
    name === 'torch.Tensor.detach'
      ? receiver
      : /^torch\.(tensor|Tensor|as_tensor|FloatTensor)$/.test(name) && name !== 'torch.as_tensor'
        ? args.positional[0]
        : undefined;
  if (!given) return false;
  return optionsOf(given).some((option) => {
    const made = producerOf(model, option);
    return made !== undefined && (COMPUTES.test(made.name) || made.effect === 'forward');
  });
}

/** `tape.gradient(loss, …)` where the loss was computed before or after the tape's block. */
function outsideTape(model: Model, record: CallRecord): Break | undefined {
  const { receiver } = record;
  if (!receiver || typeOf(receiver) !== 'tensorflow.GradientTape') return undefined;
  const target = argument(record, 'target', 0);
  const [made, other] = target ? producers(model, target) : [];
  if (!made || other || made.frame.def !== record.frame.def) return undefined;
  if (!/^(tensorflow\.|keras\.losses\.)/.test(made.name)) return undefined;
  const recorded = contextsOf(made.context, 'with').some(({ value }) => value === receiver);
  return recorded ? undefined : { record: made, message: 'outsideTape' };
}

/** `torch.tensor(loss, requires_grad=True)` -> `loss` */
function withoutCopy(model: Model, { node, name }: CallRecord): FixReport[] {
  const { func, args } = node;
  const kept = name === 'torch.Tensor.detach' && func.kind === 'Attribute' ? func.value : args[0]?.value;
  if (!kept) return [];
  return [
    {
      title: 'Keep the history',
      applicability: 'suggestion',
      edits: replaceNode(node, textOf(model.unit, kept)),
    },
  ];
}
