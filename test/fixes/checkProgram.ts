/** Checks programs that can't be run here for syntax errors and undefined names, with pyright. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { tidy, unitOf, type Code } from '../support/program';
import { withFolder, type Program } from './program';

const PYRIGHT = createRequire(import.meta.url).resolve('pyright/index.js');

/** Names that IPython gives to every cell. */
const IPYTHON_NAMES = 'display = get_ipython = In = Out = None\n';

/** Only what makes a program fail for sure; imports that are missing here are not the program's fault. */
const CONFIGURATION = {
  typeCheckingMode: 'off',
  reportMissingImports: 'none',
  reportUndefinedVariable: 'error',
};

interface PyrightReport {
  readonly generalDiagnostics: readonly {
    readonly file: string;
    readonly severity: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

/**
 * What is wrong with a program, as `file:line: message`; empty if nothing is. A notebook's cells are checked as one script, magics
 * masked as the engine masks them.
 */
export async function checkProgram(program: Program): Promise<string[]> {
  return (await checkPrograms([program]))[0]!;
}

/** The same for many programs at once, in their order: pyright takes longer to start than to check. */
export async function checkPrograms(programs: readonly Program[]): Promise<string[][]> {
  const scripts = programs.flatMap((program, index) =>
    Object.entries(program.files).flatMap(([path, code]): [string, Code][] => {
      const place = `${index}/${path}`;
      if (!path.endsWith('.ipynb')) return path.endsWith('.py') ? [[place, code]] : [];
      const cells = unitOf(tidy(code), path).sources.map((source) => source.code);
      return [[`${place}.py`, [IPYTHON_NAMES, ...cells].join('\n')]];
    }),
  );
  return withFolder({ files: Object.fromEntries(scripts), needs: [] }, async (folder) => {
    await writeFile(join(folder, 'pyrightconfig.json'), JSON.stringify(CONFIGURATION));
    const report = await pyright(folder);
    const faults = programs.map((): string[] => []);
    for (const { severity, file, range, message } of report.generalDiagnostics) {
      const [index, ...path] = relative(folder, file).split(sep);
      if (severity === 'error')
        faults[Number(index)]!.push(`${path.join('/')}:${range.start.line + 1}: ${message}`);
    }
    return faults;
  });
}

function pyright(folder: string): Promise<PyrightReport> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [PYRIGHT, '--outputjson', '--project', folder],
      { cwd: folder, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => {
        try {
          resolve(JSON.parse(stdout) as PyrightReport); // it leaves with 1 when it finds something
        } catch {
          reject(new Error(`pyright gave no report: ${stderr || error?.message}`));
        }
      },
    );
  });
}
