import { describe, expect, it } from 'vitest';
import { importName, importNames, type ImportRequest } from '../../../server/src/engine/fix';
import type { Code } from '../../support/program';
import { apply, programOf, statementOf } from './helpers';

const os: ImportRequest = { module: 'os' };
const np: ImportRequest = { module: 'numpy', as: 'np' };
const split: ImportRequest = { module: 'sklearn.model_selection', member: 'train_test_split' };

/** The program with the import, and the name; the place of use is the statement that starts with `use`. */
async function imported(code: Code, request: ImportRequest): Promise<[Code | undefined, string]> {
  const program = await programOf(code);
  const { edits, name } = importName(program, statementOf(program, 'use'), request);
  return [apply(program, edits), name];
}

describe('a binding that exists is used', () => {
  const cases: [code: string, request: ImportRequest, name: string][] = [
    ['import numpy as np\nuse()\n', np, 'np'],
    ['import numpy\nuse()\n', np, 'numpy'],
    ['import numpy as xp\nuse()\n', np, 'xp'],
    ['import os.path\nuse()\n', os, 'os'],
    ['from sklearn.model_selection import train_test_split as tts\nuse()\n', split, 'tts'],
    ['from sklearn import model_selection\nuse()\n', split, 'model_selection.train_test_split'],
    ['import sklearn.model_selection as ms\nuse()\n', split, 'ms.train_test_split'],
    ['import sklearn.model_selection\nuse()\n', split, 'sklearn.model_selection.train_test_split'],
  ];
  it.each(cases)('%j', async (code, request, name) => {
    expect(await imported(code, request)).toEqual([code, name]);
  });
});

describe('a binding that may be something else is not used', () => {
  const cases: [what: string, code: string, after: string, name: string][] = [
    [
      'rebound',
      'import numpy as np\nnp = 3\nuse()\n',
      'import numpy as np\nimport numpy as np_\nnp = 3\nuse()\n',
      'np_',
    ],
    ['a parameter', 'def f(np): pass\nuse()\n', 'import numpy as np_\n\ndef f(np): pass\nuse()\n', 'np_'],
    [
      'below the use',
      'use()\nimport numpy as np\n',
      'import numpy as np\n\nuse()\nimport numpy as np\n',
      'np',
    ],
    [
      'of another module',
      'import jax.numpy as np\nuse()\n',
      'import jax.numpy as np\nimport numpy as np_\nuse()\n',
      'np_',
    ],
    [
      'in a function',
      'import sys\ndef f():\n  import numpy as np\nuse()\n',
      'import sys\nimport numpy as np\ndef f():\n  import numpy as np\nuse()\n',
      'np',
    ],
  ];
  it.each(cases)('%s', async (_, code, after, name) => {
    expect(await imported(code, np)).toEqual([after, name]);
  });
});

describe('a new member joins the import of its module', () => {
  const cases: [before: string, after: string][] = [
    [
      'from sklearn.model_selection import KFold\nuse()\n',
      'from sklearn.model_selection import KFold, train_test_split\nuse()\n',
    ],
    [
      'from sklearn.model_selection import (KFold)\nuse()\n',
      'from sklearn.model_selection import (KFold, train_test_split)\nuse()\n',
    ],
    [
      'from sklearn.model_selection import (\n    KFold,\n    GroupKFold,\n)\nuse()\n',
      'from sklearn.model_selection import (\n    KFold,\n    GroupKFold,\n    train_test_split,\n)\nuse()\n',
    ],
    [
      'from sklearn.model_selection import KFold as K  # folds\nuse()\n',
      'from sklearn.model_selection import KFold as K, train_test_split  # folds\nuse()\n',
    ],
  ];
  it.each(cases)('%j', async (before, after) => {
    expect(await imported(before, split)).toEqual([after, 'train_test_split']);
  });
});

describe('a new import stands', () => {
  const cases: [what: string, before: Code, after: Code][] = [
    [
      'with the standard library',
      'import json\nimport numpy\nuse()\n',
      'import json\nimport os\nimport numpy\nuse()\n',
    ],
    [
      'before other packages',
      '# licence\nimport numpy\nuse()\n',
      '# licence\nimport os\nimport numpy\nuse()\n',
    ],
    ['after the doc string', '"""Train."""\nuse()\n', '"""Train."""\n\nimport os\n\nuse()\n'],
    [
      'after the doc string and a blank line',
      '"""Train."""\n\nuse()\n',
      '"""Train."""\n\nimport os\n\nuse()\n',
    ],
    [
      'after future imports',
      'from __future__ import annotations\nuse()\n',
      'from __future__ import annotations\nimport os\n\nuse()\n',
    ],
    [
      'after future imports, with others',
      'from __future__ import annotations\n\nimport sys\nuse()\n',
      'from __future__ import annotations\n\nimport sys\nimport os\nuse()\n',
    ],
    [
      'below the header of the file',
      '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nuse()\n',
      '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport os\n\nuse()\n',
    ],
    [
      'above the comment of the first statement',
      '# licence\n\n# now\nuse()\n',
      '# licence\n\nimport os\n\n# now\nuse()\n',
    ],
    ['at the top', 'use()\n', 'import os\n\nuse()\n'],
    ['in CRLF', 'import json\r\nuse()\r\n', 'import json\r\nimport os\r\nuse()\r\n'],
    [
      'not between the clauses of a try',
      'try:\n    import a\nexcept ImportError:\n    a = None\nuse()\n',
      'import os\n\ntry:\n    import a\nexcept ImportError:\n    a = None\nuse()\n',
    ],
    [
      'after a tab-indented multi-line import',
      'from a import (\n\tb,\n)\nuse()\n',
      'import os\nfrom a import (\n\tb,\n)\nuse()\n',
    ],
    [
      'in the first cell with imports',
      ['print(1)', 'import json', 'use()'],
      ['print(1)', 'import json\nimport os', 'use()'],
    ],
    [
      'below the magics of a cell',
      ['%matplotlib inline\nimport json', 'use()'],
      ['%matplotlib inline\nimport json\nimport os', 'use()'],
    ],
    ['below a cell magic', ['%%time\nuse()'], ['%%time\nimport os\n\nuse()']],
    [
      'below magics without imports',
      ['%load_ext autoreload\n%autoreload 2\nuse()'],
      ['%load_ext autoreload\n%autoreload 2\nimport os\n\nuse()'],
    ],
    [
      'in the cell of use, if imports come later',
      ['use()', 'import json'],
      ['import os\n\nuse()', 'import json'],
    ],
  ];
  it.each(cases)('%s', async (_, before, after) => {
    expect(await imported(before, os)).toEqual([after, 'os']);
  });

  it('before a relative import', async () => {
    const code = 'import json\nfrom . import model\nuse()\n';
    expect((await imported(code, np))[0]).toBe(
      'import json\nimport numpy as np\nfrom . import model\nuse()\n',
    );
  });
});

it('several members of one module share a statement', async () => {
  const program = await programOf('use()\n');
  const requests = ['KFold', 'train_test_split'].map((member) => ({
    module: 'sklearn.model_selection',
    member,
  }));
  const { edits, names } = importNames(program, statementOf(program, 'use'), [os, ...requests, np]);
  expect(names).toEqual(['os', 'KFold', 'train_test_split', 'np']);
  expect(apply(program, edits)).toBe(
    'import os\nimport numpy as np\nfrom sklearn.model_selection import KFold, train_test_split\n\nuse()\n',
  );
});

it('imports of two builders stand side by side', async () => {
  const program = await programOf('import json\nuse()\n');
  const at = statementOf(program, 'use');
  const twice = [
    importName(program, at, os),
    importName(program, at, { module: 'sys' }),
    importName(program, at, os),
  ];
  expect(apply(program, ...twice.map((result) => result.edits))).toBe(
    'import json\nimport os\nimport sys\nuse()\n',
  );
});
