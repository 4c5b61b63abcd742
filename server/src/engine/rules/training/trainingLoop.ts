/** What the rules on training loops ask of a unit. */
import { MANAGED_TRAINING } from '../../knowledge/operations';
import { contextsOf, isWithin, type Context, type Frame } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, typeOf } from '../../semantics/values';

/** True where a library runs the loop, or parts of it: Lightning, Accelerate, DeepSpeed, fastai, Ignite, Hugging Face's Trainer … */
export function isManaged(model: Model): boolean {
  return MANAGED_TRAINING.some((name) => model.imported(name));
}

/** True for a call under `no_grad` or `inference_mode`, as block or decorator, in this function or one that calls it. */
export function isWithoutGradients({ context }: CallRecord): boolean {
  return contextsOf(context, 'with').some(({ value }) => {
    if (!value) return false;
    const type = value.kind === 'api' ? value.name : typeOf(value);
    if (type === 'torch.no_grad' || type === 'torch.inference_mode') return true;
    if (type !== 'torch.set_grad_enabled' || value.kind !== 'object') return false;
    return constantOf(value.record?.args.positional[0]) === false;
  });
}

/** The loops around a call in which something is learned, innermost first: of this function or of one that calls it. */
export function learningLoops(model: Model, { context }: CallRecord): Context[] {
  return contextsOf(context, 'loop').filter((loop) =>
    model.trace.some((other) => other.effect === 'backward' && isWithin(other.context, loop)),
  );
}

/** True for what happens while a network computes its output: a part is run by the whole. */
export function isInsideForward(frame: Frame): boolean {
  for (let at: Frame | undefined = frame; at; at = at.caller)
    if (at.def?.kind === 'FunctionDef' && /^(forward|__call__|training_step)$/.test(at.def.name)) return true;
  return false;
}
