import rule from '../../../server/src/engine/rules/training/gradient-tracked-inference';
import { testRule } from '../../support/ruleTester';

const NETWORK = `
import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 2))
`;

testRule(rule, {
  valid: [
    { name: 'switched off', code: `${NETWORK}model.eval()\nwith torch.no_grad():\n    out = model(x)\n` },
    {
      name: 'in inference mode',
      code: `${NETWORK}model.eval()\nwith torch.inference_mode():\n    out = model(x)\n`,
    },
    { name: 'training', code: `${NETWORK}model.train()\nout = model(x)\n` },
    {
      name: 'saliency',
      code: `${NETWORK}model.eval()\nx.requires_grad_()\nmodel(x).sum().backward()\nprint(x.grad)\n`,
    },
    {
      name: 'decorated',
      code: `${NETWORK}\n@torch.no_grad()\ndef predict(x):\n    model.eval()\n    return model(x)\n`,
    },
    {
      name: 'the caller switches it off',
      code: `${NETWORK}\ndef predict(x):\n    model.eval()\n    return model(x)\n\nwith torch.no_grad():\n    predict(rows)\n`,
    },
    {
      name: 'weights that ask for no gradients',
      code: `${NETWORK}for p in model.parameters():\n    p.requires_grad = False\nmodel.eval()\nout = model(x)\n`,
    },
    {
      name: 'a pass with frozen statistics inside training',
      code: `${NETWORK}optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    model.eval()
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
`,
    },
  ],
  invalid: [
    {
      name: 'a function that predicts',
      code: `${NETWORK}\ndef predict(x):\n    model.eval()\n    return model(x).argmax(dim=1)\n`,
      errors: [
        {
          at: 'model',
          message: '`model` predicts with autograd on: it keeps a graph of every pass that nobody uses.',
          severity: 'information',
          fixes: ['Switch gradients off: `torch.no_grad()`'],
        },
      ],
      fixed: `${NETWORK}\n@torch.no_grad()\ndef predict(x):\n    model.eval()\n    return model(x).argmax(dim=1)\n`,
    },
    {
      name: 'a method, below its decorator',
      code: `
        from torch import nn

        class Scorer:
            def __init__(self):
                self.model = nn.Sequential(nn.Linear(4, 8), nn.Dropout())
                self.model.eval()

            @property
            def width(self):
                return 4

            def predict(self, x):
                return self.model(x)

        print(Scorer().predict(rows))
      `,
      errors: [{ at: 'self.model' }],
      fixed: `
        from torch import nn
        import torch

        class Scorer:
            def __init__(self):
                self.model = nn.Sequential(nn.Linear(4, 8), nn.Dropout())
                self.model.eval()

            @property
            def width(self):
                return 4

            @torch.no_grad()
            def predict(self, x):
                return self.model(x)

        print(Scorer().predict(rows))
      `,
    },
    {
      name: 'a loop at top level',
      code: `${NETWORK}model.eval()\nright = 0\nfor x, y in loader:\n    out = model(x)\n\n    # counted\n    right += (out.argmax(1) == y).sum().item()\nprint(right)\n`,
      errors: [{ at: 'model' }],
      fixed: `${NETWORK}model.eval()\nright = 0\nwith torch.no_grad():\n    for x, y in loader:\n        out = model(x)\n\n        # counted\n        right += (out.argmax(1) == y).sum().item()\nprint(right)\n`,
    },
    {
      name: 'one statement',
      code: `${NETWORK}model.eval()\nout = model(\n    x,\n)\n`,
      errors: [{ at: 'model' }],
      fixed: `${NETWORK}model.eval()\nwith torch.no_grad():\n    out = model(\n        x,\n    )\n`,
    },
  ],
});
