/** Only what changed since a revision, in a real repository. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeAll } from '../support/temporaryFolder';
import { run } from './mlopsAudit';

const BAD = 'from sklearn.model_selection import KFold\nfolds = KFold(n_splits=5, random_state=42)\n';
const SELECT = ['--select', 'contradictory-split-arguments', '-q'];

function git(folder: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe' });
}

/** A repository whose branch `work` left `main` after one commit with `old.py`. */
function repository(): string {
  const folder = temporaryFolder({ 'old.py': BAD, '.gitignore': 'ignored.py\n' });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'one');
  git(folder, 'checkout', '--quiet', '-b', 'work');
  return folder;
}

const files = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^(.*?\.py):/.exec(line)?.[1] ?? []);

describe('--changed-since', () => {
  it('audits what is committed, staged, edited or new; not what is old, ignored or deleted', () => {
    const folder = repository();
    writeAll(folder, { 'committed.py': BAD, 'deleted.py': BAD, 'päckchen/edited.py': '' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'two');
    writeAll(folder, { 'staged.py': BAD });
    git(folder, 'add', 'staged.py');
    writeAll(folder, { 'päckchen/edited.py': BAD, 'new.py': BAD, 'ignored.py': BAD });
    rmSync(path.join(folder, 'deleted.py'));
    const { status, stdout } = run(folder, [...SELECT, '--changed-since', 'main']);
    expect(files(stdout)).toEqual(['committed.py', 'new.py', 'päckchen/edited.py', 'staged.py']);
    expect(status).toBe(1);
    expect(files(run(folder, [...SELECT, '--changed-since', 'main', 'päckchen']).stdout)).toEqual([
      'päckchen/edited.py',
    ]);
    expect(
      files(run(path.join(folder, 'päckchen'), [...SELECT, '--changed-since', 'HEAD~1']).stdout),
    ).toEqual(['edited.py']);
  });

  it('counts from where the branches parted', () => {
    const folder = repository();
    git(folder, 'checkout', '--quiet', 'main');
    writeAll(folder, { 'old.py': `${BAD}# changed on main\n` });
    git(folder, 'commit', '--quiet', '-a', '-m', 'on main');
    git(folder, 'checkout', '--quiet', 'work');
    expect(run(folder, [...SELECT, '--changed-since', 'main'])).toMatchObject({ status: 0, stdout: '' });
  });

  it('still knows the whole project', () => {
    const track = 'import mlflow\nmlflow.autolog()\n';
    const train = [
      'import pandas as pd',
      'from sklearn.linear_model import LogisticRegression',
      'from sklearn.model_selection import train_test_split',
      'df = pd.read_csv("a.csv")',
      'X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"], random_state=1)',
      'model = LogisticRegression().fit(X_train, y_train)',
      'print(model.score(X_test, y_test))',
      '',
    ].join('\n');
    for (const [launcher, expected] of [
      ['', 1],
      [track, 0],
    ] as const) {
      const folder = temporaryFolder({ 'launch.py': launcher });
      git(folder, 'init', '--quiet');
      git(folder, 'add', '.');
      git(folder, 'commit', '--quiet', '-m', 'one');
      writeAll(folder, { 'train.py': train });
      const { status } = run(folder, ['--select', 'untracked-training', '--changed-since', 'HEAD']);
      expect(status).toBe(expected);
    }
  });

  it('says what is wrong with the revision', () => {
    const folder = repository();
    expect(run(folder, ['--changed-since', 'nowhere']).stderr).toContain('git knows no revision "nowhere"');
    expect(run(folder, ['--changed-since=--output=x']).stderr).toContain('"--output=x" is no revision');
    expect(existsSync(path.join(folder, 'x'))).toBe(false);
  });

  it('runs nothing that the repository configures', () => {
    const folder = repository();
    const trap = path.join(folder, 'trap.sh');
    writeAll(folder, {
      'trap.sh': '#!/bin/sh\ntouch "$(dirname "$0")/sprung"\ncat\n',
      '.gitattributes': '*.py filter=trap diff=trap\n',
    });
    chmodSync(trap, 0o755);
    for (const key of [
      'filter.trap.clean',
      'filter.trap.smudge',
      'diff.trap.command',
      'diff.trap.textconv',
      'diff.external',
      'core.fsmonitor',
    ])
      git(folder, 'config', key, trap);
    writeAll(folder, { 'old.py': `${BAD}# edited\n` });
    run(folder, [...SELECT, '--changed-since', 'main']);
    expect(existsSync(path.join(folder, 'sprung'))).toBe(false);
  });
});
