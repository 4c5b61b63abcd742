/**
 * The abstract interpreter: walks a unit in execution order and evaluates every statement over abstract values. Branches are
 * run apart and joined, loops twice, the user's functions at their call sites (bounded), and those that nobody calls
 * once with unknown arguments. What it leaves behind is the trace and the pipeline graph; it decides nothing.
 */
import type { ClassDef, Import, ImportFrom, Module, Node } from '../syntax/ast';
import type { Unit } from '../source/unit';
import { canonicalName, isKnownApi } from '../knowledge';
import { block } from './execute';
import type { Context, Frame } from './frame';
import { runUncalled } from './functions';
import { memberOf } from './imports';
import { State } from './state';
import type { Changes } from './store';
import type { CallRecord, StoreRecord } from './trace';
import type { ClassValue, FunctionValue, ModuleValue, Value } from './values';

/** Calls of the user's functions are followed this deep. */
export const MAX_DEPTH = 8;
/** Evaluated nodes: a floor, plus this many for each node of the unit's own code. */
const BUDGET_FLOOR = 30_000;
const BUDGET_PER_CHARACTER = 1.5;
/** Evaluated nodes of the project's other modules, in all. */
const FOREIGN_BUDGET = 8_000;

/** Gives a local module's unit and syntax trees. */
export interface LocalModules {
  resolve(module: string, level: number, from: Unit): { unit: Unit; modules: readonly Module[] } | undefined;
}

/** A frame while it runs. */
export interface Activation extends Frame {
  readonly returns: Value[];
  /** State at `return` statements inside branches. */
  readonly exits: Changes[];
  /** State at `break` and `continue` of the innermost loop. */
  loopExits: Changes[];
  readonly stars: string[];
  /** Imports of another module that have been put off, by the name they bind. */
  readonly lazy: Map<string, () => Value>;
  readonly closure?: Activation;
  readonly caller?: Activation;
  readonly module?: Activation;
}

export class Interpreter {
  readonly state = new State();
  readonly trace: CallRecord[] = [];
  readonly stores: StoreRecord[] = [];
  /** Value of each evaluated expression; of the last evaluation where there were several. */
  readonly values = new Map<Node, Value>();
  /** Every user function and class met, for those that nobody calls. */
  readonly functions: FunctionValue[] = [];
  readonly classes: ClassValue[] = [];
  readonly functionByDef = new Map<Node, FunctionValue>();
  /** Qualified names of everything imported in the unit itself, with the import statement. */
  readonly imports: { readonly name: string; readonly node: Import | ImportFrom; readonly unit: Unit }[] = [];
  /** An instance of each user class, to run its uncalled methods on. */
  readonly instances = new Map<ClassDef, Value>();
  readonly runs = new Map<Node, number>();
  frame!: Activation;
  context: Context | undefined;
  repeat = false;
  order = 0;
  depth = 0;
  private steps = 0;
  private foreignSteps = 0;
  private readonly limit: number;
  readonly moduleFrames = new Map<Unit, ModuleValue>();

  constructor(
    readonly unit: Unit,
    readonly modules: readonly Module[],
    readonly local?: LocalModules,
  ) {
    const size = unit.sources.reduce((sum, source) => sum + source.text.length, 0);
    this.limit = BUDGET_FLOOR + size * BUDGET_PER_CHARACTER;
  }

  /** Runs the whole unit, then what nobody called. */
  run(): Activation {
    const frame = this.newFrame({ unit: this.unit, modules: this.modules, name: '' });
    frame.locals.set('__name__', this.state.constant('__main__'));
    this.within(frame, () => {
      for (const module of this.modules) block(this, module.body);
    });
    runUncalled(this);
    return frame;
  }

  /**
   * True once the budget is used up: loops then run once, calls are followed only into functions of the unit itself that have not
   * run yet. Modules of the project have a smaller budget of their own.
   */
  get exhausted(): boolean {
    return this.frame.unit === this.unit ? this.steps > this.limit : this.foreignSteps > FOREIGN_BUDGET;
  }

  /** Counts an evaluated node. */
  tick(): void {
    if (this.frame.unit === this.unit) this.steps++;
    else this.foreignSteps++;
  }

  /** False where a call is not followed any more: see `exhausted`. */
  mayFollow(unit: Unit, runs: number): boolean {
    if (unit !== this.unit) return this.foreignSteps <= FOREIGN_BUDGET && this.steps <= this.limit;
    return runs === 0 || this.steps <= this.limit;
  }

  newFrame(init: Pick<Frame, 'unit' | 'modules' | 'name'> & Partial<Activation>): Activation {
    return {
      locals: new Map(),
      outer: new Map(),
      returns: [],
      exits: [],
      loopExits: [],
      stars: [],
      lazy: new Map(),
      uncalled: false,
      ...init,
    };
  }

  within<T>(frame: Activation, run: () => T): T {
    const outer = this.frame;
    this.frame = frame;
    try {
      return run();
    } finally {
      this.frame = outer;
    }
  }

  inContext<T>(context: Omit<Context, 'parent' | 'frame'>, run: () => T): T {
    const outer = this.context;
    this.context = { ...context, frame: this.frame, parent: outer };
    try {
      return run();
    } finally {
      this.context = outer;
    }
  }

  unknown(node: Node): Value {
    return this.state.unknown(node, this.frame.unit);
  }

  // -------------------------------------------------------------- names

  lookup(name: string, node: Node): Value {
    for (let frame: Activation | undefined = this.frame; frame; frame = frame.closure) {
      if (frame.isClass && frame !== this.frame) continue;
      const value = memberOf(this, frame, name);
      if (value) return value;
    }
    const module = this.frame.module ?? this.frame;
    for (let i = module.stars.length - 1; i >= 0; i--) {
      const qualified = canonicalName(`${module.stars[i]}.${name}`);
      if (isKnownApi(qualified)) return this.state.api(qualified);
    }
    if (module.stars.length === 0 && BUILTINS.has(name)) return this.state.api(`builtins.${name}`);
    if (BUILTINS.has(name)) return this.state.api(`builtins.${name}`);
    const value = this.unknown(node);
    // Not bound anywhere we know: the same unknown for every later use, without making the name defined.
    module.locals.set(name, value);
    return value;
  }

  bind(name: string, value: Value): void {
    let frame = this.frame;
    const outer = frame.outer.get(name);
    if (outer === 'global') frame = frame.module ?? frame;
    else if (outer === 'nonlocal') {
      for (let at = frame.closure; at; at = at.closure)
        if (at.locals.has(name)) {
          frame = at;
          break;
        }
    }
    this.state.store.set(frame.locals, name, value);
  }

  // -------------------------------------------------------------- records

  recordStore(record: Omit<StoreRecord, 'order' | 'unit' | 'frame' | 'context' | 'repeat'>): void {
    const { statement, target, base, value } = record;
    this.stores.push({
      statement,
      target,
      base,
      value,
      order: this.order++,
      unit: this.frame.unit,
      frame: this.frame,
      context: this.context,
      repeat: this.repeat,
    });
  }
}

/** Names of Python's builtins that code may call. */
const BUILTINS: ReadonlySet<string> = new Set(
  (
    'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod ' +
    'enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list ' +
    'locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod ' +
    'str sum super tuple type vars zip __import__ unicode xrange raw_input reduce'
  ).split(' '),
);
