/** What a value was made from: backwards through calls, elements, attributes and subscripts. */
import type { Model } from './model';
import { argumentsOf } from './reach';
import { SLOTS, itemsOf, type Value } from './values';

/** Values beyond which the search is given up. */
const LIMIT = 300;

/** A value, and everything that it was made from as far as is known; nearest first, each once. */
export function* madeFrom(model: Model, ...values: readonly (Value | undefined)[]): Generator<Value> {
  const seen = new Set<Value>();
  const open = values.filter((value) => value !== undefined);
  for (let value = open.shift(); value && seen.size < LIMIT; value = open.shift()) {
    if (seen.has(value)) continue;
    seen.add(value);
    yield value;
    open.push(...sourcesOf(model, value));
  }
}

function sourcesOf(model: Model, value: Value): readonly Value[] {
  const sources: Value[] = [...(itemsOf(value) ?? [])];
  const made = 'record' in value ? value.record : undefined;
  if (made) sources.push(...argumentsOf(made));
  if (made?.receiver) sources.push(made.receiver);
  const read = value.unit === model.unit ? value.origin : undefined;
  if (read?.kind === 'Subscript' || read?.kind === 'Attribute') {
    const from = model.valueOf(read.value);
    if (from) sources.push(from);
  }
  if (value.kind === 'choice') sources.push(...value.options);
  for (const [key, slot] of value.slots)
    if ((/^(key:|rest$|elements$)/.test(key) || key === SLOTS.base) && isValue(slot)) sources.push(slot);
  return sources;
}

function isValue(slot: unknown): slot is Value {
  return typeof slot === 'object' && slot !== null && 'slots' in slot;
}
