/**
 * Cell sources inside a notebook's JSON text: where each character stands, and how to change a source without touching
 * anything else (indentation, key order, outputs, the line ending at the end of the file).
 */
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { NotebookCell } from './notebookFile';

/** Maps offsets in a cell's text to offsets in the notebook's JSON text. Parses the JSON once. */
export function createNotebookMap(json: string): (cell: NotebookCell, offset: number) => number | undefined {
  const root = parseTree(json);
  return (cell, offset) => {
    const node = root && findNodeAtLocation(root, [...cell.path]);
    if (!node) return undefined;
    let left = offset;
    const strings = stringNodes(node);
    for (const [index, string] of strings.entries()) {
      const length = (string.value as string).length;
      if (left < length || index === strings.length - 1)
        return string.offset + rawOffset(json, string, Math.min(left, length));
      left -= length;
    }
    return node.offset;
  };
}

export interface CellChange {
  readonly cell: NotebookCell;
  readonly newText: string;
}

/**
 * Gives the JSON text with some cells' sources replaced. A list stays a list of lines and a string a string; lines that
 * did not change keep their bytes. Undefined if the JSON has no such cell.
 */
export function replaceCellSources(json: string, changes: readonly CellChange[]): string | undefined {
  const root = parseTree(json);
  if (!root) return undefined;
  const edits: { offset: number; end: number; text: string }[] = [];
  for (const { cell, newText } of changes) {
    if (newText === cell.input.text) continue;
    const node = findNodeAtLocation(root, [...cell.path]);
    // A key that stands twice: what was read is not what would be written.
    if (!node || textOfSource(node) !== cell.input.text) return undefined;
    edits.push(node.type === 'array' ? listEdit(json, node, newText) : stringEdit(json, node, newText));
  }
  edits.sort((a, b) => b.offset - a.offset);
  return edits.reduce((text, edit) => text.slice(0, edit.offset) + edit.text + text.slice(edit.end), json);
}

function stringEdit(
  json: string,
  node: Node,
  newText: string,
): { offset: number; end: number; text: string } {
  const raw = json.slice(node.offset, node.offset + node.length);
  return { offset: node.offset, end: node.offset + node.length, text: quote(newText, raw) };
}

/** Replaces the lines between the first and the last that differ; their neighbours stay as they are written. */
function listEdit(json: string, node: Node, newText: string): { offset: number; end: number; text: string } {
  const children = stringNodes(node);
  const before = children.map((child) => child.value as string);
  const after = splitLines(newText);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;

  const raw = json.slice(node.offset, node.offset + node.length);
  const inserted = after.slice(head, after.length - tail).map((line) => quote(line, raw));
  const { lead, separator, trail } = listStyle(json, node, children);
  const kept = before.length - head - tail;
  const first = children[head];
  const endOf = (child: Node): number => child.offset + child.length;

  if (children.length === 0 || after.length === 0) {
    const text = inserted.length === 0 ? '[]' : `[${lead}${inserted.join(separator)}${trail}]`;
    return { offset: node.offset, end: endOf(node), text };
  }
  if (kept > 0 && inserted.length > 0) {
    return { offset: first!.offset, end: endOf(children[head + kept - 1]!), text: inserted.join(separator) };
  }
  if (kept > 0) {
    // Lines go: with the separator after them, or before them at the list's end.
    const next = children[head + kept];
    if (next) return { offset: first!.offset, end: next.offset, text: '' };
    return { offset: endOf(children[head - 1]!), end: endOf(children[head + kept - 1]!), text: '' };
  }
  if (first)
    return {
      offset: first.offset,
      end: first.offset,
      text: inserted.map((line) => line + separator).join(''),
    };
  const last = endOf(children.at(-1)!);
  return { offset: last, end: last, text: inserted.map((line) => separator + line).join('') };
}

/** The white space around and between a list's elements; for a list with none, what its place suggests. */
function listStyle(
  json: string,
  node: Node,
  children: readonly Node[],
): { lead: string; separator: string; trail: string } {
  const end = node.offset + node.length;
  const first = children[0];
  const second = children[1];
  const last = children.at(-1);
  const { lead, trail } =
    first && last
      ? {
          lead: json.slice(node.offset + 1, first.offset),
          trail: json.slice(last.offset + last.length, end - 1),
        }
      : guessedSpace(json, node);
  const separator = first && second ? json.slice(first.offset + first.length, second.offset) : `,${lead}`;
  return { lead, separator, trail };
}

/** `"source": []` in an indented file: elements one level deeper than the key's line, the bracket level with it. */
function guessedSpace(json: string, node: Node): { lead: string; trail: string } {
  const lineStart = json.lastIndexOf('\n', node.offset) + 1;
  const indent = /^\s*(?=")/.exec(json.slice(lineStart, node.offset))?.[0];
  if (lineStart === 0 || indent === undefined) return { lead: '', trail: '' };
  const trail = (json[lineStart - 2] === '\r' ? '\r\n' : '\n') + indent;
  return { lead: trail + (indent.includes('\t') ? '\t' : ' '.repeat(indentUnit(json))), trail };
}

function indentUnit(json: string): number {
  return /^\{\s*?\n( +)"/.exec(json)?.[1]?.length ?? 1;
}

/** Lines with their line endings, as Jupyter stores them. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A JSON string; escapes beyond ASCII if the text that it replaces does. */
function quote(text: string, replaced: string): string {
  const json = JSON.stringify(text);
  const escapesUnicode = /\\u(?!00[01])/.test(replaced) && !/[^\x00-\x7f]/.test(replaced);
  if (!escapesUnicode) return json;
  return json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function textOfSource(node: Node): string {
  return stringNodes(node)
    .map((string) => string.value as string)
    .join('');
}

function stringNodes(node: Node): Node[] {
  if (node.type === 'string') return [node];
  return node.children?.filter((child) => child.type === 'string') ?? [];
}

/** Offset in a JSON string's raw text (quotes counted) of the `index`th UTF-16 unit of its value. */
function rawOffset(json: string, node: Node, index: number): number {
  let at = node.offset + 1;
  for (let i = 0; i < index; i++) at += json[at] !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2;
  return at - node.offset;
}
