/** Edits of a call's arguments. */
import type { Edit } from '../rules/rule';
import { sourceAt, type Unit } from '../source/unit';
import type { Argument, Call } from '../syntax/ast';
import { indentationAt, isFirstOnLine, lineEnd, skipTrivia } from './lines';
import { newlineOf } from './style';

/** The keyword argument of that name. */
export function keywordOf(call: Call, name: string): Argument | undefined {
  return call.args.find((argument) => argument.name === name);
}

/**
 * Gives a call a keyword argument, or a present one a new value.
 * @param value Python source of the value
 */
export function addKeyword(unit: Unit, call: Call, name: string, value: string): Edit[] {
  return addKeywords(unit, call, { [name]: value });
}

/**
 * Gives a call several keyword arguments at once; present ones get the new value. They stand after the last argument (before
 * `**kwargs`), on lines of their own where the call is written so, and a trailing comma is kept.
 */
export function addKeywords(unit: Unit, call: Call, keywords: Readonly<Record<string, string>>): Edit[] {
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [name, value] of Object.entries(keywords)) {
    const present = keywordOf(call, name);
    if (present) edits.push({ start: present.value.start, end: present.value.end, newText: value });
    else added.push(`${name}=${value}`);
  }
  return added.length > 0 ? [...edits, ...insertArguments(unit, call, added)] : edits;
}

function insertArguments(unit: Unit, call: Call, texts: readonly string[]): Edit[] {
  const close = call.end - 1;
  const { args } = call;
  const last = args[args.length - 1];
  if (!last) return [insertion(call.argsStart + 1, texts.join(', '))];
  if (isBareGenerator(call)) {
    return [insertion(call.argsStart, '('), insertion(call.end, `, ${texts.join(', ')})`)];
  }
  const unpacked = args.findIndex((argument) => argument.star === 2);
  if (unpacked >= 0) {
    const at = outerStart(unit, call, unpacked);
    const separator = isFirstOnLine(unit, at) ? `,${newLine(unit, at)}` : ', ';
    return [insertion(at, texts.map((text) => text + separator).join(''))];
  }
  const end = outerEnd(unit, call, args.length - 1);
  const start = outerStart(unit, call, args.length - 1);
  if (!isFirstOnLine(unit, start)) return [insertion(end, texts.map((text) => `, ${text}`).join(''))];
  // One argument per line: a comment behind the last one stays with it.
  const line = newLine(unit, start);
  const comma = skipTrivia(unit, end, close);
  const hasComma = comma < close;
  const behind = hasComma ? comma + 1 : end;
  const comment = lineEnd(unit, behind);
  if (comment < close && skipTrivia(unit, behind, comment) === comment) {
    const lines = hasComma
      ? texts.map((text) => `${line}${text},`).join('')
      : texts.map((text) => line + text).join(',');
    return hasComma ? [insertion(comment, lines)] : [insertion(end, ','), insertion(comment, lines)];
  }
  return [insertion(end, texts.map((text) => `,${line}${text}`).join(''))];
}

/** Takes an argument away, with the comma that goes with it. */
export function removeArgument(unit: Unit, call: Call, argument: Argument): Edit[] {
  return removeArguments(unit, call, [argument]);
}

/** Takes several arguments of one call away. */
export function removeArguments(unit: Unit, call: Call, removed: readonly Argument[]): Edit[] {
  const { args } = call;
  const gone = args.map((argument) => removed.includes(argument));
  const lastKept = gone.lastIndexOf(false);
  if (lastKept < 0) return [{ start: call.argsStart + 1, end: call.end - 1, newText: '' }];
  const edits: Edit[] = [];
  for (let i = 0; i < lastKept; i++) {
    if (!gone[i]) continue;
    edits.push({ start: outerStart(unit, call, i), end: outerStart(unit, call, i + 1), newText: '' });
  }
  if (lastKept < args.length - 1) {
    const end = outerEnd(unit, call, args.length - 1);
    edits.push({ start: outerEnd(unit, call, lastKept), end, newText: '' });
  }
  return edits;
}

/** Gives a keyword argument another name; a positional one is made a keyword argument of that name. */
export function renameArgument(argument: Argument, name: string): Edit[] {
  if (argument.name === undefined) return [insertion(argument.start, `${name}=`)];
  return [{ start: argument.start, end: argument.start + argument.name.length, newText: name }];
}

/** Where an argument starts, parentheses around it counted. */
function outerStart(unit: Unit, call: Call, index: number): number {
  const previous = call.args[index - 1];
  const separator = previous ? commaAfter(unit, call, index - 1) : call.argsStart;
  return skipTrivia(unit, separator + 1, call.args[index]!.start);
}

/** Where an argument ends, parentheses around it counted. */
function outerEnd(unit: Unit, call: Call, index: number): number {
  let end = call.args[index]!.end;
  const limit = index === call.args.length - 1 ? call.end - 1 : call.args[index + 1]!.start;
  for (
    let at = skipTrivia(unit, end, limit);
    at < limit && charAt(unit, at) === ')';
    at = skipTrivia(unit, end, limit)
  ) {
    end = at + 1;
  }
  return end;
}

function commaAfter(unit: Unit, call: Call, index: number): number {
  return skipTrivia(unit, outerEnd(unit, call, index), call.end);
}

/** `f(x for x in xs)`: the call's parentheses are the generator's. */
function isBareGenerator({ args, argsStart }: Call): boolean {
  const only = args[0];
  return args.length === 1 && only!.value.kind === 'ComprehensionExpr' && only!.start === argsStart;
}

function newLine(unit: Unit, position: number): string {
  return newlineOf(sourceAt(unit, position)) + indentationAt(unit, position);
}

function charAt(unit: Unit, position: number): string {
  const source = sourceAt(unit, position);
  return source.text[position - source.base] ?? '';
}

function insertion(position: number, newText: string): Edit {
  return { start: position, end: position, newText };
}
