/** Python processes that have the usual libraries loaded and run each script or notebook in a fork: see preloaded.py. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Run } from './program';

/** Milliseconds after which a program is stopped. */
export const TIME_LIMIT = 180_000;

const SERVER = fileURLToPath(new URL('preloaded.py', import.meta.url));

export class Preloaded {
  private static readonly byPython = new Map<string, Preloaded>();
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (code: number | null) => void>();
  private jobs = 0;

  /** The process of an interpreter, started when it is first asked for. It ends with this one. */
  static of(python: string, environment: Readonly<Record<string, string>>): Preloaded {
    let known = Preloaded.byPython.get(python);
    if (!known) Preloaded.byPython.set(python, (known = new Preloaded(python, environment)));
    return known;
  }

  private constructor(python: string, environment: Readonly<Record<string, string>>) {
    this.child = spawn(python, [SERVER], { env: { ...process.env, ...environment } });
    this.child.stderr.resume();
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const { id, code } = JSON.parse(line) as { id: number; code: number };
      this.waiting.get(id)?.(code < 0 ? null : code);
      this.waiting.delete(id);
    });
    this.child.on('close', () => {
      Preloaded.byPython.delete(python);
      for (const end of this.waiting.values()) end(null);
    });
  }

  /** @param args the script or notebook (relative to `folder`) and its arguments */
  async run(
    [script, ...args]: readonly string[],
    folder: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const output = await mkdtemp(join(tmpdir(), 'mlops-output-'));
    const [stdout, stderr] = [join(output, 'stdout'), join(output, 'stderr')];
    const id = this.jobs++;
    try {
      const exitCode = await new Promise<number | null>((resolve) => {
        this.waiting.set(id, resolve);
        const job = {
          id,
          folder,
          script,
          arguments: args,
          environment,
          home: output,
          stdout,
          stderr,
          seconds: TIME_LIMIT / 1000,
        };
        this.child.stdin.write(`${JSON.stringify(job)}\n`);
      });
      return { exitCode, stdout: await textOf(stdout), stderr: await textOf(stderr) };
    } finally {
      await rm(output, { recursive: true, force: true });
    }
  }
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
