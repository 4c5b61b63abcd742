/** Notes calls in the trace. */
import type { ApiFact } from '../knowledge';
import type { Call } from '../syntax/ast';
import type { Interpreter } from './interpreter';
import type { CallArguments, CallRecord } from './trace';
import type { UnknownValue, Value } from './values';

export interface RecordInit {
  readonly name: string;
  readonly args: CallArguments;
  readonly node: Call;
  readonly receiver?: Value;
  readonly fact?: ApiFact;
}

const NO_DATA: readonly never[] = [];

/** Adds a call to the trace. Its result is unknown until somebody who knows better sets it; it says which call gave it. */
export function recordCall(it: Interpreter, { name, args, node, receiver, fact }: RecordInit): CallRecord {
  const { state, frame } = it;
  const entry = {
    node,
    unit: frame.unit,
    order: it.order++,
    name,
    method: name.slice(name.lastIndexOf('.') + 1),
    receiver,
    args,
    frame,
    context: it.context,
    repeat: it.repeat,
    effect: fact?.effect,
    data: NO_DATA,
    result: undefined as unknown as UnknownValue,
  } satisfies CallRecord;
  entry.result = state.unknown(node, frame.unit, { record: entry });
  it.trace.push(entry);
  return entry;
}
