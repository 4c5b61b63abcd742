/** Which notebooks a unit runs, by literal names. */
import { locate, type Location } from '../source/unit';
import { walk } from '../syntax/visit';
import type { Model } from './model';
import type { FileUse } from './summary';
import { argument } from './trace';
import { constantOf } from './values';

/** Papermill, `%run other.ipynb`, and the `notebook_path` of a job of Databricks; each notebook once. */
export function notebooksRun(model: Model): FileUse[] {
  const found = new Map<string, FileUse>();
  const add = (path: unknown, at: Location): void => {
    if (typeof path === 'string' && !found.has(path)) found.set(path, { path, at });
  };
  for (const record of model.calls) {
    const at = locate(model.unit, record.node);
    if (/^papermill(\.\w+)*\.execute_notebook$/.test(record.name))
      add(constantOf(argument(record, 'input_path', 0)), at);
    if (/PapermillOperator$/.test(record.method)) add(constantOf(argument(record, 'input_nb')), at);
  }
  for (const source of model.unit.sources)
    for (const { start, end } of source.magics) {
      const run = /^\s*%run\s+(?:-\w+\s+)*["']?([^\s"']+\.ipynb)/.exec(source.text.slice(start, end));
      if (run) add(run[1], { source: source.index, start, end });
    }
  for (const { body } of model.modules)
    walk(body, (node) => {
      if (node.kind !== 'DictEntry' && node.kind !== 'Argument') return;
      const key =
        node.kind === 'Argument' ? node.name : node.key?.kind === 'String' ? node.key.value : undefined;
      if (key === 'notebook_path' && node.value.kind === 'String')
        add(node.value.value, locate(model.unit, node));
    });
  return [...found.values()];
}
