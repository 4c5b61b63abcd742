/** The harness itself: programs run for real, fail for real, and are checked for real. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dedent } from '../support/program';
import { checkProgram } from './checkProgram';
import { pythonEnvironment, type PythonEnvironment } from './environment.mjs';
import { fixProgram } from './fixProgram';
import { runProgram } from './program';

const MINUTES = 60_000;

const FOLDS = `
  from sklearn.model_selection import KFold

  folds = KFold(n_splits=3, random_state=0)
  print("folds:", folds.get_n_splits())
`;

let environment: PythonEnvironment;
beforeAll(async () => {
  environment = await pythonEnvironment({ log: console.log });
  console.log(environment.describe());
}, 60 * MINUTES);

describe('running', () => {
  it('gives output and exit code', { timeout: 2 * MINUTES }, async ({ skip }) => {
    const python = environment.pythonFor(['numpy']);
    if (!python) return skip('no Python with NumPy');
    const program = {
      files: { 'main.py': 'import sys, numpy\nprint(numpy.arange(3).sum(), sys.argv[1])\nsys.exit(4)\n' },
    };
    const run = await runProgram({ ...program, arguments: ['x'], needs: ['numpy'] }, python);
    expect(run).toMatchObject({ exitCode: 4, stdout: '3 x\n' });
  });

  // A shell in a fork, a shell in a fresh interpreter, and a real kernel (asked for by what the last line says) do the same.
  it.each([
    ['in a fork', '', false],
    ['in a fresh interpreter', '', true],
    ['in a kernel', '\n# asyncio', false],
  ])('gives what the cells of a notebook print, %s', { timeout: 2 * MINUTES }, async (_, line, isFresh) => {
    const python = environment.pythonFor(['nbconvert', 'ipykernel']);
    if (!python) return; // said below
    const run = (...cells: string[]) =>
      runProgram({ files: { 'main.ipynb': cells.map((cell) => cell + line) }, needs: [] }, python, isFresh);
    const cells = [
      '%matplotlib inline\ntotal = 0',
      'import sys\nfor i in range(4):\n    total += i\nprint("total", total)\nprint("aside", file=sys.stderr)\ntotal',
      'display({"shown": total})\nprint("end", Out[2], __name__)',
    ];
    expect(await run(...cells)).toMatchObject({ exitCode: 0, stdout: 'total 6\nend 6 __main__\n' });
    const broken = await run('print("before")', '1 / 0', 'print("never")');
    expect(broken.exitCode).not.toBe(0);
    expect(broken.stderr).toContain('ZeroDivisionError');
    expect(broken.stderr).toMatch(/while executing the following cell:\n(?:-+\n)?1 \/ 0\n/);
    expect(broken.stdout).not.toContain('never');
    expect((await run('def broken(:\n    pass')).stderr).toContain('SyntaxError');
  });

  it('finds a Python for notebooks', ({ skip }) => {
    if (!environment.pythonFor(['nbconvert', 'ipykernel'])) skip('no Python with nbconvert and ipykernel');
  });

  it('finds no interpreter for libraries that none has', () => {
    expect(environment.pythonFor(['no_such_library'])).toBeUndefined();
    expect(environment.pythonsFor(['no_such_library'])).toEqual([]);
  });
});

describe('fixing', () => {
  const rule = 'contradictory-split-arguments';

  it('mends a file that the entry imports, one finding after the other', async () => {
    const files = {
      'main.py': 'from parts.folds import folds\nprint(folds.shuffle)\n',
      'parts/folds.py': `${dedent(FOLDS)}more = KFold(random_state=1)\n`,
    };
    const fixed = await fixProgram({ files, entry: 'main.py', needs: ['sklearn'] }, rule);
    expect(fixed.applied).toHaveLength(2);
    expect(fixed.left).toEqual([]);
    expect(fixed.files['main.py']).toBe(files['main.py']);
    expect(String(fixed.files['parts/folds.py']).match(/shuffle=True/g)).toHaveLength(2);
  });

  it('leaves alone what the wanted fix does not mend', async () => {
    const program = { files: { 'main.py': FOLDS }, needs: ['sklearn'] };
    const fixed = await fixProgram(program, rule, /no such fix/);
    expect(fixed.applied).toEqual([]);
    expect(fixed.left).toHaveLength(1);
    expect(fixed.files['main.py']).toBe(dedent(FOLDS));
  });
});

describe('checking', () => {
  it(
    'finds nothing wrong with a sound program, whatever it imports',
    async () => {
      const files = {
        'main.py': 'import no_such_library\nfrom other import f\n\nprint(f(no_such_library.x))\n',
        'other.py': 'def f(x: int) -> str:\n    return x.nothing\n',
        'look.ipynb': ['%matplotlib inline\nimport math', '!ls\ndisplay(math.pi)'],
      };
      expect(await checkProgram({ files, needs: [] })).toEqual([]);
    },
    2 * MINUTES,
  );

  it(
    'finds undefined names and broken syntax',
    async () => {
      const files = {
        'a.py': 'print(nothing)\n',
        'b.py': 'def f(:\n    pass\n',
        'c.ipynb': ['x = 1', 'print(x, y)'],
      };
      const faults = await checkProgram({ files, needs: [] });
      expect(faults.find((fault) => fault.startsWith('a.py:1:'))).toContain('"nothing" is not defined');
      expect(faults.some((fault) => fault.startsWith('b.py:1:'))).toBe(true);
      expect(faults.find((fault) => fault.startsWith('c.ipynb.py'))).toContain('"y" is not defined');
    },
    2 * MINUTES,
  );
});
