/** What a value carries with it: the elements, attributes and wrapped objects that are stored or handed on together with it. */
import { familyOf } from '../knowledge';
import { stepsOf } from './estimators';
import type { Frame } from './frame';
import { itemsOf, type Value } from './values';

/** Values, with everything that can be reached from them. */
export function reachable(roots: Iterable<Value | undefined>): Set<Value> {
  const found = new Set<Value>();
  const open = [...roots];
  while (open.length > 0) {
    const value = open.pop();
    if (!value || found.has(value)) continue;
    found.add(value);
    open.push(...insideOf(value));
  }
  return found;
}

function insideOf(value: Value): readonly (Value | undefined)[] {
  const inside = [...value.slots]
    .filter(([key]) => /^(attr:|key:|rest$)/.test(key))
    .map(([, slot]) => slot)
    .filter(isValue);
  switch (value.kind) {
    case 'choice':
      return value.options;
    case 'sequence':
      return itemsOf(value) ?? (value.slots.get('elements') as readonly Value[] | undefined) ?? [];
    case 'mapping':
      return inside;
    case 'method':
      return [value.receiver];
    case 'unknown':
      return value.record ? [...inside, ...argumentsOf(value.record)] : inside;
    case 'object': {
      const wrapped = value.record && (familyOf(value.type) || value.cls) ? argumentsOf(value.record) : [];
      return [...inside, ...stepsOf(value), ...wrapped];
    }
    default:
      return [];
  }
}

/** The values that a call was given. */
export function argumentsOf({
  args,
}: {
  readonly args: { readonly positional: readonly Value[]; readonly keywords: ReadonlyMap<string, Value> };
}): readonly Value[] {
  return [...args.positional, ...args.keywords.values()];
}

/** The value that a name, or a dotted path from a name (`self.scaler`), had at the end of a frame; undefined if not known. */
export function lookUp(frame: Frame, path: string): Value | undefined {
  const [name, ...attributes] = path.split('.');
  let value: Value | undefined;
  for (let at: Frame | undefined = frame; at; at = at.closure) {
    if (at !== frame && at.isClass) continue;
    value = at.locals.get(name!);
    if (value) break;
  }
  for (const attribute of attributes) {
    const slot = value?.slots.get(`attr:${attribute}`);
    value = isValue(slot) ? slot : undefined;
  }
  return value;
}

function isValue(slot: unknown): slot is Value {
  return typeof slot === 'object' && slot !== null && 'kind' in slot && 'slots' in slot;
}
