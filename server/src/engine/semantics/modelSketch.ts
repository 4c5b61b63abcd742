/** What a unit shows of the model that it trains, as a model card would say it. */
import { textOf, type Unit } from '../source/unit';
import type { Node } from '../syntax/ast';
import { columnOrigin } from './columns';
import type { DataEdge, DataNode } from './data';
import { finalEstimator } from './estimators';
import type { Model } from './model';
import { isTraining } from './roles';
import type { ModelSketch } from './summary';
import { typeOf } from './values';

/** Beyond so many characters the text of a call is cut. */
const MAX_TEXT = 160;

/** The model of the last fit of the unit; undefined where nothing is trained, or nothing is known of what is. */
export function modelSketch(model: Model): ModelSketch | undefined {
  const fit = model.calls.filter(isTraining).at(-1);
  if (!fit) return undefined;
  const trained = fit.receiver ?? fit.result;
  const final = finalEstimator(trained);
  const type = typeOf(final) ?? typeOf(trained);
  const made = final?.record;
  const [rows, labels] = fit.data;
  const split = model.callsWith('split').at(-1);
  const metrics = model
    .callsWith('metric')
    .filter(({ name }) => !name.startsWith('?'))
    .map(({ method }) => method);
  const features = rows && featureColumns(rows);
  const target = labels && columnOrigin(labels)?.name;
  const sketch: ModelSketch = {
    ...(type !== undefined ? { type: type.slice(type.lastIndexOf('.') + 1) } : {}),
    ...(made && made.unit === model.unit ? { call: oneLine(model.unit, made.node) } : {}),
    ...(features ? { features } : {}),
    ...(target !== undefined ? { target } : {}),
    ...(split && split.unit === model.unit ? { split: oneLine(model.unit, split.node) } : {}),
    ...(metrics.length > 0 ? { metrics: [...new Set(metrics)] } : {}),
  };
  return Object.keys(sketch).length > 0 ? sketch : undefined;
}

/** The text of a node on one line. */
function oneLine(unit: Unit, node: Node): string {
  const text = textOf(unit, node)
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** The columns that were chosen by name for these rows, going back to where the table came from. */
function featureColumns(rows: DataNode): readonly string[] | undefined {
  let current: DataNode | undefined = rows;
  const dropped = new Set<string>();
  for (let steps = 0; current && steps < 60; steps++) {
    const edge: DataEdge | undefined = current.edges.find(
      ({ kind }) => kind === 'same' || kind === 'subset' || kind === 'resampled' || kind === 'applied',
    );
    if (!edge?.from || edge.columns?.op === 'unknown') return undefined;
    if (edge.columns?.op === 'only') return edge.columns.names.filter((name) => !dropped.has(name));
    if (edge.columns?.op === 'without') for (const name of edge.columns.names) dropped.add(name);
    current = edge.from;
  }
  return undefined;
}
