import { importName, replaceNode, wrapExpression, composeEdits, keywordOf, removeArgument } from '../../fix';
import type { Model } from '../../semantics/model';
import { constantOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Assign, Attribute, Call, Expr, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type Edit, type Report } from '../rule';
import { ancestorsOf } from '../surroundings';
import { hasWeights, methodOf, networkClasses, selfName, type NetworkClass } from './networkClasses';

export default defineRule({
  name: 'unregistered-submodules',
  area: 'training',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'Layers are kept in a plain list or dictionary attribute of a module.',
    why: `A module finds its parts by their attributes. What lies in a plain list is not among \`parameters()\`: it is not trained, not moved to the GPU, not saved, and does
not follow \`eval()\`. Measured with torch 2.13: two parameters instead of four.`,
    bad: `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(16, 16) for _ in range(3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x
`,
    good: `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(16, 16) for _ in range(3)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x
`,
    limits: [
      'Only layers with weights that are made for the list, and only lists and dictionaries that other methods of the class use.',
      'Lists that are unpacked into a `Sequential` or `ModuleList`, and classes that register modules by `add_module`, `register_module` or `setattr`, are not flagged.',
      'A tensor with `requires_grad=True` as attribute is reported as a warning: it may be given to the optimizer by hand.',
    ],
    references: [
      'PyTorch: torch.nn.ModuleList, https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html',
      'PyTorch: modules, https://docs.pytorch.org/docs/stable/notes/modules.html',
    ],
  },
  messages: {
    list: 'The layers in `{attribute}` are not registered: they are neither trained nor moved nor saved with the module.',
    tensor:
      '`{attribute}` is no parameter of the module: it is not among `parameters()`, and neither moved nor saved.',
  },
  *check({ model }) {
    for (const network of networkClasses(model)) {
      const init = methodOf(network, '__init__');
      if (!init || network.library !== 'torch' || registersByHand(network)) continue;
      const self = selfName(init);
      const assignments: Assign[] = [];
      walk(init.body, (node) => {
        if (node.kind === 'Assign') assignments.push(node);
        return node.kind !== 'FunctionDef' && node.kind !== 'ClassDef';
      });
      for (const assignment of assignments) {
        const [target] = assignment.targets;
        if (target?.kind !== 'Attribute' || target.value.kind !== 'Name' || target.value.id !== self)
          continue;
        const report =
          container(model, network, assignment, target) ?? tensor(model, network, assignment, target);
        if (report) yield report;
      }
    }
  },
});

type Found = Report<'list' | 'tensor'>;

/** Modules that are registered by name, or whose attributes are set in a loop: what is a part is not seen. */
function registersByHand({ value }: NetworkClass): boolean {
  let found = false;
  walk(value.def.body, (node) => {
    if (node.kind !== 'Call') return;
    const { func } = node;
    const name = func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : '';
    if (
      /^(add_module|register_module|register_parameter|setattr|__setattr__|parameters|ParameterList)$/.test(
        name,
      )
    )
      found ||= name !== 'parameters' || (func.kind === 'Attribute' && func.value.kind !== 'Call');
  });
  return found;
}

function container(
  model: Model,
  network: NetworkClass,
  { value }: Assign,
  target: Attribute,
): Found | undefined {
  const form = formOf(value);
  if (!form) return undefined;
  const uses = usesOf(network, target);
  if (!isFilled(model, value, uses) || !isUsedElsewhere(model, network, uses) || isRegistered(model, uses))
    return undefined;
  const torch = importName(model, value, { module: 'torch.nn', as: 'nn' });
  const wrapper = form === 'list' ? 'ModuleList' : 'ModuleDict';
  const isEmpty =
    (value.kind === 'List' && value.elements.length === 0) || textOf(model.unit, value) === 'list()';
  const edits: (readonly Edit[])[] = isEmpty
    ? [replaceNode(value, `${torch.name}.${wrapper}()`)]
    : [wrapExpression(value, `${torch.name}.${wrapper}(`, ')')];
  const composed = composeEdits(torch.edits, ...edits);
  return {
    at: value,
    message: 'list',
    data: { attribute: textOf(model.unit, target) },
    fixes: composed
      ? [{ title: `Register them: nn.${wrapper}`, applicability: 'safe', edits: composed }]
      : [],
  };
}

function formOf(value: Expr): 'list' | 'dict' | undefined {
  if (value.kind === 'List') return 'list';
  if (
    value.kind === 'Call' &&
    value.func.kind === 'Name' &&
    value.func.id === 'list' &&
    value.args.length === 0
  )
    return 'list';
  if (value.kind === 'ComprehensionExpr') return value.form === 'list' ? 'list' : undefined;
  const isNamed =
    value.kind === 'Dict' &&
    value.entries.length > 0 &&
    value.entries.every(({ key }) => key?.kind === 'String');
  return isNamed ? 'dict' : undefined;
}

/** The attribute wherever the class names it. */
function usesOf({ value }: NetworkClass, target: Attribute): Attribute[] {
  const found: Attribute[] = [];
  walk(value.def.body, (node) => {
    if (
      node.kind === 'Attribute' &&
      node.attr === target.attr &&
      node.value.kind === 'Name' &&
      node !== target
    )
      found.push(node);
  });
  return found;
}

/** Layers with weights are made in the list itself, or appended to it. */
function isFilled(model: Model, value: Expr, uses: readonly Attribute[]): boolean {
  const isLayer = (element: Expr): boolean =>
    element.kind === 'Call' && hasWeights(model, model.valueOf(element));
  if (value.kind === 'List' && value.elements.some(isLayer)) return true;
  if (value.kind === 'Dict' && value.entries.some((entry) => isLayer(entry.value))) return true;
  if (value.kind === 'ComprehensionExpr') return isLayer(value.element);
  return uses.some((use) => {
    const call = appendOf(model, use);
    const [argument] = call?.args ?? [];
    return argument !== undefined && isLayer(argument.value);
  });
}

/** `self.layers.append(…)` */
function appendOf(model: Model, use: Attribute): Call | undefined {
  const [method, call] = ancestorsOf(model, use);
  return method?.kind === 'Attribute' &&
    method.attr === 'append' &&
    call?.kind === 'Call' &&
    call.func === method
    ? call
    : undefined;
}

function isUsedElsewhere(model: Model, network: NetworkClass, uses: readonly Attribute[]): boolean {
  const init = methodOf(network, '__init__')!;
  return uses.some(({ start }) => start < init.start || start >= init.end);
}

/** Handed to something that registers it: `nn.Sequential(*self.layers)`, `nn.ModuleList(self.layers)`, another name. */
function isRegistered(model: Model, uses: readonly Attribute[]): boolean {
  return uses.some((use) => {
    for (const around of ancestorsOf(model, use)) {
      if (around.kind === 'Call') {
        const callee = model.valueOf(around.func);
        if (callee?.kind === 'api' && /^torch\.nn\.(Sequential|ModuleList|ModuleDict)$/.test(callee.name))
          return true;
      }
      if (around.kind === 'Assign') return around.value === use || isTargetOf(around, use);
      if (/Stmt$|^(For|If|While|With|FunctionDef)$/.test(around.kind)) return false;
    }
    return false;
  });
}

/** Assigned anew: what it is then is not looked into. */
function isTargetOf({ targets }: Assign, use: Node): boolean {
  return targets.some((target) => target === use);
}

const MAKES_TENSOR = /^torch\.(rand|randn|zeros|ones|empty|full|tensor|eye)$/;

function tensor(
  model: Model,
  network: NetworkClass,
  { value }: Assign,
  target: Attribute,
): Found | undefined {
  if (value.kind !== 'Call') return undefined;
  const [record] = model.recordsOf(value);
  if (
    !record ||
    !MAKES_TENSOR.test(record.name) ||
    constantOf(record.args.keywords.get('requires_grad')) !== true
  )
    return undefined;
  const uses = usesOf(network, target);
  if (!isUsedElsewhere(model, network, uses) || isHandled(model, target)) return undefined;
  const torch = importName(model, value, { module: 'torch.nn', as: 'nn' });
  const edits = composeEdits(
    torch.edits,
    removeArgument(model.unit, value, keywordOf(value, 'requires_grad')!),
    wrapExpression(value, `${torch.name}.Parameter(`, ')'),
  );
  return {
    at: value,
    message: 'tensor',
    severity: 'warning',
    data: { attribute: textOf(model.unit, target) },
    fixes: edits ? [{ title: 'Make it a parameter: nn.Parameter', applicability: 'safe', edits }] : [],
  };
}

/** Given to an optimizer by name somewhere. */
function isHandled(model: Model, { attr }: Attribute): boolean {
  return model.calls.some(
    ({ node, result }) =>
      result.kind === 'object' &&
      result.type.startsWith('torch.optim.') &&
      textOf(model.unit, node).includes(`.${attr}`),
  );
}
