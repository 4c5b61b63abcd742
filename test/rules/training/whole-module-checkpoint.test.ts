import rule from '../../../server/src/engine/rules/training/whole-module-checkpoint';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'weights, tensors, states of the optimizer',
      code: `
        import torch

        torch.manual_seed(1)
        net = torch.nn.Linear(2, 2)
        optimizer = torch.optim.Adam(net.parameters())
        torch.save(net.state_dict(), "net.pt")
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}, "state.pt")
        torch.save(torch.ones(3), "rows.pt")
      `,
    },
    {
      name: 'something that is not known to be a module',
      code: `
        import torch

        def save(model, path):
            torch.save(model, path)
      `,
    },
  ],
  invalid: [
    {
      name: 'a network',
      code: `
        import torch

        torch.manual_seed(1)
        net = torch.nn.Linear(2, 2)
        torch.save(net, "net.pt")
      `,
      errors: [
        {
          at: 'net',
          message:
            '`net` is pickled as a whole: the file needs this class at this place, and torch 2.6 and newer refuse to load it.',
          severity: 'warning',
          fixes: ['Save the weights: `state_dict()`'],
        },
      ],
      fixed: `
        import torch

        torch.manual_seed(1)
        net = torch.nn.Linear(2, 2)
        torch.save(net.state_dict(), "net.pt")
      `,
    },
    {
      name: 'in a checkpoint, in a method',
      code: `
        import torch

        class Net(torch.nn.Module):
            def forward(self, x):
                return x

        class Trainer:
            def __init__(self):
                self.net = Net()

            def save(self, path):
                checkpoint = {"net": self.net, "epoch": 3}
                torch.save(checkpoint, path)
      `,
      errors: [{ at: 'self.net' }],
    },
    {
      name: 'the load of the same file takes the weights into a new network',
      code: `
        import torch

        torch.manual_seed(1)
        net = torch.nn.Linear(2, 2)
        torch.save(net, "net.pt")
        again = torch.load("net.pt", weights_only=False)
        again.eval()
      `,
      errors: [{}],
      fixed: `
        import torch

        torch.manual_seed(1)
        net = torch.nn.Linear(2, 2)
        torch.save(net.state_dict(), "net.pt")
        again = torch.nn.Linear(2, 2)
        again.load_state_dict(torch.load("net.pt", weights_only=True))
        again.eval()
      `,
    },
  ],
});
