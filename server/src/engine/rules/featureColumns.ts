/** Where a program makes the features of a model, and how columns are taken out of them. */
import { quoted, replaceNode, statementAt, styleAt } from '../fix';
import type { DataNode } from '../semantics/data';
import type { Model } from '../semantics/model';
import type { CallRecord } from '../semantics/trace';
import { textOf } from '../source/unit';
import type { Assign, Call, Expr, Node } from '../syntax/ast';
import { nameIndex } from '../syntax/nameIndex';
import type { FixReport } from './rule';

/** Where the features were made: the assignment's value, else the argument of the fit. */
export function featureMaker(model: Model, record: CallRecord, X: DataNode): Node {
  const split = X.rows.split?.record;
  const argument =
    split?.node.args[0]?.value ??
    record.node.args.find((arg) => arg.name === 'X' || arg.name === undefined)?.value ??
    record.node;
  if (argument.kind !== 'Name') return argument;
  const made = assignedTo(model, argument)?.value;
  const isSelection =
    made?.kind === 'Name' ||
    (made?.kind === 'Call' && made.func.kind === 'Attribute' && /^(drop|copy)$/.test(made.func.attr));
  return made && isSelection ? made : argument;
}

/** The assignment that last gave a name its value, above its use in the text. */
function assignedTo(model: Model, name: Expr & { kind: 'Name' }): Assign | undefined {
  const above = model.modules
    .flatMap((module) => nameIndex(module).get(name.id) ?? [])
    .filter((other) => other.end < name.start);
  for (const other of above.reverse()) {
    const statement = statementAt(model, other.start);
    if (statement?.kind === 'Assign' && statement.targets.includes(other) && statement.end <= name.start)
      return statement;
  }
  return undefined;
}

/** `X = df` becomes `X = df.drop(columns=["t"])`; a literal list of a drop gets the name. */
export function dropFeatures(model: Model, at: Node, columns: readonly string[]): FixReport | undefined {
  const { unit } = model;
  const style = styleAt(model, at.start);
  const name = columns.map((column) => quoted(style, column)).join(', ');
  const title = `Drop ${columns.map((column) => `\`${column}\``).join(', ')} from the features`;
  if (at.kind === 'Name')
    return { title, applicability: 'suggestion', edits: replaceNode(at, `${at.id}.drop(columns=[${name}])`) };
  if (at.kind !== 'Call' || at.func.kind !== 'Attribute') return undefined;
  if (at.func.attr === 'copy' && at.func.value.kind === 'Name')
    return {
      title,
      applicability: 'suggestion',
      edits: replaceNode(at, `${textOf(unit, at.func.value)}.drop(columns=[${name}])`),
    };
  const list = at.func.attr === 'drop' ? droppedList(at) : undefined;
  if (!list) return undefined;
  if (list.kind === 'String')
    return {
      title,
      applicability: 'suggestion',
      edits: replaceNode(list, `[${textOf(unit, list)}, ${name}]`),
    };
  const last = list.kind === 'List' ? list.elements.at(-1) : undefined;
  return (
    last && {
      title,
      applicability: 'suggestion',
      edits: [{ start: last.end, end: last.end, newText: `, ${name}` }],
    }
  );
}

function droppedList(call: Call): Expr | undefined {
  const argument =
    call.args.find((candidate) => candidate.name === 'columns') ??
    call.args.find(
      (candidate) => candidate.name === 'labels' || (candidate.name === undefined && candidate.star === 0),
    );
  const value = argument?.value;
  return value?.kind === 'List' || value?.kind === 'String' ? value : undefined;
}
