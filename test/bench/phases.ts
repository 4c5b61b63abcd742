/** How long each phase of an analysis takes, beside the bare parse of the same text in the same run. */
import { createEngine } from '../../server/src/engine/engine';
import { createUnit } from '../../server/src/engine/source/createUnit';
import type { Unit } from '../../server/src/engine/source/unit';
import { createParser, type ParserAssets } from '../../server/src/engine/syntax/parser';

export const PHASES = ['parse', 'source', 'conversion', 'semantics', 'rules'] as const;
export type Phase = (typeof PHASES)[number];

/** Milliseconds by phase. `parse` is tree-sitter alone. */
export type Timing = Record<Phase, number>;

/**
 * Prepares a stopwatch that runs a unit once through all phases. Nothing is cached from one run to the next, and each tree
 * is deleted after its conversion.
 */
export async function createStopwatch(assets: ParserAssets): Promise<(unit: Unit) => Timing> {
  const parser = await createParser(assets);
  const engine = createEngine(parser);
  return (given) => {
    const timing: Timing = { parse: 0, source: 0, conversion: 0, semantics: 0, rules: 0 };
    const time = <T>(phase: Phase, run: () => T): T => {
      const start = performance.now();
      const result = run();
      timing[phase] += performance.now() - start;
      return result;
    };
    const unit = time('source', () => createUnit(given));
    const modules = unit.sources.map((source) => {
      const tree = time('parse', () => parser.parseTree(source.code));
      const module = time('conversion', () => parser.convertTree(tree, source));
      tree.delete();
      return module;
    });
    const model = time('semantics', () => engine.model(unit, modules));
    time('rules', () => engine.findings(model));
    return timing;
  };
}

export function totalOf(timing: Timing): number {
  return PHASES.reduce((sum, phase) => sum + timing[phase], 0);
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
