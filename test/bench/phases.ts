/** How long each phase of an analysis takes, beside the bare parse of the same text in the same run. */
import { createEngine } from '../../server/src/engine/engine';
import { createUnit } from '../../server/src/engine/source/createUnit';
import type { Unit } from '../../server/src/engine/source/unit';
import { createParser, type ParserAssets } from '../../server/src/engine/syntax/parser';

export const PHASES = ['parse', 'source', 'conversion', 'semantics', 'rules'] as const;
export type Phase = (typeof PHASES)[number];

/** Milliseconds by phase. `parse` is tree-sitter alone. */
export type Timing = Record<Phase, number>;

/** Milliseconds of one rule over some units, and the number of units that it was called for. */
export interface RuleCost {
  readonly milliseconds: number;
  readonly units: number;
}

/**
 * Prepares a look at what each rule costs on a unit. The rules run twice, and the second run counts: what several of them look up
 * together is there by then, and burdens none of them.
 */
export async function createRuleStopwatch(
  assets: ParserAssets,
): Promise<(unit: Unit, costs: Map<string, RuleCost>) => void> {
  const parser = await createParser(assets);
  const engine = createEngine(parser);
  return (given, costs) => {
    const unit = createUnit(given);
    const model = engine.model(
      unit,
      unit.sources.map((source) => parser.parse(source)),
    );
    engine.findings(model);
    engine.findings(model, {
      around: ({ name }, run) => {
        const start = performance.now();
        run();
        const spent = performance.now() - start;
        const { milliseconds = 0, units = 0 } = costs.get(name) ?? {};
        costs.set(name, { milliseconds: milliseconds + spent, units: units + 1 });
      },
    });
  };
}

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
