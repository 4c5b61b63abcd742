import { importName, quoted, replaceNode, styleAt } from '../../fix';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { shortText } from '../shortText';
import { activationBehind, lastLayer, type LastActivation } from './lastActivation';

export default defineRule({
  name: 'loss-activation-mismatch',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch', 'keras', 'tensorflow'],
  docs: {
    summary: 'The output of the network and the loss do not fit together.',
    why: `\`BCELoss\` of raw outputs raises as soon as one lies outside [0, 1], and is wrong before. \`NLLLoss\` of a softmax becomes negative (measured), since it expects
logarithms. A softmax over one unit is always 1.0: the network can learn nothing. Softmax with binary cross entropy, sigmoid with categorical cross entropy or raw outputs
with either optimise a value that is not the likelihood of the labels.`,
    bad: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 1))
criterion = nn.BCELoss()
loss = criterion(model(torch.randn(8, 20)), torch.ones(8, 1))
`,
    good: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 1))
criterion = nn.BCEWithLogitsLoss()
loss = criterion(model(torch.randn(8, 20)), torch.ones(8, 1))
`,
    limits: [
      'The last layer must be seen: in the expression, in a `Sequential` or functional model, or in a `forward` with one `return`.',
      'Activations and losses chosen at run time, custom layers and distillation are not flagged.',
      'After `BCEWithLogitsLoss` the network gives logits: code that shows probabilities applies the sigmoid itself.',
    ],
    references: [
      'PyTorch: BCEWithLogitsLoss, https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',
      'Keras: probabilistic losses, https://keras.io/api/losses/probabilistic_losses/',
      'Nikanjam et al. 2021, NeuraLint; Schoop et al. 2021, UMLAUT',
    ],
  },
  messages: {
    rawIntoBinary:
      '`{loss}` expects probabilities, but the network ends in a linear layer: outputs outside [0, 1] raise or mean nothing.',
    softmaxIntoNll:
      '`{loss}` expects logarithms of probabilities, but is given a softmax: it can become negative.',
    softmaxOfOne:
      'A softmax over one unit is always 1.0: the network cannot learn. Two classes need a sigmoid.',
    softmaxIntoBinary:
      '`{loss}` judges each of the {size} units on its own, but a softmax makes them depend on each other: use categorical cross entropy.',
    sigmoidIntoCategorical:
      '`{loss}` expects one probability per class that add up to one, but {size} sigmoids need not: use softmax, or binary cross entropy for several labels.',
    softmaxIntoSquares:
      '`{loss}` behind a softmax saturates: gradients vanish where the network is surely wrong. Use cross entropy, or no activation for a regression.',
    oneHotIntoSparse: '`{loss}` expects the number of the class, but `{labels}` is one-hot: use `{other}`.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const seen = new Set<object>();
    for (const record of model.calls) {
      const use = lossUse(record);
      if (!use) continue;
      const last = use.network ? lastLayer(model, use.network) : activationBehind(model, use.given);
      const problem = last && problemOf(use, last);
      const labels = use.network ? oneHotLabels(model, use) : undefined;
      if (!problem && !labels) continue;
      const at = problem === 'softmaxOfOne' && last?.unit === unit ? last.node : record.node;
      if (seen.has(at)) continue;
      seen.add(at);
      yield {
        at,
        message: problem ?? 'oneHotIntoSparse',
        severity: problem === 'softmaxIntoSquares' ? 'information' : undefined,
        data: {
          loss: use.name,
          size: last?.size ?? 'several',
          labels: labels ? shortText(labels, 40) : '',
          other: use.name.replace(/^sparse_|^Sparse/, ''),
        },
        related:
          last && last.unit === unit && last.node !== at ? [{ at: last.node, note: 'The last layer.' }] : [],
        fixes: problem && last ? mended(model, use, last, problem) : relabelled(model, use),
      };
    }
  },
});

interface LossUse {
  /** As the user wrote it. */
  readonly name: string;
  readonly kind: 'binary' | 'categorical' | 'sparse' | 'nll' | 'squares';
  readonly record: CallRecord;
  readonly given?: Value;
  /** The network that is compiled with it. */
  readonly network?: Value;
  /** The call that makes the loss, where it is an object of PyTorch. */
  readonly made?: CallRecord;
  /** The literal that names it, or the call that makes it, in Keras. */
  readonly node?: Expr;
}

const TORCH_LOSSES: Readonly<Record<string, LossUse['kind']>> = {
  BCELoss: 'binary',
  NLLLoss: 'nll',
  binary_cross_entropy: 'binary',
  nll_loss: 'nll',
};

function lossUse(record: CallRecord): LossUse | undefined {
  const { name, method, receiver } = record;
  const torch = /^torch\.nn\.(?:functional\.(\w+)|(\w+)\.__call__)$/.exec(name);
  const called = torch?.[1] ?? torch?.[2];
  if (called && Object.hasOwn(TORCH_LOSSES, called))
    return {
      name: called,
      kind: TORCH_LOSSES[called]!,
      record,
      given: argument(record, 'input', 0),
      made: torch![2] && receiver?.kind === 'object' ? receiver.record : undefined,
    };
  if (method !== 'compile' || !receiver || !/^keras\./.test(typeOf(receiver) ?? '')) return undefined;
  const loss = argument(record, 'loss', 1);
  const node =
    record.node.args.find((each) => each.name === 'loss')?.value ??
    record.node.args.filter((each) => !each.name)[1]?.value;
  const found = kerasLoss(loss);
  return found && { ...found, record, network: receiver, node };
}

const KERAS_LOSSES: Readonly<Record<string, LossUse['kind']>> = {
  binary_crossentropy: 'binary',
  BinaryCrossentropy: 'binary',
  categorical_crossentropy: 'categorical',
  CategoricalCrossentropy: 'categorical',
  sparse_categorical_crossentropy: 'sparse',
  SparseCategoricalCrossentropy: 'sparse',
  mse: 'squares',
  mean_squared_error: 'squares',
  MeanSquaredError: 'squares',
};

/** `"binary_crossentropy"`, `keras.losses.BinaryCrossentropy()`, without `from_logits`. */
function kerasLoss(value: Value | undefined): { name: string; kind: LossUse['kind'] } | undefined {
  const text = constantOf(value);
  const path = value?.kind === 'api' ? value.name : (typeOf(value) ?? '');
  const name = typeof text === 'string' ? text : /^keras\.losses\.(\w+)$/.exec(path)?.[1];
  if (!name || !Object.hasOwn(KERAS_LOSSES, name)) return undefined;
  const made = value?.kind === 'object' ? value.record : undefined;
  // Loss classes that are told of logits, or may be, are not asked about.
  if (made && (argument(made, 'from_logits', 0) || hasHiddenArguments(made))) return undefined;
  return { name, kind: KERAS_LOSSES[name]! };
}

type Problem =
  | 'rawIntoBinary'
  | 'softmaxIntoNll'
  | 'softmaxOfOne'
  | 'softmaxIntoBinary'
  | 'sigmoidIntoCategorical'
  | 'softmaxIntoSquares';

function problemOf(
  { kind }: LossUse,
  { kind: activation, size, library }: LastActivation,
): Problem | undefined {
  if (activation === 'softmax' && size === 1 && library === 'keras') return 'softmaxOfOne';
  if (activation === 'linear')
    return kind === 'binary' || kind === 'categorical' || kind === 'sparse' ? 'rawIntoBinary' : undefined;
  if (activation === 'softmax') {
    if (kind === 'nll') return 'softmaxIntoNll';
    if (kind === 'squares') return 'softmaxIntoSquares';
    // With PyTorch it may be one column of several that is judged.
    return kind === 'binary' && library === 'keras' && size !== undefined && size > 1
      ? 'softmaxIntoBinary'
      : undefined;
  }
  return activation === 'sigmoid' && kind === 'categorical' && size !== undefined && size > 1
    ? 'sigmoidIntoCategorical'
    : undefined;
}

/** The text of labels that were made one-hot and are given to `fit`, where the loss wants the number of the class. */
function oneHotLabels(model: Model, { kind, network, record: compile }: LossUse): string | undefined {
  if (kind !== 'sparse') return undefined;
  for (const record of model.calls) {
    if (record.receiver !== network || record.order <= compile.order) continue;
    if (record.method === 'compile') return undefined;
    if (record.method !== 'fit') continue;
    const labels = argument(record, 'y', 1);
    const made = labels && 'record' in labels ? labels.record : undefined;
    const node = record.node.args.find(({ name }) => name === 'y')?.value ?? record.node.args[1]?.value;
    if (made && /^keras\.utils\.(np_utils\.)?to_categorical$|^tensorflow\.one_hot$/.test(made.name) && node)
      return textOf(model.unit, node);
  }
  return undefined;
}

/** `sparse_categorical_crossentropy` -> `categorical_crossentropy` */
function relabelled(model: Model, { node, name }: LossUse): FixReport[] {
  if (node?.kind !== 'String') return [];
  const other = name.replace(/^sparse_/, '');
  return [
    {
      title: `Use \`${other}\``,
      applicability: 'suggestion',
      edits: replaceNode(node, quoted(styleAt(model, node.start), other)),
    },
  ];
}

function mended(model: Model, use: LossUse, last: LastActivation, problem: Problem): FixReport[] {
  const { unit } = model;
  const report = (title: string, edits: FixReport['edits']): FixReport[] => [
    { title, applicability: 'suggestion', edits },
  ];
  if (problem === 'rawIntoBinary' && last.library === 'torch') {
    if (use.made) {
      const { node } = use.made;
      if (use.made.unit !== unit) return [];
      return report(
        'Use `BCEWithLogitsLoss`, which applies the sigmoid',
        renamedCallee(model, node.func, 'torch.nn', 'BCEWithLogitsLoss'),
      );
    }
    return report(
      'Use `binary_cross_entropy_with_logits`, which applies the sigmoid',
      renamedCallee(model, use.record.node.func, 'torch.nn.functional', 'binary_cross_entropy_with_logits'),
    );
  }
  if (last.unit !== unit) return [];
  const { func, args } = last.node;
  if (problem === 'softmaxIntoNll') {
    const isLayer = /\.Softmax$/.test(last.record.name) || /\.Softmax\.__call__$/.test(last.record.name);
    if (last.record.name.endsWith('.__call__')) return [];
    return report(
      isLayer ? 'Use `LogSoftmax`' : 'Use `log_softmax`',
      isLayer
        ? renamedCallee(model, func, 'torch.nn', 'LogSoftmax')
        : renamedCallee(
            model,
            func,
            last.record.name.slice(0, last.record.name.lastIndexOf('.')),
            'log_softmax',
          ),
    );
  }
  const given =
    args.find(({ name }) => name === 'activation')?.value ??
    args[last.record.name === 'keras.layers.Activation' ? 0 : 1]?.value;
  if (given?.kind !== 'String') return [];
  const instead = (activation: string): FixReport['edits'] =>
    replaceNode(given, quoted(styleAt(model, given.start), activation));
  if (problem === 'softmaxOfOne' && use.kind !== 'squares')
    return report('Use a sigmoid for one unit', [
      ...instead('sigmoid'),
      ...(use.kind !== 'binary' && use.node?.kind === 'String'
        ? replaceNode(use.node, quoted(styleAt(model, use.node.start), 'binary_crossentropy'))
        : []),
    ]);
  if (problem === 'sigmoidIntoCategorical') return report('Use softmax', instead('softmax'));
  if (problem === 'softmaxIntoBinary' && use.node?.kind === 'String')
    return report(
      'Use `categorical_crossentropy`',
      replaceNode(use.node, quoted(styleAt(model, use.node.start), 'categorical_crossentropy')),
    );
  return [];
}

/** Another member of the same module: keeps the path that the user wrote, and imports the name where it was imported alone. */
function renamedCallee(model: Model, func: Expr, module: string, member: string): FixReport['edits'] {
  if (func.kind === 'Attribute') return [{ start: func.attrStart, end: func.end, newText: member }];
  const { edits, name } = importName(model, func, { module, member });
  return [...edits, ...replaceNode(func, name)];
}
