/** The user's functions and classes: defined, called with arguments, and run once with unknown ones if nobody calls them. */
import type { ClassDef, Expr, FunctionDef, Lambda, Node, Parameter } from '../syntax/ast';
import { libraryBase } from './classes';
import { evaluate } from './evaluate';
import { block, execute, nameOf } from './execute';
import { MAX_DEPTH, type Activation, type Interpreter } from './interpreter';
import type { CallArguments } from './trace';
import { Slots, type ClassValue, type FunctionValue, type Slot, type Value } from './values';

/** Each function is followed at most this often; later calls give an unknown value. */
const MAX_RUNS_PER_FUNCTION = 12;

export function functionValue(it: Interpreter, def: FunctionDef | Lambda, owner?: ClassValue): FunctionValue {
  const decorators =
    def.kind === 'FunctionDef' ? def.decorators.map((decorator) => evaluate(it, decorator)) : [];
  for (const parameter of def.params) if (parameter.default) evaluate(it, parameter.default);
  const value: FunctionValue = {
    kind: 'function',
    id: it.state.nextId(),
    origin: def,
    unit: it.frame.unit,
    slots: new Slots(),
    def,
    closure: it.frame,
    decorators,
    owner,
  };
  if (it.frame.unit === it.unit && def.kind === 'FunctionDef') {
    if (!it.functionByDef.has(def)) it.functions.push(value);
    it.functionByDef.set(def, value);
  }
  return value;
}

export function classValue(it: Interpreter, def: ClassDef): ClassValue {
  for (const decorator of def.decorators) evaluate(it, decorator);
  const bases = def.args.filter((argument) => !argument.name).map((argument) => evaluate(it, argument.value));
  const value: ClassValue = {
    kind: 'class',
    id: it.state.nextId(),
    origin: def,
    unit: it.frame.unit,
    slots: new Slots(),
    def,
    bases,
    closure: it.frame,
  };
  const body = it.newFrame({
    unit: it.frame.unit,
    modules: it.frame.modules,
    name: def.name,
    closure: it.frame,
    caller: it.frame,
    module: it.frame.module ?? it.frame,
    isClass: true,
  });
  it.within(body, () => {
    for (const statement of def.body) {
      if (statement.kind === 'FunctionDef') it.bind(statement.name, functionValue(it, statement, value));
      else execute(it, statement);
    }
  });
  for (const [name, attribute] of body.locals) value.slots.set(`attr:${name}`, attribute as Slot);
  if (it.frame.unit === it.unit) it.classes.push(value);
  return value;
}

/** Calls a user's function with these arguments; unknown where it may not be followed. */
export function invoke(
  it: Interpreter,
  fn: FunctionValue,
  args: CallArguments,
  callSite: Node | undefined,
): Value {
  const { def } = fn;
  const runs = it.runs.get(def) ?? 0;
  if (
    it.depth >= MAX_DEPTH ||
    runs >= MAX_RUNS_PER_FUNCTION ||
    !it.mayFollow((fn.closure as Activation).unit, runs) ||
    isRunning(it, def)
  )
    return it.unknown(callSite ?? def);
  it.runs.set(def, runs + 1);
  const closure = fn.closure as Activation;
  const owner = fn.owner?.def.name;
  const name = def.kind === 'Lambda' ? '<lambda>' : owner ? `${owner}.${def.name}` : def.name;
  const frame = it.newFrame({
    unit: closure.unit,
    modules: closure.modules,
    def,
    name,
    closure,
    caller: callSite ? it.frame : undefined,
    callSite,
    module: closure.module ?? closure,
    uncalled: callSite === undefined,
  });
  it.depth++;
  const outer = it.context;
  if (callSite === undefined) it.context = undefined;
  try {
    return it.inContext({ kind: 'call', node: callSite ?? def }, () =>
      withDecorators(it, fn.decorators, def, 0, () =>
        it.within(frame, () => {
          bindParameters(it, def.params, fn, args);
          if (def.kind === 'Lambda') return evaluate(it, def.body);
          block(it, def.body);
          mergeExits(it, frame);
          return it.state.joinAll(frame.returns) ?? it.state.constant(null, callSite ?? def, frame.unit);
        }),
      ),
    );
  } finally {
    it.context = outer;
    it.depth--;
  }
}

/** A decorator such as `@torch.no_grad()` surrounds the body as a with-block would. */
function withDecorators<T>(
  it: Interpreter,
  decorators: readonly Value[],
  node: Node,
  index: number,
  run: () => T,
): T {
  const decorator = decorators[index];
  if (!decorator) return run();
  return it.inContext({ kind: 'with', node, value: decorator }, () =>
    withDecorators(it, decorators, node, index + 1, run),
  );
}

function mergeExits(it: Interpreter, frame: Activation): void {
  if (frame.exits.length === 0) return;
  for (const changes of frame.exits) changes.delete(frame.locals);
  it.state.store.merge([new Map(), ...frame.exits], it.state.join);
}

export function isRunning(it: Interpreter, def: Node): boolean {
  for (let frame: Activation | undefined = it.frame; frame; frame = frame.caller)
    if (frame.def === def) return true;
  return false;
}

function bindParameters(
  it: Interpreter,
  params: readonly Parameter[],
  fn: FunctionValue,
  args: CallArguments,
): void {
  const isMarked = (name: string): boolean =>
    fn.decorators.some((decorator) => decorator.kind === 'api' && decorator.name === `builtins.${name}`);
  // Whatever it is called on, a class method is given the class.
  const ofInstance = fn.self?.kind === 'object' ? fn.self.cls : undefined;
  const first = isMarked('classmethod') ? (ofInstance ?? fn.self ?? fn.owner) : fn.self;
  const positional = first && !isMarked('staticmethod') ? [first, ...args.positional] : args.positional;
  let index = 0;
  for (const parameter of params) {
    if (parameter.star === 1) {
      const rest = positional.slice(index);
      index = positional.length;
      if (parameter.name)
        it.bind(parameter.name, it.state.sequence('tuple', rest, parameter, it.frame.unit, !args.hasStar));
      else index = Infinity;
      continue;
    }
    if (parameter.star === 2) {
      const mapping = it.state.mapping(parameter, it.frame.unit);
      for (const [name, value] of args.keywords)
        if (!params.some((p) => p.name === name)) mapping.slots.set(`key:${name}`, value as Slot);
      if (args.hasDoubleStar || it.frame.uncalled) mapping.slots.set('open', 'yes');
      it.bind(parameter.name, mapping);
      continue;
    }
    const given =
      (index < positional.length ? positional[index] : undefined) ?? args.keywords.get(parameter.name);
    index++;
    it.bind(parameter.name, given ?? missingArgument(it, parameter));
  }
}

/** A parameter that got no argument: its default when called, anything when nobody calls. */
function missingArgument(it: Interpreter, parameter: Parameter): Value {
  if (parameter.default && !it.frame.uncalled) return evaluate(it, parameter.default);
  const typed = parameter.annotation && annotated(it, parameter.annotation, parameter);
  return typed ?? it.state.unknown(parameter, it.frame.unit, { parameter: parameter.name });
}

export function runUncalled(it: Interpreter): void {
  const none: CallArguments = { positional: [], keywords: new Map(), hasStar: false, hasDoubleStar: false };
  for (const cls of it.classes) {
    if (it.instances.has(cls.def)) continue;
    const instance = it.state.object(libraryBase(cls) ?? '', cls.def, cls.unit, { cls });
    it.instances.set(cls.def, instance);
    const init = cls.slots.get('attr:__init__');
    if (isFunction(init) && !it.runs.has(init.def)) callUncalled(it, { ...init, self: instance }, none);
  }
  for (let i = 0; i < it.functions.length; i++) {
    const fn = it.functions[i]!;
    if (it.runs.has(fn.def)) continue;
    callUncalled(it, { ...fn, self: fn.owner && it.instances.get(fn.owner.def) }, none);
  }
}

function callUncalled(it: Interpreter, fn: FunctionValue, args: CallArguments): void {
  it.within(fn.closure as Activation, () => invoke(it, fn, args, undefined));
}

function isFunction(slot: Slot): slot is FunctionValue {
  return typeof slot === 'object' && slot !== null && 'kind' in slot && slot.kind === 'function';
}

/** The value that an annotation promises: `df: pd.DataFrame`, `model: nn.Module`, `Optional[pd.Series]`. */
export function annotated(interpreter: Interpreter, annotation: Expr, origin: Node): Value | undefined {
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
