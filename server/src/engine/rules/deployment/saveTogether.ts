/** Fixes of orphaned-preprocessor: the model and what prepares its input are saved together. */
import {
  composeEdits,
  importName,
  insertSnippet,
  quoted,
  replaceNode,
  statementAt,
  styleAt,
} from '../../fix';
import { familyOf } from '../../knowledge';
import type { DataNode } from '../../semantics/data';
import type { Model } from '../../semantics/model';
import { lookUp } from '../../semantics/reach';
import { constantOf, isPlainReference, typeOf, type Value } from '../../semantics/values';
import { textOf } from '../../source/unit';
import type { Argument, Stmt } from '../../syntax/ast';
import type { FixReport } from '../rule';
import { ancestorsOf } from '../surroundings';
import type { Missing, Orphan } from './orphaned-preprocessor';

/** `joblib.dump(model, …)` becomes `joblib.dump(make_pipeline(scaler, model), …)`: fitted parts may be put together. */
export function savePipeline(model: Model, orphan: Orphan): FixReport | undefined {
  const { save, saved, modelFit, missing } = orphan;
  const family = familyOf(typeOf(saved));
  const argument = modelArgument(model, orphan);
  if ((family !== 'predictor' && family !== 'search') || !argument || !/^dumps?$|_model$/.test(save.method))
    return undefined;
  const order = transformersInOrder(modelFit.data[0]);
  if (!order || order.length !== missing.length) return undefined;
  const steps = order.map((by) => missing.find((each) => each.by === by));
  if (!steps.every((step): step is Missing => step !== undefined && isAtHand(step, orphan))) return undefined;
  if (!steps.every(({ by }) => /^(sklearn|category_encoders)\./.test(typeOf(by) ?? ''))) return undefined;
  const { edits, name } = importName(model, save.node, {
    module: 'sklearn.pipeline',
    member: 'make_pipeline',
  });
  const names = steps.map((step) => step.name).join(', ');
  const text = `${name}(${names}, ${textOf(model.unit, argument.value)})`;
  const composed = composeEdits(edits, replaceNode(argument.value, text));
  return (
    composed && {
      title: `Save a pipeline of \`${names}\` and the model`,
      applicability: 'suggestion',
      edits: composed,
    }
  );
}

/** The argument that is the model, if it is written as a name. */
function modelArgument(model: Model, { save, saved }: Orphan): Argument | undefined {
  return save.node.args.find(
    ({ value, star }) => star === 0 && isPlainReference(value) && model.valueOf(value) === saved,
  );
}

/** Steps between a transformer and a model that a pipeline does without. */
const PLAIN = new Set(
  'DataFrame values to_numpy copy toarray todense asarray array astype train_test_split split iloc [] shuffle'.split(
    ' ',
  ),
);

/**
 * The transformers that were applied to all columns, one after the other, on the way to these rows; undefined if columns were
 * put together otherwise.
 */
function transformersInOrder(rows: DataNode | undefined): Value[] | undefined {
  const found: Value[] = [];
  let since: DataNode[] = [];
  for (let node = rows, steps = 0; node && steps < 100; steps++) {
    const edges = node.edges.filter(({ kind, from }) => from && kind !== 'learned-from');
    const [edge] = edges;
    const isPlain: boolean = edges.length === 1 && edge!.columns === undefined;
    if (isPlain && edge!.kind === 'applied' && edge!.by) {
      if (!since.every(({ op }) => PLAIN.has(op))) return undefined;
      since = [];
      found.unshift(edge!.by);
    } else since.push(node);
    if (!isPlain && edges.some(({ kind }) => kind === 'stored' || kind === 'joined')) return found;
    node = edge?.from;
  }
  return found;
}

/** Transformers beside the model: `joblib.dump(scaler, "models/scaler.joblib")`, in the folder of the model's file. */
export function saveBeside(model: Model, orphan: Orphan): FixReport | undefined {
  const { save, missing } = orphan;
  const folder = folderOf(orphan);
  const statement = outerStatement(model, orphan);
  if (folder === undefined || !statement || !missing.every((each) => isAtHand(each, orphan)))
    return undefined;
  const names = [...new Set(missing.map(({ name }) => name))];
  if (names.length !== missing.length) return undefined;
  const style = styleAt(model, save.node.start);
  const code = names
    .map((name) => {
      const file = name.slice(name.lastIndexOf('.') + 1).replace(/^_+/, '');
      return `$dump(${name}, ${quoted(style, `${folder}${file}.joblib`)})`;
    })
    .join('\n');
  const snippet = insertSnippet(model, 'after', statement, {
    code,
    imports: { dump: { module: 'joblib', member: 'dump' } },
  });
  return (
    snippet && {
      title: `Save ${names.map((name) => `\`${name}\``).join(' and ')} beside the model`,
      applicability: 'suggestion',
      edits: snippet.edits,
    }
  );
}

/** The folder of the file that the model goes to, with its slash; undefined if it is no literal. */
function folderOf({ save }: Orphan): string | undefined {
  const values = [...save.args.positional, ...save.args.keywords.values()];
  for (const value of values) {
    const path =
      constantOf(value) ??
      (value.kind === 'object' && value.type === 'io.File'
        ? constantOf(value.record?.args.positional[0])
        : undefined);
    if (typeof path === 'string' && /^[\w./-]+$/.test(path)) return path.slice(0, path.lastIndexOf('/') + 1);
  }
  return undefined;
}

/** The statement of the save, or the `with open(…)` around it. */
function outerStatement(model: Model, { save }: Orphan): Stmt | undefined {
  const statement = statementAt(model, save.node.start);
  for (const node of ancestorsOf(model, save.node)) if (node.kind === 'With') return node;
  return statement;
}

/** True if the transformer's name means the transformer where the model is saved. */
function isAtHand({ name, by }: Missing, { save }: Orphan): boolean {
  return lookUp(save.frame, name) === by;
}
