/** Request handlers as steps: what is served, what was asked of a model for it. */
import { locate } from '../source/unit';
import type { FunctionDef } from '../syntax/ast';
import type { Model } from '../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../semantics/serving';
import type { CallRecord } from '../semantics/trace';
import { constantOf } from '../semantics/values';
import type { Step } from './pipeline';

export interface ServedStep {
  readonly step: Step;
  /** The calls of models while the handler runs. */
  readonly predictions: readonly CallRecord[];
}

/** Every handler in which a model is asked. */
export function servedSteps(model: Model): ServedStep[] {
  return requestHandlers(model).flatMap((handler) => {
    const predictions = recordsDuring(model, handler).filter((record) => asksModel(model, record));
    if (predictions.length === 0) return [];
    const route = routeOf(model, handler);
    const step: Step = {
      stage: 'serve',
      title: route ?? handler.name,
      ...(route === undefined ? {} : { detail: handler.name }),
      at: locate(model.unit, handler.nameSpan),
    };
    return [{ step, predictions }];
  });
}

/** `POST /predict`, as the decorator says it. */
function routeOf(model: Model, { decorators }: FunctionDef): string | undefined {
  for (const decorator of decorators) {
    if (decorator.kind !== 'Call') continue;
    const record = model.recordsOf(decorator).find(({ effect }) => effect === 'serve');
    const path = constantOf(record?.args.positional[0]);
    if (record && typeof path === 'string')
      return record.method === 'route' ? path : `${record.method.toUpperCase()} ${path}`;
  }
  return undefined;
}
