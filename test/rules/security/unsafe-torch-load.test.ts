import rule from '../../../server/src/engine/rules/security/unsafe-torch-load';
import { testRule } from '../../support/ruleTester';

const requirements = (text: string) => ({ manifests: [{ path: 'requirements.txt', text }] });

testRule(rule, {
  valid: [
    {
      name: 'weights only',
      code: `
        import sys
        import torch

        state = torch.load(sys.argv[1], weights_only=True)
      `,
    },
    {
      name: 'the default of a torch that is new enough',
      project: requirements('torch>=2.6'),
      code: `
        import sys
        import torch

        state = torch.load(sys.argv[1])
      `,
    },
    {
      name: 'the program wrote the file itself',
      code: `
        import torch

        net = torch.nn.Linear(2, 2)
        torch.save(net, "net.pt")
        again = torch.load("net.pt", weights_only=False)
      `,
    },
    {
      name: 'verified before',
      code: `
        import hashlib
        import io
        import torch

        def load(path, expected):
            data = open(path, "rb").read()
            if hashlib.sha256(data).hexdigest() != expected:
                raise RuntimeError(path)
            return torch.load(io.BytesIO(data), weights_only=False)
      `,
    },
    {
      name: 'a flag that is not known, another load',
      code: `
        import torch

        def load(path, safe, **options):
            return torch.load(path, weights_only=safe), torch.load(path, **options), torch.jit.load(path)
      `,
    },
    {
      name: 'a test',
      path: 'tests/test_io.py',
      code: `
        import torch

        state = torch.load("x.pt", weights_only=False)
      `,
    },
  ],
  invalid: [
    {
      name: 'told to run code; the weights go straight into the model',
      code: `
        import sys
        import torch

        net = torch.nn.Linear(2, 2)
        net.load_state_dict(torch.load(sys.argv[1], weights_only=False))
      `,
      errors: [
        {
          at: 'torch.load(sys.argv[1], weights_only=False)',
          message:
            '`torch.load` is told to run code that the file may contain, and `sys.argv[1]` can be any file.',
          severity: 'warning',
          fixes: ['Load weights only: weights_only=True'],
        },
      ],
      fixed: `
        import sys
        import torch

        net = torch.nn.Linear(2, 2)
        net.load_state_dict(torch.load(sys.argv[1], weights_only=True))
      `,
    },
    {
      name: 'a literal local path is a hint, a download an error',
      code: `
        import io
        import requests
        import torch

        local = torch.load("net.pt", weights_only=False)
        remote = torch.load(io.BytesIO(requests.get("https://example.com/net.pt").content), weights_only=False)
      `,
      errors: [{ severity: 'hint' }, { severity: 'error', message: /the data comes from outside/ }],
    },
    {
      name: 'the default of an older torch; several loads are one finding',
      project: requirements('torch==2.1.0\nnumpy'),
      code: `
        import torch

        def load(path, best):
            return torch.load(path), torch.load(best, map_location="cpu")
      `,
      errors: [
        {
          message:
            '`torch.load` runs code that the file may contain: the project allows torch 2.1, and the safe default came with 2.6.',
          severity: 'warning',
          related: ['torch.load(best, map_location="cpu")'],
        },
      ],
      fixed: `
        import torch

        def load(path, best):
            return torch.load(path, weights_only=True), torch.load(best, map_location="cpu", weights_only=True)
      `,
    },
    {
      name: 'nothing says which torch is used',
      code: `
        import torch

        def load(path):
            return torch.load(path)
      `,
      errors: [{ severity: 'information', message: /nothing says which one is used/ }],
    },
    {
      name: 'a download whose hash stands in its name',
      code: `
        import torch

        state = torch.hub.load_state_dict_from_url("https://example.com/net-0676ba61.pth")
      `,
      errors: [{ severity: 'information', fixes: ['Check the hash in the file’s name: check_hash=True'] }],
    },
  ],
});
