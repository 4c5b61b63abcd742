import rule from '../../../server/src/engine/rules/notebook/out-of-order-execution';
import type { CellCode } from '../../support/program';
import { testRule } from '../../support/ruleTester';

const cell = (executionCount: number | null, text: string): CellCode => ({ executionCount, text });

testRule(rule, {
  valid: [
    { name: 'a script', code: 'a = 1\nprint(a)\n' },
    {
      name: 'in order, with gaps, not from 1',
      code: [cell(3, 'a = 1'), cell(7, 'b = a'), cell(8, 'print(b)')],
    },
    { name: 'no counts', code: ['a = 1', 'b = a'] },
    { name: 'the same count twice', code: [cell(2, 'a = 1'), cell(2, 'b = a')] },
    {
      name: 'only imports were run again',
      code: [cell(9, 'import numpy as np'), cell(2, 'x = np.zeros(3)'), cell(3, 'x.sum()')],
    },
    {
      name: 'functions that are only defined, in another order',
      code: [cell(9, 'def f(x):\n    return x'), cell(2, 'def g(x):\n    return f(x)'), cell(10, 'g(1)')],
    },
    { name: 'empty and comment cells', code: [cell(9, '# title'), cell(8, ''), cell(1, 'a = 1')] },
    {
      name: 'a cell that was not run and that nothing needs',
      code: [cell(1, 'a = 1'), cell(null, 'b = 2'), cell(2, 'print(a)')],
    },
    {
      name: 'a cell that was not run, its name defined elsewhere too',
      code: [cell(1, 'a = 1'), cell(null, 'a = 2'), cell(2, 'print(a)')],
    },
    {
      name: 'cells not run yet at the end',
      code: [cell(1, 'a = 1'), cell(null, 'b = a'), cell(null, 'print(b)')],
    },
  ],
  invalid: [
    {
      name: 'a definition was run again after its use',
      code: [cell(5, 'rate = 0.1'), cell(2, 'loss = 100 * rate'), cell(3, 'print(loss)')],
      errors: [
        {
          cell: 2,
          at: 'loss = 100 * rate',
          severity: 'information',
          message:
            'Cell 2 uses `rate`, but it was run (number 2) before cell 1 (number 5), which defines it above. Run from the top, the result may differ.',
          related: ['rate = 0.1'],
        },
      ],
    },
    {
      name: 'a pair that shares a name, before one that shares none',
      code: [cell(4, 'print("plot")'), cell(2, 'a = 1'), cell(9, 'b = 2'), cell(6, 'print(b)')],
      errors: [{ cell: 4, message: /uses `b`/ }],
    },
    {
      name: 'no name in common: a hint',
      code: [cell(4, 'print("plot")'), cell(2, 'import os\n\nresult = [\n    1,\n]')],
      errors: [
        {
          cell: 2,
          at: 'result = [',
          severity: 'hint',
          message: 'Cell 2 was run (number 2) before cell 1 above it (number 4).',
        },
      ],
    },
    {
      name: 'a function that was changed',
      code: [cell(7, 'def clean(x):\n    y = x\n    return y'), cell(2, 'data = clean([1])')],
      errors: [{ cell: 2, message: /uses `clean`/ }],
    },
    {
      name: 'local names of functions are no link',
      code: [cell(7, 'def f(x):\n    y = x\n    return y\n\nprint(f(1))'), cell(2, 'y = 1\nprint(y)')],
      errors: [{ cell: 2, severity: 'hint' }],
    },
    {
      name: 'a cell that was not run, between cells that were',
      code: [cell(1, 'a = 1'), cell(null, 'b = a'), cell(2, 'print(b)')],
      errors: [
        {
          cell: 2,
          severity: 'hint',
          message:
            'Cell 2 defines `b` but was not run in this session; cell 3 below uses it and was (number 2).',
        },
      ],
    },
  ],
});
