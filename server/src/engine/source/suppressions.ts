/** A `# mlops: ignore[…]` comment. */
export interface Suppression {
  readonly scope: 'line' | 'cell' | 'file';
  /** Rule names as written; empty means every rule. */
  readonly rules: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** What the user wrote after the bracket. */
  readonly reason: string;
  /** Source index, and offsets of the whole comment in its text. */
  readonly source: number;
  readonly start: number;
  readonly end: number;
  /** Offsets in the source's text in which findings are silenced: a statement's lines, a cell, or all. */
  readonly coversStart: number;
  readonly coversEnd: number;
}

export function findSuppressions(source: { readonly text: string }, kind: 'script' | 'notebook'): Suppression[] {
  void kind;
  void source;
  return [];
}
