/** The file that a call loads: what names it, whether the same program wrote it, whether its content was verified. */
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { constantOf, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Expr } from '../../syntax/ast';

/** The expression that names the file: the path given to `open`, where the load takes the open file. */
export function pathNode(model: Model, record: CallRecord): Expr | undefined {
  const argumentNode = record.node.args[0]?.value;
  const value = argumentNode && model.valueOf(argumentNode);
  const opened = typeOf(value) === 'io.File' && value?.kind === 'object' ? value.record : undefined;
  return opened && opened.unit === model.unit ? opened.node.args[0]?.value : argumentNode;
}

/** The path as the user wrote it, if it is short. */
export function sourceText(model: Model, record: CallRecord): string {
  const node = pathNode(model, record);
  const text = node ? textOf(model.unit, node).replace(/\s+/g, ' ') : '';
  return text !== '' && text.length <= 60 ? text : 'it';
}

/** The same program saves to the same path. */
export function wasWrittenHere(model: Model, record: CallRecord, source: Value | undefined): boolean {
  const path = pathOf(model, record);
  return model.trace.some((other) => {
    const saves =
      other.effect === 'save' || /\.to_pickle$|^numpy\.(save|savez|savez_compressed)$/.test(other.name);
    if (!saves) return false;
    return (
      other.args.positional.some((value) => value === source) ||
      (path !== undefined && writtenPaths(model, other).includes(path))
    );
  });
}

function pathOf(model: Model, record: CallRecord): string | undefined {
  const node = pathNode(model, record);
  const value = node && model.valueOf(node);
  const constant = constantOf(value);
  if (typeof constant === 'string') return constant;
  if (node?.kind === 'String') return node.value;
  return node ? textOf(model.unit, node).replace(/\s+/g, '') : undefined;
}

function writtenPaths(model: Model, record: CallRecord): string[] {
  return record.node.args.flatMap(({ value: node }) => {
    const value = model.valueOf(node);
    const opened = value?.kind === 'object' && value.type === 'io.File' ? value.record : undefined;
    const place = opened?.node.args[0]?.value ?? node;
    const constant = place.kind === 'String' ? place.value : constantOf(model.valueOf(place));
    return [
      typeof constant === 'string'
        ? constant
        : textOf(opened?.unit ?? record.unit, place).replace(/\s+/g, ''),
    ];
  });
}

/** A hash was computed on the way to the load, in the same function or one that calls it. */
export function isVerified(model: Model, record: CallRecord): boolean {
  return model.trace.some((other) => {
    if (other.order > record.order || !/^(hashlib|hmac)\./.test(other.name)) return false;
    for (let frame: typeof record.frame | undefined = record.frame; frame; frame = frame.caller) {
      for (let inner: typeof frame | undefined = other.frame; inner; inner = inner.caller)
        if (inner === frame && frame.def) return true;
      if (!frame.def && other.frame === frame) return true;
    }
    return false;
  });
}
