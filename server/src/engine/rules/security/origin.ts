/** Where a path, a stream or bytes come from, as far as the code shows it. */
import { contextsOf } from '../../semantics/frame';
import { routeOf } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { SLOTS, constantOf, itemsOf, type Value } from '../../semantics/values';

/**
 * `literal`: a fixed local path; `network`: downloaded; `request`: given by whoever calls a service; `memory`: made by this
 * program; `variable`: anything else (an argument, a setting, a parameter).
 */
export type Origin = 'literal' | 'network' | 'request' | 'memory' | 'variable';

const NETWORK =
  /^(requests|httpx|urllib|urllib3|aiohttp|boto3|google\.cloud|azure\.storage|wget|gdown|ftplib|paramiko|huggingface_hub)\b/;
/** Calls that only put a path together, or open it. */
const TRANSPARENT =
  /^(os\.path\.|os\.fspath|pathlib\.|builtins\.open|builtins\.str|io\.|gzip\.open|bz2\.open|lzma\.open|zipfile\.|codecs\.open|tempfile\.)|^io\.File\.|^\?\.(open|joinpath|read|resolve|absolute|joinpath|format)$/;
const MEMORY = /\.(dumps|getvalue|to_pickle)$/;
const WORST: readonly Origin[] = ['memory', 'literal', 'variable', 'request', 'network'];

/** The origin of a value; of a value put together of several, the worst. */
export function originOf(value: Value | undefined, record: CallRecord, depth = 0): Origin {
  if (!value || depth > 8) return 'variable';
  const constant = constantOf(value);
  if (typeof constant === 'string')
    return /^(https?|ftp|s3|gs|az):\/\//.test(constant) ? 'network' : 'literal';
  if (constant !== undefined) return 'literal';
  if (value.kind === 'choice')
    return worst(value.options.map((option) => originOf(option, record, depth + 1)));
  if (value.kind === 'sequence')
    return worst((itemsOf(value) ?? []).map((item) => originOf(item, record, depth + 1)));
  const made = 'record' in value ? value.record : undefined;
  if (made) return originOfCall(made, record, depth);
  const base = value.slots.get(SLOTS.base);
  if (base) return originOf(base as Value, record, depth + 1);
  if (value.kind === 'unknown' && value.parameter !== undefined)
    return isInHandler(record) ? 'request' : 'variable';
  return value.origin?.kind === 'FString' && value.origin.parts.every((part) => typeof part === 'string')
    ? 'literal'
    : 'variable';
}

function originOfCall(made: CallRecord, record: CallRecord, depth: number): Origin {
  if (NETWORK.test(made.name)) return 'network';
  if (MEMORY.test(made.name)) return 'memory';
  if (!TRANSPARENT.test(made.name))
    return isInHandler(made) && /^\?\.(read|file|body|get_data)$/.test(made.name) ? 'request' : 'variable';
  const inputs = [
    ...(made.receiver ? [made.receiver] : []),
    ...made.args.positional.slice(0, /open$/.test(made.name) ? 1 : undefined),
  ];
  return worst(inputs.map((input) => originOf(input, record, depth + 1)));
}

function worst(origins: readonly Origin[]): Origin {
  return origins.reduce<Origin>(
    (a, b) => (WORST.indexOf(b) > WORST.indexOf(a) ? b : a),
    origins[0] ?? 'variable',
  );
}

function isInHandler(record: CallRecord): boolean {
  return (
    routeOf(record.frame) !== undefined ||
    contextsOf(record.context, 'call').some((context) => routeOf(context.frame) !== undefined)
  );
}
