/** Moving through a tree-sitter tree, one cursor, as few reads as can be. */
import type { Span } from '../source/unit';
import { isExpressionKind, isExtraKind, Kind, type KindTable } from './kinds';

/** What the conversion uses of web-tree-sitter's TreeCursor. */
export interface Cursor {
  readonly nodeTypeId: number;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** A tree to convert. */
export interface TreeInput {
  readonly cursor: Cursor;
  readonly table: KindTable;
  /** The text that was parsed. */
  readonly code: string;
  /** Unit position of its first character. */
  readonly base: number;
  /** The tree has errors: nodes may be missing (zero width) or out of place. */
  readonly broken: boolean;
}

/**
 * Levels of the AST on any path. Deeper parts become bad nodes, so that neither the conversion nor anybody who walks the
 * AST recursively runs out of stack. CPython itself refuses more than 200 nested brackets and 100 indents.
 */
export const MAX_DEPTH = 500;

/**
 * Convention for every method of this class and its heirs that reads a node: it starts with the cursor on the node and
 * leaves it there, unless its name says that it moves (`firstChild`, `nextSibling` …).
 */
export class NodeReader {
  readonly comments: Span[] = [];
  protected depth = 0;
  protected readonly cursor: Cursor;
  protected readonly code: string;
  protected readonly base: number;
  protected readonly broken: boolean;
  private readonly table: KindTable;

  constructor(input: TreeInput) {
    this.cursor = input.cursor;
    this.code = input.code;
    this.base = input.base;
    this.broken = input.broken;
    this.table = input.table;
  }

  protected kind(): Kind {
    return this.table.kinds[this.cursor.nodeTypeId]!;
  }

  /** Text of the token under the cursor: `+`, `not in`. */
  protected token(): string {
    return this.table.texts[this.cursor.nodeTypeId] ?? '';
  }

  protected start(): number {
    return this.base + this.cursor.startIndex;
  }

  protected end(): number {
    return this.base + this.cursor.endIndex;
  }

  /** The code between two unit positions. */
  protected slice(start: number, end: number): string {
    return this.code.slice(start - this.base, end - this.base);
  }

  /** The code of the node under the cursor. */
  protected text(): string {
    return this.code.slice(this.cursor.startIndex, this.cursor.endIndex);
  }

  /** Moves to the first child that is no extra; undefined, and the cursor stays, if there is none. */
  protected firstChild(): Kind | undefined {
    if (!this.cursor.gotoFirstChild()) return undefined;
    const kind = this.kind();
    if (!isExtraKind(kind)) return kind;
    this.extra(kind);
    const next = this.nextSibling();
    if (next === undefined) this.cursor.gotoParent();
    return next;
  }

  /** Moves to the next sibling that is no extra; undefined, and the cursor is on the last sibling, if there is none. */
  protected nextSibling(): Kind | undefined {
    while (this.cursor.gotoNextSibling()) {
      const kind = this.kind();
      if (!isExtraKind(kind)) return kind;
      this.extra(kind);
    }
    return undefined;
  }

  /** Moves to the next sibling that is an expression; undefined, and the cursor is on the last sibling, if there is none. */
  protected nextExpression(): Kind | undefined {
    let kind = this.nextSibling();
    while (kind !== undefined && !isExpressionKind(kind)) kind = this.nextSibling();
    return kind;
  }

  /** Calls `visit` with the cursor on each child that is no extra, and `onError`, if given, on each ERROR node. */
  protected children(visit: (kind: Kind) => void, onError?: () => void): void {
    if (!this.cursor.gotoFirstChild()) return;
    do {
      const kind = this.kind();
      if (!isExtraKind(kind)) visit(kind);
      else if (kind === Kind.ERROR && onError) onError();
      else this.extra(kind);
    } while (this.cursor.gotoNextSibling());
    this.cursor.gotoParent();
  }

  /** Keeps a comment; the other extras say nothing. */
  protected extra(kind: Kind): void {
    if (kind === Kind.comment) this.comments.push({ start: this.start(), end: this.end() });
  }
}

/**
 * Where the identifier that starts at `offset` ends; -1 if it holds characters beyond ASCII, whose class only the
 * grammar knows.
 */
export function identifierEnd(code: string, offset: number): number {
  for (let i = offset; ; i++) {
    const c = code.charCodeAt(i);
    const isPart = (c >= 97 && c <= 122) || c === 95 || (c >= 65 && c <= 90) || (c >= 48 && c <= 57);
    if (!isPart) return c >= 128 ? -1 : i;
  }
}
