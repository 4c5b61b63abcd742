/** Where a file draws from the global random generators, in ways that matter to what it trains. */
import { familyOf, type RandomGenerator } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { isRandom, randomFactOf, receivesSeed } from '../../semantics/randomness';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { isNone, typeOf } from '../../semantics/values';
import type { RandomFact } from '../../knowledge';
import { textOf } from '../../source/unit';
import { inUse } from './inUse';

export interface Draw {
  readonly record: CallRecord;
  readonly generator: RandomGenerator;
}

/** What messages call the generators. */
export const GENERATORS: Readonly<Record<RandomGenerator, string>> = {
  python: '`random`',
  numpy: 'NumPy',
  torch: 'PyTorch',
  tensorflow: 'TensorFlow',
};

/** Every such call that no argument of its own seeds, in execution order. */
export function globalDraws(model: Model): Draw[] {
  const draws: Draw[] = [];
  for (const record of model.calls) {
    const generator = generatorOf(record);
    if (generator && !receivesSeed(record) && mayMatter(model, record, generator))
      draws.push({ record, generator });
  }
  return draws;
}

/** False for numbers of Python or NumPy at top level that reach no model: a random row that is looked at, noise in a plot. */
function mayMatter(model: Model, record: CallRecord, generator: RandomGenerator): boolean {
  if (isRandomName(model, record)) return false;
  if (
    generator === 'torch' ||
    generator === 'tensorflow' ||
    record.frame.def ||
    REORDERING.has(record.method)
  )
    return true;
  const { rows } = inUse(model);
  return model.graph.nodes.some((node) => node.at === record.node && rows.has(node));
}

/** `random.choices(string.ascii_lowercase, k=8)`: a name for a run or a bucket, no matter of the training. */
function isRandomName(model: Model, { node }: CallRecord): boolean {
  const first = node.args[0]?.value;
  return (
    first !== undefined &&
    /\b(ascii_(letters|lowercase|uppercase)|hexdigits)\b/.test(textOf(model.unit, first))
  );
}

const REORDERING: ReadonlySet<string> = new Set(['shuffle', 'permutation', 'choice', 'choices', 'sample']);

/** The global generator that a call draws from, if it does so with its arguments. */
function generatorOf(record: CallRecord): RandomGenerator | undefined {
  // Weights of Keras are drawn when layers are made and built; the fit is where that is certain to have happened.
  if (
    record.effect === 'fit' &&
    typeOf(record.receiver) !== undefined &&
    familyOf(typeOf(record.receiver)) === 'keras-model'
  )
    return 'tensorflow';
  const fact = randomFactOf(record);
  if (!fact || fact.generator === 'own' || familyOf(record.name) === 'keras-model') return undefined;
  if (!isRandom(record, fact) || isSeeded(record, fact)) return undefined;
  // Estimators and splits have seeds of their own: missing-random-state asks for them.
  const isGlobal =
    record.effect === 'draw' || familyOf(record.name) === 'module' || familyOf(record.name) === 'loader';
  return isGlobal ? fact.generator : undefined;
}

function isSeeded(record: CallRecord, { parameter, position }: RandomFact): boolean {
  if (hasHiddenArguments(record)) return true;
  const names = parameter ? [parameter, 'generator', 'seed'] : ['generator', 'seed'];
  return names.some((name) => {
    const given = argument(record, name, name === parameter ? position : undefined);
    return given !== undefined && !isNone(given);
  });
}

/** Something is learned in this file. */
export function trains(model: Model): boolean {
  return model.calls.some(
    ({ effect }) => effect === 'fit' || effect === 'backward' || effect === 'cross-validate',
  );
}
