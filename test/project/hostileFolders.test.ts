/** Folders that no audit should meet, and does: each costs itself and a clear message, nothing else. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../server/src/entry/nodeHost';
import type { AuditResult } from '../../server/src/project/audit';
import { failure, type Host } from '../../server/src/project/host';
import { rootFor, rootLookup } from '../../server/src/project/projects';
import { auditFolder } from '../support/auditFolder';
import { notebook, temporaryFolder } from '../support/temporaryFolder';

/** Fires `contradictory-split-arguments`, whatever stands around it. */
const SPLIT = 'from sklearn.model_selection import KFold\n\nfolds = KFold(n_splits=5, random_state=42)\n';

/** Files with a finding, and messages, by path in the folder. */
function seen(folder: string, { findings, summary, crashed }: AuditResult) {
  const short = (path: string): string => path.slice(folder.length + 1);
  const tell = ({ path, message }: { path: string; message: string }): string => `${short(path)}: ${message}`;
  return {
    found: findings.map(({ path }) => short(path)),
    errors: summary.errors.map(tell),
    skipped: summary.skipped.map(tell),
    crashed,
  };
}

const WHOLE = { errors: [], skipped: [], crashed: false };

/** The real host, with other answers to some questions. */
function hostWith(change: (host: Host) => Partial<Host>): Host {
  const host = createNodeHost();
  return { ...host, ...change(host) };
}

describe('what must not be read', () => {
  const files = { 'a.py': SPLIT, 'locked/b.py': SPLIT, 'open/c.py': SPLIT, 'open/d.py': SPLIT };

  it('is named, and the rest is audited', async () => {
    const folder = temporaryFolder(files);
    const host = hostWith((real) => ({
      listDirectory: async (path) =>
        path === `${folder}/locked` ? failure('no-permission') : real.listDirectory(path),
      readFile: async (path) =>
        path === `${folder}/open/c.py` ? failure('no-permission') : real.readFile(path),
    }));
    expect(seen(folder, await auditFolder(folder, {}, host))).toEqual({
      ...WHOLE,
      found: ['a.py', 'open/d.py'],
      errors: ['locked: permission denied', 'open/c.py: permission denied'],
    });
  });

  const isRoot = process.getuid?.() === 0 || process.platform === 'win32';
  it.skipIf(isRoot)('also where the file system itself refuses (root may read everything)', async () => {
    const folder = temporaryFolder(files);
    chmodSync(join(folder, 'locked'), 0);
    chmodSync(join(folder, 'open/c.py'), 0);
    try {
      expect(seen(folder, await auditFolder(folder)).errors).toEqual([
        'locked: permission denied',
        'open/c.py: permission denied',
      ]);
    } finally {
      chmodSync(join(folder, 'locked'), 0o755);
    }
  });
});

describe.skipIf(process.platform === 'win32')('links', () => {
  it('that lead upwards or in a circle are not followed', async () => {
    const folder = temporaryFolder({ 'a.py': SPLIT, 'sub/b.py': 'import os\n' });
    const link = (target: string, name: string): void => symlinkSync(target, join(folder, name));
    link('..', 'sub/parent');
    link('.', 'sub/self');
    link('two', 'sub/one');
    link('one', 'sub/two');
    link('round.py', 'sub/round.py');
    link('missing.py', 'sub/dangling.py');
    link('../a.py', 'sub/again.py');
    const result = await auditFolder(folder);
    expect(seen(folder, result)).toEqual({ ...WHOLE, found: ['a.py'] });
    expect(result.files).toHaveLength(2);
  });

  it('that are asked for by name are told apart from missing files', async () => {
    const folder = temporaryFolder({ 'a.py': SPLIT });
    symlinkSync('round.py', join(folder, 'round.py'));
    const paths = [`${folder}/a.py`, `${folder}/round.py`, `${folder}/nothing.py`];
    const { findings, missing } = await auditFolder(folder, { paths });
    expect(findings).toHaveLength(1);
    expect(missing.map(({ message }) => message)).toEqual([
      'its links lead in a circle',
      'no such file or folder',
    ]);
  });
});

describe('a notebook of 200 MB', () => {
  it('is passed over by its size, without being read', async () => {
    const folder = temporaryFolder({ 'a.py': SPLIT, 'huge.ipynb': notebook('x = 1') });
    truncateSync(join(folder, 'huge.ipynb'), 200 * 2 ** 20);
    const read: string[] = [];
    const host = hostWith((real) => ({
      readFile: async (path) => {
        read.push(path);
        return real.readFile(path);
      },
    }));
    expect(seen(folder, await auditFolder(folder, {}, host))).toEqual({
      ...WHOLE,
      found: ['a.py'],
      skipped: ['huge.ipynb: larger than `max-file-size` (209715200 > 20000000 bytes)'],
    });
    expect(read).toContain(`${folder}/a.py`);
    expect(read).not.toContain(`${folder}/huge.ipynb`);
  });
});

describe('a folder that vanishes', () => {
  const files = Object.fromEntries([
    ['a.py', `import gone.m1\n${SPLIT}`],
    ...Array.from({ length: 20 }, (_, index) => [`gone/m${index}.py`, SPLIT]),
    ['z.py', SPLIT],
  ]) as Record<string, string>;

  it('while it is searched costs only itself', async () => {
    const folder = temporaryFolder(files);
    const host = hostWith((real) => ({
      listDirectory: async (path) => {
        const listed = await real.listDirectory(path);
        if (path === folder) rmSync(join(folder, 'gone'), { recursive: true, force: true });
        return listed;
      },
    }));
    expect(seen(folder, await auditFolder(folder, {}, host))).toEqual({
      ...WHOLE,
      found: ['a.py', 'z.py'],
      errors: ['gone: no such file or folder'],
    });
  });

  it('while it is analysed is named file by file', async () => {
    const folder = temporaryFolder(files);
    const onProgress = ({ phase, done }: { phase: string; done: number }): void => {
      if (phase === 'analysing' && done === 1) rmSync(join(folder, 'gone'), { recursive: true });
    };
    const { found, errors, crashed } = seen(folder, await auditFolder(folder, { onProgress }));
    expect(found).toEqual(expect.arrayContaining(['a.py', 'z.py']));
    expect(errors.length).toBeGreaterThan(10); // a few had been read
    for (const error of errors) expect(error).toMatch(/^gone\/m\d+\.py: no such file or folder$/);
    expect(crashed).toBe(false);
  });

  it('as a whole leaves an audit without findings', async () => {
    const folder = temporaryFolder(files);
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'searching') rmSync(folder, { recursive: true });
    };
    const { findings, missing } = await auditFolder(folder, { onProgress });
    expect(findings).toEqual([]);
    expect(missing).toEqual([{ path: folder, message: 'no such file or folder' }]);
    mkdirSync(folder);
  });
});

describe('the project of a path', () => {
  const roots = ['/', '/a', '/a/b/c', '/ab', 'C:/x'];
  it.each([
    '/a',
    '/a/x.py',
    '/a/b/x.py',
    '/a/b/c/x.py',
    '/a/b/c/d/e.py',
    '/ab/x',
    '/abc/x',
    'C:/x/y',
    'D:/x/y',
  ])('is the innermost root, looked up for one or for many: %s', (path) => {
    const lookup = rootLookup(roots);
    expect(lookup(path)).toBe(rootFor(roots, path));
    expect(lookup(path)).toBe(rootFor(roots, path));
  });
});
