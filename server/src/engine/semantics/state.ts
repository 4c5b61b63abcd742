/** Making, joining and changing abstract values. Shared by all parts of the interpreter. */
import type { Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import { DataGraph, type DataNode, type RowSet } from './data';
import { Store } from './store';
import {
  SLOTS,
  Slots,
  isData,
  itemsOf,
  optionsOf,
  type ApiValue,
  type ChoiceValue,
  type ConstantValue,
  type MappingValue,
  type MethodValue,
  type ObjectValue,
  type SequenceValue,
  type Slot,
  type UnknownValue,
  type Value,
} from './values';
import type { CallRecord } from './trace';
import { familyOf } from '../knowledge';

/** More alternatives than this are forgotten: the value is then unknown. */
const MAX_OPTIONS = 4;
/** Lists that hold themselves, or lists of lists beyond need, are not joined deeper than this. */
const MAX_JOIN_DEPTH = 6;

const DATA_FAMILIES = new Set([
  'frame',
  'series',
  'array',
  'tensor',
  'index',
  'groupby',
  'hf-dataset',
  'dataset',
  'loader',
  'statistic',
]);

export class State {
  readonly store = new Store();
  readonly graph = new DataGraph();
  private ids = 0;
  private readonly apis = new Map<string, ApiValue>();

  nextId(): number {
    return this.ids++;
  }

  unknown(origin?: Node, unit?: Unit, extra?: { parameter?: string; record?: CallRecord }): UnknownValue {
    return {
      kind: 'unknown',
      id: this.ids++,
      origin,
      unit,
      slots: new Slots(),
      parameter: extra?.parameter,
      record: extra?.record,
    };
  }

  constant(value: string | number | boolean | null, origin?: Node, unit?: Unit): ConstantValue {
    return { kind: 'constant', id: this.ids++, origin, unit, slots: new Slots(), value };
  }

  api(name: string): ApiValue {
    let value = this.apis.get(name);
    if (!value) this.apis.set(name, (value = { kind: 'api', id: this.ids++, slots: new Slots(), name }));
    return value;
  }

  method(receiver: Value, name: string, origin?: Node, unit?: Unit): MethodValue {
    return { kind: 'method', id: this.ids++, origin, unit, slots: new Slots(), receiver, name };
  }

  object(type: string, origin?: Node, unit?: Unit, extra?: Pick<ObjectValue, 'cls' | 'record'>): ObjectValue {
    return {
      kind: 'object',
      id: this.ids++,
      origin,
      unit,
      slots: new Slots(),
      type,
      cls: extra?.cls,
      record: extra?.record,
    };
  }

  /** `exact` false: elements of this kind, in unknown number. */
  sequence(
    form: SequenceValue['form'],
    items: readonly Value[],
    origin?: Node,
    unit?: Unit,
    exact = true,
  ): SequenceValue {
    const slots = new Slots().set(exact ? SLOTS.items : 'elements', items);
    return { kind: 'sequence', id: this.ids++, origin, unit, slots, form };
  }

  mapping(origin?: Node, unit?: Unit): MappingValue {
    return { kind: 'mapping', id: this.ids++, origin, unit, slots: new Slots() };
  }

  choice(options: readonly Value[], origin?: Node, unit?: Unit): ChoiceValue {
    return { kind: 'choice', id: this.ids++, origin, unit, slots: new Slots(), options };
  }

  /** A value of a library type that holds the rows of `data`; of unknown type if `type` is not given. */
  withData(type: string | undefined, data: DataNode, origin?: Node, unit?: Unit, record?: CallRecord): Value {
    const value = type ? this.object(type, origin, unit, { record }) : this.unknown(origin, unit, { record });
    value.slots.set(SLOTS.data, data);
    return value;
  }

  /** The current version of a value's rows. `undefined` for what holds none (constants, functions, models …). */
  currentData(value: Value | undefined): DataNode | undefined {
    const slot = value?.slots.get(SLOTS.data);
    return isData(slot) ? slot : undefined;
  }

  /** The rows of a value that is used as data: an unknown value or untracked array gets rows of its own. */
  dataOf(value: Value | undefined, at: Node, unit: Unit): DataNode | undefined {
    if (!value) return undefined;
    const current = this.currentData(value);
    if (current) return current;
    if (value.kind === 'choice') {
      const nodes = value.options
        .map((option) => this.dataOf(option, at, unit))
        .filter((node) => node !== undefined);
      return nodes.length === 0 ? undefined : nodes.reduce((a, b) => this.joinData(a, b));
    }
    const holdsRows =
      value.kind === 'unknown' || (value.kind === 'object' && DATA_FAMILIES.has(familyOf(value.type) ?? ''));
    if (!holdsRows) return undefined;
    const node = this.graph.root(
      value.origin ?? at,
      value.unit ?? unit,
      value.kind === 'unknown' && value.parameter ? 'parameter' : 'unknown',
    );
    value.slots.set(SLOTS.data, node);
    return node;
  }

  setData(value: Value, data: DataNode): void {
    this.store.set(value.slots, SLOTS.data, data as Slot);
  }

  /** One of two versions of rows. */
  joinData(a: DataNode, b: DataNode): DataNode {
    if (a === b) return a;
    const rows: RowSet = a.rows === b.rows ? a.rows : this.graph.rows('choice', [a.rows, b.rows]);
    return this.graph.node(
      rows,
      [
        { kind: 'choice', from: a },
        { kind: 'choice', from: b },
      ],
      b.at,
      b.unit,
      'choice',
    );
  }

  /** Join of what two paths left in one place (a name or a slot). */
  readonly join = (a: unknown, b: unknown): unknown => {
    if (a === undefined || a === b) return b;
    if (b === undefined) return a;
    if (typeof a === 'string' || typeof b === 'string') return 'mixed';
    if (Array.isArray(a) && Array.isArray(b))
      return a.length === b.length && a.every((x, i) => x === b[i])
        ? a
        : [...new Set<unknown>([...(a as unknown[]), ...(b as unknown[])])];
    if (isData(a as Slot) && isData(b as Slot)) return this.joinData(a as DataNode, b as DataNode);
    return this.joinValues(a as Value, b as Value);
  };

  joinValues(a: Value, b: Value, depth = 0): Value {
    if (depth > MAX_JOIN_DEPTH) return this.unknown(b.origin, b.unit);
    if (a === b) return a;
    if (a.kind === 'constant' && b.kind === 'constant' && a.value === b.value) return a;
    if (a.kind === 'constant' && a.value === null) return b;
    if (b.kind === 'constant' && b.value === null) return a;
    const dataA = this.currentData(a);
    const dataB = this.currentData(b);
    if (dataA && dataB) {
      const type = a.kind === 'object' && b.kind === 'object' && a.type === b.type ? a.type : undefined;
      return this.withData(type, this.joinData(dataA, dataB), b.origin, b.unit);
    }
    if (a.kind === 'sequence' && b.kind === 'sequence') {
      const [itemsA, itemsB] = [itemsOf(a), itemsOf(b)];
      if (itemsA && itemsB && itemsA.length === itemsB.length) {
        return this.sequence(
          b.form,
          itemsA.map((item, i) => this.joinValues(item, itemsB[i]!, depth + 1)),
          b.origin,
          b.unit,
        );
      }
      const all = [...(itemsA ?? this.elements(a)), ...(itemsB ?? this.elements(b))];
      return this.sequence(b.form, all.slice(0, MAX_OPTIONS), b.origin, b.unit, false);
    }
    if (a.kind === 'unknown' && b.kind === 'unknown') return dataA ? a : b;
    const options = [...new Set([...optionsOf(a), ...optionsOf(b)])];
    if (options.length > MAX_OPTIONS) return this.unknown(b.origin, b.unit);
    return this.choice(options, b.origin, b.unit);
  }

  joinAll(values: readonly Value[]): Value | undefined {
    return values.length === 0 ? undefined : values.reduce((a, b) => this.joinValues(a, b));
  }

  /** The elements known of a sequence, exact or not. */
  elements(value: SequenceValue): readonly Value[] {
    return (value.slots.get(SLOTS.items) ?? value.slots.get('elements') ?? []) as readonly Value[];
  }
}
