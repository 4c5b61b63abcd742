/** What the fix builders work on. A semantic model is one, so rules pass `context.model`. */
import type { Unit } from '../source/unit';
import type { Module } from '../syntax/ast';

/** The texts of a unit together with their syntax trees, one per source. */
export interface Program {
  readonly unit: Unit;
  readonly modules: readonly Module[];
}
