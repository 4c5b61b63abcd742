/** What happened, in execution order: the events that rules ask about. */
import type { Assign, AugAssign, AnnAssign, Attribute, Call, Delete, Node, Subscript } from '../syntax/ast';
import type { Unit } from '../source/unit';
import type { DataNode, Split } from './data';
import type { Context, Frame } from './frame';
import type { Value } from './values';
import type { Effect } from '../knowledge/fact';

/** Arguments of a call, evaluated; starred ones are noted, not spread. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly hasStar: boolean;
  readonly hasDoubleStar: boolean;
}

/** One evaluated call of something that is not the user's own function. */
export interface CallRecord {
  readonly node: Call;
  readonly unit: Unit;
  /** Running number: execution order over the whole unit. */
  readonly order: number;
  /**
   * Canonical name: `sklearn.metrics.roc_auc_score`; for methods `<type>.<method>` (`pandas.DataFrame.iterrows`), or
   * `?.<method>` where the receiver's type is unknown.
   */
  readonly name: string;
  /** Last part of the name. */
  readonly method: string;
  readonly receiver?: Value;
  readonly args: CallArguments;
  readonly frame: Frame;
  readonly context?: Context;
  /** True in a second pass over a loop's body. */
  readonly repeat: boolean;
  /** What the call does, as the knowledge tables say. */
  readonly effect?: Effect;
  /** Versions of rows that went in, as they were at the time (features first, then labels). */
  data: readonly DataNode[];
  result: Value;
  /** Version of rows that came out. */
  output?: DataNode;
  /** Mode of a torch module at the time of a forward pass: `train`, `eval`, or undefined if not known. */
  mode?: string;
  split?: Split;
  /** Fits of the receiver that had happened by then, for predictions, transforms and scores. */
  fits?: readonly CallRecord[];
}

/** A store through a subscript or attribute: `df["a"] = …`, `df["a"][0] += 1`, `del df["a"]`. */
export interface StoreRecord {
  readonly statement: Assign | AugAssign | AnnAssign | Delete | Node;
  readonly target: Subscript | Attribute;
  /** The object stored into (`df` in `df["a"] = 1`). */
  readonly base: Value;
  readonly value: Value | undefined;
  readonly order: number;
  readonly unit: Unit;
  readonly frame: Frame;
  readonly context?: Context;
  readonly repeat: boolean;
}

/** The argument for a parameter, by keyword or by position (0-based; omit the position for keyword-only ones). */
export function argument(
  record: { readonly args: CallArguments },
  name: string,
  position?: number,
): Value | undefined {
  return (
    record.args.keywords.get(name) ?? (position === undefined ? undefined : record.args.positional[position])
  );
}

/** True if the call may have been given arguments that cannot be seen (`*args`, `**kwargs`). */
export function hasHiddenArguments(record: CallRecord): boolean {
  return record.args.hasStar || record.args.hasDoubleStar;
}

/**
 * Where an event shows in the analysed unit: its own call, or, if it happened inside another module of the project, the call
 * in `unit` that led there. That is where a person who reads `unit` would mend it.
 */
export function siteIn(unit: Unit, record: CallRecord): Node | undefined {
  if (record.unit === unit) return record.node;
  for (let frame: Frame | undefined = record.frame; frame; frame = frame.caller) {
    if (frame.callSite && frame.caller?.unit === unit) return frame.callSite;
  }
  return undefined;
}
