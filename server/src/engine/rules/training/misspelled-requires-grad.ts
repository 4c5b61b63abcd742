import { replaceNode } from '../../fix';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { constantOf, isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Attribute } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule } from '../rule';

export default defineRule({
  name: 'misspelled-requires-grad',
  area: 'training',
  severity: 'error',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'Freezing sets an attribute that does not exist.',
    why: `Python accepts any attribute without a word (measured), so \`parameter.require_grad = False\` freezes nothing: the layers keep training. A module has
no \`requires_grad\` either; \`requires_grad_(False)\` is what freezes all of its parameters.`,
    bad: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
for parameter in model.parameters():
    parameter.require_grad = False
`,
    good: `import torch

torch.manual_seed(42)
model = torch.nn.Linear(20, 2)
for parameter in model.parameters():
    parameter.requires_grad = False
`,
    limits: [
      'A misspelled name that the code also reads is an attribute of its own and not flagged; nor is one of `self`.',
      '`module.requires_grad = …` only where the object is certainly a module.',
    ],
    references: ['PyTorch: autograd mechanics, https://docs.pytorch.org/docs/stable/notes/autograd.html'],
  },
  messages: {
    misspelled:
      '`{target}` sets an attribute that PyTorch does not know: nothing is frozen. It is called `requires_grad`.',
    module: '`{target}` has no effect on a module: nothing is frozen.',
  },
  *check({ model, unit }) {
    for (const { target, statement, base, value } of model.stores) {
      if (target.kind !== 'Attribute' || statement.kind !== 'Assign') continue;
      const data = { target: textOf(unit, target) };
      if (MISSPELLED.test(target.attr)) {
        if ((target.value.kind === 'Name' && target.value.id === 'self') || isRead(model, target)) continue;
        const name = { start: target.attrStart, end: target.end };
        const edits = replaceNode(name, 'requires_grad');
        yield {
          at: target,
          message: 'misspelled',
          data,
          fixes: [{ title: 'Write `requires_grad`', applicability: 'safe', edits }],
        };
      } else if (target.attr === 'requires_grad' && isModule(base)) {
        const isFlag =
          typeof constantOf(value) === 'boolean' &&
          statement.targets.length === 1 &&
          isPlainReference(target.value);
        const text = `${textOf(unit, target.value)}.requires_grad_(${textOf(unit, statement.value)})`;
        const edits = replaceNode(statement, text);
        yield {
          at: target,
          message: 'module',
          data,
          fixes: isFlag ? [{ title: `Call \`${text}\``, applicability: 'safe', edits }] : [],
        };
      }
    }
  },
});

const MISSPELLED = /^(require_grads?|requires_grads|requires?_gradients?|grad_required)$/;

/** True if the code reads the attribute somewhere: then it is its own. */
function isRead(model: Model, { attr }: Attribute): boolean {
  const written = new Set<unknown>(model.stores.map(({ target }) => target));
  let found = false;
  for (const module of model.modules)
    walk(module.body, (node) => {
      if (node.kind === 'Attribute' && node.attr === attr && !written.has(node)) found = true;
    });
  return found;
}

/** A module whose class can't have an attribute of that name: the user's own classes may. */
function isModule(value: Value): boolean {
  if (familyOf(typeOf(value)) !== 'module') return false;
  const own = value.kind === 'object' ? value.cls?.def : undefined;
  let defines = false;
  if (own)
    walk(own.body, (node) => {
      if (
        node.kind === 'Attribute' &&
        node.attr === 'requires_grad' &&
        node.value.kind === 'Name' &&
        node.value.id === 'self'
      )
        defines = true;
      if (node.kind === 'FunctionDef' && node.name === 'requires_grad') defines = true;
    });
  return !defines;
}
