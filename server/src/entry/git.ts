/**
 * Which files changed since a revision. Git is asked for names and nothing else, by commands that compare recorded states: no filter,
 * hook or other program that a repository configures is run.
 */
import { execFile } from 'node:child_process';
import type { Changes } from '../cli/environment';
import { join } from '../project/paths';
import { hostPath } from './nodeHost';

/** Switches off what a repository's own configuration could make git start. */
const HARDENED = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/**
 * Files that differ from the point at which the current branch left a revision (`main`, `HEAD~2`, a tag): committed, staged, edited
 * or new and not ignored. Deleted ones are left out. A file that was only touched may be among them.
 */
export async function changedSince(revision: string, folder: string): Promise<Changes> {
  if (revision.startsWith('-')) return { ok: false, message: `"${revision}" is no revision` };
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  if (!top.ok) return top;
  const root = hostPath(top.text.replace(/\r?\n$/, ''));
  const commit = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (!commit.ok) return { ok: false, message: `git knows no revision "${revision}"` };
  const base = await git(root, ['merge-base', commit.text.trim(), 'HEAD']);
  // A shallow clone may not reach back to where the branches parted.
  const since = (base.ok ? base : commit).text.trim();
  const names = ['--name-only', '--diff-filter=d', '-z'];
  const lists = await Promise.all([
    git(root, ['diff-index', '--cached', ...names, since, '--']),
    git(root, ['diff-files', ...names]),
    git(root, ['ls-files', '--others', '--exclude-standard', '-z']),
  ]);
  const paths = new Set<string>();
  for (const list of lists) {
    if (!list.ok) return list;
    for (const name of list.text.split('\0')) if (name !== '') paths.add(join(root, name));
  }
  return { ok: true, paths };
}

type Answer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

function git(folder: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: 256 * 2 ** 20, env: { ...process.env, LC_ALL: 'C' } };
    execFile('git', [...HARDENED, ...args], options, (error, stdout, stderr) => {
      if (!error) return resolve({ ok: true, text: stdout });
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const said =
        stderr
          .trim()
          .split('\n')[0]
          ?.replace(/^fatal: /, '') ?? '';
      resolve({ ok: false, message: isMissing ? 'git is not installed' : said || error.message });
    });
  });
}
