import { addKeywords, composeEdits, fillSnippet, insertAfter } from '../../fix';
import { MANAGED_TRAINING } from '../../knowledge/operations';
import type { Model } from '../../semantics/model';
import { seedings } from '../../semantics/randomness';
import { argument, type CallRecord } from '../../semantics/trace';
import { constantOf, optionsOf, type ClassValue, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule, type FixReport } from '../rule';
import { lastImportAbove, statementOf } from '../surroundings';
import { DEFAULT_SEED, seedName } from './seedName';

export default defineRule({
  name: 'unseeded-dataloader-workers',
  area: 'reproducibility',
  severity: 'hint',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: ['torch'],
  docs: {
    summary:
      'A seeded training uses DataLoader workers whose NumPy or Python generator is not tied to the seed.',
    why: `PyTorch seeds its own generator in each worker from the loader's generator. NumPy and \`random\` get a seed from the same base only with \`worker_init_fn\`, and the
base itself comes from the global state: augmentation that draws from them differs between runs that look the same.`,
    bad: `import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(42)


class Images(Dataset):
    def __len__(self):
        return 100

    def __getitem__(self, index):
        image = np.zeros((8, 8), dtype="float32")
        return image[::-1].copy() if np.random.rand() < 0.5 else image


loader = DataLoader(Images(), batch_size=10, shuffle=True, num_workers=4)
`,
    good: `import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(42)
np.random.seed(42)


def seed_worker(worker_id: int) -> None:
    np.random.seed(torch.initial_seed() % 2**32)


class Images(Dataset):
    def __len__(self):
        return 100

    def __getitem__(self, index):
        image = np.zeros((8, 8), dtype="float32")
        return image[::-1].copy() if np.random.rand() < 0.5 else image


loader = DataLoader(
    Images(), batch_size=10, shuffle=True, num_workers=4,
    worker_init_fn=seed_worker, generator=torch.Generator().manual_seed(42),
)
`,
    limits: [
      'Only loaders with workers in files that seed something, and datasets whose class can be seen to draw from NumPy or `random`.',
      'Loaders that do not shuffle (evaluation) and managed training (Lightning’s `seed_everything(workers=True)`) are not flagged.',
      'The old fault that all workers draw the same numbers did not occur with torch 2.13.',
    ],
    references: [
      'PyTorch: reproducibility, DataLoader, https://docs.pytorch.org/docs/stable/notes/randomness.html#dataloader',
      'Zhang et al. 2022, Code smells for machine learning applications: randomness uncontrolled',
    ],
  },
  messages: {
    untied:
      'The workers’ {generators} is not tied to the seed: `{dataset}` draws from it, so its augmentation differs between runs.',
  },
  *check({ model }) {
    if (
      model.role === 'test' ||
      MANAGED_TRAINING.some((name) => name !== 'accelerate' && model.imported(name))
    )
      return;
    if (seedings(model).length === 0) return;
    for (const record of model.callsTo('torch.utils.data.DataLoader')) {
      const workers = constantOf(argument(record, 'num_workers', 5));
      if (typeof workers !== 'number' || workers < 1 || record.args.hasDoubleStar) continue;
      if (argument(record, 'worker_init_fn', 10) || argument(record, 'generator')) continue;
      if (constantOf(argument(record, 'shuffle', 2)) !== true) continue;
      const cls = classOf(argument(record, 'dataset', 0));
      const draws = cls && drawsOf(cls);
      if (!cls || !draws || draws.size === 0) continue;
      yield {
        at: record.node.func,
        message: 'untied',
        data: {
          generators: [...draws]
            .map((name) => (name === 'numpy' ? 'NumPy generator' : '`random`'))
            .join(' and '),
          dataset: cls.def.name,
        },
        fixes: tied(model, record, draws),
      };
    }
  },
});

function classOf(value: Value | undefined): ClassValue | undefined {
  const [only, other] = value ? optionsOf(value) : [];
  return only?.kind === 'object' && !other ? only.cls : undefined;
}

type Generator = 'numpy' | 'random';

/** The generators that `__getitem__` and the other methods draw from. */
function drawsOf(cls: ClassValue): Set<Generator> {
  const found = new Set<Generator>();
  const bound = (name: string): string | undefined => {
    const value = cls.closure.locals.get(name);
    return value?.kind === 'api' ? value.name : undefined;
  };
  for (const method of cls.def.body) {
    // What is drawn when the dataset is made is drawn in the main process.
    if (method.kind !== 'FunctionDef' || method.name === '__init__') continue;
    walk(method.body, (node) => {
      const path = node.kind === 'Call' ? pathOf(node.func, bound) : undefined;
      if (path && /^numpy\.random\.(?!default_rng|RandomState|Generator|seed)\w+$/.test(path))
        found.add('numpy');
      if (path && /^random\.(?!Random|seed|SystemRandom)\w+$/.test(path)) found.add('random');
    });
  }
  return found;
}

/** `np.random.rand` as `numpy.random.rand`. */
function pathOf(node: Node, bound: (name: string) => string | undefined): string | undefined {
  if (node.kind === 'Name') return bound(node.id);
  if (node.kind !== 'Attribute') return undefined;
  const base = pathOf(node.value, bound);
  return base && `${base}.${node.attr}`;
}

/** `worker_init_fn=seed_worker, generator=…` */
function tied(model: Model, record: CallRecord, draws: ReadonlySet<Generator>): FixReport[] {
  const { unit } = model;
  const statement = statementOf(model, record.node);
  const place = statement && lastImportAbove(model, statement.start);
  if (!statement || !place || place.end > statement.start) return [];
  const seed = seedName(model, place)?.name ?? DEFAULT_SEED;
  const lines = [
    ...(draws.has('numpy') ? ['    $numpy.random.seed(worker_seed)'] : []),
    ...(draws.has('random') ? ['    $random.seed(worker_seed)'] : []),
  ];
  const snippet = fillSnippet(model, place, {
    code: `\n\ndef $seed_worker(worker_id: int) -> None:\n    worker_seed = $torch.initial_seed() % 2**32\n${lines.join('\n')}\n`,
    fresh: ['seed_worker'],
    imports: {
      torch: { module: 'torch' },
      ...(draws.has('numpy') ? { numpy: { module: 'numpy', as: 'np' } } : {}),
      ...(draws.has('random') ? { random: { module: 'random' } } : {}),
    },
  });
  const edits = composeEdits(
    snippet.edits,
    insertAfter(model, place, snippet.code),
    addKeywords(unit, record.node, {
      worker_init_fn: snippet.names['seed_worker']!,
      generator: `${snippet.names['torch']!}.Generator().manual_seed(${seed})`,
    }),
  );
  return edits && textOf(unit, place)
    ? [{ title: 'Seed the workers from the loader’s generator', applicability: 'suggestion', edits }]
    : [];
}
