import rule from '../../../server/src/engine/rules/training/graph-kept-in-total';
import { testRule } from '../../support/ruleTester';

const loop = (
  last: string,
  after = 'print(total)',
  first = 'total, losses, history = 0.0, [], {"loss": []}',
): string => `
import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
criterion = torch.nn.MSELoss()
${first}
for batch, target in loader:
    optimizer.zero_grad()
    loss = criterion(model(batch), target)
    loss.backward()
    optimizer.step()
    ${last}
${after}
`;

testRule(rule, {
  valid: [
    { name: 'a number', code: loop('total += loss.item()') },
    { name: 'without its history', code: loop('losses.append(loss.detach())') },
    { name: 'converted', code: loop('total += float(loss)') },
    { name: 'something else is added', code: loop('total += target') },
    {
      name: 'the total is what is differentiated',
      code: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        for batches in epochs:
            optimizer.zero_grad()
            total = 0
            for batch, target in batches:
                loss = torch.nn.functional.mse_loss(model(batch), target)
                total += loss
            total.backward()
            optimizer.step()
      `,
    },
    {
      name: 'a validation loop learns nothing',
      code: `
        import torch

        def validate(model, loader, criterion):
            total = 0
            with torch.no_grad():
                for batch, target in loader:
                    loss = criterion(model(batch), target)
                    total += loss
            return total
      `,
    },
    {
      name: 'a managed loop',
      code: loop('total += loss').replace('import torch', 'import accelerate\nimport torch'),
    },
  ],
  invalid: [
    {
      name: 'a running total',
      code: loop('total += loss'),
      errors: [
        {
          at: 'loss',
          message:
            '`total` keeps the graph of every batch in memory: `loss` is a tensor with its history, not a number.',
          severity: 'warning',
          fixes: ['Add the number: `.item()`'],
        },
      ],
      fixed: loop('total += loss.item()'),
    },
    {
      name: 'a total that is used as a tensor afterwards',
      code: loop('total = total + loss', 'print(total.cpu())'),
      errors: [{ fixes: ['Add the number: `.detach()`'] }],
      fixed: loop('total = total + loss.detach()', 'print(total.cpu())'),
    },
    {
      name: 'lists, also in a dictionary',
      code: loop('losses.append(loss)\n    history["loss"].append(loss)'),
      errors: [{ message: /^`losses` keeps/ }, { message: /^`history\["loss"\]` keeps/ }],
      fixed: loop('losses.append(loss.detach())\n    history["loss"].append(loss.detach())'),
    },
    {
      name: 'in a method, the loss from a helper',
      code: `
        import torch
        import torch.nn.functional as F

        class Trainer:
            def __init__(self, model, optimizer):
                self.model, self.optimizer = model, optimizer
                self.total = 0

            def loss_of(self, batch, target):
                return F.cross_entropy(self.model(batch), target)

            def fit(self, loader):
                for batch, target in loader:
                    self.optimizer.zero_grad()
                    loss = self.loss_of(batch, target)
                    loss.backward()
                    self.optimizer.step()
                    self.total += loss
      `,
      errors: [{ message: /^`self\.total`/ }],
    },
  ],
});
