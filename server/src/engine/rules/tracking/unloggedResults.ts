/** Part of incomplete-tracking: what a run makes and does not keep, printed metrics and models on the disk. */
import { composeEdits, insertAfter, quoted, styleAt } from '../../fix';
import { contextsOf } from '../../semantics/frame';
import type { Model } from '../../semantics/model';
import { isModel, isUncalled } from '../../semantics/roles';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { Call, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import type { Edit, FixReport, Report } from '../rule';
import { ancestorsOf, statementOf } from '../surroundings';
import type { Gap } from './incomplete-tracking';
import { savedModel } from './savedModel';

/** Metrics that get a name inside an MLflow run and are printed, and nothing else. One report for all of the file. */
export function unloggedMetrics(model: Model): Report<Gap> | undefined {
  const found: { name: string; at: Node; edits: readonly Edit[] | undefined }[] = [];
  for (const record of model.callsWith('metric', 'score')) {
    const run = runAround(model, record);
    const statement = statementOf(model, record.node);
    if (!run || statement?.kind !== 'Assign' || statement.value !== record.node || record.repeat) continue;
    const [target] = statement.targets;
    if (target?.kind !== 'Name' || statement.targets.length > 1 || !isOnlyPrinted(model, target.id)) continue;
    const log = textOf(model.unit, run.func).replace(/start_run$/, 'log_metric');
    const line = `${log}(${quoted(styleAt(model, statement.start), target.id)}, ${target.id})`;
    const inLoop = contextsOf(record.context, 'loop').length > 0;
    found.push({
      name: target.id,
      at: record.node,
      edits: log.endsWith('.log_metric') && !inLoop ? insertAfter(model, statement, line) : undefined,
    });
  }
  const [first, ...others] = found;
  if (!first) return undefined;
  const edits = composeEdits(...found.map((each) => each.edits));
  const names = found.map(({ name }) => `\`${name}\``).join(', ');
  return {
    at: first.at,
    message: 'printed',
    data: { name: first.name },
    related: others.slice(0, 10).map(({ at }) => ({ at, note: 'Printed only, too.' })),
    fixes: edits ? [{ title: `Log ${names} to the run`, applicability: 'suggestion', edits }] : [],
  };
}

/** The call that started the run in whose `with` block something happens, in the same function. */
function runAround(model: Model, { context }: CallRecord): Call | undefined {
  for (const { node } of contextsOf(context, 'with', true)) {
    if (node.kind !== 'With') continue;
    for (const { context: manager } of node.items)
      if (manager.kind === 'Call' && model.recordsOf(manager).some(({ name }) => name === 'mlflow.start_run'))
        return manager;
  }
  return undefined;
}

/** True if a name is given to `print` and used nowhere else. */
function isOnlyPrinted(model: Model, name: string): boolean {
  let printed = false;
  let used = false;
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'Name' || node.id !== name) return;
      const outer = [...ancestorsOf(model, node)];
      if (outer[0]?.kind === 'Assign' && outer[0].targets.includes(node)) return;
      if (outer.some((each) => each.kind === 'Call' && each.func.kind === 'Name' && each.func.id === 'print'))
        printed = true;
      else used = true;
    });
  return printed && !used;
}

const LOGS_FILES =
  /^(log_model|log_artifacts?|register_model|log_state_dict|log_checkpoint|save_model|create_model_version)$/;

/** A model that is written to the disk in a file whose runs keep no model and no files. */
export function unloggedModel(model: Model): Report<Gap> | undefined {
  if (
    model.trace.some(
      ({ method, name }) => LOGS_FILES.test(method) && !/^(xgboost|lightgbm|catboost)\b/.test(name),
    )
  )
    return undefined;
  const saves = model
    .callsWith('save')
    .filter((record) => savedModel(model, record) !== undefined && !isUncalled(record.frame));
  const [first, ...others] = saves;
  if (!first) return undefined;
  const fixes = [first, ...others].map((record) => artifactOf(model, record));
  const edits = composeEdits(...fixes);
  const fix: FixReport | undefined = edits && {
    title: 'Log the file to the run',
    applicability: 'suggestion',
    edits,
  };
  return {
    at: first.node,
    message: 'model',
    related: others.slice(0, 10).map(({ node }) => ({ at: node, note: 'Not in the run, either.' })),
    fixes: fix ? [fix] : [],
  };
}

/** `mlflow.log_artifact("model.joblib")` below the save, inside the run. */
function artifactOf(model: Model, record: CallRecord): Edit[] | undefined {
  const run = runAround(model, record);
  const written = record.node.args.filter(({ name, star }) => name === undefined && star === 0)[
    record.receiver && isModel(record.receiver) ? 0 : 1
  ]?.value;
  const opened = openedBy(model, record, written);
  const path = opened?.path ?? written;
  const statement = opened?.statement ?? statementOf(model, record.node);
  if (!run || !path || !statement || (path.kind !== 'String' && path.kind !== 'Name')) return undefined;
  if (path.kind === 'Name' && !opened && isFile(record)) return undefined;
  const log = textOf(model.unit, run.func).replace(/start_run$/, 'log_artifact');
  return log.endsWith('.log_artifact')
    ? insertAfter(model, statement, `${log}(${textOf(model.unit, path)})`)
    : undefined;
}

/** `with open(path, "wb") as file: pickle.dump(model, file)` */
function openedBy(model: Model, record: CallRecord, written: Node | undefined) {
  if (written?.kind !== 'Name') return undefined;
  for (const around of ancestorsOf(model, record.node)) {
    if (around.kind !== 'With') continue;
    const item = around.items.find(({ target }) => target?.kind === 'Name' && target.id === written.id);
    const call = item?.context;
    if (call?.kind === 'Call' && call.func.kind === 'Name' && call.func.id === 'open')
      return { path: call.args[0]?.value, statement: around };
  }
  return undefined;
}

/** True for saves that take an open file. */
function isFile({ name }: CallRecord): boolean {
  return /^(_?c?pickle|cPickle|dill|cloudpickle)\./.test(name);
}
