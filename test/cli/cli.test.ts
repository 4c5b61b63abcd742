/** The bundled command line, as a process of its own, on real files. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import { notebook, temporaryFolder, writeInto } from '../support/temporaryFolder';
import { run } from './mlopsAudit';

const SCRIPT = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));
const SPLIT = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';
const FIXED = SPLIT.replace('42)', '42, shuffle=True)');
const HINT = '# mlops: ignore[row-iteration] nothing here\nimport numpy\n';

describe('exit status', () => {
  it('is 0 without findings, 1 with, 0 if so asked', () => {
    expect(run(temporaryFolder({ 'a.py': 'import numpy\n' }), []).status).toBe(0);
    const folder = temporaryFolder({ 'a.py': SPLIT });
    expect(run(folder, []).status).toBe(1);
    expect(run(folder, ['--exit-zero']).status).toBe(0);
    expect(run(folder, ['--ignore', 'contradictory-split-arguments']).status).toBe(0);
  });

  it('counts only what reaches the threshold', () => {
    const folder = temporaryFolder({ 'a.py': HINT });
    expect(run(folder, []).status).toBe(1);
    expect(run(folder, ['--min-severity', 'warning']).status).toBe(0);
  });

  it.each([
    [['--formt', 'json'], 'Unknown option --formt; did you mean --format?'],
    [
      ['--format', 'jsn'],
      '--format must be one of text, json, sarif, github, markdown, html, not "jsn"; did you mean "json"?',
    ],
    [['--min-severity', 'off'], '--min-severity must be one of'],
    [['--jobs', '0'], '--jobs needs a number from 1 to 256, not "0".'],
    [['--select', 'leakge'], 'Unknown rule or area `leakge`: did you mean `leakage`?'],
    [['--explain', 'fit-befor-split'], 'did you mean `fit-before-split`?'],
    [['nowhere'], 'nowhere: no such file or folder'],
    [['*.txt'], '*.txt: no Python file or notebook matches'],
    [['--diff', '--format', 'json'], '--diff prints a diff'],
    [['--stdin-filename', 'a.py', 'b.py'], 'audit one or the other'],
    [['--baseline', 'none.json'], '--baseline none.json: no such file or folder'],
    [['--write-baseline', 'b.json', '--changed-since', 'HEAD'], 'would forget the findings'],
    [['--changed-since', 'HEAD'], '--changed-since: not a git repository'],
    [
      ['--output', 'no/such/folder/report.txt'],
      "no/such/folder/report.txt can't be written: no such file or folder",
    ],
  ])('is 2 with a message for %j', (args, message) => {
    const { status, stderr } = run(temporaryFolder({ 'a.py': SPLIT }), args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('\n    at ');
    expect(status).toBe(2);
  });

  it('is 2 for a bad configuration, which is told; the audit is done all the same', () => {
    const folder = temporaryFolder({ 'a.py': SPLIT, 'mlops-antipatterns.toml': 'min-severity = "loud"\n' });
    const text = run(folder, []);
    expect(text.status).toBe(2);
    expect(text.stdout).toContain('mlops-antipatterns.toml: problem: 1:16: `min-severity` must be one of');
    expect(text.stdout).toContain('contradictory-split-arguments');
    expect(run(folder, ['--format', 'json']).stderr).toContain('mlops-antipatterns.toml: 1:16:');
    expect(run(folder, ['--config', 'missing.toml']).status).toBe(2);
  });

  it('is not touched by files that can not be read', () => {
    const folder = temporaryFolder({ 'a.ipynb': '{', 'b.py': new Uint8Array([0xff]) });
    const { status, stdout } = run(folder, []);
    expect(status).toBe(0);
    expect(stdout).toMatch(/a\.ipynb: problem: not valid JSON/);
  });
});

describe('information', () => {
  it('helps with every option', () => {
    const { stdout, status } = run(temporaryFolder(), ['--help']);
    expect(status).toBe(0);
    const known = readFileSync(new URL('../../server/src/cli/arguments.ts', import.meta.url), 'utf8');
    const options = [...known.matchAll(/^ {2}'?([a-z-]+)'?: \{ type: '/gm)].map(([, name]) => name!);
    expect(options.length).toBeGreaterThan(15);
    for (const option of options) expect(stdout).toMatch(new RegExp(`--${option}\\b`));
  });

  it('knows its version', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(run(temporaryFolder(), ['--version']).stdout).toBe(`${manifest.version}\n`);
  });

  it('lists and explains rules', () => {
    const list = run(temporaryFolder(), ['--list-rules']).stdout;
    for (const { name } of rules) expect(list).toContain(`  ${name} `);
    const page = run(temporaryFolder(), ['--explain', 'hardcoded-secret']).stdout;
    expect(page).toMatch(/^# hardcoded-secret\n/);
    expect(page).toContain('os.environ');
  });

  it('shows the effective configuration', () => {
    const folder = temporaryFolder({
      'pyproject.toml': '[tool.mlops-antipatterns]\nignore = ["security"]\n',
    });
    const { stdout } = run(folder, ['--show-config', '--select', 'project']);
    expect(stdout).toContain(`Configuration file: ${folder}/pyproject.toml`);
    expect(stdout).toMatch(/unpinned-dependencies +warning +--select/);
  });
});

describe('reports', () => {
  const folder = temporaryFolder({ 'a.py': SPLIT, 'sub/nb.ipynb': notebook(SPLIT) });

  it('text by default, with paths as seen from the working directory', () => {
    const { stdout, stderr } = run(`${folder}/sub`, ['nb.ipynb', '../a.py']);
    expect(stdout).toContain('../a.py:3:27: error contradictory-split-arguments');
    expect(stdout).toContain('nb.ipynb cell 1:3:27: error contradictory-split-arguments');
    expect(stderr).toBe('');
  });

  it.each([
    ['json', /^\{\n {2}"findings"/],
    ['sarif', /"version": "2\.1\.0"/],
    ['github', /^::error file=a\.py,/],
    ['markdown', /^# MLOps audit/],
    ['html', /^<!doctype html>/],
  ])('%s', (format, start) => expect(run(folder, ['--format', format]).stdout).toMatch(start));

  it('into files', () => {
    const { stdout, stderr, status } = run(folder, [
      '--format',
      'json',
      '--output',
      'out.json',
      '--report',
      'out.html',
    ]);
    expect([stdout, stderr, status]).toEqual(['', 'Report: out.html\n', 1]);
    expect(JSON.parse(readFileSync(`${folder}/out.json`, 'utf8')).findings).toHaveLength(2);
    expect(readFileSync(`${folder}/out.html`, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('colours only where they are wanted', () => {
    const env = { ...process.env, NO_COLOR: '', FORCE_COLOR: '1' };
    const forced = spawnSync(process.execPath, [SCRIPT], { cwd: folder, env });
    expect(forced.stdout.toString()).toContain('\u001b[31merror\u001b[39m');
    expect(run(folder, []).stdout).not.toContain('\u001b');
  });

  it('survives a reader that leaves', async () => {
    const child = spawn(process.execPath, [SCRIPT, '--format', 'sarif'], { cwd: folder });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([stderr, status]).toEqual(['', 1]);
  });

  it('statistics', () => {
    const { stderr } = run(folder, ['--stats']);
    expect(stderr).toMatch(/files +2 analysed/);
    expect(stderr).toMatch(/2 {2}contradictory-split-arguments/);
  });
});

describe('fixes', () => {
  it('write what they must and nothing else', () => {
    const folder = temporaryFolder({
      'a.py': SPLIT,
      'crlf.py': SPLIT.replaceAll('\n', '\r\n'),
      'bom.py': `\uFEFF${SPLIT}`,
      'latin.py': Uint8Array.from(
        [...`# coding: latin-1\n# caf\u00e9\n${SPLIT}`].map((character) => character.charCodeAt(0)),
      ),
      'nb.ipynb': notebook('x = 1', SPLIT),
      'clean.py': 'import numpy\n',
    });
    const before = readFileSync(`${folder}/nb.ipynb`, 'utf8');
    chmodSync(`${folder}/a.py`, 0o755);
    const untouched = statSync(`${folder}/clean.py`).mtimeMs;
    const { stdout, stderr, status } = run(folder, ['--fix']);
    expect(stderr).toBe('Fixed 5 findings in 5 files: contradictory-split-arguments ×5.\n');
    expect(stdout).toMatch(/^No findings in 6 files/);
    expect(status).toBe(0);
    expect(readFileSync(`${folder}/a.py`, 'utf8')).toBe(FIXED);
    expect(readFileSync(`${folder}/crlf.py`, 'utf8')).toBe(FIXED.replaceAll('\n', '\r\n'));
    expect(readFileSync(`${folder}/bom.py`, 'utf8')).toBe(`\uFEFF${FIXED}`);
    expect(readFileSync(`${folder}/latin.py`, 'latin1')).toBe(`# coding: latin-1\n# caf\u00e9\n${FIXED}`);
    expect(readFileSync(`${folder}/nb.ipynb`, 'utf8')).toBe(
      before.replace('random_state=42)', 'random_state=42, shuffle=True)'),
    );
    expect(statSync(`${folder}/clean.py`).mtimeMs).toBe(untouched);
    if (process.platform !== 'win32') expect(statSync(`${folder}/a.py`).mode & 0o777).toBe(0o755);
    expect(run(folder, ['--fix']).stderr).toBe('Nothing to fix.\n');
  });

  it('are shown as a diff that patch applies, and then change nothing', () => {
    const folder = temporaryFolder({
      'sub/a.py': SPLIT,
      'nb.ipynb': notebook(SPLIT),
      'crlf.py': SPLIT.replaceAll('\n', '\r\n'),
    });
    const { stdout, status } = run(folder, ['--diff']);
    expect(status).toBe(1);
    expect(stdout).toContain('--- a/sub/a.py\n+++ b/sub/a.py\n');
    expect(stdout).toContain(
      '-folds = KFold(n_splits=5, random_state=42)\n+folds = KFold(n_splits=5, random_state=42, shuffle=True)\n',
    );
    expect(readFileSync(`${folder}/sub/a.py`, 'utf8')).toBe(SPLIT);
    const applied = spawnSync('git', ['apply', '-'], { cwd: folder, input: stdout });
    expect(applied.stderr.toString()).toBe('');
    expect(readFileSync(`${folder}/sub/a.py`, 'utf8')).toBe(FIXED);
    expect(readFileSync(`${folder}/crlf.py`, 'utf8')).toBe(FIXED.replaceAll('\n', '\r\n'));
    expect(run(folder, ['--diff'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('leave suggestions alone unless asked', () => {
    const key = ['AKIA', 'QX7KD2M9PL4VZ8RT'].join('');
    const folder = temporaryFolder({
      'a.py': `import boto3\n\nAWS_ACCESS_KEY_ID = "${key}"\nprint(AWS_ACCESS_KEY_ID)\n`,
    });
    expect(run(folder, ['--fix']).stderr).toBe('Nothing to fix.\n');
    expect(run(folder, ['--fix-suggestions']).stderr).toMatch(
      /^Fixed 1 finding in 1 file: hardcoded-secret\.\n$/,
    );
    expect(readFileSync(`${folder}/a.py`, 'utf8')).toContain('os.environ["AWS_ACCESS_KEY_ID"]');
  });

  it.skipIf(process.platform === 'win32')('go through links and leave no other file behind', () => {
    const folder = temporaryFolder({ 'real/a.py': SPLIT });
    mkdirSync(`${folder}/view`);
    spawnSync('ln', ['-s', '../real/a.py', 'view/a.py'], { cwd: folder });
    run(`${folder}/view`, ['a.py', '--fix']);
    expect(readFileSync(`${folder}/real/a.py`, 'utf8')).toBe(FIXED);
    expect(spawnSync('ls', ['real', 'view'], { cwd: folder }).stdout.toString()).toBe(
      'real:\na.py\n\nview:\na.py\n',
    );
  });
});

describe('standard input', () => {
  const folder = temporaryFolder({
    'pyproject.toml': '[tool.mlops-antipatterns]\nseverity.contradictory-split-arguments = "hint"\n',
  });

  it('is audited as the file it is said to be', () => {
    const { stdout, status } = run(folder, ['--stdin-filename', 'new/train.py', '--quiet'], SPLIT);
    expect(stdout).toMatch(/^new\/train\.py:3:27: hint: .*\[contradictory-split-arguments\]\n$/);
    expect(status).toBe(1);
    expect(existsSync(`${folder}/new`)).toBe(false);
  });

  it('may be a notebook', () => {
    const { stdout } = run(
      folder,
      ['--stdin-filename', 'a.ipynb', '--quiet'],
      JSON.stringify(notebook('', SPLIT)),
    );
    expect(stdout).toMatch(/^a\.ipynb cell 2:3:27: /);
  });

  it('comes out fixed, or as it was', () => {
    expect(run(folder, ['--stdin-filename', 'a.py', '--fix'], SPLIT)).toEqual({
      status: 0,
      stdout: FIXED,
      stderr: '',
    });
    expect(run(folder, ['-', '--fix'], 'x = "é"\r\n').stdout).toBe('x = "é"\r\n');
    expect(run(folder, ['-', '--diff'], SPLIT).stdout).toContain(
      '+folds = KFold(n_splits=5, random_state=42, shuffle=True)',
    );
  });
});

describe('many files', () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 90; i++)
    writeInto(
      folder,
      `p${i % 7}/f${i}.py`,
      i % 3 === 0 ? SPLIT : `import numpy as np\n\nx${i} = np.ones(3)\n`,
    );
  writeFileSync(`${folder}/deep.py`, `import numpy\nx = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`);

  it('give the same report with one worker and with three', () => {
    const report = (jobs: string): string =>
      run(folder, ['--format', 'json', '--jobs', jobs]).stdout.replace(
        /"milliseconds": \d+/,
        '"milliseconds": 0',
      );
    const single = report('1');
    expect(JSON.parse(single).summary.files).toBe(91);
    expect(report('3')).toBe(single);
  });

  it('are fixed by workers too', () => {
    expect(run(folder, ['--fix', '--jobs', '2']).stderr).toBe(
      'Fixed 30 findings in 30 files: contradictory-split-arguments ×30.\n',
    );
    expect(run(folder, ['--select', 'estimators']).status).toBe(0);
  });
});

describe('what a report must not show', () => {
  it.each(['text', 'html', 'markdown', 'sarif', 'json', 'github'])(
    'a secret is not repeated in %s',
    (format) => {
      const secret = ['crm_live', '7Qd2vKx9TzR4mWbN8sYfLp3HcJ6g'].join('_');
      const folder = temporaryFolder({ 'a.py': `API_TOKEN = "${secret}"\n` });
      const { stdout, status } = run(folder, ['--format', format]);
      expect(status).toBe(1);
      expect(stdout).toContain('hardcoded-secret');
      expect(stdout).not.toContain(secret.slice(12));
    },
  );
});
