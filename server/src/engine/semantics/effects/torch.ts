/** Effects on torch modules. */
import { constantOf, SLOTS, type Value } from '../values';
import type { Interpreter } from '../interpreter';
import type { CallRecord } from '../trace';
import { returned, type Handler } from './shared';

export function mode(value: 'train' | 'eval'): Handler {
  return (it, record, fact) => {
    const flag = constantOf(record.args.positional[0] ?? record.args.keywords.get('mode'));
    const set = value === 'train' && flag === false ? 'eval' : value;
    if (record.receiver) it.state.store.set(record.receiver.slots, SLOTS.mode, set);
    return returned(it, record, fact);
  };
}

export function forward(it: Interpreter, record: CallRecord): Value {
  record.mode = modeOf(record.receiver);
  return it.state.object('torch.Tensor', record.node, record.unit, { record });
}

/** `train`, `eval`, `mixed` (it depends on the path), or undefined where no mode was set. */
export function modeOf(module: Value | undefined): string | undefined {
  const state = module?.slots.get(SLOTS.mode);
  return typeof state === 'string' ? state : undefined;
}
