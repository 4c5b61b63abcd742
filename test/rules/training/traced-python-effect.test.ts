import rule from '../../../server/src/engine/rules/training/traced-python-effect';
import { testRule } from '../../support/ruleTester';

const traced = (body: string, above = 'losses = []', decorator = '@tf.function'): string => `
import random
import time

import numpy as np
import tensorflow as tf

${above}

${decorator}
def step(x):
${body.replace(/^/gm, '    ')}
    return x
`;

testRule(rule, {
  valid: [
    { name: 'printed by TensorFlow', code: traced('tf.print(x)') },
    { name: 'a message that shows tracing', code: traced('print("Tracing with", x)') },
    {
      name: 'text and shapes are known while tracing',
      code: traced('print("shape", x.shape)\nprint("start")'),
    },
    { name: 'a list of its own', code: traced('parts = []\nfor i in range(3):\n    parts.append(x)') },
    {
      name: 'a variable made once',
      code: traced('global v\nif v is None:\n    v = tf.Variable(x)').replace('global v\n    ', ''),
    },
    { name: 'random numbers of TensorFlow', code: traced('x = x + tf.random.normal([])') },
    { name: 'not traced', code: traced('losses.append(x)', 'losses = []', '@staticmethod') },
    {
      name: 'a function inside that runs as Python',
      code: traced('def show(y):\n    print(y)\ntf.py_function(show, [x], [])'),
    },
    {
      name: 'a branch on a setting, and a module that is scripted',
      code: `
        import torch

        class Net(torch.nn.Module):
            def forward(self, x):
                if self.deep:
                    return x.relu()
                return x

        class Other(torch.nn.Module):
            def forward(self, x):
                if x.sum() > 0:
                    return x.relu()
                return x

        traced = torch.jit.trace(Net(), torch.ones(3))
        scripted = torch.jit.script(Other())
      `,
    },
  ],
  invalid: [
    {
      name: 'printed while tracing',
      code: traced('print(x)'),
      errors: [
        {
          message: '`print` runs once, when `step` is traced, and shows a placeholder instead of values.',
          severity: 'warning',
          fixes: ['Print at each call: `tf.print`'],
        },
      ],
      fixed: traced('tf.print(x)'),
    },
    {
      name: 'a list that lives longer',
      code: traced('losses.append(x)'),
      errors: [
        {
          at: 'losses.append',
          message: '`losses` grows once, when `step` is traced, and holds a placeholder instead of a value.',
          fixes: [],
        },
      ],
    },
    {
      name: 'numbers of NumPy and the clock stay the same',
      code: traced('x = x + np.random.rand()\nstart = time.time()\nx = x * random.random()'),
      errors: [
        { message: /^`np\.random\.rand` is called once/ },
        { message: /^`time\.time` is called once/ },
        { message: /^`random\.random` is called once/ },
      ],
    },
    {
      name: 'a counter outside, a variable at each call',
      code: traced(
        'global calls\ncalls = calls + 1\nv = tf.Variable(x)',
        'calls = 0',
        '@tf.function(jit_compile=True)',
      ),
      errors: [{ message: /^`calls` is set once/ }, { message: /^A `tf\.Variable` made at each call/ }],
    },
    {
      name: 'jax, decorated through partial and wrapped',
      code: `
        from functools import partial

        import jax

        @partial(jax.jit, static_argnums=0)
        def f(n, x):
            print(x)
            return x

        def g(x, y):
            print(x, y)
            return x

        fast = jax.jit(g)
      `,
      errors: [{ fixes: ['Print at each call: `jax.debug.print`'] }, { at: 'print(x, y)' }],
      fixed: `
        from functools import partial

        import jax

        @partial(jax.jit, static_argnums=0)
        def f(n, x):
            jax.debug.print("{}", x)
            return x

        def g(x, y):
            jax.debug.print("{} {}", x, y)
            return x

        fast = jax.jit(g)
      `,
    },
    {
      name: 'a branch on values, recorded once',
      code: `
        import torch

        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(3, 3)

            def forward(self, x):
                y = self.layer(x)
                if y.sum() > 0:
                    return y.relu()
                return y

        traced = torch.jit.trace(Net(), torch.ones(3))
      `,
      errors: [{ at: 'y.sum() > 0', message: /^`torch\.jit\.trace` records one path/ }],
    },
  ],
});
