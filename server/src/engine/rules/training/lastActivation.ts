/** What gives a value its range: the activation in the expression, in `forward`, or as the last layer, or a bare linear layer. */
import { familyOf } from '../../knowledge';
import type { Model } from '../../semantics/model';
import { argument, hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import { constantOf, isNone, itemsOf, typeOf, type ObjectValue, type Value } from '../../semantics/values';
import type { Unit } from '../../source/unit';
import type { Argument, Call, FunctionDef, Return } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

export interface LastActivation {
  /** `linear`: a layer of weights with no activation after it, so that any number may come out. */
  readonly kind: 'softmax' | 'sigmoid' | 'log_softmax' | 'linear';
  /** Size of the layer, where it says so: number of outputs per row. */
  readonly size?: number;
  readonly library: 'torch' | 'keras';
  /** The call that applies it, or makes the layer that does. */
  readonly node: Call;
  readonly unit: Unit | undefined;
  readonly record: CallRecord;
  /** The argument of a `Sequential` that is the layer. */
  readonly entry?: { readonly call: Call; readonly argument: Argument };
}

/** Change the shape or the place of a tensor, not its values. */
const KEEPS_VALUES =
  /^torch\.Tensor\.(squeeze|unsqueeze|view|reshape|flatten|float|to|cuda|cpu|contiguous|permute|transpose)$/;
const MAX_DEPTH = 8;

const resultIndex = new WeakMap<Model, ReadonlyMap<Value, CallRecord>>();

/** The call that a value is the result of. */
export function producerOf(model: Model, value: Value): CallRecord | undefined {
  let found = resultIndex.get(model);
  if (!found) {
    // The first call that gave a value made it; calls of functions and modules hand it on.
    const first = new Map<Value, CallRecord>();
    for (const record of model.trace) if (!first.has(record.result)) first.set(record.result, record);
    resultIndex.set(model, (found = first));
  }
  return found.get(value);
}

/** The activation that a value comes straight out of, if it is certainly one. */
export function activationBehind(
  model: Model,
  value: Value | undefined,
  depth = 0,
): LastActivation | undefined {
  const record = value && producerOf(model, value);
  if (!record || depth > MAX_DEPTH) return undefined;
  const { name, receiver, node, unit } = record;
  if (KEEPS_VALUES.test(name)) return activationBehind(model, receiver, depth + 1);
  const applied =
    /^(torch(?:\.nn\.functional|\.Tensor)?|tensorflow\.nn|keras\.activations|keras\.ops)\.(softmax|sigmoid|log_softmax)$/.exec(
      name,
    ) ??
    /^(torch\.nn)\.(Softmax|Sigmoid|LogSoftmax|Linear)\.__call__$/.exec(name) ??
    (name === 'tensorflow.sigmoid' ? ['', 'tensorflow', 'sigmoid'] : null);
  if (applied)
    return {
      kind: kindOf(applied[2]!),
      size: receiver?.kind === 'object' ? sizeOf(receiver) : undefined,
      library: applied[1]!.startsWith('torch') ? 'torch' : 'keras',
      node,
      unit,
      record,
    };
  if (!name.endsWith('.__call__') || receiver?.kind !== 'object') return undefined;
  if (receiver.cls) return returned(model, receiver.cls.def.body.find(isForward), depth);
  if (receiver.type === 'keras.layers.Activation' && receiver.record) {
    const given = argument(receiver.record, 'activation', 0);
    if (constantOf(given) === 'linear') return activationBehind(model, record.args.positional[0], depth + 1);
  }
  return receiver.type.startsWith('keras.') && !/^keras\.(Sequential|Model)$/.test(receiver.type)
    ? layerActivation(receiver)
    : lastLayer(model, receiver, depth + 1);
}

function isForward(statement: { readonly kind: string }): statement is FunctionDef {
  return statement.kind === 'FunctionDef' && /^(forward|call)$/.test((statement as FunctionDef).name);
}

/** What every `return` of a `forward` gives. */
function returned(model: Model, forward: FunctionDef | undefined, depth: number): LastActivation | undefined {
  const returns: Return[] = [];
  if (forward)
    walk(forward.body, (node) => {
      if (node.kind === 'FunctionDef' || node.kind === 'Lambda') return false;
      if (node.kind === 'Return') returns.push(node);
      return true;
    });
  const [only] = returns;
  // Several returns: which of them the loss is given is not known.
  return returns.length === 1 && only?.value
    ? activationBehind(model, model.valueOf(only.value), depth + 1)
    : undefined;
}

/** The last layer of a network that is a sequence of layers, or of Keras's functional form. */
export function lastLayer(model: Model, network: Value | undefined, depth = 0): LastActivation | undefined {
  if (network?.kind !== 'object' || network.cls || !network.record || depth > MAX_DEPTH) return undefined;
  const { record, type } = network;
  if (type === 'keras.Model') return activationBehind(model, argument(record, 'outputs', 1), depth + 1);
  if (!/^(torch\.nn|keras)\.Sequential$/.test(type)) return undefined;
  const added = model.trace.filter(
    ({ receiver, method }) =>
      receiver === network && /^(add|append|insert|extend|add_module|pop)$/.test(method),
  );
  if (added.some(({ method }) => method !== 'add')) return undefined;
  const given = type === 'keras.Sequential' ? itemsOf(argument(record, 'layers', 0)) : record.args.positional;
  const layer = added.at(-1)?.args.positional[0] ?? given?.at(-1);
  if (layer?.kind !== 'object' || record.args.hasStar) return undefined;
  if (type === 'keras.Sequential') return layerActivation(layer) ?? lastLayer(model, layer, depth + 1);
  const kind = /^torch\.nn\.(Softmax|Sigmoid|LogSoftmax|Linear)$/.exec(layer.type)?.[1];
  if (!kind || !layer.record) return lastLayer(model, layer, depth + 1);
  const entry = record.node.args.at(-1);
  return {
    kind: kindOf(kind),
    size: sizeOf(layer),
    library: 'torch',
    node: layer.record.node,
    unit: layer.record.unit,
    record: layer.record,
    entry: entry?.value === layer.record.node ? { call: record.node, argument: entry } : undefined,
  };
}

function kindOf(name: string): LastActivation['kind'] {
  return (name === 'LogSoftmax' ? 'log_softmax' : name.toLowerCase()) as LastActivation['kind'];
}

/** `nn.Linear(64, 10)`, `Dense(10)`: 10 */
function sizeOf({ type, record }: ObjectValue): number | undefined {
  const given =
    type === 'torch.nn.Linear'
      ? record && argument(record, 'out_features', 1)
      : type === 'keras.layers.Dense'
        ? record && argument(record, 'units', 0)
        : undefined;
  const size = constantOf(given);
  return typeof size === 'number' ? size : undefined;
}

/** `Dense(10, activation="softmax")`, `Activation("sigmoid")`, `Softmax()` */
function layerActivation(layer: Value): LastActivation | undefined {
  const type = typeOf(layer);
  const record = layer.kind === 'object' ? layer.record : undefined;
  if (!type?.startsWith('keras.layers.') || !record || familyOf(type) === 'keras-model') return undefined;
  const isDense = type === 'keras.layers.Dense';
  const given = argument(
    record,
    'activation',
    isDense ? 1 : type === 'keras.layers.Activation' ? 0 : undefined,
  );
  const name = given?.kind === 'api' ? given.name.slice(given.name.lastIndexOf('.') + 1) : constantOf(given);
  const isLinear = isDense && !hasHiddenArguments(record) && (!given || isNone(given) || name === 'linear');
  const kind =
    type === 'keras.layers.Softmax' ? 'softmax' : isLinear ? 'linear' : name === 'linear' ? undefined : name;
  return kind === 'softmax' || kind === 'sigmoid' || kind === 'log_softmax' || kind === 'linear'
    ? {
        kind,
        size: layer.kind === 'object' ? sizeOf(layer) : undefined,
        library: 'keras',
        node: record.node,
        unit: record.unit,
        record,
      }
    : undefined;
}
