/** Makes the small summary of a unit that the project index keeps. */
import { classFact } from '../knowledge';
import { EXPLAINERS, MONITORS, TRACKERS, VALIDATORS } from '../knowledge/operations';
import { locate, type Location } from '../source/unit';
import type { Span } from '../source/unit';
import type { Model } from './model';
import { argumentsOf, reachable } from './reach';
import { isModel, isTraining } from './roles';
import { featureFunction, fileUses, importedModules, shortRun } from './features';
import { modelSketch } from './modelSketch';
import { publication, writesModelCard } from './publishing';
import { requiredImports } from './requiredImports';
import { practicesOf } from './practices';
import { featureCode } from './featureCode';
import { protectedFit } from './groupQuality';
import { notebooksRun } from './notebooksRun';
import { loggingMiddleware } from './serving';
import type { Evidence, UnitSummary } from './summary';
import type { CallRecord } from './trace';
import { typeOf, type Value } from './values';

export function summarise(model: Model): UnitSummary {
  const { unit } = model;
  const imports: Record<string, Location> = {};
  for (const { name, node } of model.imports) {
    const top = name.split('.')[0]!;
    if (top && !Object.hasOwn(imports, top)) imports[top] = locate(unit, node);
  }
  const evidence: Partial<Record<Evidence, Location>> = {};
  const note = (kind: Evidence | undefined, at: Span | undefined): void => {
    if (at && kind) evidence[kind] ??= locate(unit, at);
  };
  const importOf = (names: readonly string[]): Span | undefined =>
    model.imports.find(({ name }) => names.some((known) => name === known || name.startsWith(known + '.')))
      ?.node;
  note('tracks', importOf(TRACKERS) ?? trackingArgument(model));
  note('explains', importOf(EXPLAINERS) ?? model.callsWith('explain')[0]?.node);
  note('monitors', importOf(MONITORS) ?? model.callsWith('monitor')[0]?.node);
  note('logs-predictions', loggingMiddleware(model));
  note('validates-data', importOf(VALIDATORS));
  note('seeds', model.callsWith('seed')[0]?.node);
  note('publishes-model', publication(model)?.node);
  note('writes-model-card', writesModelCard(model));
  note('fits-protected-attribute', protectedFit(model)?.fit.node);
  for (const record of model.calls) {
    if (isTraining(record)) {
      note('fits', record.node);
      note(featuresOf(record), record.node);
      if (isOpaque(record.receiver ?? record.result)) note('fits-opaque-model', record.node);
    } else if (record.effect === 'save') {
      note('saves-model', record.node);
      if (savedOpaque(record)) note('saves-opaque-model', record.node);
    } else if (record.effect === 'restore' || record.effect === 'load-weights')
      note('loads-model', record.node);
    else if (record.effect === 'serve') note('serves', record.node);
    else if (record.effect === 'metric' || (record.effect === 'score' && isModel(record.receiver)))
      note('evaluates', record.node);
  }
  for (const [kind, node] of Object.entries(practicesOf(model))) note(kind as Evidence, node);
  const code = featureCode(model);
  const notebooks = notebooksRun(model);
  return {
    path: unit.path,
    role: model.role,
    imports,
    evidence,
    modules: importedModules(model),
    feature: featureFunction(model),
    ...fileUses(model),
    needs: requiredImports(model),
    ...(evidence.fits ? { model: modelSketch(model) } : {}),
    ...(model.role === 'training' ? { shortRun: shortRun(model) } : {}),
    ...(notebooks.length > 0 ? { notebooks } : {}),
    ...(code ? { featureCode: code } : {}),
  };
}

/** Whether a model that keeps the names of its columns is fitted with named ones; undefined where it is not known. */
function featuresOf({ receiver, args }: CallRecord): Evidence | undefined {
  if (!/^(sklearn|xgboost|lightgbm|catboost|imblearn)\./.test(typeOf(receiver) ?? '')) return undefined;
  const type = typeOf(args.positional[0] ?? args.keywords.get('X'));
  if (type === 'pandas.DataFrame') return 'fits-frame';
  return type === undefined ? undefined : 'fits-array';
}

/** Lightning loggers, `report_to=`, a TensorBoard callback: tracking without an import of a tracker. */
function trackingArgument(model: Model): Span | undefined {
  for (const record of model.calls) {
    if (
      /(SummaryWriter|TensorBoard|CSVLogger|WandbLogger|MLFlowLogger|NeptuneLogger|CometLogger)$/.test(
        record.method,
      )
    )
      return record.node;
    const report = record.args.keywords.get('report_to');
    if (report && !(report.kind === 'constant' && (report.value === 'none' || report.value === null)))
      return record.node;
  }
  return undefined;
}

/** A model that needs an explainer among what a call saves. */
export function savedOpaque(save: CallRecord): Value | undefined {
  return [...reachable([...argumentsOf(save), save.receiver])].find((value) => isOpaque(value));
}

/** True for models that need an explainer; of pipelines and searches, what is inside counts. */
export function isOpaque(value: Value | undefined, depth = 0): boolean {
  const type = typeOf(value);
  if (!type || value?.kind !== 'object' || depth > 4) return false;
  if (classFact(type)?.opaque) return true;
  const inner = [
    value.record?.args.positional[0],
    value.record?.args.keywords.get('estimator'),
    ...((value.slots.get('items') ?? []) as readonly Value[]),
  ];
  const family = classFact(type)?.family;
  return (family === 'search' || family === 'pipeline') && inner.some((item) => isOpaque(item, depth + 1));
}
