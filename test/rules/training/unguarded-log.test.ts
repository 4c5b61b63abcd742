import rule from '../../../server/src/engine/rules/training/unguarded-log';
import { testRule } from '../../support/ruleTester';

const torch = (line: string): string => `
import torch
import torch.nn.functional as F

def loss_of(logits, target):
    x = torch.stack(list(logits))
    p = torch.softmax(x, dim=1)
    return ${line}
`;

testRule(rule, {
  valid: [
    { name: 'one stable step', code: torch('F.log_softmax(x, dim=1)') },
    { name: 'clamped', code: torch('torch.log(p.clamp_min(1e-8))') },
    { name: 'a constant added', code: torch('torch.log(p + 1e-8)') },
    { name: 'the maximum taken off', code: torch('torch.log(torch.sum(torch.exp(x - x.max()), dim=1))') },
    { name: 'a number that is not known to be a probability', code: torch('torch.log(x)') },
    { name: 'NumPy on counts', code: 'import numpy as np\nimport torch\nfeatures = np.log(1 + counts)' },
    { name: 'softplus, by definition positive', code: torch('torch.log(1 + torch.exp(x))') },
  ],
  invalid: [
    {
      name: 'the logarithm of a softmax',
      code: torch('torch.log(F.softmax(x, dim=1))[0]'),
      errors: [
        {
          message:
            'A probability that rounds to zero makes this -inf and the gradient NaN: `log_softmax` does both in one stable step.',
          severity: 'information',
          fixes: ['Use `log_softmax`'],
        },
      ],
      fixed: torch('F.log_softmax(x, dim=1)[0]'),
    },
    {
      name: 'as a method',
      code: torch('x.softmax(dim=1).log()'),
      errors: [{ fixes: ['Use `log_softmax`'] }],
      fixed: torch('x.log_softmax(dim=1)'),
    },
    {
      name: 'the logarithm of a sigmoid',
      code: torch('torch.log(torch.sigmoid(x)).mean()'),
      errors: [{ message: /comes from a sigmoid/, fixes: ['Use `logsigmoid`'] }],
      fixed: torch('F.logsigmoid(x).mean()'),
    },
    {
      name: 'a probability with a name',
      code: torch('-(target * torch.log(p)).sum()'),
      errors: [
        {
          message:
            '`p` comes from a softmax and may round to zero: its logarithm is then -inf and the gradient NaN.',
          fixes: ['Keep it off zero: `clamp_min(1e-8)`'],
        },
      ],
      fixed: torch('-(target * torch.log(p.clamp_min(1e-8))).sum()'),
    },
    {
      name: 'the sum of exponentials',
      code: torch('torch.log(torch.sum(torch.exp(x), dim=1, keepdim=True))'),
      errors: [{ message: /overflows for large numbers/ }],
      fixed: torch('torch.logsumexp(x, dim=1, keepdim=True)'),
    },
    {
      name: 'small numbers',
      code: torch('torch.log(1 + x) + torch.exp(x) - 1'),
      errors: [{ severity: 'hint', fixes: ['Use `log1p`'] }],
      fixed: torch('torch.log1p(x) + torch.exp(x) - 1'),
    },
    {
      name: 'one less than the exponential',
      code: torch('(x.exp() - 1) * 2'),
      errors: [{ message: '`exp(x) - 1` loses small numbers: `expm1(x)` keeps them.' }],
      fixed: torch('(x.expm1()) * 2'),
    },
    {
      name: 'TensorFlow',
      code: `
        import tensorflow as tf

        def loss_of(x):
            p = tf.nn.sigmoid(x)
            return tf.math.log(p) + tf.math.log(tf.reduce_sum(tf.exp(x), axis=1)) + tf.math.log(1.0 + x)
      `,
      errors: [{ message: /^`p` comes from a sigmoid/ }, { message: /overflows/ }, { message: /log1p/ }],
      fixed: `
        import tensorflow as tf

        def loss_of(x):
            p = tf.nn.sigmoid(x)
            return tf.math.log(tf.maximum(p, 1e-8)) + tf.reduce_logsumexp(x, axis=1) + tf.math.log1p(x)
      `,
    },
  ],
});
