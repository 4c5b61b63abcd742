/** What the command line needs of the process around it; the entry builds it. */
import type { Rule } from '../engine/rules/rule';
import type { Analyst } from '../project/analyst';
import type { Host, WritableHost } from '../project/host';
import type { Terminal } from './progress';

/** Absolute paths of changed files, or why they can't be told. */
export type Changes =
  | { readonly ok: true; readonly paths: ReadonlySet<string> }
  | { readonly ok: false; readonly message: string };

export interface Environment {
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Everything on standard input. */
  readonly readStdin: () => Promise<Uint8Array>;
  readonly host: WritableHost;
  /** A path as the user writes it, as a host path. */
  readonly resolvePath: (path: string) => string;
  /** An analyst of this thread that reads through `host`. */
  readonly createAnalyst: (host: Host) => Promise<Analyst>;
  /** The files of a folder's repository that changed since a revision. */
  readonly changedSince: (revision: string, folder: string) => Promise<Changes>;
  /** The script that a worker thread runs. */
  readonly workerScript: string;
  readonly cores: number;
  readonly rules: readonly Rule[];
  readonly version: string;
  /** Milliseconds. */
  readonly now: () => number;
  /** Bytes of the process at its largest. */
  readonly peakMemory: () => number;
}

/** Exit statuses, as documented in `--help`. */
export const EXIT = { clean: 0, findings: 1, trouble: 2 } as const;
