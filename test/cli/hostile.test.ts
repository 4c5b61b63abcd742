/** What a command line is pointed at by mistake or by malice: it ends, in time and memory, says what is wrong, and exits rightly. */
import { execFileSync, spawn } from 'node:child_process';
import { linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { run } from './mlopsAudit';

const SCRIPT = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));
const SPLIT = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';

/** `projects` projects beside each other, of `each` files that concern no rule; the first one has a finding. */
function folderOfMany(projects: number, each: number): string {
  const folder = temporaryFolder({ 'plain.py': 'import os\n' });
  for (let project = 0; project < projects; project++) {
    const below = join(folder, `p${project}`);
    mkdirSync(below);
    writeFileSync(join(below, 'requirements.txt'), '');
    // Links to one file: made in a fraction of the time, and files of their own to whoever looks.
    for (let file = 0; file < each; file++) linkSync(join(folder, 'plain.py'), join(below, `m${file}.py`));
  }
  writeFileSync(join(folder, 'p0/train.py'), SPLIT);
  return folder;
}

describe('mlops-audit', () => {
  it('gets through 250 projects of 200 files, in little memory', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = run(folderOfMany(250, 200), ['--stats', '-q']);
    expect(stdout).toMatch(/^p0[/\\]train\.py:3:/);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/files +50001 irrelevant, 1 analysed/);
    expect(Number(/memory +([\d.,]+) MiB/.exec(stderr)![1])).toBeLessThan(400);
    expect(status).toBe(1);
  });

  it('reads a broken pyproject.toml as none, says where it is broken, and exits with 2', () => {
    const folder = temporaryFolder({
      'a.py': SPLIT,
      'pyproject.toml': '[tool.mlops-antipatterns\nignore = 3\n',
    });
    const { status, stdout } = run(folder, []);
    expect(stdout).toContain('pyproject.toml: problem: 1:25: TOML syntax error');
    expect(stdout).toContain('a.py:3:27: error contradictory-split-arguments');
    expect(status).toBe(2);
  });

  it.skipIf(process.platform === 'win32')('writes into a pipe or a device and leaves it one', async () => {
    const folder = temporaryFolder({ 'a.py': SPLIT });
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    let read = '';
    reader.stdout.on('data', (data: Buffer) => (read += data.toString()));
    const closed = new Promise((resolve) => reader.once('close', resolve));
    const child = spawn(process.execPath, [SCRIPT, 'a.py', '-q', '-o', 'pipe'], { cwd: folder });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(statSync(pipe).isFIFO()).toBe(true);
    await closed;
    expect(read).toContain('[contradictory-split-arguments]');
    expect(code).toBe(1);
  });
});
