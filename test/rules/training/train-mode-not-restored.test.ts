import rule from '../../../server/src/engine/rules/training/train-mode-not-restored';
import { testRule } from '../../support/ruleTester';

const script = (
  epoch: readonly string[],
  network = 'nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 1))',
): string => `
import torch
from torch import nn

torch.manual_seed(42)
model = ${network}
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

def train_epoch():
    model.train()
    step()

def step():
    for batch, target in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(batch), target).backward()
        optimizer.step()

def validate():
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(held), goal).item()

for epoch in range(10):
${epoch.map((line) => `    ${line}`).join('\n')}
`;

testRule(rule, {
  valid: [
    { name: 'switched back in the training function', code: script(['train_epoch()', 'validate()']) },
    { name: 'switched back after validation', code: script(['step()', 'validate()', 'model.train()']) },
    {
      name: 'no layer that depends on the mode',
      code: script(['step()', 'validate()'], 'nn.Sequential(nn.Linear(4, 1), nn.ReLU())'),
    },
    { name: 'evaluated after training', code: `${script(['step()'])}\nvalidate()\n` },
    {
      name: 'a teacher in evaluation mode, and a frozen part',
      code: `
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.backbone = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
                self.head = nn.Linear(4, 1)

            def forward(self, x):
                return self.head(self.backbone(x))

        torch.manual_seed(42)
        net, teacher = Net(), nn.Sequential(nn.Linear(4, 1), nn.Dropout(0.5))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        for batch in loader:
            net.backbone.eval()
            teacher.eval()
            with torch.no_grad():
                goal = teacher(batch)
            optimizer.zero_grad()
            nn.functional.mse_loss(net(batch), goal).backward()
            optimizer.step()
      `,
    },
  ],
  invalid: [
    {
      name: 'in the epoch loop',
      code: `
        import torch
        from torch import nn

        torch.manual_seed(42)
        model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        for epoch in range(10):
            for batch, target in loader:
                optimizer.zero_grad()
                nn.functional.mse_loss(model(batch), target).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                print(model(held))
      `,
      errors: [
        {
          at: 'model.eval()',
          message:
            '`model` stays in evaluation mode when the next round trains it: its `BatchNorm1d` no longer works as in training.',
          fixes: ['Begin each round with `model.train()`'],
        },
      ],
      fixed: `
        import torch
        from torch import nn

        torch.manual_seed(42)
        model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        for epoch in range(10):
            model.train()
            for batch, target in loader:
                optimizer.zero_grad()
                nn.functional.mse_loss(model(batch), target).backward()
                optimizer.step()
            model.eval()
            with torch.no_grad():
                print(model(held))
      `,
    },
    {
      name: 'in a function that the loop calls',
      code: script(['step()', 'validate()']),
      errors: [{ at: 'model.eval()', fixes: [] }],
    },
  ],
});
