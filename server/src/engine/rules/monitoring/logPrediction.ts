/** Fix of unlogged-predictions: a log line after the prediction, and a logger where the file has none. */
import {
  composeEdits,
  freshName,
  insertAfter,
  insertBefore,
  namesOf,
  quoted,
  replaceNode,
  statementAt,
  styleAt,
} from '../../fix';
import type { Model } from '../../semantics/model';
import type { CallRecord } from '../../semantics/trace';
import { textOf } from '../../source/unit';
import type { FunctionDef, Node, Stmt } from '../../syntax/ast';
import { loggerFor } from '../logger';
import type { Edit, FixReport } from '../rule';
import { ancestorsOf } from '../surroundings';

/** @returns undefined where the prediction has no name and can't be given one */
export function logPrediction(model: Model, asked: CallRecord, handler: FunctionDef): FixReport | undefined {
  if (asked.unit !== model.unit) return undefined;
  const statement = statementAt(model, asked.node.start);
  const logger = statement && loggerFor(model, asked.node, handler);
  if (!logger) return undefined;
  const edits = composeEdits(logger.edits, lineAfter(model, asked, statement, logger.name));
  return edits && { title: 'Log the prediction', applicability: 'suggestion', edits };
}

function lineAfter(model: Model, asked: CallRecord, statement: Stmt, logger: string): Edit[] | undefined {
  const target =
    statement.kind === 'Assign' && statement.targets.length === 1 ? statement.targets[0] : undefined;
  if (target?.kind === 'Name') return insertAfter(model, statement, logLine(model, asked, logger, target.id));
  const text = textOf(model.unit, asked.node);
  if (statement.kind !== 'Return' || text.includes('\n') || !isAlwaysEvaluated(model, asked.node, statement))
    return undefined;
  const name = freshName(model, 'prediction');
  const lines = `${name} = ${text}\n${logLine(model, asked, logger, name)}`;
  return composeEdits(insertBefore(model, statement, lines), replaceNode(asked.node, name));
}

function logLine(model: Model, { node }: CallRecord, logger: string, name: string): string {
  const style = styleAt(model, node.start);
  const version = [...namesOf(model).bound].find((bound) => bound === 'MODEL_VERSION');
  if (!version) return `${logger}.info(${quoted(style, 'prediction=%s')}, ${name})`;
  return `${logger}.info(${quoted(style, 'prediction=%s model_version=%s')}, ${name}, ${version})`;
}

/** True if an expression is evaluated whenever its statement is, and once. */
function isAlwaysEvaluated(model: Model, node: Node, statement: Stmt): boolean {
  for (const around of ancestorsOf(model, node)) {
    if (around === statement) return true;
    if (/^(Lambda|ComprehensionExpr|Conditional|BoolOp)$/.test(around.kind)) return false;
  }
  return false;
}
