import { FIELD_LIBRARIES } from '../../knowledge/libraries';
import type { Frame } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isTraining } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { constantOf } from '../../semantics/values';
import type { Expr, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { defineRule } from '../rule';
import { ancestorsOf } from '../surroundings';
import { importersOf } from './importers';
import { hasHiddenNames, intoMain } from './mainFunction';

export default defineRule({
  name: 'work-at-import',
  area: 'project',
  severity: 'information',
  default: 'on',
  since: '0.1.0',
  fix: 'suggestion',
  needs: FIELD_LIBRARIES,
  needsProject: true,
  docs: {
    summary: 'Importing a module trains, downloads, reads data or parses the command line.',
    why: `Whoever imports one function pays for the whole run: tests, tools, the documentation, each worker of a data loader. On Windows and macOS workers start by importing the
script anew; without a guard Python stops with “An attempt has been made to start a new process before the current process has finished its bootstrapping phase”.`,
    bad: `# train.py
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
rows = TensorDataset(torch.rand(100, 3))
loader = DataLoader(rows, batch_size=10, num_workers=2)
for (batch,) in loader:
    print(batch.mean())
`,
    good: `# train.py
import torch
from torch.utils.data import DataLoader, TensorDataset


def main():
    torch.manual_seed(0)
    rows = TensorDataset(torch.rand(100, 3))
    loader = DataLoader(rows, batch_size=10, num_workers=2)
    for (batch,) in loader:
        print(batch.mean())


if __name__ == "__main__":
    main()
`,
    limits: [
      'Only modules that another file of the project imports, and scripts that iterate over a data loader with workers at top level.',
      'What stands below `if` is not judged; neither are services, which load at their start, notebooks and tests.',
      'The fix is offered where every statement after the last definition can move, and no other file imports a name that it binds.',
    ],
    references: [
      'Python documentation: multiprocessing, safe importing of the main module, https://docs.python.org/3/library/multiprocessing.html#the-spawn-and-forkserver-start-methods',
      'PyTorch documentation: platform-specific behaviours, https://docs.pytorch.org/docs/stable/data.html#platform-specific-behaviors',
      'Apache Airflow: best practices, top-level Python code',
    ],
  },
  messages: {
    imported: '`{importer}` imports this module, and the import {does}.',
    workers:
      'The workers of this loader import the script anew on Windows and macOS: without `if __name__ == "__main__":` they fail.',
  },
  *check({ unit, model, project }) {
    if (!project || unit.kind === 'notebook' || /^(test|serving|config)$/.test(model.role)) return;
    const importers = importersOf(unit.path, project);
    const work = importers.length > 0 ? workAtTop(model) : [];
    const workers = work.length > 0 ? undefined : workersAtTop(model);
    const [first, ...others] = work;
    const at = first?.at ?? workers;
    if (!at) return;
    const nodes = first ? work.map((each) => each.at) : [at];
    const fix = hasHiddenNames(model) ? undefined : intoMain(model, nodes, importers);
    yield {
      at,
      message: first ? 'imported' : 'workers',
      data: { importer: importers[0]?.path ?? '', does: first?.does ?? '' },
      related: others.map((each) => ({ at: each.at, note: `The import ${each.does}, too.` })),
      fixes: fix ? [fix] : [],
    };
  },
});

interface Work {
  readonly at: Node;
  readonly does: string;
}

const DOWNLOADS =
  /^(urllib\.request\.(urlretrieve|urlopen)|requests\.(get|post)|wget\.download|gdown\.download|(tensorflow\.)?keras\.utils\.get_file)$/;

/** What an import of the unit does, each place once. */
function workAtTop(model: Model): Work[] {
  const found = new Map<Node, Work>();
  for (const record of model.calls) {
    const does = deed(model, record);
    const at = does === undefined ? undefined : topLevelSite(model, record);
    if (does !== undefined && at && !found.has(at)) found.set(at, { at, does });
  }
  return [...found.values()];
}

function deed(model: Model, record: CallRecord): string | undefined {
  if (isTraining(record)) return 'trains a model';
  if (DOWNLOADS.test(record.name)) return 'asks a server';
  if (record.effect === 'load') return 'reads data';
  if (record.effect === 'save' || /^pandas\.DataFrame\.to_(csv|parquet|excel|sql|feather)$/.test(record.name))
    return 'writes a file';
  if (record.method === 'parse_args' && model.imported('argparse') && record.args.positional.length === 0)
    return 'parses the command line';
  return undefined;
}

/** The place at top level where a call happens, or where the function is called that makes it. */
function topLevelSite(model: Model, { node, frame }: CallRecord): Node | undefined {
  let at: Node = node;
  let current: Frame = frame;
  while (current.caller) {
    if (current.uncalled || !current.callSite) return undefined;
    at = current.callSite;
    current = current.caller;
  }
  if (current.def || current.uncalled || current.unit !== model.unit) return undefined;
  return isUnconditional(model, at) ? at : undefined;
}

function isUnconditional(model: Model, node: Node): boolean {
  for (const each of ancestorsOf(model, node))
    if (/^(If|FunctionDef|Lambda|Try|Conditional)$/.test(each.kind)) return false;
  return true;
}

/** A loader with workers over which the script iterates at top level. */
function workersAtTop(model: Model): Node | undefined {
  const loaders = new Map(
    model
      .callsTo('torch.utils.data.DataLoader')
      .filter(
        ({ args, frame }) => !frame.def && Number(constantOf(args.keywords.get('num_workers')) ?? 0) > 0,
      )
      .map((record) => [record.result, record.node]),
  );
  if (loaders.size === 0) return undefined;
  let found: Node | undefined;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (/^(FunctionDef|ClassDef|If|Try)$/.test(node.kind)) return false;
      if (node.kind === 'For' && !found) {
        const loader = namesIn(node.iter)
          .map((name) => model.valueOf(name))
          .find((value) => value !== undefined && loaders.has(value));
        found = loader && loaders.get(loader);
      }
      return !found;
    });
  return found;
}

/** `loader`, `enumerate(loader)`, `tqdm(enumerate(loader))` */
function namesIn(iter: Expr): Expr[] {
  if (iter.kind === 'Name') return [iter];
  return iter.kind === 'Call' ? iter.args.flatMap(({ value }) => namesIn(value)) : [];
}
