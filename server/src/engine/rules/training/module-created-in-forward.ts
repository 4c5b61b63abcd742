import { composeEdits, insertAfter, replaceNode } from '../../fix';
import { LAYERS_WITH_WEIGHTS } from '../../knowledge/deepLearning';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Call, FunctionDef } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import { callsIn, forwardOf, methodOf, networkClasses, selfName, type NetworkClass } from './networkClasses';

export default defineRule({
  name: 'module-created-in-forward',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch', 'keras', 'tensorflow'],
  docs: {
    summary: 'A layer with parameters is constructed inside `forward` or `call`.',
    why: `Each pass gets fresh random weights, and no optimizer ever sees them: the layer is never trained (measured with torch 2.13: zero registered parameters). A dropout that is
made there is always in training mode.`,
    bad: `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(20, 16)

    def forward(self, x):
        x = self.body(x).relu()
        return nn.Linear(16, 2)(x)
`,
    good: `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(20, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        x = self.body(x).relu()
        return self.head(x)
`,
    limits: [
      'Parts without weights (activations, pooling, losses) may be made anywhere.',
      'Layers that are made once, under a condition (`if self.head is None`), and layers whose weights are set from elsewhere are not flagged.',
      'The fix is offered where the arguments of the layer do not depend on the input.',
    ],
    references: ['PyTorch: modules, https://docs.pytorch.org/docs/stable/notes/modules.html'],
  },
  messages: {
    weights:
      '`{layer}` is made anew in each pass, with fresh random weights that nothing trains: make it in `__init__`.',
    dropout: '`{layer}` is made in training mode in each pass: it drops values in evaluation too.',
  },
  *check({ model, unit }) {
    for (const network of networkClasses(model)) {
      const forward = forwardOf(network);
      if (!forward || setsWeights(forward)) continue;
      const reported = new Set<Call>();
      for (const record of callsIn(model, forward)) {
        const isDropout = DROPOUT.test(record.name);
        if (!(isDropout || LAYERS_WITH_WEIGHTS.test(record.name)) || reported.has(record.node)) continue;
        if (isGuarded(model, record) || isKept(model, record)) continue;
        reported.add(record.node);
        const fix = toInit(model, network, forward, record);
        yield {
          at: record.node,
          message: isDropout ? 'dropout' : 'weights',
          data: { layer: textOf(unit, record.node.func) },
          fixes: fix ? [fix] : [],
        };
      }
    }
  },
});

const DROPOUT = /^torch\.nn\.(Alpha|FeatureAlpha)?Dropout[123]?d?$/;

/** Weights from another source: a hypernetwork, functional layers. */
function setsWeights(forward: FunctionDef): boolean {
  let found = false;
  walk(forward.body, (node) => {
    if (node.kind === 'Assign' || node.kind === 'AugAssign') {
      const targets = node.kind === 'Assign' ? node.targets : [node.target];
      found ||= targets.some(
        (target) => target.kind === 'Attribute' && /^(weight|bias|data|kernel)$/.test(target.attr),
      );
    }
    if (node.kind === 'Attribute' && /^(load_state_dict|set_weights|copy_)$/.test(node.attr)) found = true;
  });
  return found;
}

/** Made once: under a condition that looks whether it is there. */
function isGuarded(model: Model, { node }: CallRecord): boolean {
  for (const around of ancestorsOf(model, node)) {
    if (around.kind === 'FunctionDef') return false;
    if (around.kind === 'If' || around.kind === 'Try') return true;
  }
  return false;
}

/** Stored in an attribute: then it is at least registered. */
function isKept(model: Model, { node }: CallRecord): boolean {
  const statement = statementOf(model, node);
  return statement?.kind === 'Assign' && statement.targets.some(({ kind }) => kind !== 'Name');
}

/** Makes the layer at the end of `__init__`, and uses it where it was made. */
function toInit(
  model: Model,
  network: NetworkClass,
  forward: FunctionDef,
  { node }: CallRecord,
): FixReport | undefined {
  const init = methodOf(network, '__init__');
  const last = init?.body.at(-1);
  if (!init || !last || last.kind === 'Return' || selfName(init) !== selfName(forward)) return undefined;
  const statement = statementOf(model, node);
  const isAlone = statement?.kind === 'Assign' && statement.value === node && statement.targets.length === 1;
  const [target] = isAlone ? statement.targets : [];
  const self = selfName(init);
  if (!isIndependent(model, node, forward)) return undefined;
  const wanted = target?.kind === 'Name' ? target.id : defaultName(node);
  const name = freshAttribute(network, wanted);
  const edits = composeEdits(
    insertAfter(model, last, `${self}.${name} = ${textOf(model.unit, node)}`),
    replaceNode(node, `${self}.${name}`),
  );
  return (
    edits && {
      title: `Make it once, in \`__init__\`, as \`${self}.${name}\``,
      applicability: 'suggestion',
      edits,
    }
  );
}

/** `nn.Linear(16, 2)` -> `linear` */
function defaultName({ func }: Call): string {
  const name = func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : 'layer';
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}

function freshAttribute({ value }: NetworkClass, wanted: string): string {
  const taken = new Set<string>();
  walk(value.def, (node) => {
    if (node.kind === 'Attribute') taken.add(node.attr);
    if (node.kind === 'FunctionDef') taken.add(node.name);
  });
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
  return name;
}

/** True if the arguments are constants, attributes of the instance or names of the file: the same in every pass. */
function isIndependent(model: Model, node: Call, forward: FunctionDef): boolean {
  const local = new Set(forward.params.slice(1).map(({ name }) => name));
  walk(forward.body, (inner) => {
    if (inner.kind === 'Assign') for (const target of inner.targets) addNames(target, local);
    if (inner.kind === 'For' || inner.kind === 'Comprehension') addNames(inner.target, local);
    if (inner.kind === 'AugAssign' || inner.kind === 'NamedExpr') addNames(inner.target, local);
    if (inner.kind === 'With') for (const { target } of inner.items) if (target) addNames(target, local);
  });
  let independent = true;
  walk(node.args, (inner) => {
    if ((inner.kind === 'Name' && local.has(inner.id)) || inner.kind === 'Call' || inner.kind === 'Starred')
      independent = false;
  });
  return independent;
}

function addNames(target: Parameters<typeof walk>[0], names: Set<string>): void {
  walk(target, (node) => {
    if (node.kind === 'Name') names.add(node.id);
  });
}
