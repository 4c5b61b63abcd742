/**
 * Fixes are true: programs that have an antipattern are fixed through the engine and run in a real Python before and after, and
 * what the fix promises is measured. What can't be run here is checked by pyright, and named.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine/rules/registry';
import { render } from '../support/program';
import { checkPrograms } from './checkProgram';
import { pythonEnvironment, type PythonEnvironment } from './environment.mjs';
import type { FixCase } from './fixCase';
import { fixProgram, type FixedProgram } from './fixProgram';
import { needsOf, runProgram, type Program, type Run } from './program';
import { programs } from './programs';

const MINUTES = 60_000;

interface Prepared {
  readonly fixed: FixedProgram;
  /** What pyright says of the fixed program. */
  readonly faults: readonly string[];
}

const cases = Object.entries(programs).flatMap(([rule, list]) => list.map((each) => ({ rule, each })));
const prepared = new Map<FixCase, Prepared>();
const onlyChecked: string[] = [];
const tooNew: string[] = [];
let environment: PythonEnvironment;

beforeAll(async () => {
  environment = await pythonEnvironment({ log: console.log });
  console.log(environment.describe());
  const fixed: FixedProgram[] = [];
  for (const { rule, each } of cases) fixed.push(await fixProgram(each.program, rule, each.title));
  const faults = await checkPrograms(fixed);
  cases.forEach(({ each }, index) => prepared.set(each, { fixed: fixed[index]!, faults: faults[index]! }));
}, 60 * MINUTES);

afterAll(() => {
  if (onlyChecked.length > 0) console.log(`Only checked by pyright, not run:\n${onlyChecked.join('\n')}`);
  if (tooNew.length > 0)
    console.log(`Not run with older libraries, which lack what they use:\n${tooNew.join('\n')}`);
});

it('has a program for every rule that offers a fix', () => {
  const fixing = rules.filter(({ fix }) => fix !== 'none').map(({ name }) => name);
  expect(fixing.filter((name) => !programs[name]?.length)).toEqual([]);
  expect(Object.keys(programs).filter((name) => !fixing.includes(name))).toEqual([]);
});

describe.concurrent.each(Object.entries(programs))('%s', (rule, list) => {
  it.for(list)('the fix $name', { timeout: 20 * MINUTES }, async (each) => {
    const { fixed, faults } = prepared.get(each)!;
    const text = shown(fixed);
    expect(fixed.applied, text).toHaveLength(each.fixes ?? 1);
    expect(fixed.left, text).toHaveLength(each.left ?? 0);
    expect(faults, text).toEqual([]);

    const fixedWithNeeds = { ...fixed, needs: [...fixed.needs, ...(each.needs ?? [])] };
    const [python, ...others] = environment.pythonsFor(needsOf(fixedWithNeeds));
    if (python === undefined) {
      onlyChecked.push(`  ${rule}: the fix ${each.name} (${fixedWithNeeds.needs.join(', ') || 'Python'})`);
      return;
    }
    const [before, beforeAgain] = await runs(each.program, python, each.twice);
    const [after, afterAgain] = await runs(fixedWithNeeds, python, each.twice);
    expect(before.exitCode === 0, `before: ${outcome(before)}`).toBe(!each.fails);
    expect(after.exitCode, `${text}\n${outcome(after)}`).toBe(0);
    try {
      each.effect?.({ before, after, beforeAgain, afterAgain });
    } catch (error) {
      const report = `${text}\n--- before ${outcome(before)}\n--- after ${outcome(after)}`;
      throw new Error(`${(error as Error).message}\n${report}`, { cause: error });
    }
    if (each.newestOnly) return;
    for (const other of others)
      await expectToRun(each, fixedWithNeeds, other, `${rule}: the fix ${each.name}`);
  });
});

async function runs(program: Program, python: string, twice = false): Promise<[Run, Run?]> {
  const first = await runProgram(program, python, twice);
  return twice ? [first, await runProgram(program, python, true)] : [first];
}

/** With older libraries the fixed program must run too, unless the program never did. */
async function expectToRun(each: FixCase, fixed: Program, python: string, name: string): Promise<void> {
  const after = await runProgram(fixed, python);
  if (after.exitCode === 0) return;
  const before = await runProgram(each.program, python);
  if (before.exitCode !== 0) tooNew.push(`  ${name}`);
  else expect.fail(`with ${python}: ${Object.values(fixed.files).map(render).join('\n')}\n${outcome(after)}`);
}

function shown({ files, applied, left }: FixedProgram): string {
  const texts = Object.entries(files).map(([path, code]) => `=== ${path}\n${render(code)}`);
  const rest = left.map(({ message }) => `left: ${message}`);
  return [`fixes: ${applied.join('; ') || 'none'}`, ...rest, ...texts].join('\n');
}

function outcome({ exitCode, stdout, stderr }: Run): string {
  return `exit code ${exitCode}\n${stdout}\n${stderr}`;
}
