import rule from '../../../server/src/engine/rules/training/missing-eval-mode';
import { testRule } from '../../support/ruleTester';

const network = `
        import torch
        from torch import nn


        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 2))

            def forward(self, x):
                return self.layers(x)

`;

testRule(rule, {
  valid: [
    {
      name: 'a part of a network, in a method of its own: who calls it sets the mode',
      code: `
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.encoder = nn.Sequential(nn.Linear(4, 4), nn.Dropout())

            @torch.no_grad()
            def embed(self, x):
                return self.encoder(x)
      `,
    },
    {
      name: 'evaluation mode before the prediction',
      code: `${network}
        rows = torch.load("rows.pt", weights_only=True)
        net = Net()
        net.load_state_dict(torch.load("net.pt", weights_only=True))
        net.eval()
        with torch.no_grad():
            print(net(rows))
        other = Net().eval()
        with torch.inference_mode():
            print(other(rows))
        third = Net()
        third.train(False)
        with torch.no_grad():
            print(third(rows))
      `,
    },
    {
      name: 'evaluation mode set by the caller, the constructor or a wrapper',
      code: `${network}
        class Predictor:
            def __init__(self, path):
                self.net = Net()
                self.net.load_state_dict(torch.load(path, weights_only=True))
                self.net.eval()

            def predict(self, rows):
                with torch.no_grad():
                    return self.net(rows)


        def evaluate(net, rows):
            with torch.no_grad():
                return net(rows)


        rows = torch.load("rows.pt", weights_only=True)
        net = Net()
        net.eval()
        evaluate(net, rows)
        print(Predictor("net.pt").predict(rows))
        inner = Net()
        inner.eval()
        parallel = nn.DataParallel(inner)
        evaluate(parallel, rows)
      `,
    },
    {
      name: 'a module from elsewhere, whose mode is not known',
      code: `${network}
        def evaluate(net: Net, rows):
            with torch.no_grad():
                return net(rows)


        class Ranker(Net):
            def predict(self, rows):
                with torch.no_grad():
                    return self(rows)
      `,
    },
    {
      name: 'networks without layers that depend on the mode',
      code: `
        import torch
        from torch import nn

        rows = torch.load("rows.pt", weights_only=True)
        net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.LayerNorm(16), nn.LSTM(16, 2))
        with torch.no_grad():
            print(net(rows))
      `,
    },
    {
      name: 'training',
      code: `${network}
        def train(net, loader, optimizer):
            net.train()
            for x, y in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(net(x), y)
                loss.backward()
                optimizer.step()


        def validation_step(net, x, y):
            loss = nn.functional.cross_entropy(net(x), y)
            loss.backward()


        net = Net()
        net.load_state_dict(torch.load("start.pt", weights_only=True))
        train(net, [], torch.optim.SGD(net.parameters(), lr=0.1))
        validation_step(net, torch.load("x.pt"), torch.load("y.pt"))
      `,
    },
    {
      name: 'trying the network out',
      code: `${network}
        net = Net()
        with torch.no_grad():
            print(net(torch.zeros(1, 4)).shape)
        sample = torch.randn(8, 4)
        with torch.no_grad():
            print(net(sample).shape)
      `,
    },
    {
      name: 'Monte-Carlo dropout',
      code: `${network}
        def predict_with_uncertainty(net, rows, passes=100):
            # Monte Carlo dropout: dropout stays on, the spread of the passes is the uncertainty.
            with torch.no_grad():
                return torch.stack([net(rows) for _ in range(passes)]).std(dim=0)


        predict_with_uncertainty(Net(), torch.load("rows.pt", weights_only=True))
      `,
    },
    {
      name: 'samples of a generator',
      code: `
        import torch
        from torch import nn


        class Generator(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16))

            def forward(self, z):
                return self.layers(z)


        class Discriminator(nn.Module):
            pass


        netG = Generator()
        noise = torch.load("noise.pt", weights_only=True)
        with torch.no_grad():
            fake = netG(noise)
      `,
    },
    {
      name: 'a mode that depends on the path',
      code: `${network}
        import sys

        rows = torch.load("rows.pt", weights_only=True)
        net = Net()
        if len(sys.argv) > 1:
            net.eval()
        with torch.no_grad():
            print(net(rows))
      `,
      skip: { cells: 'one branch stays one cell' },
    },
    {
      name: 'managed training',
      code: `
        import lightning as L
        import torch
        from torch import nn

        net = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5))
        rows = torch.load("rows.pt", weights_only=True)
        with torch.no_grad():
            net(rows)
      `,
    },
  ],
  invalid: [
    {
      name: 'a prediction under no_grad',
      code: `${network}
        net = Net()
        net.load_state_dict(torch.load("net.pt", weights_only=True))
        rows = torch.load("rows.pt", weights_only=True)
        with torch.no_grad():
            print(net(rows))
            print(net(rows * 2))
      `,
      errors: [
        {
          at: 'net',
          message:
            '`net` predicts in training mode: its `Dropout` behaves as in training until `eval()` is called.',
          fixes: ['Call `net.eval()` first'],
        },
      ],
      fixed: `${network}
        net = Net()
        net.load_state_dict(torch.load("net.pt", weights_only=True))
        rows = torch.load("rows.pt", weights_only=True)
        net.eval()
        with torch.no_grad():
            print(net(rows))
            print(net(rows * 2))
      `,
    },
    {
      name: 'validation inside the training loop, in the mode of training',
      code: `
        import torch
        from torch import nn

        net = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        train_loader, valid_loader = torch.load("loaders.pt", weights_only=False)
        net.train()
        for epoch in range(10):
            for x, y in train_loader:
                optimizer.zero_grad()
                nn.functional.mse_loss(net(x), y).backward()
                optimizer.step()
            with torch.no_grad():
                for x, y in valid_loader:
                    print(nn.functional.mse_loss(net(x), y).item())
      `,
      errors: [
        {
          at: 'net',
          message:
            '`net` predicts in training mode, set by `train()`: its `BatchNorm1d` behaves as in training.',
          related: ['net.train()'],
          fixes: ['Predict between `net.eval()` and `net.train()`'],
        },
      ],
      fixed: `
        import torch
        from torch import nn

        net = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        train_loader, valid_loader = torch.load("loaders.pt", weights_only=False)
        net.train()
        for epoch in range(10):
            for x, y in train_loader:
                optimizer.zero_grad()
                nn.functional.mse_loss(net(x), y).backward()
                optimizer.step()
            net.eval()
            with torch.no_grad():
                for x, y in valid_loader:
                    print(nn.functional.mse_loss(net(x), y).item())
            net.train()
      `,
    },
    {
      name: 'a function named for it, through a method, a pre-trained model and a decorator',
      uncovers: { 'gradient-tracked-inference': 'it asks for `eval()` before it speaks of gradients' },
      code: `
        import torch
        import timm
        import torchvision
        from torch import nn


        class Classifier:
            def __init__(self):
                self.net = torchvision.models.resnet18(weights="DEFAULT")

            @torch.no_grad()
            def classify(self, images):
                return self.net(images).argmax(dim=1)


        def test(model, loader):
            correct = 0
            for x, y in loader:
                correct += (model.forward(x).argmax(dim=1) == y).sum().item()
            return correct


        Classifier().classify(torch.load("images.pt", weights_only=True))
        model = nn.Sequential(nn.Linear(4, 2), nn.Dropout())
        test(model, torch.load("loader.pt", weights_only=False))
        small = timm.create_model("resnet18", pretrained=True)
        with torch.inference_mode():
            small(torch.load("images.pt", weights_only=True))
      `,
      errors: [
        {
          at: 'self.net',
          message: /its batch normalisation behaves/,
          fixes: ['Call \`self.net.eval()\` first'],
        },
        { at: 'model.forward', message: /^`model` predicts/, fixes: ['Call \`model.eval()\` first'] },
        { at: 'small' },
      ],
      fixed: `
        import torch
        import timm
        import torchvision
        from torch import nn


        class Classifier:
            def __init__(self):
                self.net = torchvision.models.resnet18(weights="DEFAULT")

            @torch.no_grad()
            def classify(self, images):
                self.net.eval()
                return self.net(images).argmax(dim=1)


        def test(model, loader):
            correct = 0
            model.eval()
            for x, y in loader:
                correct += (model.forward(x).argmax(dim=1) == y).sum().item()
            return correct


        Classifier().classify(torch.load("images.pt", weights_only=True))
        model = nn.Sequential(nn.Linear(4, 2), nn.Dropout())
        test(model, torch.load("loader.pt", weights_only=False))
        small = timm.create_model("resnet18", pretrained=True)
        small.eval()
        with torch.inference_mode():
            small(torch.load("images.pt", weights_only=True))
      `,
    },
    {
      name: 'layers that are added one by one, or taken out of a ready-made network',
      code: `
        import torch
        import torchvision
        from torch import nn


        class Encoder(nn.Module):
            def __init__(self):
                super().__init__()
                resnet = torchvision.models.resnet18(weights=None)
                self.layers = nn.Sequential(*list(resnet.children())[:-1])

            def forward(self, x):
                return self.layers(x)


        images = torch.load("images.pt", weights_only=True)
        net = nn.Sequential()
        net.add_module("conv", nn.Conv2d(3, 8, 3))
        net.add_module("drop", nn.Dropout())
        encoder = Encoder()
        with torch.no_grad():
            print(net(images), encoder(images))
      `,
      errors: [{ at: 'net' }, { at: 'encoder' }],
    },
    {
      name: 'a service',
      uncovers: { 'gradient-tracked-inference': 'it asks for `eval()` before it speaks of gradients' },
      code: `
        import torch
        from fastapi import FastAPI
        from torch import nn

        app = FastAPI()
        model = nn.Sequential(nn.Linear(4, 2), nn.Dropout())
        model.load_state_dict(torch.load("model.pt", weights_only=True))


        @app.post("/score")
        def score(values: list[float]):
            row = torch.as_tensor(values)
            return {"score": model(row).max().item()}
      `,
      errors: [{ at: 'model' }],
    },
    {
      name: 'a network that is loaded whole, in a notebook',
      code: [
        'import torch',
        'net = torch.load("net.pt", weights_only=False)',
        'rows = torch.load("rows.pt", weights_only=True)\nwith torch.no_grad():\n    print(net(rows))',
      ],
      errors: [
        {
          cell: 3,
          severity: 'information',
          message:
            '`net` was loaded whole and predicts in the mode it was saved in, which may be training: call `eval()`.',
        },
      ],
    },
    {
      name: 'dropout by hand, and weights that are loaded for prediction',
      uncovers: { 'gradient-tracked-inference': 'it asks for `eval()` before it speaks of gradients' },
      code: `
        import torch
        from torch import nn
        from torch.nn import functional as F


        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = nn.Linear(4, 2)

            def forward(self, x):
                return F.dropout(self.inner(x), training=self.training)


        net = Net()
        net.load_state_dict(torch.load("net.pt", weights_only=True))
        scores = net(torch.load("rows.pt", weights_only=True))
        print(scores)
      `,
      errors: [{ at: 'net', message: /`dropout`/ }],
    },
  ],
});
