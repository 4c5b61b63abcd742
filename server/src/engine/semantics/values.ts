/**
 * Abstract values: what the interpreter knows of an expression's result. A value is an identity (aliases share it); what
 * can change about it (attributes, elements, the version of its rows, a module's mode) lies in `slots` and is written
 * through the `Store` only, so that branches can be joined.
 */
import type { ClassDef, Expr, FunctionDef, Lambda, Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import type { DataNode } from './data';
import type { Frame } from './frame';
import type { CallRecord } from './trace';

export type Slot = Value | DataNode | string | readonly Value[] | readonly CallRecord[] | undefined;

export type Value =
  | UnknownValue
  | ConstantValue
  | SequenceValue
  | MappingValue
  | ApiValue
  | MethodValue
  | FunctionValue
  | ClassValue
  | ObjectValue
  | ModuleValue
  | ChoiceValue;

/**
 * A value's slots. Most values never have any, and there are very many values: the map is made at the first write.
 */
export class Slots implements Iterable<[string, Slot]> {
  private map: Map<string, Slot> | undefined;

  get(key: string): Slot {
    return this.map?.get(key);
  }

  has(key: string): boolean {
    return this.map?.has(key) ?? false;
  }

  set(key: string, slot: Slot): this {
    (this.map ??= new Map()).set(key, slot);
    return this;
  }

  delete(key: string): boolean {
    return this.map?.delete(key) ?? false;
  }

  keys(): Iterable<string> {
    return this.map?.keys() ?? [];
  }

  values(): Iterable<Slot> {
    return this.map?.values() ?? [];
  }

  [Symbol.iterator](): Iterator<[string, Slot]> {
    return (this.map ?? NO_SLOTS)[Symbol.iterator]();
  }
}

const NO_SLOTS: readonly [string, Slot][] = [];

interface ValueBase {
  readonly id: number;
  /** The expression or definition that made it, and the unit in which that stands. */
  readonly origin?: Node;
  readonly unit?: Unit;
  /** Mutable state; see the names in `SLOTS`. */
  readonly slots: Slots;
}

/** Anything. May still hold rows (slot `data`) once it is used as data. */
export interface UnknownValue extends ValueBase {
  readonly kind: 'unknown';
  /** Name of the parameter, for a parameter of a function that nobody calls. */
  readonly parameter?: string;
  /** The call that gave it, if it was one. */
  readonly record?: CallRecord;
}

export interface ConstantValue extends ValueBase {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null;
}

/** A tuple, list or set whose elements are known (slot `items`); `exact` is false once elements may be missing. */
export interface SequenceValue extends ValueBase {
  readonly kind: 'sequence';
  readonly form: 'tuple' | 'list' | 'set';
}

/** A dict: known string or number keys are slots `key:<key>`; slot `rest` joins values under unknown keys. */
export interface MappingValue extends ValueBase {
  readonly kind: 'mapping';
}

/** A module, class or function of a library, by canonical qualified name. */
export interface ApiValue extends ValueBase {
  readonly kind: 'api';
  readonly name: string;
}

/** A method that is not called yet: `receiver.name`. */
export interface MethodValue extends ValueBase {
  readonly kind: 'method';
  readonly receiver: Value;
  readonly name: string;
}

/** A function of the user's, with the frame it closes over; `self` if bound. */
export interface FunctionValue extends ValueBase {
  readonly kind: 'function';
  readonly def: FunctionDef | Lambda;
  readonly closure: Frame;
  readonly self?: Value;
  /** The class in whose body it is defined. */
  readonly owner?: ClassValue;
  readonly decorators: readonly Value[];
}

/** A class of the user's; slots `attr:<name>` are its attributes. */
export interface ClassValue extends ValueBase {
  readonly kind: 'class';
  readonly def: ClassDef;
  readonly bases: readonly Value[];
  readonly closure: Frame;
}

/** An instance: of a library class (`type`) or of a user's class (`cls`, whose library base is then `type`). */
export interface ObjectValue extends ValueBase {
  readonly kind: 'object';
  /** Canonical name of the library type: `pandas.DataFrame`, `sklearn.svm.SVC` …; '' for a plain user's class. */
  readonly type: string;
  readonly cls?: ClassValue;
  /** The call that constructed or returned it. */
  readonly record?: CallRecord;
}

/** A module of the project's own. */
export interface ModuleValue extends ValueBase {
  readonly kind: 'module';
  readonly frame: Frame;
}

/** One of several values, depending on the path taken. */
export interface ChoiceValue extends ValueBase {
  readonly kind: 'choice';
  readonly options: readonly Value[];
}

/** Names of slots that are not attributes. Attributes of the user's are `attr:<name>`. */
export const SLOTS = {
  /** DataNode: the current version of the rows. */
  data: 'data',
  /** Value[]: elements of a sequence; pipeline steps. */
  items: 'items',
  /** CallRecord[]: fits of an estimator so far. */
  fits: 'fits',
  /** Value: what an unknown attribute was read from (`response` of `response.content`). */
  base: 'base',
  /** 'train' | 'eval': mode of a torch module. */
  mode: 'mode',
} as const;

export function isData(slot: Slot): slot is DataNode {
  return typeof slot === 'object' && slot !== null && 'rows' in slot;
}

/** The library type of an object (through the user's subclass), or undefined. */
export function typeOf(value: Value | undefined): string | undefined {
  return value?.kind === 'object' && value.type !== '' ? value.type : undefined;
}

/** The known constant, or undefined (also for None: compare `isNone`). */
export function constantOf(value: Value | undefined): string | number | boolean | undefined {
  return value?.kind === 'constant' && value.value !== null ? value.value : undefined;
}

export function isNone(value: Value | undefined): boolean {
  return value?.kind === 'constant' && value.value === null;
}

/** The elements of a known sequence, or undefined. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  return value?.kind === 'sequence'
    ? (value.slots.get(SLOTS.items) as readonly Value[] | undefined)
    : undefined;
}

/** Strings of a literal list, tuple or single string (column names); undefined if any element is no known string. */
export function stringsOf(value: Value | undefined): readonly string[] | undefined {
  const single = constantOf(value);
  if (typeof single === 'string') return [single];
  const items = itemsOf(value);
  if (!items) return undefined;
  const names = items.map(constantOf);
  return names.every((name): name is string => typeof name === 'string') ? names : undefined;
}

/** Every option of a choice, or the value alone. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.options : [value];
}

/** Expression kinds a fix can repeat without evaluating anything twice. */
export function isPlainReference(node: Expr): boolean {
  while (node.kind === 'Attribute') node = node.value;
  return node.kind === 'Name';
}
