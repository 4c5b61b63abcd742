import rule from '../../../server/src/engine/rules/training/misordered-optimizer-step';
import { testRule } from '../../support/ruleTester';

const loop = (...lines: string[]): string => `
import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
for batch, target in loader:
${lines.map((line) => `    ${line}`).join('\n')}
`;

const LOSS = 'loss = torch.nn.functional.mse_loss(model(batch), target)';
const CLIP = 'torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)';

testRule(rule, {
  valid: [
    {
      name: 'in order',
      code: loop(
        'optimizer.zero_grad()',
        LOSS,
        'loss.backward()',
        CLIP,
        'optimizer.step()',
        'scheduler.step()',
      ),
    },
    {
      name: 'cleared at the end',
      code: loop(LOSS, 'loss.backward()', 'optimizer.step()', 'optimizer.zero_grad()'),
    },
    {
      name: 'cleared after the forward pass',
      code: loop(LOSS, 'optimizer.zero_grad()', 'loss.backward()', 'optimizer.step()'),
    },
    {
      name: 'accumulated',
      code: loop(
        LOSS,
        'loss.backward()',
        'if step_now():',
        '    optimizer.step()',
        '    optimizer.zero_grad()',
      ),
    },
    {
      name: 'the step of the round before, cleared after it',
      code: loop('optimizer.step()', 'optimizer.zero_grad()', LOSS, 'loss.backward()'),
    },
    {
      name: 'two optimizers in turns',
      code: `
        import torch

        torch.manual_seed(42)
        a, b = torch.nn.Linear(4, 1), torch.nn.Linear(4, 1)
        first = torch.optim.SGD(a.parameters(), lr=0.01)
        second = torch.optim.SGD(b.parameters(), lr=0.01)
        for batch in loader:
            a(batch).sum().backward()
            second.zero_grad()
            first.step()
            b(batch).sum().backward()
            first.zero_grad()
            second.step()
      `,
    },
  ],
  invalid: [
    {
      name: 'cleared between backward and step',
      code: loop(LOSS, 'loss.backward()', 'optimizer.zero_grad()', 'optimizer.step()'),
      errors: [
        {
          at: 'optimizer.zero_grad()',
          message:
            '`optimizer.zero_grad()` clears the gradients between `backward()` and `optimizer.step()`: the step moves nothing.',
          fixes: ['Clear the gradients at the start of the round'],
        },
      ],
      fixed: loop('optimizer.zero_grad()', LOSS, 'loss.backward()', 'optimizer.step()'),
    },
    {
      name: 'a step before backward',
      code: loop('optimizer.zero_grad()', LOSS, 'optimizer.step()', 'loss.backward()'),
      errors: [{ at: 'optimizer.step()', fixes: ['Step after `backward()`'] }],
      fixed: loop('optimizer.zero_grad()', LOSS, 'loss.backward()', 'optimizer.step()'),
    },
    {
      name: 'clipped after the step',
      code: loop('optimizer.zero_grad()', LOSS, 'loss.backward()', 'optimizer.step()', CLIP),
      errors: [{ at: CLIP, message: /it bounds nothing/, fixes: ['Clip before the step'] }],
      fixed: loop('optimizer.zero_grad()', LOSS, 'loss.backward()', CLIP, 'optimizer.step()'),
    },
  ],
});
