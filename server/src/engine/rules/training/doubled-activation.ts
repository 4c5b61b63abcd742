import { addKeyword, deleteStatement, primaryText, removeArgument, replaceNode } from '../../fix';
import { contextsOf, isWithin } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import { defineRule, type Edit, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { ancestorsOf, enclosingNode, statementOf } from '../surroundings';
import type { FunctionDef } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { activationBehind, lastLayer, type LastActivation } from './lastActivation';

export default defineRule({
  name: 'doubled-activation',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch', 'keras', 'tensorflow'],
  docs: {
    summary: 'Softmax or sigmoid is applied before a loss that applies it again.',
    why: `Gradients shrink: with K classes the loss cannot fall below ln(1 + (K-1)/e), measured 0.31 for 2, 1.46 for 10, 5.91 for 1000 classes. In a small
run test accuracy after 60 steps was 0.67 instead of 0.82.`,
    bad: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
loss = criterion(model(torch.randn(8, 20)), torch.zeros(8, dtype=torch.long))
`,
    good: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
loss = criterion(model(torch.randn(8, 20)), torch.zeros(8, dtype=torch.long))
`,
    limits: [
      'The value that the loss is given must be seen to come straight from the activation: in the expression, as the last layer, or in a `forward` with one `return`.',
      '`log_softmax` before cross entropy changes nothing and is not flagged; nor are activations chosen at run time or used only to predict.',
      'For Keras it is information: on TensorFlow, Keras may find the logits behind the activation and only warn; other backends do not.',
      'After the fix the network gives logits: code that shows probabilities applies the activation itself.',
    ],
    references: [
      'PyTorch: CrossEntropyLoss, https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
      'Keras: probabilistic losses, https://keras.io/api/losses/probabilistic_losses/',
      'Nikanjam et al. 2021, NeuraLint',
    ],
  },
  messages: {
    doubled:
      '`{activation}` is followed by `{loss}`, which applies {kind} itself: gradients shrink, and the loss cannot become small.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<object>();
    for (const record of model.calls) {
      const loss = lossOf(record);
      if (!loss) continue;
      const found = loss.network ? lastLayer(model, loss.network) : activationBehind(model, loss.given);
      if (!found || found.kind !== loss.kind || seen.has(found.node)) continue;
      if (isConditional(model, found, record)) continue;
      seen.add(found.node);
      const isHere = found.unit === unit;
      yield {
        at: isHere ? found.node : record.node,
        message: 'doubled',
        data: {
          activation: isHere ? shortText(textOf(unit, found.node)) : found.kind,
          loss: loss.name,
          kind: found.kind,
        },
        severity: found.library === 'keras' ? 'information' : undefined,
        related: isHere ? [{ at: record.node, note: 'The loss.' }] : [],
        fixes: isHere ? mended(model, found, loss) : [],
      };
    }
  },
});

/** An activation on one path only, which the loss may not share: `out if training else softmax(out)`. */
function isConditional(model: Model, { node, record, unit }: LastActivation, loss: CallRecord): boolean {
  const branches = contextsOf(record.context, 'branch', true);
  if (branches.some((branch) => !isWithin(loss.context, branch))) return true;
  if (unit !== model.unit) return false;
  // `if train: return z` above `return sigmoid(z)`: which of them the loss is given is not known.
  const def = enclosingNode(model, node, 'FunctionDef');
  if (def && loss.frame.def !== def && returnsOf(def) > 1) return true;
  for (const outer of ancestorsOf(model, node))
    if (outer.kind === 'Conditional' || outer.kind === 'BoolOp') return true;
  return false;
}

function returnsOf(def: FunctionDef): number {
  let count = 0;
  walk(def.body, (node) => {
    if (node.kind === 'Return') count++;
    return node.kind !== 'FunctionDef' && node.kind !== 'Lambda';
  });
  return count;
}

interface Loss {
  readonly name: string;
  readonly kind: LastActivation['kind'];
  /** What it is given. */
  readonly given?: Value;
  /** The network that is compiled with it. */
  readonly network?: Value;
  /** The call that makes a loss of Keras with `from_logits=True`. */
  readonly made?: CallRecord;
}

const LOSSES: Readonly<
  Record<string, { kind: LastActivation['kind']; parameter: string; position?: number }>
> = {
  'torch.nn.functional.cross_entropy': { kind: 'softmax', parameter: 'input', position: 0 },
  'torch.nn.CrossEntropyLoss.__call__': { kind: 'softmax', parameter: 'input', position: 0 },
  'torch.nn.functional.binary_cross_entropy_with_logits': {
    kind: 'sigmoid',
    parameter: 'input',
    position: 0,
  },
  'torch.nn.BCEWithLogitsLoss.__call__': { kind: 'sigmoid', parameter: 'input', position: 0 },
  'tensorflow.nn.softmax_cross_entropy_with_logits': { kind: 'softmax', parameter: 'logits', position: 1 },
  'tensorflow.nn.sparse_softmax_cross_entropy_with_logits': {
    kind: 'softmax',
    parameter: 'logits',
    position: 1,
  },
  'tensorflow.nn.sigmoid_cross_entropy_with_logits': { kind: 'sigmoid', parameter: 'logits', position: 1 },
};

/** A loss that applies an activation itself. */
function lossOf(record: CallRecord): Loss | undefined {
  const { name, method, receiver } = record;
  const known = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
  if (known)
    return {
      name: name.replace(/\.__call__$/, '').replace(/^.*\./, ''),
      kind: known.kind,
      given: argument(record, known.parameter, known.position),
    };
  if (method === 'compile' && receiver) {
    const loss = kerasLoss(argument(record, 'loss', 1));
    return loss && { ...loss, network: receiver };
  }
  const loss = method === '__call__' ? kerasLoss(receiver) : undefined;
  return loss && { ...loss, given: argument(record, 'y_pred', 1) };
}

/** `SparseCategoricalCrossentropy(from_logits=True)` */
function kerasLoss(value: Value | undefined): Loss | undefined {
  const name = /^keras\.losses\.((?:Sparse)?CategoricalCrossentropy|BinaryCrossentropy)$/.exec(
    typeOf(value) ?? '',
  )?.[1];
  const made = value?.kind === 'object' ? value.record : undefined;
  if (!name || !made || constantOf(argument(made, 'from_logits', 0)) !== true) return undefined;
  return { name, kind: name.startsWith('Binary') ? 'sigmoid' : 'softmax', made };
}

function mended(model: Model, { node, entry, kind }: LastActivation, { made }: Loss): FixReport[] {
  const { unit } = model;
  if (made) {
    if (made.unit !== unit || !made.node.args.some(({ name }) => name === 'from_logits')) return [];
    const edits = addKeyword(unit, made.node, 'from_logits', 'False');
    return [{ title: 'Tell the loss that it gets probabilities', applicability: 'suggestion', edits }];
  }
  const edits = entry ? removeArgument(unit, entry.call, entry.argument) : withoutCall(model, node);
  return edits ? [{ title: `Leave the ${kind} to the loss`, applicability: 'suggestion', edits }] : [];
}

/** `F.softmax(x, dim=1)` and `x.softmax(dim=1)` become `x`; `x = F.softmax(x, dim=1)` goes. */
function withoutCall(model: Model, node: LastActivation['node']): Edit[] | undefined {
  const { func, args } = node;
  const record = model.recordsOf(node)[0];
  const isMethod = record?.name.startsWith('torch.Tensor.') && func.kind === 'Attribute';
  const input = isMethod ? func.value : args[0]?.value;
  if (!input || (!isMethod && args[0]!.star !== 0) || !record || /^torch\.nn\.\w+$/.test(record.name))
    return undefined;
  const text = primaryText(model.unit, input);
  const [parent] = ancestorsOf(model, node);
  const statement = statementOf(model, node);
  if (parent === statement && statement?.kind === 'Assign' && statement.targets.length === 1) {
    if (textOf(model.unit, statement.targets[0]!) === text) return deleteStatement(model, statement);
  }
  return replaceNode(node, text);
}
