/**
 * A unit is what is analysed as one program: a script (one source) or a notebook (one source per code cell,
 * in document order).
 *
 * Positions. Inside the engine a place in a unit is one number, a *unit position*:
 * `source.base + offset`, where `offset` counts UTF-16 code units in that source's text. `base` is
 * `source.index * stride`, so an edit in one cell moves no position in another, positions compare in
 * execution order across cells, and syntax trees of unchanged cells can be kept.
 */
import { type LineIndex } from './lineIndex';
import type { Magic } from './magics';
import type { Suppression } from './suppressions';

/** A half-open range of unit positions. AST nodes are spans too. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a source's own text: offsets in UTF-16 code units, half-open. */
export interface Location {
  /** Index into `unit.sources`. */
  readonly source: number;
  readonly start: number;
  readonly end: number;
}

/** What the notebook file says of a cell, as far as rules need it. */
export interface CellInfo {
  /** 1-based index in the file's `cells`, Markdown cells counted. */
  readonly number: number;
  readonly executionCount: number | null;
  /** True if the cell has saved output, and none of it is an error. */
  readonly hasCleanOutput: boolean;
  /** Language of the cell as the notebook says it, if it does ("python", "r", "sql" …). */
  readonly language?: string;
}

/** What a caller hands in for one source. */
export interface SourceInput {
  readonly text: string;
  readonly cell?: CellInfo;
}

/** One text of a unit. */
export interface Source {
  readonly index: number;
  /** Unit position of the text's first character. */
  readonly base: number;
  /** The user's text, untouched. */
  readonly text: string;
  /** The same length; IPython syntax masked, so that it parses as Python. All blanks if not Python. */
  readonly code: string;
  readonly cell?: CellInfo;
  /** Magics, shell escapes and help requests that were masked, in order; offsets are the source's own. */
  readonly magics: readonly Magic[];
  readonly lines: LineIndex;
}

export type UnitKind = 'script' | 'notebook';

export interface Unit {
  /** Path as the caller names it, with `/`. Used for roles (tests, setup files) and in messages. */
  readonly path: string;
  readonly kind: UnitKind;
  readonly sources: readonly Source[];
  /** Distance between the bases of two neighbouring sources. */
  readonly stride: number;
  /** `# mlops: ignore…` comments, in order. */
  readonly suppressions: readonly Suppression[];
}

const STRIDE = 2 ** 20;

/** The source that holds a unit position. */
export function sourceAt(unit: Unit, position: number): Source {
  const index = Math.min(Math.floor(position / unit.stride), unit.sources.length - 1);
  return unit.sources[index]!;
}

/** The user's text of a span (which lies in one source). */
export function textOf(unit: Unit, span: Span): string {
  const source = sourceAt(unit, span.start);
  return source.text.slice(span.start - source.base, span.end - source.base);
}

/** A span as offsets in its source's own text. */
export function locate(unit: Unit, span: Span): Location {
  const source = sourceAt(unit, span.start);
  return { source: source.index, start: span.start - source.base, end: span.end - source.base };
}

/** The stride that keeps sources of these lengths apart: 2^20, or the next power of two above the longest. */
export function strideFor(texts: readonly { readonly length: number }[]): number {
  let stride = STRIDE;
  for (const text of texts) while (text.length >= stride) stride *= 2;
  return stride;
}
