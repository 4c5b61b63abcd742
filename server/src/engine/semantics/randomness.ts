/** Where a program draws random numbers, and what it seeds. */
import {
  classFact,
  functionFact,
  isKnownLibrary,
  methodFact,
  type RandomFact,
  type RandomGenerator,
} from '../knowledge';
import type { Model } from './model';
import { isUncalled } from './roles';
import { argument, type CallRecord } from './trace';
import { constantOf, typeOf } from './values';

/** What the tables say of a call's randomness; undefined for calls that draw nothing. */
export function randomFactOf(record: CallRecord): RandomFact | undefined {
  const type = typeOf(record.receiver);
  const fact = type ? methodFact(type, record.method) : (functionFact(record.name) ?? classFact(record.name));
  return fact?.random;
}

/** True if the call, with these arguments, gives another result in each run unless it is seeded (as far as its arguments are known). */
export function isRandom(record: CallRecord, { varies, unless }: RandomFact): boolean {
  const keywords = record.args.keywords;
  if (unless && keywords.has(unless.keyword)) {
    // A value that is not known may be the one that switches randomness off.
    const given = constantOf(keywords.get(unless.keyword));
    if (given === undefined || given === unless.value) return false;
  }
  if (typeof varies === 'string') return varies === 'always';
  const chosen = constantOf(argument(record, varies.keyword));
  return typeof chosen !== 'number' && chosen !== undefined && varies.values.includes(chosen);
}

const ALL: readonly RandomGenerator[] = ['python', 'numpy', 'torch', 'tensorflow'];

/** Names of functions that can't be looked into and, by their name, seed. */
const SEEDING_FUNCTION = /seed|determinis|reproducib/i;
const SEEDING_METHOD = /seed_|_seed|determinis/i;

/** The global generators that a call seeds. */
function seedsOf(record: CallRecord): readonly RandomGenerator[] {
  const { name, method, effect } = record;
  if (effect === 'seed') return functionFact(name)?.seeds ?? ALL;
  if (record.receiver && record.receiver.kind !== 'unknown') return [];
  if (name.startsWith('?.')) return SEEDING_METHOD.test(method) ? ALL : [];
  const isForeign =
    !name.startsWith('builtins.') && !name.startsWith('class:') && !isKnownLibrary(name.split('.')[0]!);
  return isForeign && SEEDING_FUNCTION.test(method) ? ALL : [];
}

/** One call that seeds global generators. */
export interface Seeding {
  readonly record: CallRecord;
  readonly generators: readonly RandomGenerator[];
}

const seedingsByModel = new WeakMap<Model, readonly Seeding[]>();

/** Everything that seeds a global generator, also in modules of the project that the unit uses. */
export function seedings(model: Model): readonly Seeding[] {
  let known = seedingsByModel.get(model);
  if (!known) {
    known = model.trace
      .map((record) => ({ record, generators: seedsOf(record) }))
      .filter(({ generators }) => generators.length > 0);
    seedingsByModel.set(model, known);
  }
  return known;
}

/**
 * The seedings of a generator that a run of `draw` can have gone through. A function that nobody calls seeds nothing for code that
 * runs; for code that nobody calls here either, it may.
 */
export function seedingsFor(model: Model, generator: RandomGenerator, draw: CallRecord): readonly Seeding[] {
  const isRun = !isUncalled(draw.frame);
  return seedings(model).filter(
    ({ record, generators }) => generators.includes(generator) && !(isRun && isUncalled(record.frame)),
  );
}

const SEED_PARAMETER = /^(seed|.*_seed|random_state|rng|generator|random_generator|key)$/;

/** True if a function around the call is given a seed or a generator by its caller. */
export function receivesSeed({ frame }: CallRecord): boolean {
  for (let at: typeof frame | undefined = frame; at; at = at.caller) {
    if (at.def?.params.some(({ name }) => SEED_PARAMETER.test(name))) return true;
  }
  return false;
}
