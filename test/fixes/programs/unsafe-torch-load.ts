import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** A checkpoint that writes a file when it is unpickled. */
const PAYLOAD = `
  import os
  import sys

  import torch


  class Trap:
      def __reduce__(self):
          return os.mkdir, ("sprung",)


  torch.save({"weight": Trap()}, sys.argv[1])
`;

const cases: readonly FixCase[] = [
  {
    name: 'keeps a payload from running',
    program: {
      files: {
        'make.py': PAYLOAD,
        'load.py': `
          import sys

          import torch

          state = torch.load(sys.argv[1], weights_only=False)
        `,
        'main.py': `
          import os
          import subprocess
          import sys

          subprocess.run([sys.executable, "make.py", "a.pt"], check=True)
          subprocess.run([sys.executable, "load.py", "a.pt"], stderr=subprocess.DEVNULL)
          print("sprung:", os.path.exists("sprung"))
        `,
      },
      entry: 'main.py',
      needs: ['torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('sprung: True\n');
      expect(after.stdout).toBe('sprung: False\n');
    },
  },
  {
    name: 'still loads weights, in a notebook',
    program: {
      files: {
        'make.py':
          'import torch\n\ntorch.manual_seed(0)\ntorch.save(torch.nn.Linear(2, 1).state_dict(), "a.pt")\n',
        'load.ipynb': [
          'import runpy\nimport torch\nrunpy.run_path("make.py")\nnet = torch.nn.Linear(2, 1)',
          'net.load_state_dict(torch.load("a.pt", weights_only=False))\nprint("weights:", tuple(net.weight.shape))',
        ],
      },
      entry: 'load.ipynb',
      apart: true,
      needs: ['torch'],
    },
    effect: ({ after }) => expect(after.stdout).toBe('weights: (1, 2)\n'),
  },
];

export default cases;
