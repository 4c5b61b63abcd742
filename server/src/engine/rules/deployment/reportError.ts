/** Fix of swallowed-prediction-error: says that something failed, in the log and, where there is a way, to the caller. */
import { composeEdits, importName, insertBefore, quoted, styleAt } from '../../fix';
import type { Model } from '../../semantics/model';
import { requestHandlers } from '../../semantics/serving';
import type { ExceptHandler, FunctionDef, Node, Stmt } from '../../syntax/ast';
import { loggerFor } from '../logger';
import type { FixReport } from '../rule';
import { ancestorsOf, functionAround } from '../surroundings';

/** In a route of FastAPI, an error with a status; elsewhere, a log line. */
export function reportError(model: Model, handler: ExceptHandler): FixReport | undefined {
  const around = functionAround(model, handler);
  const outer: Stmt | undefined = around?.kind === 'FunctionDef' ? around : outermost(model, handler);
  const first = handler.body[0];
  const logger = outer && loggerFor(model, handler, outer);
  if (!logger || !first) return undefined;
  const log = `${logger.name}.exception(${quoted(styleAt(model, first.start), 'prediction failed')})`;
  const isRoute =
    model.imported('fastapi') &&
    handler.body.length === 1 &&
    requestHandlers(model).includes(around as FunctionDef) &&
    !['For', 'While'].some((kind) => [...ancestorsOf(model, handler)].some((each) => each.kind === kind));
  if (!isRoute) {
    const edits = composeEdits(logger.edits, insertBefore(model, first, log));
    return edits && { title: 'Log the error', applicability: 'suggestion', edits };
  }
  const exception = importName(model, outer, { module: 'fastapi', member: 'HTTPException' });
  const line = insertBefore(model, first, `${log}\nraise ${exception.name}(status_code=503) from None`)?.[0];
  if (!line) return undefined;
  // The lines take the place of the answer.
  const { start, newText } = line;
  const edits =
    start <= first.start && !newText.endsWith('; ')
      ? composeEdits(logger.edits, exception.edits, [
          { start, end: first.end, newText: newText.replace(/\r?\n$/, '') },
        ])
      : undefined;
  return edits && { title: 'Log the error and answer with status 503', applicability: 'suggestion', edits };
}

function outermost(model: Model, node: Node): Stmt | undefined {
  return [...ancestorsOf(model, node)].at(-1) as Stmt | undefined;
}
