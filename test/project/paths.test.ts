import { describe, expect, it } from 'vitest';
import {
  ancestors,
  dirname,
  extension,
  isAbsolute,
  isInside,
  join,
  normalise,
  relative,
  rootOf,
} from '../../server/src/project/paths';

describe('host paths', () => {
  it.each([
    ['/home/me/a.py', '/'],
    ['C:/project/a.py', 'C:/'],
    ['//server/share/a.py', '//server/share/'],
    ['vscode-vfs://github/owner/repository/a.py', 'vscode-vfs://github/'],
    ['src/a.py', ''],
  ])('%s starts at %j', (path, root) => {
    expect(rootOf(path)).toBe(root);
    expect(isAbsolute(path)).toBe(root !== '');
  });

  it.each([
    ['/a/./b//c/../d/', '/a/b/d'],
    ['/..', '/'],
    ['../x/../y', '../y'],
    ['', '.'],
    ['C:/a/../b', 'C:/b'],
    ['vscode-vfs://github/a/../b', 'vscode-vfs://github/b'],
  ])('normalise %j', (path, expected) => expect(normalise(path)).toBe(expected));

  it('joins, and leaves an absolute second part alone', () => {
    expect(join('/a/b', '../c.py')).toBe('/a/c.py');
    expect(join('/a/b', '/c.py')).toBe('/c.py');
    expect(join('vscode-vfs://github/a', 'b')).toBe('vscode-vfs://github/a/b');
  });

  it('climbs to the root and stops there', () => {
    expect([...ancestors('/a/b')]).toEqual(['/a/b', '/a', '/']);
    expect([...ancestors('vscode-vfs://github/a')]).toEqual([
      'vscode-vfs://github/a',
      'vscode-vfs://github/',
    ]);
    expect(dirname('C:/a.py')).toBe('C:/');
  });

  it.each([
    ['/a', '/a/b.py', 'b.py'],
    ['/a/b', '/a/c/d.py', '../c/d.py'],
    ['/', '/a.py', 'a.py'],
    ['/a', '/ab/c.py', '../ab/c.py'],
    ['C:/a', 'D:/b.py', 'D:/b.py'],
    ['/a', '/a', ''],
  ])('from %s, %s is %j', (folder, path, expected) => expect(relative(folder, path)).toBe(expected));

  it('does not take a longer name for a child', () => {
    expect(isInside('/a', '/ab')).toBe(false);
    expect(isInside('/', '/ab')).toBe(true);
  });

  it('knows extensions', () => {
    expect(extension('/a/Model.IPYNB')).toBe('.ipynb');
    expect(extension('/a.b/Dockerfile')).toBe('');
    expect(extension('/a/.env')).toBe('');
  });
});
