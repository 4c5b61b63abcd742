import { familyOf } from '../../knowledge';
import { MANAGED_TRAINING } from '../../knowledge/operations';
import type { Model } from '../../semantics/model';
import { seedingsFor } from '../../semantics/randomness';
import { isUncalled } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { defineRule } from '../rule';
import { GENERATORS, globalDraws, type Draw } from './globalDraws';
import { seedingFix } from './seedingFix';

export default defineRule({
  name: 'unseeded-randomness',
  area: 'reproducibility',
  severity: 'warning',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch', 'keras', 'tensorflow', 'numpy', 'random'],
  docs: {
    summary: 'A training file draws random numbers, and nothing seeds their generator.',
    why: `Initial weights, the order of batches and whatever else is drawn differ from run to run: no result can be repeated, and a change cannot
be told from luck. One seed per library at the top of the file is enough; estimators and splits take theirs as \`random_state\`.`,
    bad: `import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

features, labels = torch.load("features.pt", weights_only=True), torch.load("labels.pt", weights_only=True)
loader = DataLoader(TensorDataset(features, labels), batch_size=32, shuffle=True)
model = nn.Linear(20, 2)
optimizer = torch.optim.Adam(model.parameters())
for inputs, targets in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()
`,
    good: `import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SEED = 42
torch.manual_seed(SEED)

features, labels = torch.load("features.pt", weights_only=True), torch.load("labels.pt", weights_only=True)
loader = DataLoader(TensorDataset(features, labels), batch_size=32, shuffle=True)
model = nn.Linear(20, 2)
optimizer = torch.optim.Adam(model.parameters())
for inputs, targets in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()
`,
    limits: [
      'Once per file, on the first draw, and only in files that train when they are run; tests, libraries and inference are not flagged.',
      'A seed that is set anywhere in the file, or in a module of the project that it uses, counts; so does a function that seeds by its name and cannot be looked into.',
      'Lightning, the Trainer of Hugging Face and other frameworks that train on their own have their own seeding.',
      'Functions that are given a seed or a generator, names made of random letters, and numbers drawn at top level that reach no model (a random row that is looked at, noise in a plot).',
      'A hint in notebooks. Calls that take a seed of their own are the matter of `missing-random-state`.',
    ],
    references: [
      'Theme of Virmani & Kuppam 2024 (reference 4)',
      'Sculley et al. 2015: reproducibility debt',
      'ML Test Score, Infra 1',
      'Zhang 2022: randomness uncontrolled',
      'ml-ops.org: reproducibility, https://ml-ops.org/content/mlops-principles',
      'PyTorch: reproducibility, https://pytorch.org/docs/stable/notes/randomness.html',
    ],
  },
  messages: {
    unseeded: '{draw}, and nothing seeds {generators}: no run of this training can be repeated.',
  },
  *check({ model, unit }) {
    if (model.role !== 'training' || isManaged(model)) return;
    const draws = globalDraws(model).filter(
      ({ generator, record }) => seedingsFor(model, generator, record).length === 0,
    );
    // What nobody calls in this file says something only where everything is called from elsewhere.
    const run = draws.filter(({ record }) => !isUncalled(record.frame));
    const [first] = run.length > 0 ? run : draws;
    if (!first) return;
    const unseeded = new Set((run.length > 0 ? run : draws).map(({ generator }) => generator));
    const fix = seedingFix(model, unseeded, first.record);
    yield {
      at: first.record.node.func,
      message: 'unseeded',
      data: {
        draw: describe(first),
        generators: list([...unseeded].map((generator) => GENERATORS[generator])),
      },
      severity: unit.kind === 'notebook' ? 'hint' : 'warning',
      fixes: fix ? [fix] : [],
    };
  },
});

/** A call that draws from a global generator. */
/** Frameworks that seed, or are told to, in their own ways. */
function isManaged(model: Model): boolean {
  if (MANAGED_TRAINING.some((name) => name !== 'accelerate' && model.imported(name))) return true;
  return model.calls.some(({ name }) =>
    /^(transformers\.(\w*Trainer|TrainingArguments|Seq2SeqTrainingArguments)|trl\.)/.test(name),
  );
}

function describe({ record, generator }: Draw): string {
  const name = `\`${callName(record)}\``;
  if (record.effect === 'fit') return `${name} starts from random weights`;
  if (familyOf(record.name) === 'module') return `${name} draws its initial weights`;
  if (familyOf(record.name) === 'loader') return `${name} shuffles the rows`;
  return generator === 'python' ? `${name} draws at random` : `${name} draws random numbers`;
}

function callName({ node, method }: CallRecord): string {
  return node.func.kind === 'Name' ? node.func.id : node.func.kind === 'Attribute' ? node.func.attr : method;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
