/** Evaluates calls: dispatch to library knowledge, to the user's functions and classes, or to nothing known. */
import type { Call } from '../syntax/ast';
import { classFact, familyOf, functionFact, methodFact, type ApiFact } from '../knowledge';
import { frameMethods } from '../knowledge/dataframes';
import { TORCH_METHODS } from '../knowledge/deepLearning';
import { builtin, collectionMethod } from './builtins';
import { applyEffect, modeOf } from './effects';
import { attribute, evaluate } from './evaluate';
import { classAttribute, libraryBase } from './classes';
import { invoke } from './functions';
import type { Interpreter } from './interpreter';
import { recordCall, type RecordInit } from './record';
import type { CallArguments, CallRecord } from './trace';
import {
  SLOTS,
  itemsOf,
  typeOf,
  type ClassValue,
  type FunctionValue,
  type ObjectValue,
  type Slot,
  type Value,
} from './values';

export function call(it: Interpreter, node: Call): Value {
  const { func } = node;
  if (func.kind === 'Attribute') {
    const receiver = evaluate(it, func.value);
    if (receiver.kind === 'api' || receiver.kind === 'module' || receiver.kind === 'class') {
      const callee = attribute(it, receiver, func);
      it.values.set(func, callee);
      const args = evaluateArguments(it, node);
      // `Base.method(self, …)`
      return invokeValue(it, callee, args, node);
    }
    const args = evaluateArguments(it, node);
    return callMethod(it, receiver, func.attr, args, node);
  }
  const callee = evaluate(it, func);
  if (callee.kind === 'api' && callee.name === 'builtins.super') return superObject(it, node);
  return invokeValue(it, callee, evaluateArguments(it, node), node);
}

function evaluateArguments(it: Interpreter, node: Call): CallArguments {
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  let hasStar = false;
  let hasDoubleStar = false;
  for (const argument of node.args) {
    const value = evaluate(it, argument.value);
    if (argument.name !== undefined) keywords.set(argument.name, value);
    else if (argument.star === 0) positional.push(value);
    else if (argument.star === 1) {
      const items = itemsOf(value);
      if (items) positional.push(...items);
      else hasStar = true;
    } else {
      let known = value.kind === 'mapping' && !value.slots.has('open') && !value.slots.has('rest');
      if (value.kind === 'mapping') {
        for (const [slot, inner] of value.slots)
          if (slot.startsWith('key:') && !keywords.has(slot.slice(4)))
            keywords.set(slot.slice(4), inner as Value);
      } else known = false;
      if (!known) hasDoubleStar = true;
    }
  }
  return { positional, keywords, hasStar, hasDoubleStar };
}

/** Calls a value with evaluated arguments. */
export function invokeValue(it: Interpreter, callee: Value, args: CallArguments, node: Call): Value {
  switch (callee.kind) {
    case 'api':
      return callApi(it, callee.name, args, node);
    case 'method':
      return callMethod(it, callee.receiver, callee.name, args, node);
    case 'function':
      return invoke(it, callee, args, node);
    case 'class':
      return instantiate(it, callee, args, node);
    case 'object':
      return callObject(it, callee, args, node);
    case 'choice':
      return (
        it.state.joinAll(
          callee.options
            .filter((option) => option.kind !== 'constant')
            .map((option) => invokeValue(it, option, args, node)),
        ) ?? it.unknown(node)
      );
    default: {
      const name = node.func.kind === 'Name' ? `?${node.func.id}` : '?';
      return record(it, { name, args, node, receiver: callee }).result;
    }
  }
}

/** Calls of library functions and classes by qualified name. */
function callApi(it: Interpreter, name: string, args: CallArguments, node: Call): Value {
  if (name.startsWith('builtins.')) return builtin(it, name, args, node);
  const fact = functionFact(name);
  const type = fact ? undefined : classFact(name);
  if (fact || !type) {
    const entry = record(it, { name, args, node, fact });
    if (fact) return finish(it, entry, fact);
    const last = name.slice(name.lastIndexOf('.') + 1);
    // A class of a library that no table describes: an object of that type.
    if (/^[A-Z]/.test(last)) return (entry.result = constructed(it, name, args, node, entry));
    return entry.result;
  }
  const entry = record(it, { name, args, node });
  return (entry.result = constructed(it, name, args, node, entry));
}

function constructed(
  it: Interpreter,
  type: string,
  args: CallArguments,
  node: Call,
  entry: CallRecord,
): ObjectValue {
  const { state } = it;
  const object = state.object(type, node, it.frame.unit, { record: entry });
  const family = familyOf(type);
  if (
    family === 'pipeline' ||
    type === 'sklearn.compose.ColumnTransformer' ||
    type === 'sklearn.pipeline.FeatureUnion'
  )
    pipelineSteps(it, object, args);
  if (family === 'loader' || family === 'dataset') {
    const data =
      args.positional
        .map((value) => state.dataOf(value, node, it.frame.unit))
        .find((found) => found !== undefined) ??
      state.dataOf(args.keywords.get('dataset'), node, it.frame.unit);
    if (data) object.slots.set(SLOTS.data, data);
  }
  return object;
}

function pipelineSteps(it: Interpreter, object: ObjectValue, args: CallArguments): void {
  const steps: Value[] = [];
  const list = args.keywords.get('steps') ?? args.keywords.get('transformers') ?? args.positional[0];
  for (const item of itemsOf(list) ?? []) {
    const parts = itemsOf(item);
    const step = parts?.[1];
    if (!step) continue;
    steps.push(step);
    const name = parts[0]?.kind === 'constant' ? String(parts[0].value) : undefined;
    if (name) object.slots.set(`step:${name}`, step as Slot);
  }
  object.slots.set(SLOTS.items, steps);
}

/** Calls a method by name on any receiver. */
export function callMethod(
  it: Interpreter,
  receiver: Value,
  name: string,
  args: CallArguments,
  node: Call,
): Value {
  const { state } = it;
  switch (receiver.kind) {
    case 'choice': {
      const options = receiver.options.filter((option) => option.kind !== 'constant');
      return (
        state.joinAll(options.map((option) => callMethod(it, option, name, args, node))) ?? it.unknown(node)
      );
    }
    case 'object':
      return objectMethod(it, receiver, name, args, node);
    case 'unknown': {
      const own = receiver.slots.get(`attr:${name}`) as Value | undefined;
      if (own && own.kind !== 'unknown') return invokeValue(it, own, args, node);
      return unknownMethod(it, receiver, name, args, node);
    }
    case 'sequence':
    case 'mapping':
    case 'constant':
      return collectionMethod(it, receiver, name, args, node);
    default:
      return record(it, { name: `?.${name}`, args, node, receiver }).result;
  }
}

function objectMethod(
  it: Interpreter,
  receiver: ObjectValue,
  name: string,
  args: CallArguments,
  node: Call,
): Value {
  const own =
    (receiver.slots.get(`attr:${name}`) as Value | undefined) ??
    (receiver.cls && classAttribute(receiver.cls, name));
  if (own?.kind === 'function') {
    const isClassMethod = own.decorators.some(
      (decorator) => decorator.kind === 'api' && decorator.name === 'builtins.classmethod',
    );
    const result = invoke(it, own.self || isClassMethod ? own : { ...own, self: receiver }, args, node);
    noteForward(it, receiver, name, args, node, result);
    return result;
  }
  if (own) return invokeValue(it, own, args, node);
  if (name === 'fit_transform' && receiver.cls && classAttribute(receiver.cls, 'transform')) {
    // TransformerMixin: fit, then transform.
    callMethod(it, receiver, 'fit', args, node);
    return callMethod(it, receiver, 'transform', { ...args, positional: args.positional.slice(0, 1) }, node);
  }
  const fact = methodFact(receiver.type, name);
  const entry = record(it, { name: `${receiver.type || '?'}.${name}`, args, node, receiver, fact });
  return fact ? finish(it, entry, fact) : entry.result;
}

/** `model(x)` and `model.forward(x)` of a user's module are forward passes too. */
function noteForward(
  it: Interpreter,
  receiver: ObjectValue,
  name: string,
  args: CallArguments,
  node: Call,
  result: Value,
): void {
  if (name !== 'forward' || familyOf(receiver.type) !== 'module') return;
  const entry = record(it, {
    name: `${receiver.type}.forward`,
    args,
    node,
    receiver,
    fact: { effect: 'forward' },
  });
  entry.mode = modeOf(receiver);
  entry.result = result;
}

function unknownMethod(
  it: Interpreter,
  receiver: Value,
  name: string,
  args: CallArguments,
  node: Call,
): Value {
  const imports = (library: string): boolean =>
    it.imports.some((item) => item.name === library || item.name.startsWith(library + '.'));
  let fact: ApiFact | undefined;
  if (Object.hasOwn(TORCH_METHODS, name) && imports('torch')) fact = TORCH_METHODS[name];
  // Rows of an unknown value are followed through pandas' methods; its type stays unknown.
  else if (Object.hasOwn(frameMethods, name) && (imports('pandas') || imports('numpy'))) {
    const known = frameMethods[name]!;
    if (known.effect !== 'none' && known.effect !== 'group')
      fact = { ...known, returns: known.returns === 'statistic' ? 'statistic' : undefined };
  }
  const entry = record(it, { name: `?.${name}`, args, node, receiver, fact });
  return fact ? finish(it, entry, fact) : entry.result;
}

function callObject(it: Interpreter, callee: ObjectValue, args: CallArguments, node: Call): Value {
  const family = familyOf(callee.type);
  const own =
    callee.cls &&
    (classAttribute(callee.cls, '__call__') ??
      (family === 'module' ? classAttribute(callee.cls, 'forward') : classAttribute(callee.cls, 'call')));
  let result: Value | undefined;
  if (own?.kind === 'function' && !it.runs.has(own.def))
    result = invoke(it, { ...own, self: callee }, args, node);
  if (family === 'module') {
    const entry = record(it, {
      name: `${callee.type}.__call__`,
      args,
      node,
      receiver: callee,
      fact: { effect: 'forward' },
    });
    entry.mode = modeOf(callee);
    const tensor =
      result && typeOf(result)
        ? result
        : it.state.object('torch.Tensor', node, it.frame.unit, { record: entry });
    return (entry.result = tensor);
  }
  if (own?.kind === 'function' && !result) result = invoke(it, { ...own, self: callee }, args, node);
  const entry = record(it, { name: `${callee.type || '?'}.__call__`, args, node, receiver: callee });
  if (result) entry.result = result;
  return entry.result;
}

function instantiate(it: Interpreter, cls: ClassValue, args: CallArguments, node: Call): Value {
  const base = libraryBase(cls);
  const instance = it.state.object(base ?? '', node, it.frame.unit, { cls });
  it.instances.set(cls.def, instance);
  const init = classAttribute(cls, '__init__');
  if (init?.kind === 'function') invoke(it, { ...init, self: instance }, args, node);
  else bindFields(instance, args);
  const entry = record(it, { name: `class:${cls.def.name}`, args, node });
  entry.result = instance;
  return instance;
}

/** A dataclass or pydantic model: keyword arguments become attributes. */
function bindFields(instance: ObjectValue, args: CallArguments): void {
  for (const [name, value] of args.keywords) instance.slots.set(`attr:${name}`, value as Slot);
}

/** `super()`: the instance, seen as its base class. */
function superObject(it: Interpreter, node: Call): Value {
  let frame: typeof it.frame | undefined = it.frame;
  while (frame && !frame.def) frame = frame.closure;
  const self = frame?.def?.params[0] && frame.locals.get(frame.def.params[0].name);
  if (self?.kind !== 'object' || !self.cls) return it.unknown(node);
  const parent = self.cls.bases.find((base): base is ClassValue => base.kind === 'class');
  return { ...self, cls: parent };
}

// ------------------------------------------------------------------ records

function record(it: Interpreter, init: RecordInit): CallRecord {
  const entry = recordCall(it, init);
  runLambdas(it, init.args);
  return entry;
}

/** A lambda that is handed to a library is called by it, with arguments that we don't know. */
function runLambdas(it: Interpreter, args: CallArguments): void {
  for (const value of args.positional) if (isLambda(value)) invoke(it, value, UNKNOWN_ARGUMENTS, value.def);
  for (const value of args.keywords.values())
    if (isLambda(value)) invoke(it, value, UNKNOWN_ARGUMENTS, value.def);
}

const UNKNOWN_ARGUMENTS: CallArguments = {
  positional: [],
  keywords: new Map(),
  hasStar: true,
  hasDoubleStar: true,
};

function isLambda(value: Value): value is FunctionValue {
  return value.kind === 'function' && value.def.kind === 'Lambda';
}

function finish(it: Interpreter, entry: CallRecord, fact: ApiFact): Value {
  entry.result = applyEffect(it, entry, fact);
  return entry.result;
}
