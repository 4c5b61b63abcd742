/** Checks programs that can't be run here for syntax errors and undefined names, with pyright. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unitOf } from '../support/program';
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
  const scripts = Object.entries(program.files).flatMap(([path, code]) => {
    if (path.endsWith('.ipynb')) {
      const cells = unitOf(code, path).sources.map((source) => source.code);
      return [[`${path}.py`, [IPYTHON_NAMES, ...cells].join('\n')]];
    }
    return path.endsWith('.py') ? [[path, code]] : [];
  });
  return withFolder({ files: Object.fromEntries(scripts), needs: [] }, async (folder) => {
    await writeFile(join(folder, 'pyrightconfig.json'), JSON.stringify(CONFIGURATION));
    const report = await pyright(folder);
    return report.generalDiagnostics
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ file, range, message }) => `${file.slice(folder.length + 1)}:${range.start.line + 1}: ${message}`,
      );
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
