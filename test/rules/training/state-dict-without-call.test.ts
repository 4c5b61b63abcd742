import rule from '../../../server/src/engine/rules/training/state-dict-without-call';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'called',
      code: `
        import torch

        def save(model, optimizer, path):
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)

        def load(model, path):
            model.load_state_dict(torch.load(path, weights_only=True))
      `,
    },
    {
      name: 'kept to be called later',
      code: `
        import torch

        def saver(model, path):
            state = model.state_dict
            return lambda: torch.save(state(), path)
      `,
    },
    {
      name: 'an attribute that holds weights',
      code: `
        import torch

        class Checkpoint:
            def __init__(self, path):
                self.state_dict = torch.load(path, weights_only=True)

        checkpoint = Checkpoint("model.pt")
        torch.save(checkpoint.state_dict, "copy.pt")

        def restore(model, message):
            model.load_state_dict(message.state_dict)
      `,
    },
    {
      name: 'a method of another object',
      code: `
        import torch

        def send(model, queue):
            queue.save(model.state_dict, "model.pt")
      `,
    },
  ],
  invalid: [
    {
      name: 'saved',
      code: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(20, 2)
        torch.save(model.state_dict, "model.pt")
      `,
      errors: [
        {
          message: '`model.state_dict` is not called: the file will hold a method, not the weights.',
          at: 'model.state_dict',
          severity: 'error',
          fixes: ['Call \`state_dict()\`'],
        },
      ],
      fixed: `
        import torch

        torch.manual_seed(42)
        model = torch.nn.Linear(20, 2)
        torch.save(model.state_dict(), "model.pt")
      `,
    },
    {
      name: 'inside a dictionary, in a variable, in a method',
      code: `
        from torch import save

        class Trainer:
            def __init__(self, net, optimizer):
                self.net = net
                self.optimizer = optimizer

            def checkpoint(self, epoch, path):
                state = {"epoch": epoch, "net": self.net.state_dict, "optimizer": self.optimizer.state_dict()}
                save(state, path)
      `,
      errors: [{ at: 'self.net.state_dict' }],
    },
    {
      name: 'loaded',
      code: `
        import torch

        torch.manual_seed(42)
        online = torch.nn.Linear(4, 2)
        target = torch.nn.Linear(4, 2)
        target.load_state_dict(online.state_dict)
      `,
      errors: [{ at: 'online.state_dict', message: /given a method, not weights/ }],
    },
    {
      name: 'in a notebook',
      code: [
        'import torch\ntorch.manual_seed(42)',
        'model = torch.nn.Linear(20, 2)',
        'torch.save(dict(weights=model.state_dict), "model.pt")',
      ],
      errors: [{ cell: 3, at: 'model.state_dict' }],
    },
  ],
});
