import { describe, expect, it } from 'vitest';
import { ModuleIndex, scanImports } from '../../server/src/project/moduleIndex';

describe('local modules', () => {
  const index = new ModuleIndex('/p', [
    '/p/train.py',
    '/p/utils.py',
    '/p/src/pkg/__init__.py',
    '/p/src/pkg/data.py',
    '/p/src/pkg/deep/model.py',
    '/p/scripts/utils.py',
    '/p/scripts/run.py',
  ]);

  it.each([
    ['utils', 0, '/p/train.py', '/p/utils.py'],
    ['utils', 0, '/p/scripts/run.py', '/p/scripts/utils.py'],
    ['pkg', 0, '/p/train.py', '/p/src/pkg/__init__.py'],
    ['pkg.data', 0, '/p/scripts/run.py', '/p/src/pkg/data.py'],
    ['', 1, '/p/src/pkg/data.py', '/p/src/pkg/__init__.py'],
    ['data', 2, '/p/src/pkg/deep/model.py', '/p/src/pkg/data.py'],
    ['deep.model', 1, '/p/src/pkg/data.py', '/p/src/pkg/deep/model.py'],
    ['numpy', 0, '/p/train.py', undefined],
    ['train', 0, '/p/train.py', undefined],
    ['data', 1, '/p/train.py', undefined],
    ['x', 9, '/p/train.py', undefined],
  ])('%s with %i dots in %s is %s', (module, level, importer, expected) => {
    expect(index.find(module, level, importer)).toBe(expected);
  });

  it('are found by a scan of import statements', () => {
    const text = `import a, b.c as d  # e
from f.g import (h,  # i
    j as k)
from . import l
from ..m import *
if x: pass
    import n
"import"
`;
    const names = scanImports(text).map(({ module, level }) => '.'.repeat(level) + module);
    expect(names).toEqual(
      expect.arrayContaining(['a', 'b.c', 'f.g', 'f.g.h', 'f.g.j', '.', '.l', '..m', 'n']),
    );
  });
});
