/** What a pipeline uses: the GitHub Action's script, the package that pre-commit installs, the flags that the pages name. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { run } from './mlopsAudit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACTION = path.join(ROOT, '.github/actions/mlops-audit');
const BAD = 'from sklearn.model_selection import KFold\nfolds = KFold(n_splits=5, random_state=42)\n';

/** Runs the action's script as GitHub does, with inputs as environment variables. */
function act(folder: string, inputs: Readonly<Record<string, string>> = {}) {
  const defaults = {
    PATHS: '.',
    MIN_SEVERITY: 'warning',
    CHANGED_SINCE: '',
    BASELINE: '',
    SARIF: '',
    FAIL: 'true',
  };
  const { status, stdout, stderr } = spawnSync('bash', [path.join(ACTION, 'audit.sh')], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...defaults,
      ...inputs,
      MLOPS_AUDIT: path.join(ROOT, 'dist/server/cli.js'),
      GITHUB_OUTPUT: path.join(folder, 'output'),
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
    },
  });
  const read = (name: string): string =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : '';
  return { status, stdout, stderr, output: read('output'), summary: read('summary.md'), read };
}

describe.skipIf(process.platform === 'win32')("the GitHub Action's script", () => {
  it('annotates, summarises, writes SARIF, and fails the job', () => {
    const result = act(temporaryFolder({ 'a.py': BAD }), { SARIF: 'audit.sarif' });
    expect(result.stdout).toMatch(/^::error .*file=a\.py/m);
    expect(result.output).toBe('status=1\n');
    expect(result.summary).toContain('**1 finding** (1 error)');
    expect(JSON.parse(result.read('audit.sarif')).runs[0].results).toHaveLength(1);
    expect(result.status).toBe(1);
  });

  it('reports without failing, if so asked', () => {
    const result = act(temporaryFolder({ 'a.py': BAD }), { FAIL: 'false' });
    expect(result).toMatchObject({ status: 0, output: 'status=1\n' });
  });

  it('always fails when the audit itself went wrong', () => {
    const result = act(temporaryFolder({ 'a.py': BAD }), { FAIL: 'false', BASELINE: 'none.json' });
    expect(result).toMatchObject({ status: 2, output: 'status=2\n', summary: '' });
    expect(result.stderr).toContain('--baseline none.json: no such file');
  });

  it('takes several paths, and never reads an input as shell code or as an option', () => {
    const folder = temporaryFolder({ 'a.py': BAD, 'b/c.py': BAD, 'd.py': BAD });
    expect(act(folder, { PATHS: 'a.py\nb' }).summary).toContain('**2 findings**');
    const hostile = act(folder, {
      PATHS: '$(touch sprung) `touch sprung` --fix',
      MIN_SEVERITY: 'error; touch sprung',
    });
    expect(hostile.status).toBe(2);
    expect(readdirSync(folder)).not.toContain('sprung');
    expect(readFileSync(path.join(folder, 'a.py'), 'utf8')).toBe(BAD);
  });

  it('gets every input that the action declares', () => {
    const text = readFileSync(path.join(ACTION, 'action.yml'), 'utf8');
    const declared = text.slice(0, text.indexOf('outputs:')).match(/^ {2}[a-z-]+(?=:)/gm)!;
    expect(declared.length).toBeGreaterThan(4);
    for (const input of declared) expect(text).toContain(`\${{ inputs.${input.trim()} }}`);
  });
});

describe('the package', () => {
  it('holds what its commands need, and runs from where it is unpacked', () => {
    const folder = temporaryFolder({ 'a.py': BAD });
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, pack, { cwd: ROOT, stdio: 'pipe' });
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['-xzf', archive], { cwd: folder });
    const script = path.join(folder, 'package/dist/server/cli.js');
    const { status, stdout } = spawnSync(process.execPath, [script, 'a.py', '-q'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toContain('[contradictory-split-arguments]');
    expect(status).toBe(1);
    // Hovers of the language server link to the rules' pages.
    expect(readdirSync(path.join(folder, 'package/docs/rules'))).toContain('fit-before-split.md');
    expect(readdirSync(path.join(folder, 'package/dist/server')).sort()).toEqual([
      'cli.js',
      'node.js',
      'tree-sitter-python.wasm',
      'web-tree-sitter.wasm',
    ]);
  }, 60_000);
});

describe('docs/ci.md and the hooks', () => {
  it('name only flags that there are', () => {
    const help = run(ROOT, ['--help']).stdout;
    for (const file of ['docs/ci.md', '.pre-commit-hooks.yaml', 'README.md']) {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      const lines = text
        .split('\n')
        .filter((line) => /mlops-audit|cli\.js|args:/.test(line) && !/git clone/.test(line));
      const flags = lines.flatMap((line) => line.match(/(?<=[\s[`])--[a-z][a-z-]+/g) ?? []);
      expect(flags.length).toBeGreaterThan(1);
      for (const flag of flags) expect(help, `${file}: ${flag}`).toContain(flag);
    }
  });
});
