/**
 * The fix shared by the leakage rules: a step that stands before a split is taken out there and done after it, on the parts.
 * Offered only for plain shapes, in which nothing else uses what the step made.
 */
import { composeEdits, deleteStatement, freshName, insertAfter, replaceNode, statementAt } from '../../fix';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import { nameIndex } from '../../syntax/nameIndex';
import { walk } from '../../syntax/visit';
import type { Assign, Call, Expr, Name, Stmt } from '../../syntax/ast';
import type { Edit } from '../rule';

/** A step `out = step.method(in…)` and the split `a, b, … = train_test_split(out…)` that follows it. */
export interface Postponement {
  readonly step: Assign;
  readonly call: Call;
  readonly split: Assign;
  readonly splitCall: Call;
  /** Names that the step binds, and the expressions that it takes, pairwise. */
  readonly outputs: readonly Name[];
  readonly inputs: readonly Expr[];
  /** Targets of the split. */
  readonly parts: readonly Name[];
}

/**
 * Recognises the plain shape: both are assignments to names in one function (or at top level), the step's outputs are used by the
 * split only, and its inputs keep their meaning until there.
 */
export function postponement(model: Model, step: CallRecord, split: CallRecord): Postponement | undefined {
  if (step.unit !== model.unit || split.unit !== model.unit || step.frame !== split.frame) return undefined;
  const stepStatement = statementAt(model, step.node.start);
  const splitStatement = statementAt(model, split.node.start);
  if (stepStatement?.kind !== 'Assign' || splitStatement?.kind !== 'Assign') return undefined;
  if (
    stepStatement.value !== step.node ||
    splitStatement.value !== split.node ||
    stepStatement.targets.length !== 1 ||
    splitStatement.targets.length !== 1
  )
    return undefined;
  if (stepStatement.start > splitStatement.start) return undefined;
  const outputs = namesIn(stepStatement.targets[0]!);
  const parts = namesIn(splitStatement.targets[0]!);
  const inputs = step.node.args
    .filter((argument) => !argument.name && argument.star === 0)
    .map((argument) => argument.value);
  if (!outputs || !parts || inputs.length !== step.node.args.length || inputs.length < outputs.length)
    return undefined;
  if (!inputs.every((input) => input.kind === 'Name')) return undefined;

  const arrays = split.node.args
    .filter((argument) => !argument.name && argument.star === 0)
    .map((argument) => argument.value);
  if (parts.length !== arrays.length * 2) return undefined;
  const outputNames = new Set(outputs.map((name) => name.id));
  const inputNames = new Set((inputs as Name[]).map((name) => name.id));
  if (![...outputNames].every((name) => arrays.some((array) => array.kind === 'Name' && array.id === name)))
    return undefined;
  if (usedElsewhere(model, outputNames, stepStatement, splitStatement, inputNames)) return undefined;
  return {
    step: stepStatement,
    call: step.node,
    split: splitStatement,
    splitCall: split.node,
    outputs,
    inputs,
    parts,
  };
}

/**
 * The edits: the step goes, the split takes the step's inputs, and `after` follows it.
 * @param keep statement that stays where the step was (a constructor), if any
 */
export function postpone(model: Model, plan: Postponement, after: string, keep?: string): Edit[] | undefined {
  const renamed: Edit[] = [];
  plan.outputs.forEach((output, index) => {
    const input = textOf(model.unit, plan.inputs[index]!);
    if (output.id === input) return;
    for (const name of namesUsed(plan.splitCall, output.id)) renamed.push(...replaceNode(name, input));
  });
  const removal = keep === undefined ? deleteStatement(model, plan.step) : replaceNode(plan.step, keep);
  return composeEdits(removal, renamed, insertAfter(model, plan.split, after));
}

/** Train and test names of the array at `index` in the split's call. */
export function partNames(plan: Postponement, index: number): { train: string; test: string } {
  return { train: plan.parts[index * 2]!.id, test: plan.parts[index * 2 + 1]!.id };
}

/** The index of a step's output among the arrays of the split. */
export function arrayIndex(plan: Postponement, output: Name): number {
  return plan.splitCall.args
    .filter((argument) => !argument.name && argument.star === 0)
    .findIndex(({ value }) => value.kind === 'Name' && value.id === output.id);
}

/** The fitted object's name: the user's if the call is `name.method(…)`, else a fresh one with the statement that makes it. */
export function namedReceiver(
  model: Model,
  call: Call,
  fallback: string,
): { name: string; maker?: string } | undefined {
  if (call.func.kind !== 'Attribute') return undefined;
  const { value } = call.func;
  if (value.kind === 'Name') return { name: value.id };
  if (value.kind !== 'Call') return undefined;
  const name = freshName(model, fallback);
  return { name, maker: `${name} = ${textOf(model.unit, value)}` };
}

function namesIn(target: Expr): Name[] | undefined {
  const elements = target.kind === 'Tuple' || target.kind === 'List' ? target.elements : [target];
  return elements.every((element): element is Name => element.kind === 'Name') ? [...elements] : undefined;
}

/** True if something other than the split reads the outputs, or something between the two changes an input. */
function usedElsewhere(
  model: Model,
  outputs: ReadonlySet<string>,
  step: Stmt,
  split: Stmt,
  inputs: ReadonlySet<string>,
): boolean {
  const isInside = (name: Name, outer: Stmt): boolean => name.start >= outer.start && name.end <= outer.end;
  const uses = [...outputs, ...inputs].flatMap((id) =>
    model.modules.flatMap((module) => nameIndex(module).get(id) ?? []),
  );
  return uses.some((name) => {
    if (isInside(name, step) || isInside(name, split) || name.start < step.end) return false;
    const isOutput = outputs.has(name.id);
    if (name.start < split.start) return isOutput || isTarget(model, name);
    return isOutput && !inputs.has(name.id);
  });
}

/** True for a name that is assigned to, or stored into, where it stands. */
function isTarget(model: Model, name: Name): boolean {
  const statement = statementAt(model, name.start);
  if (statement?.kind === 'Assign') return name.start < statement.value.start;
  return (
    statement?.kind === 'AugAssign' ||
    statement?.kind === 'Delete' ||
    (statement?.kind === 'ExprStmt' && textOf(model.unit, statement).includes('inplace'))
  );
}

function namesUsed(root: Expr, id: string): Name[] {
  const found: Name[] = [];
  walk(root, (node) => {
    if (node.kind === 'Name' && node.id === id) found.push(node);
  });
  return found;
}
