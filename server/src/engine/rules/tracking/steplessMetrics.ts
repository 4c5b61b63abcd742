/** Part of incomplete-tracking: metrics that each round of a loop logs under one name, without a step. */
import { addKeyword, composeEdits } from '../../fix';
import { contextsOf, isWithin } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isTraining } from '../../semantics/roles';
import { hasHiddenArguments, type CallRecord } from '../../semantics/trace';
import type { For } from '../../syntax/ast';
import type { Edit, Report } from '../rule';
import type { Gap } from './incomplete-tracking';

interface Stepless {
  readonly record: CallRecord;
  readonly name: string;
  readonly edits: readonly Edit[] | undefined;
}

/** One report for all of the file: the first is its place, the others are related. */
export function steplessMetrics(model: Model): Report<Gap>[] {
  const found = model.calls.flatMap((record) => steplessIn(model, record) ?? []);
  // A fix that mends only some of them would leave the finding where it is.
  const [first, ...others] = found;
  if (!first) return [];
  const edits = composeEdits(...found.map((each) => each.edits));
  return [
    {
      at: first.record.node,
      message: 'step',
      data: { name: first.name },
      related: others.slice(0, 10).map(({ record }) => ({ at: record.node, note: 'Without a step, too.' })),
      fixes: edits
        ? [{ title: 'Log the number of the round as the step', applicability: 'safe', edits }]
        : [],
    },
  ];
}

function steplessIn(model: Model, record: CallRecord): Stepless | undefined {
  const position =
    record.name === 'mlflow.log_metric' ? 2 : record.name === 'mlflow.log_metrics' ? 1 : undefined;
  if (position === undefined || hasHiddenArguments(record)) return undefined;
  const { args, node, context } = record;
  if (args.keywords.has('step') || args.positional.length > position) return undefined;
  const name = constantKey(record);
  if (name === undefined) return undefined;
  const loops = contextsOf(context, 'loop', true).filter((each) => each.node.kind === 'For');
  const [inner] = loops;
  const loop = inner?.node as For | undefined;
  const variable = loop && counterOf(loop);
  if (!loop || !variable || contextsOf(context, 'loop').length !== loops.length) return undefined;
  // Each round is a run of its own, or looks at something else than a model that goes on learning.
  const startsRun = model.trace.some(
    ({ method, context: at }) => method === 'start_run' && isWithin(at, inner!),
  );
  const learns = model.trace.some((other) => isTraining(other) && isWithin(other.context, inner!));
  if (startsRun || !(learns || /^(epoch|step|iteration|iter|round)s?$/i.test(variable))) return undefined;
  return {
    record,
    name,
    edits: loops.length === 1 ? addKeyword(model.unit, node, 'step', variable) : undefined,
  };
}

/** The name under which each round logs, if it is the same in all. */
function constantKey({ node }: CallRecord): string | undefined {
  const given = node.args[0]?.value;
  if (given?.kind === 'String') return given.value;
  if (given?.kind !== 'Dict') return undefined;
  const keys = given.entries.map(({ key }) => (key?.kind === 'String' ? key.value : undefined));
  return keys.length > 0 && keys.every((key) => key !== undefined) ? keys[0] : undefined;
}

/** The number of the round: `for epoch in range(…)`, `for fold, (train, test) in enumerate(…)`. */
function counterOf({ iter, target }: For): string | undefined {
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name') return undefined;
  if (iter.func.id === 'range') return target.kind === 'Name' && target.id !== '_' ? target.id : undefined;
  const first = iter.func.id === 'enumerate' && target.kind === 'Tuple' ? target.elements[0] : undefined;
  return first?.kind === 'Name' && first.id !== '_' ? first.id : undefined;
}
