/** The bundled command line, run as a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `mlops-audit` in a folder. */
export function run(folder: string, args: readonly string[], input?: string | Uint8Array): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd: folder,
    input: input ?? '',
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '' },
    timeout: 60_000,
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}
