/** The fix that seeds a file: below its imports, a line for each library that it draws from. */
import { composeEdits, fillSnippet, importName, insertAfter, type ImportRequest } from '../../fix';
import type { RandomGenerator } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { seedings } from '../../semantics/randomness';
import type { CallRecord } from '../../semantics/trace';
import type { Stmt } from '../../syntax/ast';
import type { FixReport } from '../rule';
import { DEFAULT_SEED, seedName } from './seedName';
import { lastImportAbove } from '../surroundings';

interface Line {
  /** Placeholder and rest of the statement: `$numpy.random.seed(%)`, where % is the seed. */
  readonly code: string;
  readonly request: ImportRequest;
}

/**
 * @param unseeded generators that are drawn from and not seeded
 * @param first the first call that draws from one of them
 * @returns undefined where no place is certain to be run before it
 */
export function seedingFix(
  model: Model,
  unseeded: ReadonlySet<RandomGenerator>,
  first: CallRecord,
): FixReport | undefined {
  const reached = topLevelStatement(model, first);
  if (!reached || isOldTensorflow(model)) return undefined;
  const name = seedName(model, reached);
  const anchor = lastImportAbove(model, reached.start);
  if (!anchor) return undefined;
  const place = name && name.statement.start > anchor.start ? name.statement : anchor;
  const lines = linesFor(model, generatorsToSeed(model, unseeded), reached);
  const statements = (seed: string) => lines.map(({ code }) => code.replace('%', seed));
  const code = name
    ? `${place === name.statement ? '' : '\n'}${statements(name.name).join('\n')}`
    : lines.length > 1
      ? `\n$SEED = ${DEFAULT_SEED}\n\n\ndef $set_seed(seed: int = $SEED) -> None:\n    """Seed every random generator that this file uses."""\n${statements(
          'seed',
        )
          .map((line) => `    ${line}`)
          .join('\n')}\n\n\n$set_seed()`
      : `\n$SEED = ${DEFAULT_SEED}\n${statements('$SEED').join('\n')}`;
  const snippet = fillSnippet(model, reached, {
    code,
    fresh: ['SEED', 'set_seed'],
    imports: Object.fromEntries(lines.map(({ code: line, request }) => [/\$(\w+)/.exec(line)![1]!, request])),
  });
  const edits = composeEdits(snippet.edits, insertAfter(model, place, snippet.code));
  const used = name?.name ?? snippet.names['SEED']!;
  return (
    edits && {
      title: `Seed ${lines.length > 1 ? 'the generators' : 'the generator'} below the imports (${used})`,
      applicability: 'suggestion',
      edits,
    }
  );
}

/** Where nothing is seeded yet, whatever the file imports is: the next draw may come from there. */
function generatorsToSeed(model: Model, unseeded: ReadonlySet<RandomGenerator>): RandomGenerator[] {
  const all: readonly (readonly [RandomGenerator, string])[] = [
    ['python', 'random'],
    ['numpy', 'numpy'],
    ['torch', 'torch'],
    ['tensorflow', 'tensorflow'],
  ];
  const isFresh = seedings(model).length === 0;
  return all
    .filter(([generator, library]) => unseeded.has(generator) || (isFresh && model.imported(library)))
    .map(([generator]) => generator);
}

function linesFor(model: Model, generators: readonly RandomGenerator[], at: Stmt): Line[] {
  const lines: Line[] = [];
  const isKeras = generators.includes('tensorflow');
  // Keras seeds Python and NumPy as well.
  if (generators.includes('python') && !isKeras)
    lines.push({ code: '$random.seed(%)', request: { module: 'random' } });
  if (generators.includes('numpy') && !isKeras)
    lines.push({ code: '$numpy.random.seed(%)', request: { module: 'numpy', as: 'np' } });
  if (generators.includes('torch'))
    lines.push({ code: '$torch.manual_seed(%)', request: { module: 'torch' } });
  if (isKeras) lines.push(kerasLine(model, at));
  return lines;
}

/** `keras.utils.set_random_seed` by the shortest way that the file has to it. */
function kerasLine(model: Model, at: Stmt): Line {
  for (const module of ['keras', 'tensorflow.keras', 'tensorflow']) {
    if (importName(model, at, { module }).edits.length > 0) continue;
    return module === 'tensorflow'
      ? { code: '$tensorflow.keras.utils.set_random_seed(%)', request: { module } }
      : { code: '$keras.utils.set_random_seed(%)', request: { module } };
  }
  const root = model.imported('keras') ? 'keras' : 'tensorflow.keras';
  return { code: '$set_random_seed(%)', request: { module: `${root}.utils`, member: 'set_random_seed' } };
}

/** Programs for TensorFlow 1: they have graphs and sessions, and no `set_random_seed` of Keras. */
function isOldTensorflow(model: Model): boolean {
  return model.calls.some(({ name }) =>
    /^tensorflow\.(compat\.v1\.)?(Session|InteractiveSession|placeholder|global_variables_initializer)$/.test(
      name,
    ),
  );
}

/** The top-level statement whose execution leads to a call. */
function topLevelStatement(model: Model, record: CallRecord): Stmt | undefined {
  let position = record.node.start;
  for (let frame: typeof record.frame | undefined = record.frame; frame?.def; frame = frame.caller) {
    if (!frame.callSite || !frame.caller) break;
    position = frame.callSite.start;
  }
  for (const { body } of model.modules) {
    for (const statement of body)
      if (statement.start <= position && position < statement.end) return statement;
  }
  return undefined;
}
