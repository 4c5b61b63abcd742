import { importName, insertBefore } from '../../fix';
import { indentationAt, isFirstOnLine } from '../../fix/lines';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { routeOf } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { FunctionDef, Node, Stmt } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type FixReport } from '../rule';
import { statementOf } from '../surroundings';
import { isInsideForward, isManaged, isWithoutGradients } from './trainingLoop';

export default defineRule({
  name: 'gradient-tracked-inference',
  area: 'training',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary: 'Evaluation or serving runs the forward pass with autograd on.',
    why: `Every operation keeps what its gradient would need: time, and memory that grows with the depth of the network, for graphs that nobody asks for. \`eval()\` does
not switch this off: it changes how layers behave, not what is recorded.`,
    bad: `import torch

model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(), torch.nn.Linear(8, 2))
model.load_state_dict(torch.load("model.pt", weights_only=True))


def predict(rows):
    model.eval()
    return model(rows).argmax(dim=1)
`,
    good: `import torch

model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(), torch.nn.Linear(8, 2))
model.load_state_dict(torch.load("model.pt", weights_only=True))


@torch.no_grad()
def predict(rows):
    model.eval()
    return model(rows).argmax(dim=1)
`,
    limits: [
      'Only passes of a network that `eval()` was called on before, in code that learns nothing: at top level, in functions named evaluate, validate, test, predict or infer, and in request handlers.',
      'Files that ask for gradients themselves (saliency, adversarial examples, attribution libraries), models whose weights are frozen, `generate()` and managed loops are not flagged.',
    ],
    references: [
      'PyTorch: autograd mechanics, https://docs.pytorch.org/docs/stable/notes/autograd.html#no-grad-mode',
    ],
  },
  messages: {
    tracked: '`{model}` predicts with autograd on: it keeps a graph of every pass that nobody uses.',
  },
  *check({ model, unit }) {
    if (isManaged(model) || model.role === 'test' || asksForGradients(model)) return;
    const seen = new Set<Node | undefined>();
    for (const record of model.calls) {
      const { effect, mode, frame, node } = record;
      if (effect !== 'forward' || mode !== 'eval' || isWithoutGradients(record)) continue;
      if (isInsideForward(frame) || frame.def?.kind === 'Lambda' || seen.has(frame.def)) continue;
      if (!isInference(model, record)) continue;
      seen.add(frame.def);
      yield {
        at: node.func,
        message: 'tracked',
        data: { model: textOf(unit, node.func) },
        fixes: withoutGradients(model, record),
      };
    }
  },
});

/** Libraries that read gradients of a prediction. */
const ATTRIBUTION = ['captum', 'torchattacks', 'art', 'foolbox', 'pytorch_grad_cam', 'shap', 'functorch'];

/** The file uses gradients of what a network gives, or its weights ask for none. */
function asksForGradients(model: Model): boolean {
  return (
    ATTRIBUTION.some((name) => model.imported(name)) ||
    model.calls.some(({ name }) =>
      /^torch\.autograd\.|\.(requires_grad_|register_hook|register_full_backward_hook)$/.test(name),
    ) ||
    model.unit.sources.some(({ text }) =>
      /requires_grad\s*=|retain_graph|set_grad_enabled|\.grad\b/.test(text),
    )
  );
}

const INFERENCE_NAME =
  /^_?(eval|evaluate|evaluation|validate|validation|valid|val|test|predict|infer|inference|score|classify)(_|$)/i;

/** Nothing is learned here, and what comes out is not learned from elsewhere. */
function isInference(model: Model, { frame, context }: CallRecord): boolean {
  const { def } = frame;
  const learns = model.trace.some(
    (other) => other.effect === 'backward' && (other.frame.def === def || reaches(other, def)),
  );
  if (learns && def) return false;
  if (def?.kind === 'FunctionDef') return INFERENCE_NAME.test(def.name) || routeOf(frame) !== undefined;
  // At top level a loop may learn and judge: the pass must stand outside of it.
  return contextsOf(context, 'loop').every(
    (loop) =>
      !model.trace.some(
        (other) =>
          other.effect === 'backward' &&
          contextsOf(other.context, 'loop').some(({ node }) => node === loop.node),
      ),
  );
}

/** True if a call happened in a function called from this one. */
function reaches({ frame }: CallRecord, def: Node | undefined): boolean {
  for (let at = frame.caller; at; at = at.caller) if (def && at.def === def) return true;
  return false;
}

function withoutGradients(model: Model, record: CallRecord): FixReport[] {
  const { def } = record.frame;
  const edits = def?.kind === 'FunctionDef' ? decorated(model, def) : wrapped(model, record);
  return edits
    ? [{ title: 'Switch gradients off: `torch.no_grad()`', applicability: 'suggestion', edits }]
    : [];
}

function decorated(model: Model, def: FunctionDef): Edit[] | undefined {
  if (def.isAsync) return undefined;
  const { edits, name } = importName(model, def, { module: 'torch' });
  if (!isFirstOnLine(model.unit, def.start)) return undefined;
  const line = indentationAt(model.unit, def.start);
  return [...edits, { start: def.start, end: def.start, newText: `@${name}.no_grad()\n${line}` }];
}

/** The statement, or the loop around it, in a `with` block. */
function wrapped(model: Model, { node, context }: CallRecord): Edit[] | undefined {
  const loops = contextsOf(context, 'loop', true).filter(({ node: loop }) => loop.kind === 'For');
  const inner = statementOf(model, node);
  const statement = (loops.at(-1)?.node as Stmt | undefined) ?? inner;
  if (!statement || statement.kind === 'FunctionDef') return undefined;
  const text = textOf(model.unit, statement);
  if (hasTextOverLines(model, statement)) return undefined;
  const { edits, name } = importName(model, statement, { module: 'torch' });
  const opened = insertBefore(model, statement, `with ${name}.no_grad():`);
  if (!opened || opened[0]!.newText.endsWith('; ')) return undefined;
  const indents: Edit[] = [];
  const first = opened[0]!.start;
  const unitStart = Math.floor(statement.start / model.unit.stride) * model.unit.stride;
  const source = model.unit.sources[Math.floor(statement.start / model.unit.stride)]!.text;
  for (let at = first; at < statement.start + text.length;) {
    const offset = at - unitStart;
    const next = source.indexOf('\n', offset);
    if (source.slice(offset, next < 0 ? undefined : next).trim() !== '')
      indents.push({ start: at, end: at, newText: '    ' });
    if (next < 0) break;
    at = unitStart + next + 1;
  }
  return [
    ...edits,
    { ...opened[0]!, newText: opened[0]!.newText + indents[0]!.newText },
    ...indents.slice(1),
  ];
}

/** A string over several lines would change with its indentation. */
function hasTextOverLines(model: Model, statement: Stmt): boolean {
  let found = false;
  walk([statement], (node) => {
    if (node.kind === 'String' || node.kind === 'FString') found ||= textOf(model.unit, node).includes('\n');
    return !found;
  });
  return found;
}
