import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'prints at each call',
    program: {
      files: {
        'step.py': `import tensorflow as tf


@tf.function
def double(x):
    print("value", x)
    return x * 2


double(tf.constant(1.0))
double(tf.constant(2.0))
`,
      },
      needs: ['tensorflow'],
    },
  },
];

export default cases;
