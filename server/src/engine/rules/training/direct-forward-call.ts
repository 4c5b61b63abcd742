import { familyOf } from '../../knowledge';
import { classAttribute } from '../../semantics/classes';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { typeOf } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Attribute } from '../../syntax/ast';
import { defineRule } from '../rule';

export default defineRule({
  name: 'direct-forward-call',
  area: 'training',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: '`module.forward(x)` is called instead of `module(x)`.',
    why: `Hooks run around \`module(x)\` only. Profilers, FSDP and DDP wrappers, quantisation, pruning, weight normalisation and attribution tools are built on them and see nothing of a direct call
(measured with torch 2.13: 0 of 1 hooks run).`,
    bad: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Linear(4, 2)
print(model.forward(torch.ones(1, 4)))
`,
    good: `import torch
from torch import nn

torch.manual_seed(42)
model = nn.Linear(4, 2)
print(model(torch.ones(1, 4)))
`,
    limits: [
      'Only on values that are certainly modules. `super().forward(…)`, a `forward` that hands on to another one, and classes with a `__call__` of their own are not flagged; tests neither.',
      'Calls of one module in a file are one finding.',
    ],
    references: [
      'PyTorch: torch.nn.Module.forward, https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward',
      'Zhang et al. 2022, Code smells for machine learning applications: PyTorch call method misused',
    ],
  },
  messages: {
    direct: '`{module}.forward(…)` passes by the hooks of `{module}`: call `{module}(…)`.',
  },
  *check({ model, unit }) {
    if (model.role === 'test') return;
    const calls = new Map<string, Attribute[]>();
    for (const record of model.callsWith('forward')) {
      const { func } = record.node;
      if (func.kind !== 'Attribute' || func.attr !== 'forward' || !isDirect(model, record, func)) continue;
      const module = textOf(unit, func.value);
      const known = calls.get(module);
      if (!known) calls.set(module, [func]);
      else if (!known.includes(func)) known.push(func);
    }
    for (const [module, [first, ...others]] of calls) {
      const edits = [first!, ...others].map(({ value, end }) => ({ start: value.end, end, newText: '' }));
      yield {
        at: { start: first!.attrStart, end: first!.end },
        message: 'direct',
        data: { module },
        related: others.slice(0, MAX_RELATED).map((at) => ({ at, note: 'Here too.' })),
        fixes: [{ title: `Call \`${module}\` itself`, applicability: 'safe', edits }],
      };
    }
  },
});

const MAX_RELATED = 10;

/** A call by somebody else than a `forward`, of a value that is certainly a module. */
function isDirect(model: Model, { receiver, frame }: CallRecord, func: Attribute): boolean {
  if (receiver?.kind !== 'object' || familyOf(typeOf(receiver)) !== 'module') return false;
  if (func.value.kind === 'Call' && func.value.func.kind === 'Name' && func.value.func.id === 'super')
    return false;
  if (frame.def?.kind === 'FunctionDef' && /^(forward|__call__)$/.test(frame.def.name)) return false;
  if (receiver.cls && classAttribute(receiver.cls, '__call__')) return false;
  // `Base.forward(self, x)` names the class.
  return model.valueOf(func.value)?.kind === 'object';
}
