/** Whether a unit looks at a model's quality group by group, and which of its models are given a protected attribute. */
import { isProtected, isWeaklyProtected, MEDICINE, NOBODY_JUDGED } from '../knowledge/people';
import { textOf } from '../source/unit';
import type { Expr, Node } from '../syntax/ast';
import { walk } from '../syntax/visit';
import { namedFeatures, type NamedColumn } from './featureNames';
import { judgements } from './judgements';
import type { Model } from './model';
import { isModel, isTraining } from './roles';
import type { CallRecord } from './trace';
import { firstWord } from './words';

/** Words that nobody uses who did not think of fairness. */
const FAIRNESS =
  /(fairness|disparate_impact|demographic_parity|equali[sz]ed_odds|equal_opportunity|statistical_parity|subgroup|metric_?frame|bias_(?:audit|report|check))/;
const GROUPS = /groupby|\.unique\(|slices?\b|groups?\b|segments?\b|cohorts?\b/;

/** The place where quality is compared between groups of rows: after a prediction, or in a loop over groups. */
export function groupQuality(model: Model): Node | undefined {
  const asked = model.calls.filter(
    ({ effect, receiver }) =>
      effect === 'predict' || effect === 'metric' || (effect === 'score' && isModel(receiver)),
  );
  const [first] = asked;
  if (!first) return undefined;
  const grouped = model.calls.find(
    ({ method, order }) => order > first.order && /^(groupby|crosstab|pivot_table)$/.test(method),
  );
  if (grouped) return grouped.node;
  const judging = new Set<Node>(asked.map(({ node }) => node));
  let found: Node | undefined;
  for (const { body } of model.modules) {
    walk(body, (node) => {
      if (node.kind === 'For' && GROUPS.test(textOf(model.unit, node.iter)) && holdsAny(node.body, judging))
        found ??= node;
      // `X_test["sex"] == "female"` after the prediction.
      if (node.kind === 'Compare' && node.start > first.node.start && isColumn(node.left)) found ??= node;
      return found === undefined;
    });
  }
  return found ?? (firstWord(model, FAIRNESS) === undefined ? undefined : first.node);
}

function holdsAny(body: readonly Node[], nodes: ReadonlySet<Node>): boolean {
  let found = false;
  walk(body, (node) => {
    found ||= nodes.has(node);
    return !found;
  });
  return found;
}

function isColumn(node: Expr): boolean {
  const column =
    node.kind === 'Subscript' && node.index.kind === 'String'
      ? node.index.value
      : node.kind === 'Attribute'
        ? node.attr
        : '';
  return isProtected(column) || isWeaklyProtected(column);
}

/** A fit whose features hold protected attributes, the strong ones first. */
export interface ProtectedFit {
  readonly fit: CallRecord;
  readonly columns: readonly NamedColumn[];
}

const found = new WeakMap<Model, ProtectedFit | undefined>();

/**
 * The first fit of a model that is judged and is given protected attributes; undefined too where the data speak of medicine, animals,
 * sports or history.
 */
export function protectedFit(model: Model): ProtectedFit | undefined {
  if (!found.has(model)) found.set(model, findProtectedFit(model));
  return found.get(model);
}

function findProtectedFit(model: Model): ProtectedFit | undefined {
  const judged = new Set(judgements(model).map(({ fit }) => fit));
  for (const fit of model.calls) {
    if (!isTraining(fit) || !judged.has(fit)) continue;
    const strong = namedFeatures(model, fit, isProtected);
    const columns = [...strong, ...namedFeatures(model, fit, isWeaklyProtected)];
    if (columns.length === 0) continue;
    const isElsewhere = [MEDICINE, NOBODY_JUDGED].some((words) => firstWord(model, words) !== undefined);
    return isElsewhere ? undefined : { fit, columns };
  }
  return undefined;
}
