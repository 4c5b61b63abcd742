/** A line on a terminal's standard error that says how far an audit is, and goes when it is done. */
import type { AuditProgress } from '../project/audit';

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(content: string | Uint8Array): unknown;
}

export interface Progress {
  readonly update: (progress: AuditProgress) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

/** Milliseconds between two updates: quicker than that nobody reads. */
const INTERVAL = 80;
const PHASES: Readonly<Record<AuditProgress['phase'], string>> = {
  searching: 'Searching for files',
  analysing: 'Analysing',
  completing: 'Looking at the project',
};

/** Shows nothing if `terminal` is none. */
export function createProgress(terminal: Terminal, now: () => number): Progress {
  if (!terminal.isTTY) return { update: () => undefined, clear: () => undefined };
  let last = -Infinity;
  let isShown = false;
  return {
    update({ phase, done, total, path }) {
      if (now() - last < INTERVAL) return;
      last = now();
      const count = total > 0 ? ` ${done}/${total}` : '';
      const line = `${PHASES[phase]}${count} ${path ?? ''}`.slice(0, (terminal.columns ?? 80) - 1);
      terminal.write(`\r\u001b[2K${line}`);
      isShown = true;
    },
    clear() {
      if (isShown) terminal.write('\r\u001b[2K');
      isShown = false;
    },
  };
}
