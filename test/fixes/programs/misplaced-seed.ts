import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'seeds before the weights are drawn',
    program: {
      files: {
        'train.py': `import torch

model = torch.nn.Linear(4, 1)
torch.manual_seed(42)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss = model(torch.randn(8, 4)).pow(2).mean()
loss.backward()
optimizer.step()
print("loss:", loss.item())
`,
      },
      needs: ['torch'],
    },
    twice: true,
    effect: ({ before, beforeAgain, after, afterAgain }) => {
      expect(beforeAgain!.stdout).not.toBe(before.stdout);
      expect(afterAgain!.stdout).toBe(after.stdout);
    },
  },
];

export default cases;
