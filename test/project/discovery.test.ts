import { symlinkSync, chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/engine';
import { createNodeHost } from '../../server/src/entry/nodeHost';
import { createConfigurationStore } from '../../server/src/project/configurationStore';
import { discover, type Discovery, type DiscoveryOptions } from '../../server/src/project/discovery';
import { temporaryFolder } from '../support/temporaryFolder';

async function found(paths: string[], options?: DiscoveryOptions): Promise<Discovery> {
  const host = createNodeHost();
  return discover(host, createConfigurationStore(host, rules), paths, options);
}

/** Sources below a folder, relative to it. */
async function sources(folder: string, ...paths: string[]): Promise<string[]> {
  const result = await found(paths.length > 0 ? paths.map((path) => `${folder}/${path}`) : [folder]);
  return result.sources.map((path) => path.slice(folder.length + 1));
}

describe('discovery', () => {
  it('finds scripts and notebooks, and lists the other files', async () => {
    const folder = temporaryFolder({
      'a.py': '',
      'b/c.ipynb': '{}',
      'b/d.PYW': '',
      'b/e.txt': '',
      '.github/x.yml': '',
    });
    const result = await found([folder]);
    expect(result.sources).toEqual([`${folder}/a.py`, `${folder}/b/c.ipynb`, `${folder}/b/d.PYW`]);
    expect(result.files).toContain(`${folder}/.github/x.yml`);
  });

  it('passes over what is not the project', async () => {
    const folder = temporaryFolder({
      'a.py': '',
      '.git/hooks/x.py': '',
      'node_modules/m/x.py': '',
      '__pycache__/x.py': '',
      '.ipynb_checkpoints/x.ipynb': '',
      'env1/pyvenv.cfg': '',
      'env1/lib/x.py': '',
      'conda/conda-meta/history': '',
      'conda/x.py': '',
      'vendor/site-packages/x.py': '',
      'build/x.py': '',
      'pkg.egg-info/x.py': '',
    });
    expect(await sources(folder)).toEqual(['a.py']);
  });

  it('an environment that is asked for by name is walked', async () => {
    const folder = temporaryFolder({ 'env/pyvenv.cfg': '', 'env/x.py': '' });
    expect(await sources(folder, 'env')).toEqual(['env/x.py']);
  });

  it('honours .gitignore files, the deeper ones first', async () => {
    const folder = temporaryFolder({
      '.git/HEAD': '',
      '.git/info/exclude': 'private.py\n',
      '.gitignore': '*_tmp.py\n/data/\n!keep_tmp.py\n',
      'a.py': '',
      'private.py': '',
      'b_tmp.py': '',
      'keep_tmp.py': '',
      'data/x.py': '',
      'sub/data/y.py': '',
      'sub/.gitignore': '!c_tmp.py\nskip/\n',
      'sub/c_tmp.py': '',
      'sub/skip/z.py': '',
    });
    expect(await sources(folder)).toEqual(['a.py', 'keep_tmp.py', 'sub/c_tmp.py', 'sub/data/y.py']);
  });

  it('honours the .gitignore above a folder inside a repository', async () => {
    const folder = temporaryFolder({
      '.git/HEAD': '',
      '.gitignore': 'gen_*.py\n',
      'src/gen_a.py': '',
      'src/b.py': '',
    });
    expect(await sources(folder, 'src')).toEqual(['src/b.py']);
  });

  it('honours exclude, but audits a file that is named', async () => {
    const folder = temporaryFolder({
      'mlops-antipatterns.toml': 'exclude = ["old/"]',
      'old/x.py': '',
      'a.py': '',
    });
    expect(await sources(folder)).toEqual(['a.py']);
    expect(await sources(folder, 'old/x.py')).toEqual(['old/x.py']);
  });

  it('expands globs', async () => {
    const folder = temporaryFolder({
      'a/train.py': '',
      'a/b/train.py': '',
      'a/b/other.py': '',
      'a/train.txt': '',
    });
    expect(await sources(folder, 'a/**/train.*')).toEqual(['a/b/train.py', 'a/train.py']);
    expect((await found([`${folder}/*.py`])).missing).toMatchObject([
      { message: 'no Python file or notebook matches' },
    ]);
  });

  it('names what does not exist', async () => {
    const folder = temporaryFolder();
    expect((await found([`${folder}/nowhere`])).missing).toEqual([
      { path: `${folder}/nowhere`, message: 'no such file or folder' },
    ]);
  });

  it('lists each file once', async () => {
    const folder = temporaryFolder({ 'a/x.py': '' });
    expect(await sources(folder, 'a', 'a/x.py', '.')).toEqual(['a/x.py']);
  });

  it.skipIf(process.platform === 'win32')('follows links to files, once, and none to folders', async () => {
    const folder = temporaryFolder({ 'a/x.py': '', 'outside/y.py': '' });
    symlinkSync(`${folder}/a`, `${folder}/a/loop`);
    symlinkSync(`${folder}/a/x.py`, `${folder}/a/same.py`);
    symlinkSync(`${folder}/outside/y.py`, `${folder}/a/linked.py`);
    symlinkSync(`${folder}/nowhere.py`, `${folder}/a/dangling.py`);
    expect(await sources(folder, 'a')).toEqual(['a/linked.py', 'a/x.py']);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'tells of folders that it can not read',
    async () => {
      const folder = temporaryFolder({ 'a.py': '', 'closed/x.py': '' });
      chmodSync(`${folder}/closed`, 0);
      const result = await found([folder]);
      chmodSync(`${folder}/closed`, 0o700);
      expect(result.sources).toEqual([`${folder}/a.py`]);
      expect(result.errors).toEqual([{ path: `${folder}/closed`, message: 'permission denied' }]);
    },
  );

  it('ends at its limit, and says so', async () => {
    const folder = temporaryFolder({ 'a.py': '', 'b.py': '', 'c.py': '' });
    const result = await found([folder], { maxFiles: 2 });
    expect(result.sources).toHaveLength(2);
    expect(result.errors[0]!.message).toMatch(/^more than 2 files/);
  });
});
