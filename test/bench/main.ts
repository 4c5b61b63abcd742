/**
 * `npm run bench -- [paths…] [--repeats N]`: lines per second of the whole analysis beside the bare web-tree-sitter parse,
 * with the share of each phase. Of several rounds over all files the median of each file and phase counts. Default: examples/
 * and the fixtures of the tests.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Unit } from '../../server/src/engine/source/unit';
import { linesOf, loadUnits, pythonFiles } from './corpus';
import type { ParserAssets } from '../../server/src/engine/syntax/parser';
import {
  createRuleStopwatch,
  createStopwatch,
  median,
  PHASES,
  totalOf,
  type RuleCost,
  type Timing,
} from './phases';

const root = process.env['MLOPS_BENCH_ROOT'] ?? process.cwd();
const asset = (name: string) => readFileSync(path.join(root, name));

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { repeats: { type: 'string', default: '7' } },
  });
  const repeats = Math.max(1, Number(values.repeats) || 1);
  const roots =
    positionals.length > 0 ? positionals : [path.join(root, 'examples'), path.join(root, 'test/fixtures')];
  const units = loadUnits(pythonFiles(roots));
  if (units.length === 0) throw new Error(`No Python file or notebook in ${roots.join(', ')}`);
  const assets = {
    runtime: asset('node_modules/web-tree-sitter/web-tree-sitter.wasm'),
    grammar: asset('grammars/tree-sitter-python.wasm'),
  };
  const measure = await createStopwatch(assets);
  const rounds: Timing[][] = [];
  units.forEach(measure); // warms up
  for (let round = 0; round < repeats; round++) rounds.push(units.map(measure));
  report(units, rounds);
  await reportRules(units, assets, repeats);
}

/** Rules by cost; those with less than half a percent of it together. */
async function reportRules(units: readonly Unit[], assets: ParserAssets, repeats: number): Promise<void> {
  const measure = await createRuleStopwatch(assets);
  const rounds = Array.from({ length: Math.min(repeats, 3) }, () => {
    const costs = new Map<string, RuleCost>();
    for (const unit of units) measure(unit, costs);
    return costs;
  });
  const names = [...rounds[0]!.keys()];
  const rows = names
    .map((name) => ({
      name,
      units: rounds[0]!.get(name)!.units,
      ms: median(rounds.map((costs) => costs.get(name)!.milliseconds)),
    }))
    .sort((a, b) => b.ms - a.ms);
  const all = rows.reduce((sum, { ms }) => sum + ms, 0);
  const small = rows.filter(({ ms }) => ms < all / 200);
  console.log('\nrule                              ms   share   units   us/unit');
  for (const { name, ms, units: called } of rows.filter((each) => !small.includes(each))) {
    const share = `${((ms / all) * 100).toFixed(1)} %`;
    const each = ((ms / called) * 1000).toFixed(1);
    console.log(
      `${name.padEnd(28)}${ms.toFixed(1).padStart(8)}${share.padStart(8)}${String(called).padStart(8)}${each.padStart(10)}`,
    );
  }
  const rest = small.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`${`${small.length} others`.padEnd(28)}${rest.toFixed(1).padStart(8)}`);
}

function report(units: readonly Unit[], rounds: readonly (readonly Timing[])[]): void {
  const perUnit = units.map((_, index): Timing => {
    const entries = PHASES.map((phase) => [phase, median(rounds.map((timings) => timings[index]![phase]))]);
    return Object.fromEntries(entries) as Timing;
  });
  const lines = units.reduce((sum, unit) => sum + linesOf(unit), 0);
  const sum = Object.fromEntries(
    PHASES.map((phase) => [phase, perUnit.reduce((s, t) => s + t[phase], 0)]),
  ) as Timing;
  const total = totalOf(sum);

  console.log(`${units.length} files, ${lines} lines, median of ${rounds.length} rounds, one thread\n`);
  console.log('phase           ms   lines/s   share   x parse');
  for (const phase of PHASES) console.log(row(phase, sum[phase], lines, total, sum.parse));
  console.log(row('total', total, lines, total, sum.parse));

  const slowest = units
    .map((unit, index) => ({ unit, timing: perUnit[index]! }))
    .sort((a, b) => totalOf(b.timing) - totalOf(a.timing))
    .slice(0, 5);
  console.log('\nslowest files');
  for (const { unit, timing } of slowest) {
    const ratio = (totalOf(timing) / timing.parse).toFixed(1);
    console.log(
      `${totalOf(timing).toFixed(1).padStart(8)} ms  ${ratio.padStart(5)} x parse  ${path.relative(root, unit.path)}`,
    );
  }
}

function row(name: string, ms: number, lines: number, total: number, parse: number): string {
  const rate = Math.round((lines / ms) * 1000);
  const share = `${Math.round((ms / total) * 100)} %`;
  return `${name.padEnd(10)}${ms.toFixed(1).padStart(8)}${String(rate).padStart(10)}${share.padStart(8)}${(ms / parse).toFixed(2).padStart(10)}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
