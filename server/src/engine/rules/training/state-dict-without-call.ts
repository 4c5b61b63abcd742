import type { Model } from '../../semantics/model';
import { familyOf } from '../../knowledge';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Attribute, Expr } from '../../syntax/ast';
import { defineRule } from '../rule';

export default defineRule({
  name: 'state-dict-without-call',
  area: 'training',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: '`state_dict` is passed as a method instead of being called.',
    why: `The file then holds a bound method and, behind it, the pickled object, not the weights: \`torch.load\` refuses it by default, and \`load_state_dict\`
fails. It is noticed when the weights are needed, after the training run.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
torch.save(model.state_dict, "model.pt")
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
torch.save(model.state_dict(), "model.pt")
`,
    limits: [
      'Looked for where weights are saved or loaded: what `torch.save` is given, also inside a dictionary, a list or a variable, and what `load_state_dict` is given.',
      'A reference that is kept to be called later is not flagged, nor is an attribute of that name that the class sets itself.',
    ],
    references: [
      'PyTorch: saving and loading models, https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html',
    ],
  },
  messages: {
    saved: '`{method}` is not called: the file will hold a method, not the weights.',
    loaded: '`{method}` is not called: `load_state_dict` is given a method, not weights.',
  },
  *check({ model, unit }) {
    const seen = new Set<Expr>();
    for (const { name, method, node } of model.calls) {
      const isSaved = name === 'torch.save';
      if (!isSaved && method !== 'load_state_dict') continue;
      const given = node.args.find(
        (argument) => argument.name === undefined || /^(obj|state_dict)$/.test(argument.name),
      );
      for (const part of given ? partsOf(model, given.value) : []) {
        if (seen.has(part)) continue;
        seen.add(part);
        yield {
          at: part,
          message: isSaved ? 'saved' : 'loaded',
          data: { method: textOf(unit, part) },
          fixes: [
            {
              title: 'Call `state_dict()`',
              applicability: 'safe',
              edits: [{ start: part.end, end: part.end, newText: '()' }],
            },
          ],
        };
      }
    }
  },
});

/** The uncalled `state_dict` in an expression, in a dictionary or list, or in the value of a variable. */
function partsOf(model: Model, node: Expr, depth = 0): Attribute[] {
  if (depth > 4) return [];
  const inner = (part: Expr): Attribute[] => partsOf(model, part, depth + 1);
  switch (node.kind) {
    case 'Attribute':
      return node.attr === 'state_dict' && !isOwnAttribute(model, node) ? [node] : [];
    case 'Dict':
      return node.entries.flatMap(({ value }) => inner(value));
    case 'List':
    case 'Tuple':
      return node.elements.flatMap(inner);
    case 'Call':
      return node.func.kind === 'Name' && node.func.id === 'dict'
        ? node.args.flatMap(({ value }) => inner(value))
        : [];
    case 'Name': {
      const value = model.valueOf(node);
      const origin = value?.unit === model.unit ? value?.origin : undefined;
      return origin?.kind === 'Dict' || origin?.kind === 'Attribute' ? inner(origin) : [];
    }
    default:
      return [];
  }
}

/** `checkpoint.state_dict` of an object that stores weights under this name. */
function isOwnAttribute(model: Model, node: Attribute): boolean {
  const value = model.valueOf(node);
  if (value?.kind === 'method' || value?.kind === 'function') return false;
  const family = familyOf(typeOf(model.valueOf(node.value)));
  if (family === 'module' || family === 'optimizer' || family === 'scheduler') return false;
  // Of an unknown object only the usual names tell: `model`, `self.net`, `optimizer`, `scheduler`.
  const owner =
    node.value.kind === 'Name' ? node.value.id : node.value.kind === 'Attribute' ? node.value.attr : '';
  return !/(^|_)(model|net|network|module|encoder|decoder|generator|discriminator|optim|optimizer|opt|scheduler|scaler)(_|\d|$)/i.test(
    owner,
  );
}
