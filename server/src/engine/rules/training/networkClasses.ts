/** The classes of a unit that are networks or layers, and their methods. */
import { LAYERS_WITH_WEIGHTS } from '../../knowledge/deepLearning';
import { familyOf } from '../../knowledge';
import { libraryBase } from '../../semantics/classes';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { typeOf, type ClassValue, type Value } from '../../semantics/values';
import type { FunctionDef } from '../../syntax/ast';
import { walk } from '../../syntax/visit';

export interface NetworkClass {
  readonly value: ClassValue;
  readonly library: 'torch' | 'keras';
}

const KERAS_BASE = /^keras\.(Model|Sequential|models\.(Model|Sequential)|layers\.\w+|Layer)$/;

/** The classes that derive from `nn.Module` (also through Lightning), or from a Keras model or layer. */
export function networkClasses(model: Model): NetworkClass[] {
  return model.classes.flatMap((value): NetworkClass[] => {
    const base = libraryBase(value) ?? '';
    if (familyOf(base) === 'module') return [{ value, library: 'torch' }];
    return KERAS_BASE.test(base) ? [{ value, library: 'keras' }] : [];
  });
}

/** A method that the class defines itself. */
export function methodOf({ value }: NetworkClass, name: string): FunctionDef | undefined {
  return value.def.body.find(
    (statement): statement is FunctionDef => statement.kind === 'FunctionDef' && statement.name === name,
  );
}

/** The method that computes the output: `forward`, or Keras's `call`. */
export function forwardOf(network: NetworkClass): FunctionDef | undefined {
  return methodOf(network, network.library === 'torch' ? 'forward' : 'call');
}

/** What a method calls its instance by: `self`. */
export function selfName({ params }: FunctionDef): string {
  return params[0]?.name ?? 'self';
}

/** Calls that stand in the body of a method, not in what it calls. */
export function callsIn(model: Model, method: FunctionDef): readonly CallRecord[] {
  return model.calls.filter(({ frame }) => frame.def === method);
}

/** True for a layer that holds weights: of a library, or of a class of the unit that makes such layers. */
export function hasWeights(model: Model, value: Value | undefined): boolean {
  if (value?.kind !== 'object') return false;
  if (!value.cls) return LAYERS_WITH_WEIGHTS.test(typeOf(value) ?? '');
  let found = false;
  walk(value.cls.def.body, (node) => {
    if (found || node.kind !== 'Call') return;
    const made = model.valueOf(node.func);
    found = made?.kind === 'api' && LAYERS_WITH_WEIGHTS.test(made.name);
  });
  return found;
}
