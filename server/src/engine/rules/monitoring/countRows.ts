/** Fix of silent-row-loss: a count before, and what is left after. */
import { composeEdits, freshName, insertAfter, insertBefore, quoted, styleAt } from '../../fix';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import type { Edit } from '../rule';
import { statementOf } from '../surroundings';

/**
 * @param frame the variable that holds the rows that are left
 * @returns a function that makes the edits, given a number that keeps the counters of one fix apart; undefined where the rows before
 *   have no name
 */
export function countedRows(
  model: Model,
  record: CallRecord,
  frame: string,
): ((index: number) => Edit[] | undefined) | undefined {
  const { func } = record.node;
  const statement = statementOf(model, record.node);
  const source =
    record.name === 'pandas.merge'
      ? record.node.args[0]?.value
      : func.kind === 'Attribute'
        ? func.value
        : undefined;
  if (!statement || source?.kind !== 'Name' || record.name.startsWith('pandas.read_')) return undefined;
  const step = record.method;
  return (index) => {
    const isSame = source.id === frame;
    const counter = freshName(model, index === 0 ? 'n_before' : `n_before_${index + 1}`);
    const before = isSame ? counter : `len(${source.id})`;
    const spoken = said(model, record, `${step}: %d rows before, %d after`, `${before}, len(${frame})`, [
      before,
      `len(${frame})`,
    ]);
    return composeEdits(
      isSame ? insertBefore(model, statement, `${counter} = len(${frame})`) : [],
      insertAfter(model, statement, spoken),
    );
  };
}

/** A line in the file's log, or printed where it has no logger. */
function said(
  model: Model,
  record: CallRecord,
  text: string,
  args: string,
  parts: readonly [string, string],
): string {
  const logger = loggerAbove(model, record);
  const style = styleAt(model, record.node.start);
  if (logger) return `${logger}.info(${quoted(style, text)}, ${args})`;
  let index = 0;
  const filled = text.replace(/%d/g, () => `{${parts[index++]}}`);
  return `print(f${quoted(style, filled)})`;
}

function loggerAbove(model: Model, record: CallRecord): string | undefined {
  for (const { body } of model.modules)
    for (const statement of body) {
      if (statement.kind !== 'Assign' || statement.end > record.node.start || statement.value.kind !== 'Call')
        continue;
      const [target] = statement.targets;
      const isLogger = model.recordsOf(statement.value).some(({ name }) => name === 'logging.getLogger');
      if (isLogger && target?.kind === 'Name') return target.id;
    }
  return undefined;
}
