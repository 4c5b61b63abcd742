/**
 * The abstract interpreter: walks a unit in execution order and evaluates every statement over abstract values. Branches are
 * run apart and joined, loops twice, the user's functions at their call sites (bounded), and those that nobody calls
 * once with unknown arguments. What it leaves behind is the trace and the pipeline graph; it decides nothing.
 */
import type {
  Module,
  Node,
  Stmt,
  Expr,
  For,
  FunctionDef,
  ClassDef,
  Try,
  With,
  If,
  Import,
  ImportFrom,
  Lambda,
  Parameter,
} from '../syntax/ast';
import type { Unit } from '../source/unit';
import { canonicalName, isKnownApi } from '../knowledge';
import type { Context, Frame } from './frame';
import { State } from './state';
import type { Changes } from './store';
import type { CallArguments, CallRecord, StoreRecord } from './trace';
import {
  itemsOf,
  type ClassValue,
  type FunctionValue,
  type ModuleValue,
  type Slot,
  type Value,
} from './values';
import { evaluate } from './evaluate';
import { assign, deleteTarget, storeInto } from './assign';
import { elementOf, unrolled } from './iterate';

/** Calls of the user's functions are followed this deep. */
const MAX_DEPTH = 8;
/** … and each function at most this often; later calls give an unknown value. */
const MAX_RUNS_PER_FUNCTION = 12;
/** Evaluated nodes: a floor, plus this many for each node of the unit's own code. */
const BUDGET_FLOOR = 30_000;
const BUDGET_PER_CHARACTER = 1.5;

type Completion = 'normal' | 'return' | 'loop' | 'raise';

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
  private depth = 0;
  private steps = 0;
  private readonly limit: number;
  private readonly moduleFrames = new Map<Unit, ModuleValue>();

  constructor(
    readonly unit: Unit,
    readonly modules: readonly Module[],
    private readonly local?: LocalModules,
  ) {
    const size = unit.sources.reduce((sum, source) => sum + source.text.length, 0);
    this.limit = BUDGET_FLOOR + size * BUDGET_PER_CHARACTER;
  }

  /** Runs the whole unit, then what nobody called. */
  run(): Activation {
    const frame = this.newFrame({ unit: this.unit, modules: this.modules, name: '' });
    frame.locals.set('__name__', this.state.constant('__main__'));
    this.within(frame, () => {
      for (const module of this.modules) this.block(module.body);
    });
    this.runUncalled();
    return frame;
  }

  /** True once the budget is used up; calls are no longer followed and loops run once. */
  get exhausted(): boolean {
    return this.steps > this.limit;
  }

  tick(): void {
    this.steps++;
  }

  newFrame(init: Pick<Frame, 'unit' | 'modules' | 'name'> & Partial<Activation>): Activation {
    return {
      locals: new Map(),
      outer: new Map(),
      returns: [],
      exits: [],
      loopExits: [],
      stars: [],
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
      const value = frame.locals.get(name);
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

  // -------------------------------------------------------------- statements

  block(statements: readonly Stmt[]): Completion {
    for (const statement of statements) {
      const completion = this.statement(statement);
      if (completion !== 'normal') return completion;
    }
    return 'normal';
  }

  private statement(node: Stmt): Completion {
    this.tick();
    switch (node.kind) {
      case 'ExprStmt':
        evaluate(this, node.value);
        return 'normal';
      case 'Assign': {
        const value = evaluate(this, node.value);
        for (const target of node.targets) assign(this, target, value, node);
        return 'normal';
      }
      case 'AugAssign': {
        const value = evaluate(this, {
          kind: 'BinOp',
          op: node.op,
          left: node.target,
          right: node.value,
          start: node.start,
          end: node.end,
        });
        assign(this, node.target, value, node);
        return 'normal';
      }
      case 'AnnAssign': {
        const annotation = annotated(this, node.annotation, node.value ?? node.target);
        if (node.value) {
          const value = evaluate(this, node.value);
          assign(this, node.target, value.kind === 'unknown' && annotation ? annotation : value, node);
        } else if (annotation && this.frame.isClass) assign(this, node.target, annotation, node);
        return 'normal';
      }
      case 'Return': {
        this.frame.returns.push(
          node.value ? evaluate(this, node.value) : this.state.constant(null, node, this.frame.unit),
        );
        return 'return';
      }
      case 'Delete':
        for (const target of node.targets) deleteTarget(this, target, node);
        return 'normal';
      case 'Raise':
        if (node.exc) evaluate(this, node.exc);
        return 'raise';
      case 'Assert':
        evaluate(this, node.test);
        return 'normal';
      case 'Import':
        return this.import(node);
      case 'ImportFrom':
        return this.importFrom(node);
      case 'If':
        return this.if(node);
      case 'For':
        return this.for(node);
      case 'While': {
        evaluate(this, node.test);
        this.loop(node, undefined, () => this.block(node.body));
        this.block(node.orelse);
        return 'normal';
      }
      case 'Try':
        return this.try(node);
      case 'With':
        return this.with(node, 0);
      case 'FunctionDef':
        this.bind(node.name, this.functionValue(node));
        return 'normal';
      case 'ClassDef':
        this.bind(node.name, this.classValue(node));
        return 'normal';
      case 'Match': {
        evaluate(this, node.subject);
        return this.branches(
          node.cases.map((item, arm) => ({
            arm,
            node: item as Node,
            run: () => {
              for (const name of item.binds) this.bind(name.id, this.unknown(name));
              if (item.guard) evaluate(this, item.guard);
              return this.block(item.body);
            },
          })),
          true,
        );
      }
      case 'Scope':
        for (const name of node.names) this.frame.outer.set(name, node.form);
        return 'normal';
      case 'Simple':
        return node.form === 'pass' ? 'normal' : 'loop';
      case 'TypeAlias':
        return 'normal';
      case 'BadStmt':
        for (const part of node.parts) evaluate(this, part);
        this.block(node.body);
        return 'normal';
    }
  }

  private if(node: If): Completion {
    const test = evaluate(this, node.test);
    const known = decided(node.test, test);
    if (known === true) return this.block(node.body);
    if (known === false) return this.block(node.orelse);
    return this.branches(
      [
        { arm: 0, node, value: test, run: () => this.block(node.body) },
        { arm: 1, node, value: test, run: () => this.block(node.orelse) },
      ],
      false,
    );
  }

  /** Runs alternatives from the same state and joins what they leave. `open`: possibly none of them runs. */
  private branches(
    arms: readonly { arm: number; node: Node; value?: Value; run: () => Completion }[],
    open: boolean,
  ): Completion {
    const { store } = this.state;
    const outcomes: Changes[] = open ? [new Map()] : [];
    let completion: Completion | undefined = open ? 'normal' : undefined;
    for (const arm of arms) {
      const mark = store.mark();
      const done = this.inContext(
        { kind: 'branch', node: arm.node, arm: arm.arm, value: arm.value },
        arm.run,
      );
      const changes = store.rollback(mark);
      if (done === 'normal') {
        outcomes.push(changes);
        completion = 'normal';
      } else {
        if (done === 'return') this.frame.exits.push(changes);
        else if (done === 'loop') this.frame.loopExits.push(changes);
        completion ??= done;
      }
    }
    if (outcomes.length > 0) store.merge(outcomes, this.state.join);
    return completion ?? 'normal';
  }

  private for(node: For): Completion {
    const iterable = evaluate(this, node.iter);
    const items = unrolled(this, iterable);
    if (items && !this.exhausted) {
      for (const item of items) {
        this.inContext({ kind: 'loop', node, value: iterable }, () => {
          assign(this, node.target, item, node);
          this.loopBody(() => this.block(node.body));
        });
      }
    } else {
      this.loop(node, iterable, () => {
        assign(this, node.target, elementOf(this, iterable, node.iter), node);
        return this.block(node.body);
      });
    }
    this.block(node.orelse);
    return 'normal';
  }

  /** Two passes: the first as the first round sees the state, the second as later rounds do. */
  loop(node: Node, value: Value | undefined, body: () => Completion): void {
    const { store } = this.state;
    this.inContext({ kind: 'loop', node, value }, () => {
      const mark = store.mark();
      this.loopBody(body);
      if (this.repeat || this.exhausted || !this.carries(mark)) return;
      const first = store.rollback(mark);
      store.merge([new Map(), first], this.state.join);
      this.repeat = true;
      try {
        this.loopBody(body);
      } finally {
        this.repeat = false;
      }
    });
  }

  private loopBody(body: () => Completion): void {
    const outer = this.frame.loopExits;
    this.frame.loopExits = [];
    body();
    const exits = this.frame.loopExits;
    if (exits.length > 0) this.state.store.merge([new Map(), ...exits], this.state.join);
    this.frame.loopExits = outer;
  }

  /** True if the loop changed something that existed before it: then later rounds see another state. */
  private carries(mark: number): boolean {
    return this.state.store.overwrites(mark);
  }

  private try(node: Try): Completion {
    const completion = this.inContext({ kind: 'try', node }, () => this.block(node.body));
    const { store } = this.state;
    for (const handler of node.handlers) {
      const mark = store.mark();
      const importFallback =
        handler.type !== undefined && /ImportError|ModuleNotFoundError/.test(nameOf(handler.type));
      const done = this.inContext({ kind: 'except', node: handler }, () => {
        if (handler.type) evaluate(this, handler.type);
        if (handler.name) this.bind(handler.name, this.unknown(handler));
        return this.block(handler.body);
      });
      const changes = store.rollback(mark);
      if (done === 'return') this.frame.exits.push(changes);
      if (done !== 'normal') continue;
      // The imported name is the one that the rest of the file is written for; the fallback stands in for it.
      if (importFallback) keepNew(changes);
      store.merge([new Map(), changes], this.state.join);
    }
    if (completion === 'normal') this.block(node.orelse);
    this.block(node.finalbody);
    return completion === 'raise' ? 'normal' : completion;
  }

  private with(node: With, index: number): Completion {
    const item = node.items[index];
    if (!item) return this.block(node.body);
    const manager = evaluate(this, item.context);
    const result = this.inContext({ kind: 'with', node, value: manager }, () => {
      if (item.target) assign(this, item.target, manager, node);
      return this.with(node, index + 1);
    });
    return result;
  }

  // -------------------------------------------------------------- imports

  private import(node: Import): Completion {
    for (const alias of node.names) {
      if (this.frame.unit === this.unit) this.imports.push({ name: alias.name, node, unit: this.frame.unit });
      const local = this.localModule(alias.name, 0);
      if (alias.asname) this.bind(alias.asname, local ?? this.state.api(canonicalName(alias.name)));
      else {
        const top = alias.name.split('.')[0]!;
        if (local && top === alias.name) this.bind(top, local);
        else if (!(this.frame.locals.get(top)?.kind === 'module')) this.bind(top, this.state.api(top));
      }
    }
    return 'normal';
  }

  private importFrom(node: ImportFrom): Completion {
    const own = this.frame.unit === this.unit;
    const local = this.localModule(node.module, node.level);
    if (own && node.level === 0 && node.module !== '__future__')
      this.imports.push({ name: node.module, node, unit: this.frame.unit });
    if (node.star) {
      if (local?.kind === 'module')
        for (const [name, value] of local.frame.locals) if (!name.startsWith('_')) this.bind(name, value);
      if (!local) {
        const module = this.frame.module ?? this.frame;
        module.stars.push(canonicalName(node.module));
        if (node.module.startsWith('fastai.')) {
          for (const [name, target] of [
            ['np', 'numpy'],
            ['pd', 'pandas'],
            ['torch', 'torch'],
            ['nn', 'torch.nn'],
            ['F', 'torch.nn.functional'],
          ] as const) {
            if (!this.frame.locals.has(name)) this.bind(name, this.state.api(target));
          }
        }
      }
      return 'normal';
    }
    for (const alias of node.names) {
      let value: Value | undefined;
      if (local?.kind === 'module') {
        value =
          local.frame.locals.get(alias.name) ??
          this.localModule(node.module ? `${node.module}.${alias.name}` : alias.name, node.level) ??
          this.unknown(alias);
      } else {
        const sub = this.localModule(node.module ? `${node.module}.${alias.name}` : alias.name, node.level);
        value =
          sub ??
          (node.level > 0
            ? this.unknown(alias)
            : this.state.api(canonicalName(`${node.module}.${alias.name}`)));
      }
      this.bind(alias.asname ?? alias.name, value);
    }
    return 'normal';
  }

  /** A module of the project's own, run once. */
  private localModule(name: string, level: number): ModuleValue | undefined {
    const resolved = this.local?.resolve(name, level, this.frame.unit);
    if (!resolved || resolved.unit === this.unit) return undefined;
    const known = this.moduleFrames.get(resolved.unit);
    if (known) return known;
    const frame = this.newFrame({ unit: resolved.unit, modules: resolved.modules, name: '' });
    frame.locals.set('__name__', this.state.constant(name));
    const value: ModuleValue = { kind: 'module', id: this.state.nextId(), slots: new Map(), frame };
    this.moduleFrames.set(resolved.unit, value);
    if (this.depth < MAX_DEPTH && !this.exhausted) {
      this.depth++;
      const context = this.context;
      this.context = undefined;
      this.within(frame, () => {
        for (const module of resolved.modules) this.block(module.body);
      });
      this.context = context;
      this.depth--;
    }
    return value;
  }

  // -------------------------------------------------------------- functions and classes

  functionValue(def: FunctionDef | Lambda, owner?: ClassValue): FunctionValue {
    const decorators =
      def.kind === 'FunctionDef' ? def.decorators.map((decorator) => evaluate(this, decorator)) : [];
    for (const parameter of def.params) if (parameter.default) evaluate(this, parameter.default);
    const value: FunctionValue = {
      kind: 'function',
      id: this.state.nextId(),
      origin: def,
      unit: this.frame.unit,
      slots: new Map(),
      def,
      closure: this.frame,
      decorators,
      owner,
    };
    if (this.frame.unit === this.unit && def.kind === 'FunctionDef') {
      if (!this.functionByDef.has(def)) this.functions.push(value);
      this.functionByDef.set(def, value);
    }
    return value;
  }

  private classValue(def: ClassDef): ClassValue {
    for (const decorator of def.decorators) evaluate(this, decorator);
    const bases = def.args
      .filter((argument) => !argument.name)
      .map((argument) => evaluate(this, argument.value));
    const value: ClassValue = {
      kind: 'class',
      id: this.state.nextId(),
      origin: def,
      unit: this.frame.unit,
      slots: new Map(),
      def,
      bases,
      closure: this.frame,
    };
    const body = this.newFrame({
      unit: this.frame.unit,
      modules: this.frame.modules,
      name: def.name,
      closure: this.frame,
      caller: this.frame,
      module: this.frame.module ?? this.frame,
      isClass: true,
    });
    this.within(body, () => {
      for (const statement of def.body) {
        if (statement.kind === 'FunctionDef') this.bind(statement.name, this.functionValue(statement, value));
        else this.statement(statement);
      }
    });
    for (const [name, attribute] of body.locals) value.slots.set(`attr:${name}`, attribute as Slot);
    if (this.frame.unit === this.unit) this.classes.push(value);
    return value;
  }

  /** Calls a user's function with these arguments; unknown where it may not be followed. */
  invoke(fn: FunctionValue, args: CallArguments, callSite: Node | undefined): Value {
    const { def } = fn;
    const runs = this.runs.get(def) ?? 0;
    if (
      this.depth >= MAX_DEPTH ||
      runs >= MAX_RUNS_PER_FUNCTION ||
      (this.exhausted && runs > 0) ||
      this.isRunning(def)
    )
      return this.unknown(callSite ?? def);
    this.runs.set(def, runs + 1);
    const closure = fn.closure as Activation;
    const owner = fn.owner?.def.name;
    const name = def.kind === 'Lambda' ? '<lambda>' : owner ? `${owner}.${def.name}` : def.name;
    const frame = this.newFrame({
      unit: closure.unit,
      modules: closure.modules,
      def,
      name,
      closure,
      caller: callSite ? this.frame : undefined,
      callSite,
      module: closure.module ?? closure,
      uncalled: callSite === undefined,
    });
    this.depth++;
    const outer = this.context;
    if (callSite === undefined) this.context = undefined;
    try {
      return this.inContext({ kind: 'call', node: callSite ?? def }, () =>
        this.withDecorators(fn.decorators, def, 0, () =>
          this.within(frame, () => {
            this.bindParameters(def.params, fn, args);
            if (def.kind === 'Lambda') return evaluate(this, def.body);
            this.block(def.body);
            this.mergeExits(frame);
            return (
              this.state.joinAll(frame.returns) ?? this.state.constant(null, callSite ?? def, frame.unit)
            );
          }),
        ),
      );
    } finally {
      this.context = outer;
      this.depth--;
    }
  }

  /** A decorator such as `@torch.no_grad()` surrounds the body as a with-block would. */
  private withDecorators<T>(decorators: readonly Value[], node: Node, index: number, run: () => T): T {
    const decorator = decorators[index];
    if (!decorator) return run();
    return this.inContext({ kind: 'with', node, value: decorator }, () =>
      this.withDecorators(decorators, node, index + 1, run),
    );
  }

  private mergeExits(frame: Activation): void {
    if (frame.exits.length === 0) return;
    for (const changes of frame.exits) changes.delete(frame.locals);
    this.state.store.merge([new Map(), ...frame.exits], this.state.join);
  }

  isRunning(def: Node): boolean {
    for (let frame: Activation | undefined = this.frame; frame; frame = frame.caller)
      if (frame.def === def) return true;
    return false;
  }

  private bindParameters(params: readonly Parameter[], fn: FunctionValue, args: CallArguments): void {
    const isStatic = fn.decorators.some(
      (decorator) => decorator.kind === 'api' && decorator.name === 'builtins.staticmethod',
    );
    const positional = fn.self && !isStatic ? [fn.self, ...args.positional] : args.positional;
    let index = 0;
    for (const parameter of params) {
      if (parameter.star === 1) {
        const rest = positional.slice(index);
        index = positional.length;
        if (parameter.name)
          this.bind(
            parameter.name,
            this.state.sequence('tuple', rest, parameter, this.frame.unit, !args.hasStar),
          );
        else index = Infinity;
        continue;
      }
      if (parameter.star === 2) {
        const mapping = this.state.mapping(parameter, this.frame.unit);
        for (const [name, value] of args.keywords)
          if (!params.some((p) => p.name === name)) mapping.slots.set(`key:${name}`, value as Slot);
        if (args.hasDoubleStar || this.frame.uncalled) mapping.slots.set('open', 'yes');
        this.bind(parameter.name, mapping);
        continue;
      }
      const given =
        (index < positional.length ? positional[index] : undefined) ?? args.keywords.get(parameter.name);
      index++;
      this.bind(parameter.name, given ?? this.missingArgument(parameter));
    }
  }

  /** A parameter that got no argument: its default when called, anything when nobody calls. */
  private missingArgument(parameter: Parameter): Value {
    if (parameter.default && !this.frame.uncalled) return evaluate(this, parameter.default);
    const typed = parameter.annotation && annotated(this, parameter.annotation, parameter);
    return typed ?? this.state.unknown(parameter, this.frame.unit, { parameter: parameter.name });
  }

  private runUncalled(): void {
    const none: CallArguments = { positional: [], keywords: new Map(), hasStar: false, hasDoubleStar: false };
    for (const cls of this.classes) {
      if (this.instances.has(cls.def)) continue;
      const instance = this.state.object(libraryBase(cls) ?? '', cls.def, cls.unit, { cls });
      this.instances.set(cls.def, instance);
      const init = cls.slots.get('attr:__init__');
      if (isFunction(init) && !this.runs.has(init.def)) this.callUncalled({ ...init, self: instance }, none);
    }
    for (let i = 0; i < this.functions.length; i++) {
      const fn = this.functions[i]!;
      if (this.runs.has(fn.def)) continue;
      this.callUncalled({ ...fn, self: fn.owner && this.instances.get(fn.owner.def) }, none);
    }
  }

  private callUncalled(fn: FunctionValue, args: CallArguments): void {
    this.within(fn.closure as Activation, () => this.invoke(fn, args, undefined));
  }

  // -------------------------------------------------------------- records

  recordStore(record: Omit<StoreRecord, 'order' | 'unit' | 'frame' | 'context' | 'repeat'>): void {
    this.stores.push({
      ...record,
      order: this.order++,
      unit: this.frame.unit,
      frame: this.frame,
      context: this.context,
      repeat: this.repeat,
    });
  }

  storeInto(base: Value, key: string, value: Value): void {
    storeInto(this, base, key, value);
  }

  items(value: Value): readonly Value[] | undefined {
    return itemsOf(value);
  }
}

function isFunction(slot: Slot): slot is FunctionValue {
  return typeof slot === 'object' && slot !== null && 'kind' in slot && slot.kind === 'function';
}

/** The library class that a user's class derives from, through other user's classes. */
export function libraryBase(cls: ClassValue, depth = 0): string | undefined {
  if (depth > 10) return undefined;
  for (const base of cls.bases) {
    if (base.kind === 'api' && base.name !== 'builtins.object') return base.name;
    if (base.kind === 'class') {
      const found = libraryBase(base, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}

/** Looks a method or class attribute up along the user's classes. */
export function classAttribute(cls: ClassValue, name: string, depth = 0): Value | undefined {
  const own = cls.slots.get(`attr:${name}`) as Value | undefined;
  if (own || depth > 10) return own;
  for (const base of cls.bases) {
    if (base.kind !== 'class') continue;
    const found = classAttribute(base, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** The value that an annotation promises: `df: pd.DataFrame`, `model: nn.Module`, `Optional[pd.Series]`. */
function annotated(interpreter: Interpreter, annotation: Expr, origin: Node): Value | undefined {
  let node = annotation;
  if (node.kind === 'Subscript' && /Optional$/.test(nameOf(node.value))) node = node.index;
  if (node.kind === 'BinOp' && node.op === '|') node = node.left;
  if (node.kind !== 'Name' && node.kind !== 'Attribute') return undefined;
  const value = evaluate(interpreter, node);
  if (value.kind === 'api' && !value.name.startsWith('builtins.') && !value.name.startsWith('typing.'))
    return interpreter.state.object(value.name, origin, interpreter.frame.unit);
  if (value.kind === 'class') {
    const known = interpreter.instances.get(value.def);
    return (
      known ??
      interpreter.state.object(libraryBase(value) ?? '', origin, interpreter.frame.unit, { cls: value })
    );
  }
  return undefined;
}

function nameOf(node: Expr): string {
  if (node.kind === 'Name') return node.id;
  if (node.kind === 'Attribute') return node.attr;
  if (node.kind === 'Tuple') return node.elements.map(nameOf).join(' ');
  return '';
}

/** What an `if` decides where that is certain: literal booleans and the `__main__` guard. */
function decided(test: Expr, value: Value): boolean | undefined {
  if (test.kind === 'Constant' && typeof test.value === 'boolean') return test.value;
  if (
    test.kind === 'Compare' &&
    test.left.kind === 'Name' &&
    test.left.id === '__name__' &&
    value.kind === 'constant'
  )
    return value.value === true;
  return undefined;
}

/** Drops from a fallback's changes what the main path has set. */
function keepNew(changes: Changes): void {
  for (const [map, keys] of changes) for (const key of keys.keys()) if (map.has(key)) keys.delete(key);
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
