/** The logger of a file, for fixes that write a log line. */
import { composeEdits, freshName, importName, insertAfter, insertBefore } from '../fix';
import type { Model } from '../semantics/model';
import type { Node, Stmt } from '../syntax/ast';
import type { Edit } from './rule';
import { moduleOf } from './surroundings';

/**
 * The file's logger, or a new one below its imports.
 * @param at where the log line will stand
 * @param handler the function, or other statement, around it
 */
export function loggerFor(
  model: Model,
  at: Node,
  handler: Stmt,
): { name: string; edits: readonly Edit[] } | undefined {
  const module = moduleOf(model, handler);
  for (const each of model.modules) {
    for (const statement of each.body) {
      if (statement.kind !== 'Assign' || statement.end > at.start || statement.value.kind !== 'Call')
        continue;
      const [target] = statement.targets;
      const isLogger = model.recordsOf(statement.value).some(({ name }) => name === 'logging.getLogger');
      if (isLogger && target?.kind === 'Name') return { name: target.id, edits: [] };
    }
  }
  const above = module.body.filter(({ end }) => end <= at.start);
  const lastImport = above.filter(({ kind }) => kind === 'Import' || kind === 'ImportFrom').at(-1);
  const first = above.find(({ kind }) => kind !== 'Import' && kind !== 'ImportFrom') ?? handler;
  const logging = importName(model, handler, { module: 'logging' });
  const name = freshName(model, 'logger');
  const lines = [
    `${logging.name}.basicConfig(level=${logging.name}.INFO)`,
    `${name} = ${logging.name}.getLogger(__name__)`,
  ];
  const making = lastImport
    ? insertAfter(model, lastImport, ['', ...lines].join('\n'))
    : insertBefore(model, first, [...lines, ''].join('\n'));
  const edits = composeEdits(logging.edits, making);
  return edits && { name, edits };
}
