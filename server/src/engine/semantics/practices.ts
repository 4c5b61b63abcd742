/** Signs of mature practice that a unit shows: what registers, gates, compares, searches, watches, schedules. For the maturity page. */
import { familyOf } from '../knowledge';
import { DRIFT_WATCHERS, FAIRNESS_LIBRARIES } from '../knowledge/operations';
import { GATES, NUMERICS, OTHER_TRAINERS, REGISTERING, SCHEDULERS, SEARCHES } from '../knowledge/practices';
import { contextsOf } from './frame';
import { groupQuality } from './groupQuality';
import type { Model } from './model';
import { asksModel, keepsRecord, recordsDuring, requestHandlers } from './serving';
import type { Evidence } from './summary';
import { isNone, typeOf } from './values';
import type { Node } from '../syntax/ast';

/** Functions that are called so compare distributions themselves. */
const DRIFT_FUNCTION = /(^|_)(drift|psi|population_stability)(_|$)/;

/** Each sign with the node that shows it, the first of its kind. */
export function practicesOf(model: Model): Partial<Record<Evidence, Node>> {
  const found: Partial<Record<Evidence, Node>> = {};
  const note = (kind: Evidence, node: Node | undefined): void => {
    if (node) found[kind] ??= node;
  };
  const importOf = (names: readonly string[]): Node | undefined =>
    model.imports.find(({ name }) => names.some((known) => name === known || name.startsWith(`${known}.`)))
      ?.node;
  note('checks-drift', importOf(DRIFT_WATCHERS) ?? model.callsWith('monitor')[0]?.node);
  note('checks-fairness', importOf(FAIRNESS_LIBRARIES));
  note('looks-at-groups', groupQuality(model));
  note('searches', importOf(SEARCHES));
  const trainsElsewhere = importOf(OTHER_TRAINERS) !== undefined;
  for (const record of model.calls) {
    const { node, name, method, args } = record;
    if (trainsElsewhere && /^(fit|train|trainClassifier|trainRegressor)$/.test(method)) note('trains', node);
    const seed = args.keywords.get('random_state') ?? args.keywords.get('seed');
    if (seed && !isNone(seed)) note('passes-seed', node);
    if (REGISTERING.test(method) || args.keywords.has('registered_model_name')) {
      note('registers-model', node);
      // A branch decides whether the model is released.
      if (contextsOf(record.context, 'branch', true).length > 0) note('gates', node);
    }
    if (GATES.test(name)) note('gates', node);
    if (NUMERICS.test(name)) note('checks-numerics', node);
    if (name.startsWith('sklearn.dummy.')) note('compares-baseline', node);
    if (record.effect === 'fit' && familyOf(typeOf(record.receiver)) === 'search') note('searches', node);
    if (isScheduled(model, args.keywords)) note('schedules', node);
  }
  for (const { body } of model.modules)
    for (const statement of body)
      if (statement.kind === 'FunctionDef' && DRIFT_FUNCTION.test(statement.name))
        note('checks-drift', statement);
  for (const handler of requestHandlers(model)) {
    const records = recordsDuring(model, handler);
    if (records.some((record) => asksModel(model, record)) && records.some(keepsRecord))
      note('keeps-predictions', handler);
  }
  return found;
}

/** `DAG(schedule="@daily")`, `flow.serve(cron="0 3 * * *")`. */
function isScheduled(model: Model, keywords: ReadonlyMap<string, Parameters<typeof isNone>[0]>): boolean {
  const schedule = keywords.get('schedule') ?? keywords.get('schedule_interval') ?? keywords.get('cron');
  return schedule !== undefined && !isNone(schedule) && SCHEDULERS.some((name) => model.imported(name));
}
