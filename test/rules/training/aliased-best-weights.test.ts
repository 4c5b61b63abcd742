import rule from '../../../server/src/engine/rules/training/aliased-best-weights';
import { testRule } from '../../support/ruleTester';

const train = (keep: string, after = 'model.load_state_dict(best)'): string => `
import copy
import torch

torch.manual_seed(42)
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
lowest, best = float("inf"), None
for batch, target in loader:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(batch), target)
    loss.backward()
    optimizer.step()
    if loss.item() < lowest:
        lowest = loss.item()
        ${keep}
${after}
`;

testRule(rule, {
  valid: [
    {
      name: 'saved at once, in a function that is tried twice',
      code: `
        import torch

        def train(model, optimizer, loader):
            for epoch in range(3):
                for batch, target in loader:
                    optimizer.zero_grad()
                    loss = torch.nn.functional.mse_loss(model(batch), target)
                    loss.backward()
                    optimizer.step()
                weights = model.state_dict()
                torch.save(weights, "model.pt")

        network = torch.nn.Linear(4, 1)
        steps = torch.optim.SGD(network.parameters(), lr=0.1)
        try:
            train(network, steps, batches)
        except RuntimeError:
            train(network, steps, batches)
      `,
    },
    { name: 'a deep copy', code: train('best = copy.deepcopy(model.state_dict())') },
    {
      name: 'cloned one by one',
      code: train('best = {key: value.clone() for key, value in model.state_dict().items()}'),
    },
    { name: 'saved at once', code: train('torch.save(model.state_dict(), "best.pt")', 'print(best)') },
    { name: 'never taken up again', code: train('best = model.state_dict()', 'print(len(best))') },
    {
      name: 'another network takes the weights over in the same round',
      code: `
        import torch

        torch.manual_seed(42)
        online, target = torch.nn.Linear(4, 1), torch.nn.Linear(4, 1)
        optimizer = torch.optim.SGD(online.parameters(), lr=0.01)
        for batch, goal in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(online(batch), goal).backward()
            optimizer.step()
            weights = online.state_dict()
            target.load_state_dict(weights)
      `,
    },
    {
      name: 'kept after training',
      code: `
        import torch

        torch.manual_seed(42)
        first, second = torch.nn.Linear(4, 1), torch.nn.Linear(4, 1)
        weights = first.state_dict()
        second.load_state_dict(weights)
      `,
    },
  ],
  invalid: [
    {
      name: 'kept by reference',
      code: train('best = model.state_dict()'),
      errors: [
        {
          at: 'model.state_dict()',
          message:
            '`model.state_dict()` are the live tensors: training goes on in them, and what is restored later is the last state.',
          severity: 'warning',
          related: ['model.load_state_dict(best)'],
          fixes: ['Keep a copy: copy.deepcopy'],
        },
      ],
      fixed: train('best = copy.deepcopy(model.state_dict())'),
    },
    {
      name: 'a shallow copy',
      code: train('best = dict(model.state_dict())'),
      errors: [{}],
      fixed: train('best = copy.deepcopy(model.state_dict())'),
    },
    {
      name: 'another shallow copy, saved at the end',
      code: train('best = model.state_dict().copy()', 'torch.save(best, "best.pt")'),
      errors: [{}],
    },
    {
      name: 'in a trainer class',
      code: `
        import torch

        class Trainer:
            def __init__(self):
                torch.manual_seed(42)
                self.model = torch.nn.Linear(4, 1)
                self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
                self.best = None

            def fit(self, loader):
                for batch, target in loader:
                    self.optimizer.zero_grad()
                    loss = torch.nn.functional.mse_loss(self.model(batch), target)
                    loss.backward()
                    self.optimizer.step()
                    self.best = self.model.state_dict()
                self.model.load_state_dict(self.best)
      `,
      errors: [{ at: 'self.model.state_dict()' }],
    },
  ],
});
