/** What a test of a fix is: a program that has the antipattern, and what its fix must change when it runs. */
import type { Program, Run } from './program';

export interface FixCase {
  /** Completes the sentence "the fix …". */
  readonly name: string;
  readonly program: Program;
  /** Which fix of a finding is meant, where it offers several; the first one otherwise. */
  readonly title?: RegExp;
  /** Number of fixes that are applied, one after the other; 1 if it is not said. */
  readonly fixes?: number;
  /** Findings that no fix mends; 0 if it is not said. */
  readonly left?: number;
  /** Libraries that only the fixed program imports (the explainer that a fix inserts, say). */
  readonly needs?: readonly string[];
  /** True if the program itself fails without the fix. */
  readonly fails?: boolean;
  /** Why the fixed program need not run with older libraries, where they are installed. */
  readonly newestOnly?: string;
  /** True to run both programs twice: for what must come out the same again. */
  readonly twice?: boolean;
  /** Throws (with `expect`) if the fix has not the effect that it promises. */
  readonly effect?: (runs: Runs) => void;
}

export interface Runs {
  readonly before: Run;
  readonly after: Run;
  /** The second runs, with `twice`. */
  readonly beforeAgain?: Run;
  readonly afterAgain?: Run;
}

/**
 * The number that a program printed after a label: 0.5 of a line `AUC: 0.5`.
 * @throws if there is no such line
 */
export function reading({ stdout, stderr }: Run, label: string): number {
  const line = stdout.split(/\r?\n/).find((each) => each.startsWith(`${label}: `));
  const value = line === undefined ? NaN : Number(line.slice(label.length + 2));
  if (Number.isNaN(value)) throw new Error(`No number after "${label}: " in:\n${stdout}\n${stderr}`);
  return value;
}
