/** Programs of several files, as tests write them, on disk and running in a real Python. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Preloaded, TIME_LIMIT } from './preloaded';
import { dedent, textsOf, tidy, type Code } from '../support/program';

export interface Program {
  /** Path (relative, `/`) to text; a list is a notebook's cells. Template literals may be indented. */
  readonly files: Readonly<Record<string, Code>>;
  /** The script or notebook that is run. The only file, if it is not said. */
  readonly entry?: string;
  readonly arguments?: readonly string[];
  /** True if each file is analysed as a project of its own: programs that are only run together. */
  readonly apart?: boolean;
  /** Environment variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Libraries that the program imports, by their importable names. */
  readonly needs: readonly string[];
}

const RUN_NOTEBOOK = fileURLToPath(new URL('run_notebook.py', import.meta.url));

/** How a run ended. */
export interface Run {
  /** Null if it was stopped after the time limit. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The script or notebook that is run. */
export function entryOf({ files, entry }: Program): string {
  const [only, ...others] = Object.keys(files);
  if (entry !== undefined) return entry;
  if (only === undefined || others.length > 0)
    throw new Error('A program of several files says which one is run: `entry`.');
  return only;
}

/** The libraries that an interpreter must have to run a program. */
export function needsOf(program: Program): readonly string[] {
  return entryOf(program).endsWith('.ipynb') ? [...program.needs, 'nbconvert', 'ipykernel'] : program.needs;
}

/**
 * Runs a program in a folder of its own. A notebook's standard output is what its cells print.
 * @param python an interpreter that has what the program needs: see `PythonEnvironment.pythonsFor`
 * @param isFresh true where the program needs an interpreter that has just started: for what must differ from run to run
 */
export async function runProgram(program: Program, python: string, isFresh = false): Promise<Run> {
  const entry = entryOf(program);
  const { environment: variables } = program;
  const args = [entry, ...(program.arguments ?? [])];
  return withFolder(program, (folder) =>
    inTurn(async () => {
      const isNotebook = entry.endsWith('.ipynb');
      if (isNotebook && needsKernel(program)) return runInKernel(entry, python, folder, variables);
      if (isFresh || needsProcess(program))
        return start(python, isNotebook ? [RUN_NOTEBOOK, ...args] : args, folder, variables);
      return Preloaded.of(python, environmentFor(undefined)).run(args, folder, environmentFor(variables));
    }),
  );
}

/** Runs a notebook as Jupyter does: each cell is sent to a kernel, a process of its own. */
async function runInKernel(
  entry: string,
  python: string,
  folder: string,
  variables: Program['environment'],
): Promise<Run> {
  const convert = ['nbconvert', '--to', 'notebook', '--execute', '--stdout', '--log-level=ERROR', entry];
  const run = await start(python, ['-m', ...convert], folder, variables);
  return run.exitCode === 0 ? { ...run, stdout: printed(JSON.parse(run.stdout) as ExecutedNotebook) } : run;
}

/** What is read when Python starts, and processes that look for the script which their parent was started with, need one of their own. */
function needsProcess({ files, environment }: Program): boolean {
  if (process.platform === 'win32' || environment) return true;
  return Object.values(files).some((code) => PROCESSES.test(textsOf(code).join('\n')));
}

const PROCESSES = /num_workers|multiprocessing|subprocess|n_jobs/;

/** Cells that start processes, are about the kernel, or find its event loop running. */
function needsKernel(program: Program): boolean {
  return textsOf(program.files[entryOf(program)]!).some(
    (text) =>
      PROCESSES.test(text) ||
      /^\s*(?:!|%%?(?:pip|conda|system|sx|bash|sh|script)\b)|= *!|asyncio|\.kernel\b/m.test(text),
  );
}

/** Writes a program into a new folder, which is removed afterwards. */
export async function withFolder<T>(program: Program, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mlops-program-'));
  try {
    for (const [path, code] of Object.entries(program.files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), fileText(code));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A script's text, or a notebook's JSON. */
function fileText(code: Code): string {
  if (typeof code === 'string') return dedent(code);
  const texts = (tidy(code) as readonly (string | { readonly text: string })[]).map((cell) =>
    typeof cell === 'string' ? cell : cell.text,
  );
  const cells = texts.map((text, index) => ({
    id: `cell-${index + 1}`,
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: text.split(/(?<=\n)/),
  }));
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, undefined, 1);
}

interface ExecutedNotebook {
  readonly cells: readonly {
    readonly outputs?: readonly { readonly name?: string; readonly text?: string | string[] }[];
  }[];
}

function printed({ cells }: ExecutedNotebook): string {
  const outputs = cells.flatMap((cell) => cell.outputs ?? []).filter(({ name }) => name === 'stdout');
  return outputs.map(({ text }) => (typeof text === 'string' ? text : (text ?? []).join(''))).join('');
}

/** As many programs run at once as there are processors; the others wait. */
const waiting: (() => void)[] = [];
let free = availableParallelism();

async function inTurn(run: () => Promise<Run>): Promise<Run> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}

/** Few threads, no windows, no compiled files; libraries that would ask a server are told not to. */
function environmentFor(variables: Program['environment']): Record<string, string> {
  return {
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
    OMP_NUM_THREADS: '1',
    MPLBACKEND: 'Agg',
    TF_CPP_MIN_LOG_LEVEL: '3',
    KERAS_BACKEND: 'torch',
    HF_HUB_OFFLINE: '1',
    ...variables,
  };
}

function start(
  python: string,
  args: readonly string[],
  folder: string,
  variables: Program['environment'],
): Promise<Run> {
  const env = { ...process.env, ...environmentFor(variables) };
  return new Promise((resolve) => {
    const options = { cwd: folder, env, timeout: TIME_LIMIT, maxBuffer: 64 * 2 ** 20 };
    const child = execFile(python, args, options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}
