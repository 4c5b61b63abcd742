/** The semantic model of a unit: what rules read. */
import type { Call, Expr, Import, ImportFrom, Module, Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import type { Effect } from '../knowledge';
import type { DataGraph } from './data';
import type { Activation, LocalModules } from './interpreter';
import { Interpreter } from './interpreter';
import { roleOf } from './roles';
import type { Role } from './summary';
import type { CallRecord, StoreRecord } from './trace';
import type { ClassValue, Value } from './values';

export interface Model {
  readonly unit: Unit;
  /** Syntax trees, one per source. */
  readonly modules: readonly Module[];
  /** Everything that was called, in execution order: other units' code and second passes of loops too. */
  readonly trace: readonly CallRecord[];
  /** Calls that stand in this unit, first passes only. What most rules want. */
  readonly calls: readonly CallRecord[];
  readonly stores: readonly StoreRecord[];
  readonly graph: DataGraph;
  readonly imports: readonly { readonly name: string; readonly node: Import | ImportFrom }[];
  /** The unit's own classes, in the order of their definitions. */
  readonly classes: readonly ClassValue[];
  /** Module frame: the unit's top-level names at the end. */
  readonly frame: Activation;
  readonly role: Role;
  /** Calls by canonical name (see CallRecord.name). */
  callsTo(...names: string[]): readonly CallRecord[];
  /** Calls with one of these effects. */
  callsWith(...effects: Effect[]): readonly CallRecord[];
  /** Value of an expression at its last evaluation. */
  valueOf(node: Expr): Value | undefined;
  /** Records of one call expression: several where its function is called several times. */
  recordsOf(node: Call): readonly CallRecord[];
  /** True if the unit imports this top-level package or dotted module. */
  imported(name: string): boolean;
  /** A readable name for a value: the variable it was last bound to, else the text of its expression. */
  nameOf(value: Value | undefined): string | undefined;
}

/** Runs the interpreter over a unit and indexes what it saw. `modules`: the parsed sources, in order. */
export function buildModel(unit: Unit, modules: readonly Module[], local?: LocalModules): Model {
  const interpreter = new Interpreter(unit, modules, local);
  const frame = interpreter.run();
  return new IndexedModel(interpreter, frame);
}

class IndexedModel implements Model {
  readonly unit: Unit;
  readonly modules: readonly Module[];
  readonly trace: readonly CallRecord[];
  readonly calls: readonly CallRecord[];
  readonly stores: readonly StoreRecord[];
  readonly graph: DataGraph;
  readonly imports: Model['imports'];
  readonly classes: readonly ClassValue[];
  private byName: Map<string, CallRecord[]> | undefined;
  private byEffect: Map<Effect, CallRecord[]> | undefined;
  private byNode: Map<Node, CallRecord[]> | undefined;
  private names: Map<Value, string> | undefined;
  private importedNames: Set<string> | undefined;
  private knownRole: Role | undefined;

  constructor(
    private readonly interpreter: Interpreter,
    readonly frame: Activation,
  ) {
    this.unit = interpreter.unit;
    this.modules = interpreter.modules;
    this.trace = interpreter.trace;
    this.calls = interpreter.trace.filter((record) => record.unit === this.unit && !record.repeat);
    this.stores = interpreter.stores.filter((record) => record.unit === this.unit && !record.repeat);
    this.graph = interpreter.state.graph;
    this.imports = interpreter.imports;
    this.classes = interpreter.classes;
  }

  get role(): Role {
    return (this.knownRole ??= roleOf(this));
  }

  callsTo(...names: string[]): readonly CallRecord[] {
    this.byName ??= index(this.calls, (record) => record.name);
    return collect(this.byName, names);
  }

  callsWith(...effects: Effect[]): readonly CallRecord[] {
    this.byEffect ??= index(this.calls, (record) => record.effect);
    return collect(this.byEffect, effects);
  }

  valueOf(node: Expr): Value | undefined {
    return this.interpreter.values.get(node);
  }

  recordsOf(node: Call): readonly CallRecord[] {
    this.byNode ??= index<Node>(this.trace, (record) => record.node);
    return this.byNode.get(node) ?? [];
  }

  imported(name: string): boolean {
    if (!this.importedNames) {
      this.importedNames = new Set();
      for (const item of this.imports) {
        const parts = item.name.split('.');
        for (let end = 1; end <= parts.length; end++) this.importedNames.add(parts.slice(0, end).join('.'));
      }
    }
    return this.importedNames.has(name);
  }

  nameOf(value: Value | undefined): string | undefined {
    if (!value) return undefined;
    if (!this.names) {
      this.names = new Map();
      for (const [node, bound] of this.interpreter.values)
        if (node.kind === 'Name' && !this.names.has(bound)) this.names.set(bound, node.id);
    }
    return this.names.get(value);
  }
}

function index<K>(
  records: readonly CallRecord[],
  key: (record: CallRecord) => K | undefined,
): Map<K, CallRecord[]> {
  const found = new Map<K, CallRecord[]>();
  for (const record of records) {
    const name = key(record);
    if (name === undefined) continue;
    const list = found.get(name);
    if (list) list.push(record);
    else found.set(name, [record]);
  }
  return found;
}

function collect<K>(map: Map<K, CallRecord[]>, keys: readonly K[]): readonly CallRecord[] {
  if (keys.length === 1) return map.get(keys[0]!) ?? [];
  return keys.flatMap((key) => map.get(key) ?? []).sort((a, b) => a.order - b.order);
}
