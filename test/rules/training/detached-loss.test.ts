import rule from '../../../server/src/engine/rules/training/detached-loss';
import { testRule } from '../../support/ruleTester';

const torch = (lines: string): string => `
import torch
import torch.nn.functional as F

model = torch.nn.Linear(4, 1)
loss = F.mse_loss(model(x), y)
${lines}
`;

testRule(rule, {
  valid: [
    { name: 'attached', code: torch('loss.backward()') },
    { name: 'logged beside', code: torch('print(loss.detach(), loss.item())\nloss.backward()') },
    {
      name: 'the gradient of an input that is detached on purpose',
      code: `
        import torch

        image = torch.tensor([1.0, 2.0], requires_grad=True)
        score = image.sum()
        score.backward()
      `,
    },
    {
      name: 'a teacher without gradients',
      code: `
        import torch
        import torch.nn.functional as F

        student, teacher = torch.nn.Linear(4, 1), torch.nn.Linear(4, 1)
        with torch.no_grad():
            target = teacher(x)
        loss = F.mse_loss(student(x), target)
        loss.backward()
      `,
    },
    {
      name: 'recorded by the tape',
      code: `
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        gradients = tape.gradient(loss, model.trainable_variables)
      `,
    },
  ],
  invalid: [
    {
      name: 'a copy that asks for gradients: nothing is learned',
      code: torch('loss = torch.tensor(loss, requires_grad=True)\nloss.backward()'),
      errors: [
        {
          at: 'torch.tensor(loss, requires_grad=True)',
          message:
            '`torch.tensor(loss, requires_grad=True)` has no history: `backward()` reaches no weight behind `torch.tensor`.',
          severity: 'error',
          fixes: ['Keep the history'],
        },
      ],
      fixed: torch('loss = loss\nloss.backward()'),
    },
    {
      name: 'detached, and asked for gradients again',
      code: torch('loss.detach().requires_grad_().backward()'),
      errors: [{ at: 'loss.detach()' }],
      fixed: torch('loss.requires_grad_().backward()'),
    },
    {
      name: 'the number of a loss',
      code: torch('value = loss.item()\nvalue.backward()'),
      errors: [{ message: '`loss.item` gives a number, which has no `backward()`.' }],
    },
    {
      name: 'computed without gradients',
      code: `
        import torch
        import torch.nn.functional as F

        model = torch.nn.Linear(4, 1)
        with torch.no_grad():
            loss = F.mse_loss(model(x), y)
        loss.backward()
      `,
      errors: [{ message: /computed without gradients/, fixes: [] }],
    },
    {
      name: 'computed after the tape',
      code: `
        import tensorflow as tf

        with tf.GradientTape() as tape:
            prediction = model(x)
        loss = tf.reduce_mean(tf.square(prediction - y))
        gradients = tape.gradient(loss, model.trainable_variables)
      `,
      errors: [
        {
          at: 'tf.reduce_mean(tf.square(prediction - y))',
          related: ['tape.gradient(loss, model.trainable_variables)'],
        },
      ],
    },
  ],
});
