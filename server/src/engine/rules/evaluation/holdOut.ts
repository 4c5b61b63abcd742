/** The fix of scored-on-training-data: a split above the fit, the fit on one part and the scores on the other. */
import { composeEdits, freshName, importName, insertBefore, replaceNode, statementAt } from '../../fix';
import { isClassifier } from '../../semantics/estimators';
import { judgements, lessonsBehind, type Judgement } from '../../semantics/judgements';
import type { Model } from '../../semantics/model';
import { inLoop } from '../../semantics/roles';
import type { Call, Expr, Name, Node } from '../../syntax/ast';
import { nameIndex } from '../../syntax/nameIndex';
import { walk } from '../../syntax/visit';
import type { Edit, FixReport } from '../rule';

/**
 * Offered where the fit takes two plain names, and every score of the model in the same function takes the same two:
 * `model.score(X, y)`, `metric(y, model.predict(X))`, also with the prediction in a name that only metrics read.
 */
export function holdOut(model: Model, first: Judgement): FixReport | undefined {
  const { fit } = first;
  const [X, y] = plainArguments(fit.node);
  const statement = statementAt(model, fit.node.start);
  if (!X || !y || !statement || fit.unit !== model.unit) return undefined;
  // What was learned from all rows before would leak into the new test part: that needs more than a split.
  if (lessonsBehind(first.trained).length > 0) return undefined;
  if (inLoop(fit)) return undefined;

  const [xTrain, xTest, yTrain, yTest] = [`${X.id}_train`, `${X.id}_test`, `${y.id}_train`, `${y.id}_test`];
  if ([xTrain, xTest, yTrain, yTest].some((name) => freshName(model, name) !== name)) return undefined;
  const places = scoredPlaces(model, first, X.id, y.id);
  if (!places) return undefined;
  const renamed: Edit[] = [...replaceNode(X, xTrain), ...replaceNode(y, yTrain)];
  for (const name of places) renamed.push(...replaceNode(name, name.id === X.id ? xTest : yTest));

  const { edits, name: split } = importName(model, statement, {
    module: 'sklearn.model_selection',
    member: 'train_test_split',
  });
  const stratify = isClassifier(first.model) ? `, stratify=${y.id}` : '';
  const code = `${xTrain}, ${xTest}, ${yTrain}, ${yTest} = ${split}(\n    ${X.id}, ${y.id}, test_size=0.2, random_state=42${stratify}\n)`;
  const all = composeEdits(edits, insertBefore(model, statement, code), renamed);
  return (
    all && {
      title: 'Hold out a fifth of the rows and score on those',
      applicability: 'suggestion',
      edits: all,
    }
  );
}

/** The first two positional arguments, if they are plain names. */
function plainArguments({ args }: Call): [Name?, Name?] {
  const [X, y] = args.map(({ name, star, value }) =>
    name === undefined && star === 0 && value.kind === 'Name' ? value : undefined,
  );
  return [X, y];
}

/** The names to change in all scores of the model, or undefined if one of them has another form. */
function scoredPlaces(model: Model, { fit }: Judgement, X: string, y: string): Name[] | undefined {
  const places = new Map<number, Name>();
  for (const { record, fit: other } of judgements(model)) {
    if (other !== fit) continue;
    if (record.frame !== fit.frame || record.unit !== model.unit || record.order < fit.order)
      return undefined;
    const calls: Node[] = [record.node];
    if (record.effect === 'metric') {
      const asked = predictionsIn(model, record.node);
      if (!asked) return undefined;
      calls.push(...asked);
    }
    const found = calls.flatMap((call) => namesIn(call, X, y));
    if (!found.some(({ id }) => id === X) || !found.some(({ id }) => id === y)) return undefined;
    for (const name of found) places.set(name.start, name);
  }
  return [...places.values()];
}

/** The assignments of predictions that a metric is given by name; undefined if something else reads one of them. */
function predictionsIn(model: Model, metric: Call): Node[] | undefined {
  const found: Node[] = [];
  for (const { value } of metric.args) {
    if (value.kind !== 'Name') continue;
    const uses = model.modules.flatMap((module) => nameIndex(module).get(value.id) ?? []);
    const stored = uses
      .map(({ start }) => statementAt(model, start))
      .filter((statement) => statement?.kind === 'Assign' && isTarget(statement.targets, value.id));
    if (stored.length !== 1 || stored[0]?.kind !== 'Assign') continue;
    const { value: given } = stored[0];
    if (given.kind !== 'Call' || !model.recordsOf(given).some(({ effect }) => effect === 'predict')) continue;
    const others = uses.filter(({ start }) => start !== stored[0]!.start && !isReadByMetric(model, start));
    if (others.length > 0) return undefined;
    found.push(given);
  }
  return found;
}

function isTarget(targets: readonly Expr[], id: string): boolean {
  return targets.some((target) => target.kind === 'Name' && target.id === id);
}

/** True if the name at a position is an argument of a metric. */
function isReadByMetric(model: Model, position: number): boolean {
  return model
    .callsWith('metric')
    .some(({ node }) => node.args.some(({ value }) => value.kind === 'Name' && value.start === position));
}

function namesIn(root: Node, X: string, y: string): Name[] {
  const found: Name[] = [];
  walk(root, (node) => {
    if (node.kind === 'Name' && (node.id === X || node.id === y)) found.push(node);
  });
  return found;
}
