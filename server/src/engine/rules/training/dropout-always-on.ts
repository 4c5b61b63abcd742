import { addKeyword } from '../../fix';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { contextsOf } from '../../semantics/frame';
import { sourceAt, textOf } from '../../source/unit';
import type { FunctionDef } from '../../syntax/ast';
import { defineRule, type FixReport } from '../rule';
import { enclosingNode } from '../surroundings';
import { isMonteCarlo } from './modeDependence';
import { networkClasses, selfName } from './networkClasses';

export default defineRule({
  name: 'dropout-always-on',
  area: 'training',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'safe',
  needs: ['torch'],
  docs: {
    summary: 'Functional dropout is called without the training flag.',
    why: `\`F.dropout\` drops by default, whatever the mode of the module: \`training=True\` is its default. \`model.eval()\` does not reach it, so that predictions
stay random. Measured with torch 2.13: half of the values are zeroed in evaluation too.`,
    bad: `import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 2)

    def forward(self, x):
        return self.fc(F.dropout(x, p=0.5))
`,
    good: `import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 2)

    def forward(self, x):
        return self.fc(F.dropout(x, p=0.5, training=self.training))
`,
    limits: [
      'Methods of modules only; in a function the mode is not at hand, and the call is reported as information, without a fix.',
      'Dropout that is kept on to estimate uncertainty (Monte-Carlo dropout, by name or comment) is not flagged, nor is a flag that is written out or a variable, nor a call under `if self.training`, nor noise in functions that sample.',
    ],
    references: [
      'PyTorch: torch.nn.functional.dropout, https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html',
    ],
  },
  messages: {
    absent: '`{call}` drops values in evaluation too: it is not told the mode of the module.',
    outside: '`{call}` drops values whatever the mode: hand the mode in as `training=`.',
  },
  *check({ model, unit }) {
    const records = model.callsTo(...DROPOUTS);
    if (records.length === 0 || isMonteCarlo(model)) return;
    const classes = new Set(
      networkClasses(model)
        .filter(({ library }) => library === 'torch')
        .map(({ value }) => value.def),
    );
    for (const record of records) {
      if (hasHiddenArguments(record)) continue;
      const flag = argument(record, 'training', 2);
      // Whoever writes `training=True` means it: noise at inference, as in Tacotron's prenet.
      if (flag) continue;
      const method = methodAround(model, record);
      // Noise that is drawn while sampling is no regularisation.
      if (method && /sampl/i.test(method.name)) continue;
      if (isMeant(model, record)) continue;
      const cls = method && enclosingNode(model, method, 'ClassDef');
      const isMethod = cls !== undefined && classes.has(cls);
      const data = { call: textOf(unit, record.node.func) };
      if (method && isMethod)
        yield {
          at: record.node,
          message: 'absent',
          data,
          fixes: [tellMode(model, record, method)],
        };
      else if (method && !cls && model.role !== 'test')
        yield { at: record.node, message: 'outside', data, severity: 'information' };
    }
  },
});

/** Only reached in training (`if self.training:`), or said to be on always, as in Tacotron's prenet. */
function isMeant(model: Model, { node, context }: CallRecord): boolean {
  const isGuarded = contextsOf(context, 'branch').some(
    ({ node: branch, frame }) =>
      branch.kind === 'If' && frame.unit === model.unit && /training/.test(textOf(model.unit, branch.test)),
  );
  if (isGuarded) return true;
  const source = sourceAt(model.unit, node.start);
  const end = source.text.indexOf('\n', node.end - source.base);
  return /#.*\balways\b/i.test(source.text.slice(node.end - source.base, end < 0 ? undefined : end));
}

const DROPOUTS = [
  'dropout',
  'dropout1d',
  'dropout2d',
  'dropout3d',
  'alpha_dropout',
  'feature_alpha_dropout',
].map((name) => `torch.nn.functional.${name}`);

/** The outermost function of a class body, or the function at all: nested ones see its `self`. */
function methodAround(model: Model, { node }: CallRecord): FunctionDef | undefined {
  let found: FunctionDef | undefined;
  for (let at = enclosingNode(model, node, 'FunctionDef', 'ClassDef'); at?.kind === 'FunctionDef';) {
    found = at;
    at = enclosingNode(model, at, 'FunctionDef', 'ClassDef');
  }
  return found;
}

function tellMode(model: Model, { node }: CallRecord, method: FunctionDef): FixReport {
  const mode = `${selfName(method)}.training`;
  const edits = addKeyword(model.unit, node, 'training', mode);
  return { title: `Tell it the mode: training=${mode}`, applicability: 'safe', edits };
}
