/** Log lines of a request handler that hold personal data of the request, as its fields are known from the code. */
import { isIdentifying } from '../../knowledge/people';
import type { Model } from '../../semantics/model';
import { asksModel, recordsDuring, requestHandlers } from '../../semantics/serving';
import type { CallRecord } from '../../semantics/trace';
import type { ClassDef, Expr, FunctionDef, Name, Node } from '../../syntax/ast';
import { walk } from '../../syntax/visit';
import { ancestorsOf } from '../surroundings';

/** What of a request is shown where. */
export interface ShownRequest {
  readonly at: Node;
  readonly handler: FunctionDef;
  /** The name that holds the request. */
  readonly request: string;
  readonly field: string;
  /** True if all of the request is shown; else the field alone. */
  readonly whole: boolean;
}

/** Lines in handlers that ask a model. */
export function* shownRequests(
  model: Model,
  isShown: (record: CallRecord) => boolean,
): Iterable<ShownRequest> {
  for (const handler of requestHandlers(model)) {
    const records = recordsDuring(model, handler);
    if (!records.some((record) => asksModel(model, record))) continue;
    const bodies = bodiesOf(model, handler, records);
    for (const record of records) {
      if (record.unit !== model.unit || record.repeat || !isShown(record)) continue;
      const shown = shownIn(model, handler, record, bodies);
      if (shown) yield shown;
    }
  }
}

/** The names that hold a request, each with a personal field of it, if one is known. */
function bodiesOf(
  model: Model,
  handler: FunctionDef,
  records: readonly CallRecord[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string | undefined>();
  for (const { name, annotation } of handler.params) {
    const declared = annotation?.kind === 'Name' ? classNamed(model, annotation.id) : undefined;
    if (declared) names.set(name, declared.find(isIdentifying));
    else if (annotation?.kind === 'Name' && annotation.id === 'dict') names.set(name, undefined);
  }
  const bodies = new Set(records.filter(({ name }) => BODY.test(name)).map(({ result }) => result));
  walk(handler.body, (node) => {
    const [target] = node.kind === 'Assign' && node.targets.length === 1 ? node.targets : [];
    if (node.kind !== 'Assign' || target?.kind !== 'Name') return;
    const value = model.valueOf(node.value);
    if (value && bodies.has(value)) names.set(target.id, undefined);
  });
  walk(handler.body, (node) => {
    const read = fieldRead(node);
    if (read && names.has(read.from.id) && isIdentifying(read.field))
      names.set(read.from.id, names.get(read.from.id) ?? read.field);
  });
  return new Map([...names].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const BODY =
  /^(fastapi|starlette)\b.*\.Request\.json$|^flask\.request\.get_json$|^flask\.request\.(json|form|args|values)$/;

/** The fields of a class of this file, by its name. */
function classNamed({ modules }: Model, name: string): string[] | undefined {
  const found = modules
    .flatMap(({ body }) => body)
    .find((statement): statement is ClassDef => statement.kind === 'ClassDef' && statement.name === name);
  return found?.body.flatMap((statement) =>
    statement.kind === 'AnnAssign' && statement.target.kind === 'Name' ? [statement.target.id] : [],
  );
}

/** `data["email"]`, `data.get("email")`, `data.email` */
function fieldRead(node: Node): { from: Name; field: string } | undefined {
  if (node.kind === 'Subscript' && node.value.kind === 'Name' && node.index.kind === 'String')
    return { from: node.value, field: node.index.value };
  if (node.kind === 'Attribute' && node.value.kind === 'Name') return { from: node.value, field: node.attr };
  if (node.kind !== 'Call' || node.func.kind !== 'Attribute' || node.func.attr !== 'get') return undefined;
  const [field] = node.args;
  return node.func.value.kind === 'Name' && field?.value.kind === 'String'
    ? { from: node.func.value, field: field.value.value }
    : undefined;
}

function shownIn(
  model: Model,
  handler: FunctionDef,
  { node: line }: CallRecord,
  bodies: ReadonlyMap<string, string>,
): ShownRequest | undefined {
  let found: ShownRequest | undefined;
  walk(
    line.args.map(({ value }) => value),
    (node) => {
      if (found || node.kind !== 'Name') return;
      const known = bodies.get(node.id);
      const read = known === undefined ? undefined : readOf(model, node, line);
      if (known === undefined || read === undefined) return;
      if (read !== '' && !isIdentifying(read)) return;
      found = { at: line, handler, request: node.id, field: read || known, whole: read === '' };
    },
  );
  return found;
}

/** The field of a name that a line shows, '' for all of it; undefined where something is made of it. */
function readOf(model: Model, name: Name, line: Expr): string | undefined {
  let field = '';
  for (const around of ancestorsOf(model, name)) {
    if (around === line) return field;
    const read = fieldRead(around);
    if (read?.from === name && !/^(get|dict|json|model_dump|model_dump_json)$/.test(read.field))
      field = read.field;
    else if (around.kind === 'Call' && !COPIES.test(lastPart(around.func))) return undefined;
    else if (/^(Compare|BinOp|Comprehension|ComprehensionExpr|Conditional|BoolOp|Lambda)$/.test(around.kind))
      return undefined;
  }
  return undefined;
}

/** Calls that give all of what they are given. */
const COPIES = /^(get|str|repr|dict|dumps|json|model_dump|model_dump_json)$/;

function lastPart(func: Expr): string {
  return func.kind === 'Attribute' ? func.attr : func.kind === 'Name' ? func.id : '';
}
