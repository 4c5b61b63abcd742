/** String literals and f-strings: tree-sitter nodes to our AST. */
import type * as ast from './ast';
import { OperandReader } from './expressions';
import { isExpressionKind, Kind } from './kinds';
import { cook, stringPrefix, type StringPrefix } from './literals';

export abstract class StringReader extends OperandReader {
  protected string(start: number): ast.Expr {
    const end = this.end();
    const prefix = stringPrefix(this.code, start - this.base);
    if (prefix.formatted) {
      const parts: (string | ast.Expr)[] = [];
      this.formattedParts(prefix, start, end, parts);
      this.rawEnd = end;
      return { kind: 'FString', start, end, parts };
    }
    this.rawEnd = end;
    return { kind: 'String', start, end, value: this.plainText(prefix, start, end), bytes: prefix.bytes };
  }

  private plainText(prefix: StringPrefix, start: number, end: number): string {
    return cook(
      this.slice(start + prefix.length, this.contentEnd(prefix, start, end)),
      prefix.raw,
      prefix.bytes,
    );
  }

  /** Where the closing quotes start; the string's end if they are missing. */
  private contentEnd(prefix: StringPrefix, start: number, end: number): number {
    const close = end - prefix.quotes;
    if (!this.broken) return close;
    const quote = this.slice(start + prefix.length - prefix.quotes, start + prefix.length);
    return close >= start + prefix.length && this.slice(close, end) === quote
      ? close
      : Math.max(end, start + prefix.length);
  }

  /** Appends an f-string's literal texts and expressions, the expressions of its format specifications too. */
  private formattedParts(
    prefix: StringPrefix,
    start: number,
    end: number,
    parts: (string | ast.Expr)[],
  ): void {
    const literal = (from: number, to: number) => {
      if (to <= from) return;
      const text = this.slice(from, to).replaceAll('{{', '{').replaceAll('}}', '}');
      parts.push(cook(text, prefix.raw, prefix.bytes));
    };
    let position = start + prefix.length;
    this.children((kind) => {
      if (kind !== Kind.interpolation) return;
      literal(position, this.start());
      this.interpolation(parts);
      position = this.end();
    });
    literal(position, this.contentEnd(prefix, start, end));
  }

  /** `{value!r:>{width}}`; for `{value=}` the text `value=` comes first. */
  private interpolation(parts: (string | ast.Expr)[]): void {
    const open = this.start() + 1;
    let echo: string | undefined;
    const values: ast.Expr[] = [];
    this.children((kind) => {
      if (kind === Kind.format_specifier) {
        this.children((inner) => {
          if (inner === Kind.format_expression) this.interpolation(values as (string | ast.Expr)[]);
        });
      } else if (kind === Kind.equalsToken) echo = this.slice(open, this.endOfBlanks(this.end()));
      else if (isExpressionKind(kind)) values.push(this.expression(kind));
    });
    if (echo !== undefined) parts.push(echo);
    parts.push(...values);
  }

  /** The position after the blanks that follow `position`. */
  private endOfBlanks(position: number): number {
    let i = position - this.base;
    while (this.code.charAt(i) === ' ') i++;
    return this.base + i;
  }

  protected concatenation(start: number): ast.Expr {
    const end = this.end();
    const pieces: ast.Expr[] = this.expressionChildren();
    this.rawEnd = end;
    if (pieces.every((piece) => piece.kind === 'String')) {
      const value = pieces.map((piece) => piece.value).join('');
      return { kind: 'String', start, end, value, bytes: pieces[0]?.bytes ?? false };
    }
    const parts = pieces.flatMap((piece) =>
      piece.kind === 'String' ? [piece.value] : piece.kind === 'FString' ? piece.parts : [piece],
    );
    return { kind: 'FString', start, end, parts };
  }
}
