/** Interpreters and the libraries that they have. */
export interface PythonEnvironment {
  /** The interpreter with most libraries; empty if there is none. */
  readonly python: string;
  /** True if some interpreter has the library (by its importable name: `sklearn`). */
  has(module: string): boolean;
  /** The first interpreter that has all of these libraries; undefined if none has. */
  pythonFor(modules: readonly string[]): string | undefined;
  /** Every interpreter that has them: the newest libraries first. */
  pythonsFor(modules: readonly string[]): readonly string[];
  /** What is run with which versions, and what is only checked, by name. */
  describe(): string;
}

export interface EnvironmentOptions {
  /** Makes the environment anew. */
  readonly again?: boolean;
  readonly log?: (line: string) => void;
}

export function pythonEnvironment(options?: EnvironmentOptions): Promise<PythonEnvironment>;
