import rule from '../../../server/src/engine/rules/training/missing-zero-grad';
import { testRule } from '../../support/ruleTester';

const setup = `
        import torch
        from torch import nn

        model = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loader = [(torch.ones(8, 4), torch.ones(8, 1))] * 10`;

testRule(rule, {
  valid: [
    {
      name: 'gradients cleared at any place of the loop',
      code: `${setup}
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        for x, y in loader:
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        for x, y in loader:
            model.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        for x, y in loader:
            for parameter in model.parameters():
                parameter.grad = None
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        for x, y in loader:
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
            for parameter in model.parameters():
                parameter.grad.data.zero_()
      `,
    },
    {
      name: 'gradients of several batches that are meant to add up',
      code: `${setup}
        for i, (x, y) in enumerate(loader):
            loss = nn.functional.mse_loss(model(x), y) / 4
            loss.backward()
            if (i + 1) % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
        for epoch in range(3):
            optimizer.zero_grad()
            for x, y in loader:
                nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
      `,
    },
    {
      name: 'gradients cleared in a helper, or in the loop around a helper',
      code: `
        import torch
        from torch import nn


        class Trainer:
            def __init__(self, model):
                self.model = model
                self.optimizer = torch.optim.Adam(model.parameters())

            def step(self, x, y):
                self.clear()
                nn.functional.mse_loss(self.model(x), y).backward()
                self.optimizer.step()

            def clear(self):
                self.optimizer.zero_grad()


        def update(model, optimizer, x, y):
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()


        model = nn.Linear(4, 1)
        trainer = Trainer(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for x, y in [(torch.ones(8, 4), torch.ones(8, 1))] * 10:
            trainer.step(x, y)
            optimizer.zero_grad()
            update(model, optimizer, x, y)
      `,
    },
    {
      name: 'a single step, a loop of one round, and a backward pass without a step',
      code: `${setup}
        x, y = loader[0]
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        for _ in range(1):
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        image = torch.ones(8, 4, requires_grad=True)
        for target in range(3):
            model(image)[target].backward()
      `,
    },
    {
      name: 'closures',
      code: `${setup}
        optimizer = torch.optim.LBFGS(model.parameters())
        for x, y in loader:
            def closure():
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                return loss

            optimizer.step(closure)
      `,
    },
    {
      name: 'a model made anew in each round',
      code: `
        import torch
        from torch import nn

        for seed in range(5):
            model = nn.Linear(4, 1)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            model(torch.ones(8, 4)).mean().backward()
            optimizer.step()
      `,
    },
    {
      name: 'managed loops',
      code: `
        import torch
        from accelerate import Accelerator
        from torch import nn

        accelerator = Accelerator()
        model = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        model, optimizer = accelerator.prepare(model, optimizer)
        for x in [torch.ones(8, 4)] * 10:
            accelerator.backward(model(x).mean())
            optimizer.step()
      `,
    },
    {
      name: 'steps of schedulers and environments',
      code: `
        import torch


        def run(env, policy, scheduler, loss):
            for _ in range(100):
                env.step(policy(env.state))
                loss.backward()
                scheduler.step()
      `,
    },
  ],
  invalid: [
    {
      name: 'a loop that never clears',
      code: `${setup}
        for x, y in loader:
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
      `,
      errors: [
        {
          at: 'optimizer.step()',
          message:
            '`optimizer` steps on gradients that nothing in this loop clears: `loss.backward()` adds them to those of all earlier batches.',
          related: ['loss.backward()'],
          fixes: ['Clear the gradients first: `optimizer.zero_grad()`'],
        },
      ],
      fixed: `${setup}
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
      `,
    },
    {
      name: 'cleared once an epoch, outside the loop over batches',
      code: `
        import torch
        from torch import nn


        def train(model, loader, epochs):
            opt = torch.optim.Adam(model.parameters())
            for epoch in range(epochs):
                opt.zero_grad()
                for x, y in loader:
                    loss = nn.functional.mse_loss(model(x), y)
                    loss.backward()
                    opt.step()
      `,
      errors: [{ at: 'opt.step()' }],
      fixed: `
        import torch
        from torch import nn


        def train(model, loader, epochs):
            opt = torch.optim.Adam(model.parameters())
            for epoch in range(epochs):
                opt.zero_grad()
                for x, y in loader:
                    opt.zero_grad()
                    loss = nn.functional.mse_loss(model(x), y)
                    loss.backward()
                    opt.step()
      `,
    },
    {
      name: 'a helper that is called in a loop',
      code: `
        import torch
        from torch import nn


        def update(net, optimizer, x, y):
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()
            optimizer.step()
            return loss.item()


        net = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        while True:
            if update(net, optimizer, torch.ones(8, 4), torch.ones(8, 1)) < 0.1:
                break
      `,
      errors: [{ at: 'optimizer.step()', fixes: ['Clear the gradients first: `optimizer.zero_grad()`'] }],
      fixed: `
        import torch
        from torch import nn


        def update(net, optimizer, x, y):
            loss = nn.functional.mse_loss(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss.item()


        net = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        while True:
            if update(net, optimizer, torch.ones(8, 4), torch.ones(8, 1)) < 0.1:
                break
      `,
    },
    {
      name: 'mixed precision, and an optimizer of the project',
      code: `
        import torch


        def train(model, optimizer, scaler, loader, criterion):
            scaler = torch.cuda.amp.GradScaler()
            for x, y in loader:
                with torch.cuda.amp.autocast():
                    loss = criterion(model(x), y)
                scaler.scale(loss).backward()
                scaler.step(optimizer)
                scaler.update()


        class Learner:
            def fit(self, loader):
                for x in loader:
                    self.model(x).mean().backward()
                    self.optimizer.step()
      `,
      errors: [
        { at: 'scaler.step(optimizer)' },
        { at: 'self.optimizer.step()', fixes: ['Clear the gradients first: `self.optimizer.zero_grad()`'] },
      ],
      fixed: `
        import torch


        def train(model, optimizer, scaler, loader, criterion):
            scaler = torch.cuda.amp.GradScaler()
            for x, y in loader:
                optimizer.zero_grad()
                with torch.cuda.amp.autocast():
                    loss = criterion(model(x), y)
                scaler.scale(loss).backward()
                scaler.step(optimizer)
                scaler.update()


        class Learner:
            def fit(self, loader):
                for x in loader:
                    self.optimizer.zero_grad()
                    self.model(x).mean().backward()
                    self.optimizer.step()
      `,
    },
    {
      name: 'a hidden state that is zeroed is no gradient',
      code: `${setup}
        for x, y in loader:
            hidden = torch.empty(8, 1).zero_()
            nn.functional.mse_loss(model(x) + hidden, y).backward()
            optimizer.step()
      `,
      errors: [{ at: 'optimizer.step()' }],
    },
    {
      name: 'a notebook',
      code: [
        'import torch\nnet = torch.nn.Linear(4, 1)',
        'opt = torch.optim.SGD(net.parameters(), lr=0.1)',
        'for i in range(100):\n    net(torch.ones(8, 4)).mean().backward()\n    opt.step()',
      ],
      errors: [{ cell: 3, at: 'opt.step()' }],
    },
  ],
});
