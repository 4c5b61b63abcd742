import rule from '../../../server/src/engine/rules/notebook/used-before-defined';
import type { CellCode } from '../../support/program';
import { testRule } from '../../support/ruleTester';

/** A cell that was run and whose saved output holds no error. */
const run = (text: string): CellCode => ({ text, hasCleanOutput: true });

testRule(rule, {
  valid: [
    { name: 'a script', code: 'print(a)\na = 1\n', skip: { cells: 'in a notebook it is found' } },
    { name: 'in order', code: ['a = 1', run('print(a)')] },
    {
      name: 'in the same cell',
      code: [run('for i in range(2):\n    if i:\n        print(a)\n    a = i'), 'a = 1'],
    },
    { name: 'defined nowhere, but the cell was not run', code: ['print(a)'] },
    {
      name: 'builtins, names of IPython and of hosted notebooks',
      code: [run('display(In, Out, _, __, _1, _i2, __name__, len([]))\nspark.sql("select 1")\nxrange(3)')],
    },
    { name: 'a star import before', code: ['from numpy import *', run('print(zeros(3))')] },
    {
      name: 'a star import below may have been run before',
      code: [run('print(zeros(3))'), 'from numpy import *'],
    },
    { name: '%run defines what it likes', code: ['%run helpers.py', run('helper()'), 'helper = 1'] },
    { name: '%pylab', code: ['%pylab inline', run('plot([1])')] },
    { name: '%store -r', code: ['%store -r model', run('model')] },
    { name: '%%capture', code: ['%%capture log\nprint(1)', run('print(log)')] },
    { name: 'a shell capture', code: ['files = !ls', run('print(files)')] },
    {
      name: 'a magic of whose output nothing is known',
      code: ['%%sql --save table1\nselect 1', run('print(table1)')],
    },
    {
      name: 'the body of a magic cell may define it',
      code: ['%%fsql duck\nSELECT 1\nYIELD DATAFRAME AS top', run('print(top)')],
    },
    {
      name: 'a template to be filled in',
      code: ['PROJECT = [your - project - id]', 'project = 1', 'id = 2'],
    },
    { name: 'exec', code: ['exec(open("setup.py").read())', run('print(a)')] },
    { name: 'globals()', code: ['globals()["a"] = 1', run('print(a)')] },
    { name: 'asked before it is used', code: [run('if "a" in globals():\n    print(a)'), 'a = 1'] },
    { name: 'expected to fail', code: [run('try:\n    a\nexcept NameError:\n    a = 1')] },
    { name: 'in a branch', code: ['ready = False', run('if ready:\n    print(a)'), 'a = 1'] },
    { name: 'in half of an expression', code: ['n = 0', run('n and a\na if n else n'), 'a = 1'] },
    { name: 'a function that is only defined above', code: ['def f():\n    return a', 'a = 1', run('f()')] },
    {
      name: 'a function that is called where it may return early',
      code: ['def f(x):\n    if not x:\n        return 0\n    return a', run('f(0)'), 'a = 1'],
    },
    { name: 'a lambda', code: ['f = lambda: a', 'a = 1', run('f()')] },
    {
      name: 'names of comprehensions and of functions are their own',
      code: [run('[x for x in range(3)]\n(lambda y: y)(1)')],
    },
    {
      name: 'bound by a function that says `global`',
      code: ['def setup():\n    global a\n    a = 1', 'setup()', run('print(a)')],
    },
    { name: 'a name of an import, dotted', code: ['import os.path', run('os.path.join("a", "b")')] },
    {
      name: 'an exception and a file',
      code: [
        'try:\n    pass\nexcept OSError as error:\n    print(error)',
        'with open("a") as f, open("b") as g:\n    pass',
        run('f, g'),
      ],
    },
    { name: 'a target that stores into what is there', code: ['a = {}', run('a["x"], b = 1, 2')] },
    { name: 'deleted', code: ['a = 1', 'del a', run('a = 2')] },
    { name: 'a broken cell above may define it', code: ['a = (1', run('print(a)')] },
    { name: 'a cell in another language', code: ['%%bash\necho $a', run('1')] },
    {
      name: 'a class',
      code: ['class A:\n    size = 3\n    def f(self):\n        return later', run('A().size'), 'later = 1'],
    },
    {
      name: 'annotations',
      code: ['x: Later = 1\ndef f(y: Later) -> Later:\n    return y', 'class Later:\n    pass'],
    },
  ],
  invalid: [
    {
      name: 'a constant that a later cell defines',
      code: ['import math', 'print(math.sqrt(base))', 'base = 4', 'print(base)'],
      errors: [
        {
          message: '`base` is defined only below, in cell 3: run from the top, this fails with NameError.',
          at: 'base',
          cell: 2,
          severity: 'warning',
          fixes: ['Move the definition of `base` up to its first use'],
        },
      ],
      fixed: ['import math', 'base = 4\nprint(math.sqrt(base))', '', 'print(base)'],
    },
    {
      name: 'an import',
      code: ['a = np.zeros(3)', 'import numpy as np\nb = np.ones(3)'],
      errors: [{ at: 'np', fixes: ['Move the definition of `np` up to its first use'] }],
      fixed: ['import numpy as np\na = np.zeros(3)', 'b = np.ones(3)'],
    },
    {
      name: 'a function that is called above its definition',
      code: ['n = 3', 'print(double(n))', 'def double(x):\n    return 2 * x'],
      errors: [{ at: 'double', cell: 2, fixes: ['Move the definition of `double` up to its first use'] }],
      fixed: ['n = 3', 'def double(x):\n    return 2 * x\nprint(double(n))', ''],
    },
    {
      name: 'a function that reads it, through another one',
      code: [
        'def inner():\n    return rate',
        'def outer():\n    return inner()',
        'print(outer())',
        'rate = 0.1',
      ],
      errors: [
        {
          message:
            /^`inner` reads `rate`, which is defined only below, in cell 4: run from the top, this call fails/,
          at: 'outer',
          cell: 3,
        },
      ],
    },
    {
      name: 'a definition that needs what is made in between: no fix',
      code: ['print(mean)', 'values = [1, 2]', 'mean = sum(values) / len(values)'],
      errors: [{ at: 'mean', fixes: [] }],
    },
    {
      name: 'a definition whose input changes in between: no fix',
      code: ['values = [1, 2]', 'print(mean)\nvalues.append(3)', 'mean = sum(values)'],
      errors: [{ at: 'mean', fixes: [] }],
    },
    {
      name: 'defined twice below, or with other names: no fix',
      code: ['print(a, b)', 'a = 1', 'a = 2', 'b, c = 1, 2'],
      errors: [
        { at: 'a', fixes: [] },
        { at: 'b', fixes: [] },
      ],
    },
    {
      name: 'the cell that defined it is gone',
      code: ['import pandas as pd', run('frame.describe()'), run('frame.head()')],
      errors: [
        {
          message:
            '`frame` is not defined in any cell, though this cell was run with it: whoever runs the notebook anew gets a NameError.',
          at: 'frame',
          cell: 2,
          fixes: [],
        },
      ],
    },
    {
      name: 'a customary import that is missing',
      code: ['import pandas as pd', run('frame = pd.DataFrame({"a": [1]})\nprint(np.log(frame["a"]))')],
      errors: [{ at: 'np', fixes: ['Add `import numpy as np`'] }],
      fixed: [
        'import pandas as pd\nimport numpy as np',
        'frame = pd.DataFrame({"a": [1]})\nprint(np.log(frame["a"]))',
      ],
    },
    {
      name: 'a local name of a function does not define it',
      code: ['def f():\n    total = 1\n    return total', run('print(total)')],
      errors: [{ at: 'total', message: /not defined in any cell/ }],
    },
    {
      name: 'before a star import',
      code: ['print(a)', 'from math import *', 'a = 1'],
      errors: [{ at: 'a', message: /in cell 3/ }],
    },
    {
      name: 'with blocks, loops over it, decorators, defaults, in place',
      code: [
        'with manager as m:\n    step()',
        'for x in rows:\n    pass',
        '@cached\ndef f(n=size):\n    return n',
        'count += 1',
        'manager = step = rows = cached = size = count = None',
      ],
      errors: ['manager', 'step', 'rows', 'cached', 'size', 'count'].map((at) => ({ at })),
    },
    {
      name: 'with a magic on the line',
      code: ['%time fit(model)', 'def fit(m):\n    return m', 'model = 1'],
      errors: [{ at: 'fit' }, { at: 'model' }],
    },
  ],
});
