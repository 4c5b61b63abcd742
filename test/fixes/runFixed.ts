/** Fixes a program by one rule and runs it before and after, so that a test can compare what it does. */
import { checkProgram } from './checkProgram';
import { pythonEnvironment } from './environment.mjs';
import { fixProgram, type FixedProgram } from './fixProgram';
import { needsOf, runProgram, type Program, type Run } from './program';

export interface FixedRun {
  readonly fixed: FixedProgram;
  /** What pyright says of the fixed program, as `file:line: message`. */
  readonly faults: readonly string[];
  /** Absent if no Python here has what the programs import: then they were only checked. */
  readonly before?: Run;
  readonly after?: Run;
}

/**
 * Applies a rule's fixes to a program until none is left, and runs both.
 * @param title which fix of a finding is meant, where it offers several; the first one otherwise
 * @param needs libraries that only the fixed program imports (the explainer that a fix inserts, say)
 */
export async function runFixed(
  program: Program,
  rule: string,
  { title, needs = [] }: { title?: RegExp; needs?: readonly string[] } = {},
): Promise<FixedRun> {
  const environment = await pythonEnvironment();
  const fixed = await fixProgram(program, rule, title);
  const faults = await checkProgram(fixed);
  const all = { ...fixed, needs: [...program.needs, ...needs] };
  const run = (each: Program): Promise<Run> | undefined =>
    environment.pythonFor(needsOf(each)) === undefined ? undefined : runProgram(each, environment);
  return { fixed, faults, before: await run(program), after: await run(all) };
}
