/** Which modules behave differently in training and in evaluation, as far as the code shows. */
import { MODE_DEPENDENT_LAYERS, READY_MADE_NETWORKS } from '../../knowledge/deepLearning';
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import {
  constantOf,
  typeOf,
  type ClassValue,
  type ObjectValue,
  type Slot,
  type Value,
} from '../../semantics/values';
import type { ClassDef } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

/** Dropout that stays on by intent: to estimate uncertainty from several passes. */
export function isMonteCarlo({ unit }: Model): boolean {
  return unit.sources.some(({ text }) => /monte.?carlo|mc_?dropout|mc dropout/i.test(text));
}

/** The name of a layer in a module that depends on the mode (`Dropout`, `BatchNorm2d` …); undefined if none is known. */
export function modeDependentLayer(model: Model, module: Value): string | undefined {
  return search(model, module, new Set());
}

/** True if one of two modules is a part of the other. */
export function areRelated(a: Value, b: Value): boolean {
  return a === b || partsOf(a).has(b) || partsOf(b).has(a);
}

function search(model: Model, value: Value, seen: Set<Value>): string | undefined {
  if (seen.has(value) || seen.size > MAX_PARTS) return undefined;
  seen.add(value);
  if (value.kind === 'object') {
    const own = ownLayer(model, value);
    if (own) return own;
  }
  for (const part of [...directParts(value), ...addedParts(model, value)]) {
    const found = search(model, part, seen);
    if (found) return found;
  }
  return undefined;
}

const MAX_PARTS = 400;

function ownLayer(model: Model, value: ObjectValue): string | undefined {
  const { type, record, cls } = value;
  if (cls) return layerInClass(model, cls);
  if (MODE_DEPENDENT_LAYERS.test(type)) return type.slice(type.lastIndexOf('.') + 1);
  if (READY_MADE_NETWORKS.has(type)) return 'batch normalisation';
  // Dropout between recurrent layers and in attention is an argument.
  const dropout = constantOf(record?.args.keywords.get('dropout'));
  return typeof dropout === 'number' && dropout > 0 && familyOf(type) === 'module' ? 'dropout' : undefined;
}

const layersOf = new WeakMap<ClassDef, string | false>();

/** A layer that a user's class makes somewhere, or a functional dropout that asks for the mode. */
function layerInClass(model: Model, { def, bases }: ClassValue): string | undefined {
  let known = layersOf.get(def);
  if (known === undefined) {
    known = false;
    walk(def.body, (node) => {
      if (known || node.kind !== 'Call') return;
      const callee = model.valueOf(node.func);
      if (callee?.kind !== 'api') return;
      const name = callee.name.slice(callee.name.lastIndexOf('.') + 1);
      if (MODE_DEPENDENT_LAYERS.test(callee.name)) known = name;
      else if (READY_MADE_NETWORKS.has(typeOf(model.valueOf(node)) ?? '')) known = 'batch normalisation';
      const training = node.args.find((argument) => argument.name === 'training')?.value;
      if (training?.kind === 'Attribute' && training.attr === 'training') known = name;
    });
    layersOf.set(def, known);
  }
  if (known !== false) return known;
  for (const base of bases) {
    const found = base.kind === 'class' ? layerInClass(model, base) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Modules that a module is made of: attributes, constructor arguments, elements of lists and dicts. */
function directParts(value: Value): Value[] {
  const parts: Value[] = [];
  const add = (slot: Slot): void => {
    if (isValue(slot)) parts.push(slot);
    else if (Array.isArray(slot))
      for (const item of slot as readonly Slot[]) if (isValue(item)) parts.push(item);
  };
  if (value.kind === 'object' && familyOf(typeOf(value)) !== 'module') return [];
  if (value.kind === 'choice') return [...value.options];
  for (const [name, slot] of value.slots) if (/^(attr:|key:|items$|elements$|rest$)/.test(name)) add(slot);
  if (value.kind === 'object' && !value.cls && value.record) {
    const { positional, keywords } = value.record.args;
    parts.push(...positional, ...keywords.values());
  }
  return parts.filter(
    (part) =>
      part.kind === 'object' || part.kind === 'sequence' || part.kind === 'mapping' || part.kind === 'choice',
  );
}

const additions = new WeakMap<Model, ReadonlyMap<Value, Value[]>>();

/** `net.add_module("drop", nn.Dropout())`, `layers.append(nn.Dropout())` */
function addedParts(model: Model, value: Value): readonly Value[] {
  let found = additions.get(model);
  if (!found) {
    const parts = new Map<Value, Value[]>();
    for (const { receiver, method, args } of model.calls)
      if (receiver?.kind === 'object' && /^(add_module|register_module|append|insert)$/.test(method))
        parts.set(receiver, [...(parts.get(receiver) ?? []), ...args.positional]);
    additions.set(model, (found = parts));
  }
  return found.get(value) ?? [];
}

function isValue(slot: Slot): slot is Value {
  return typeof slot === 'object' && slot !== null && 'slots' in slot;
}

function partsOf(value: Value): Set<Value> {
  const parts = new Set<Value>([value]);
  for (const part of parts)
    if (parts.size < MAX_PARTS) for (const inner of directParts(part)) parts.add(inner);
  return parts;
}
