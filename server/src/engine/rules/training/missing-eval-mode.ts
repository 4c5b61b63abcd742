import { composeEdits, insertAfter, insertBefore } from '../../fix';
import { contextsOf, isWithin } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isUncalled, routeOf } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { isPlainReference, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr, Stmt } from '../../syntax/ast';
import { isStatement } from '../../syntax/parents';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport, type RelatedReport } from '../rule';
import { ancestorsOf, enclosingNode, statementOf } from '../surroundings';
import { networkClasses } from './networkClasses';
import { isInsideForward, isManaged, isWithoutGradients } from './trainingLoop';
import { areRelated, isMonteCarlo, modeDependentLayer } from './modeDependence';

export default defineRule({
  name: 'missing-eval-mode',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'A network with dropout or batch normalisation predicts without `eval()`.',
    why: `In training mode dropout still drops: two passes over the same rows differ. Batch normalisation uses the statistics of the batch at hand, so that a
prediction depends on the other rows of its batch, and writes them into the running averages: the rows you evaluate on change the model. \`no_grad()\` switches
off gradients and nothing else.`,
    bad: `import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 2))
model.load_state_dict(torch.load("model.pt", weights_only=True))
rows = torch.load("rows.pt", weights_only=True)
with torch.no_grad():
    print(model(rows).argmax(dim=1))
`,
    good: `import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 2))
model.load_state_dict(torch.load("model.pt", weights_only=True))
rows = torch.load("rows.pt", weights_only=True)
model.eval()
with torch.no_grad():
    print(model(rows).argmax(dim=1))
`,
    limits: [
      'Only passes that are meant as inference: under `no_grad` or `inference_mode`, in functions named evaluate, validate, test, predict or infer, in request handlers, and after `load_state_dict` in files that do not train.',
      'Only modules that certainly hold layers that depend on the mode; a module loaded whole by `torch.load` is reported as information.',
      'Parts of a network in its own methods are not flagged: who calls the method sets the mode of the whole.',
      'Models whose mode depends on the path or on an unknown caller, passes over made-up input (`torch.randn`), generators of GANs, Monte-Carlo dropout and managed loops (Lightning, Accelerate, fastai …) are not flagged.',
    ],
    references: [
      'PyTorch: autograd mechanics, evaluation mode, https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval',
      'Zhang et al. 2022, Code smells for machine learning applications: train/eval mode toggling',
    ],
  },
  messages: {
    never:
      '`{model}` predicts in training mode: its {layer} behaves as in training until `eval()` is called.',
    training: '`{model}` predicts in training mode, set by `train()`: its {layer} behaves as in training.',
    loaded:
      '`{model}` was loaded whole and predicts in the mode it was saved in, which may be training: call `eval()`.',
  },
  *check({ model }) {
    if (isManaged(model) || isDeliberate(model)) return;
    const seen = new Set<string>();
    for (const record of model.calls) {
      const { receiver, node } = record;
      if (!receiver || !isForward(record) || !isInference(model, record) || isMadeUp(record)) continue;
      if (isOfCaller(model, record)) continue;
      const layer = receiver.kind === 'object' ? modeDependentLayer(model, receiver) : undefined;
      const isLoaded = receiver.kind === 'unknown';
      if ((!layer && !isLoaded) || mayBeEvaluating(model, record, receiver) || isGenerator(model, record))
        continue;
      const key = `${receiver.id} ${record.frame.def?.start ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const network =
        node.func.kind === 'Attribute' && node.func.attr === 'forward' ? node.func.value : node.func;
      yield {
        at: node.func,
        message: isLoaded ? 'loaded' : record.mode === 'train' ? 'training' : 'never',
        severity: isLoaded ? 'information' : undefined,
        data: { model: textOf(model.unit, network), layer: layer?.includes(' ') ? layer : `\`${layer}\`` },
        related: trainCall(model, record, receiver),
        fixes: switching(model, record, receiver, network),
      };
    }
  },
});

/** Training mode on purpose: Monte-Carlo dropout, statistics of batch normalisation gathered anew. */
function isDeliberate(model: Model): boolean {
  return isMonteCarlo(model) || model.unit.sources.some(({ text }) => /update_bn|bn_update/i.test(text));
}

/** An outermost forward pass, of a module or of something loaded by `torch.load`. */
function isForward({ effect, name, receiver, frame }: CallRecord): boolean {
  if (isInsideForward(frame)) return false;
  if (effect === 'forward') return receiver?.kind === 'object';
  return (
    name.startsWith('?') &&
    !name.startsWith('?.') &&
    receiver?.kind === 'unknown' &&
    receiver.record?.name === 'torch.load'
  );
}

const INFERENCE_NAME =
  /^_?(eval|evaluate|evaluation|validate|validation|valid|val|test|predict|infer|inference)(_|$)/i;

/** `self.encoder(x)` in a method of a network: who calls the method sets the mode of the whole. */
function isOfCaller(model: Model, { node }: CallRecord): boolean {
  let root = node.func;
  while (root.kind === 'Attribute') root = root.value;
  if (root.kind !== 'Name' || root.id !== 'self') return false;
  const cls = enclosingNode(model, node, 'ClassDef');
  return cls !== undefined && networkClasses(model).some(({ value }) => value.def === cls);
}

/** Nothing is learned from this pass, and it is meant so. */
function isInference(model: Model, record: CallRecord): boolean {
  if (isWithoutGradients(record)) return true;
  const { def } = record.frame;
  const learns = model.trace.some(({ effect, frame }) => effect === 'backward' && frame.def === def);
  if (learns || receiverIsUnknown(record)) return false;
  if (def?.kind === 'FunctionDef' && INFERENCE_NAME.test(def.name)) return true;
  if (model.role === 'serving' && routeOf(record.frame)) return true;
  const isRestored = model.trace.some(
    (other) =>
      other.effect === 'load-weights' && other.order < record.order && other.receiver === record.receiver,
  );
  return isRestored && model.callsWith('backward').length === 0 && model.role !== 'library';
}

function receiverIsUnknown({ receiver }: CallRecord): boolean {
  return receiver?.kind === 'unknown';
}

/** A pass over random or constant numbers only tries the network out. */
function isMadeUp({ args }: CallRecord): boolean {
  return args.positional.some((value) => value.kind === 'object' && MADE_UP.test(value.record?.name ?? ''));
}

const MADE_UP = /^torch\.(rand|randn|randint|zeros|ones|empty|arange|full|tensor)(_like)?$/;

/** The mode is evaluation, or may be: it depends on the path, on a caller that we don't see, or on a module around it. */
function mayBeEvaluating(model: Model, record: CallRecord, receiver: Value): boolean {
  const modes = model.recordsOf(record.node).filter((other) => other.receiver === receiver);
  if (modes.some(({ mode }) => mode !== undefined && mode !== 'train')) return true;
  // What a caller of another file hands in may be in either mode.
  if (receiver.kind === 'object' && receiver.origin?.kind !== 'Call') return true;
  const uncalled = isUncalled(record.frame);
  return model.trace.some(({ effect, order, receiver: other }) => {
    if (effect !== 'eval-mode' || !other || (!uncalled && order > record.order)) return false;
    return (
      other.kind !== 'object' ||
      (other === receiver ? uncalled || receiverIsUnknown(record) : areRelated(other, receiver))
    );
  });
}

/** Samples of a GAN's generator are customarily drawn in training mode. */
function isGenerator(model: Model, { node, receiver }: CallRecord): boolean {
  const cls = receiver?.kind === 'object' ? (receiver.cls?.def.name ?? '') : '';
  const name = textOf(model.unit, node.func);
  if (!/gen|^net_?g|^g$|_g$|dis|critic|^net_?d|^d$/i.test(name) && !/gen|disc|critic/i.test(cls))
    return false;
  return model.unit.sources.some(({ text }) => /discriminator|critic|\bgan\b/i.test(text));
}

function trainCall(model: Model, record: CallRecord, receiver: Value): RelatedReport[] {
  if (record.mode !== 'train') return [];
  const last = model.calls.filter(
    (other) => other.effect === 'train-mode' && other.receiver === receiver && other.order < record.order,
  );
  const call = last[last.length - 1];
  return call ? [{ at: call.node, note: 'Training mode is set here.' }] : [];
}

/** Switches to evaluation before the block that predicts, and back where training goes on in the same loop. */
function switching(model: Model, record: CallRecord, receiver: Value, network: Expr): FixReport[] {
  const statement = statementOf(model, record.node);
  if (!statement || !isPlainReference(network)) return [];
  const name = textOf(model.unit, network);
  const anchor = blockAround(model, record, statement, name);
  const goesOn = trainsOn(model, record, receiver);
  if (goesOn && leavesEarly(anchor)) return [];
  const edits = composeEdits(
    insertBefore(model, anchor, `${name}.eval()`),
    goesOn ? insertAfter(model, anchor, `${name}.train()`) : [],
  );
  const title = goesOn
    ? `Predict between \`${name}.eval()\` and \`${name}.train()\``
    : `Call \`${name}.eval()\` first`;
  return edits ? [{ title, applicability: 'suggestion', edits }] : [];
}

/** The outermost with-block or loop of the function around a prediction in which the network's name stays what it is. */
function blockAround(model: Model, record: CallRecord, statement: Stmt, name: string): Stmt {
  let anchor = statement;
  for (const ancestor of ancestorsOf(model, statement)) {
    if (ancestor.kind === 'FunctionDef' || ancestor.kind === 'ClassDef' || !isStatement(ancestor)) break;
    const isGradientBlock = ancestor.kind === 'With' && !isWithoutGradientsAt(record, ancestor);
    if (ancestor.kind !== 'With' && ancestor.kind !== 'For' && ancestor.kind !== 'While') continue;
    if (isGradientBlock || assigns(ancestor, name) || containsTraining(model, ancestor)) break;
    anchor = ancestor;
  }
  return anchor;
}

function isWithoutGradientsAt({ context }: CallRecord, block: Stmt): boolean {
  return contextsOf(context, 'with').some(({ node }) => node === block);
}

function assigns(block: Stmt, name: string): boolean {
  const root = name.split('.')[0]!;
  let found = false;
  walk(block, (node) => {
    if (node.kind === 'Assign' || node.kind === 'For') {
      const targets = node.kind === 'Assign' ? node.targets : [node.target];
      walk(targets, (part) => {
        if (part.kind === 'Name' && part.id === root) found = true;
      });
    }
  });
  return found;
}

function containsTraining(model: Model, block: Stmt): boolean {
  return model
    .callsWith('backward', 'train-mode')
    .some(({ node }) => block.start <= node.start && node.end <= block.end);
}

/** True if a loop around the prediction also trains, and does not switch back to training by itself. */
function trainsOn(model: Model, record: CallRecord, receiver: Value): boolean {
  return contextsOf(record.context, 'loop').some((loop) => {
    const inside = model.trace.filter(({ context }) => isWithin(context, loop));
    return (
      inside.some(({ effect }) => effect === 'backward') &&
      !inside.some(
        ({ effect, receiver: other }) => effect === 'train-mode' && other && areRelated(other, receiver),
      )
    );
  });
}

function leavesEarly(block: Stmt): boolean {
  let found = false;
  walk(block, (node) => {
    if (node.kind === 'Return' || (node.kind === 'Simple' && node.form !== 'pass')) found = true;
    return node.kind !== 'FunctionDef';
  });
  return found;
}
