import rule from '../../../server/src/engine/rules/training/duplicated-iterable-workers';
import { testRule } from '../../support/ruleTester';

const dataset = (body: string, loader = 'DataLoader(Lines(), batch_size=32, num_workers=4)'): string => `
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

class Lines(IterableDataset):
    def __iter__(self):
${body.replace(/^/gm, '        ')}

loader = ${loader}
`;

testRule(rule, {
  valid: [
    {
      name: 'divided by the worker',
      code: dataset('worker = get_worker_info()\nfor line in open("corpus.txt"):\n    yield line'),
    },
    {
      name: 'one process reads',
      code: dataset('for line in open("corpus.txt"):\n    yield line', 'DataLoader(Lines(), num_workers=0)'),
    },
    {
      name: 'one worker reads',
      code: dataset('for line in open("corpus.txt"):\n    yield line', 'DataLoader(Lines(), num_workers=1)'),
    },
    {
      name: 'a function gives each worker its bounds',
      code: dataset(
        'for line in open("corpus.txt"):\n    yield line',
        'DataLoader(Lines(), num_workers=4, worker_init_fn=divide)',
      ),
    },
    {
      name: 'rows by index are handed out by the sampler',
      code: `
        from torch.utils.data import DataLoader, Dataset

        class Rows(Dataset):
            def __getitem__(self, index):
                return self.rows[index]

        loader = DataLoader(Rows(), num_workers=4)
      `,
    },
    {
      name: 'random rows need no division',
      code: dataset('while True:\n    yield torch.rand(3)'),
    },
    {
      name: 'the base class divides',
      code: `
        from torch.utils.data import DataLoader, IterableDataset

        class Sharded(IterableDataset):
            def mine(self, rows):
                return rows[self.rank :: self.world_size]

        class Lines(Sharded):
            def __iter__(self):
                yield from self.mine(self.rows)

        loader = DataLoader(Lines(), num_workers=4)
      `,
    },
    {
      name: 'as many workers as somebody says',
      code: dataset('yield 1', 'DataLoader(Lines(), num_workers=n)'),
    },
  ],
  invalid: [
    {
      name: 'every worker reads the file',
      code: dataset('for line in open("corpus.txt"):\n    yield line.split()'),
      errors: [
        {
          at: 'DataLoader',
          message:
            'Each of the 4 workers yields all of `Lines`: nothing in the class divides its rows among them.',
          severity: 'warning',
          fixes: ['Give each worker its share of `open("corpus.txt")`'],
        },
      ],
    },
    {
      name: 'an iterator is returned',
      code: dataset('return iter(self.rows)').replace(', get_worker_info', ''),
      errors: [{ message: /^Each of the 4 workers/ }],
      fixed: `
        from itertools import islice
        from torch.utils.data import DataLoader, IterableDataset, get_worker_info

        class Lines(IterableDataset):
            def __iter__(self):
                worker = get_worker_info()
                first, step = (worker.id, worker.num_workers) if worker else (0, 1)
                return iter(islice(self.rows, first, None, step))

        loader = DataLoader(Lines(), batch_size=32, num_workers=4)
      `,
    },
    {
      name: 'several loops are left to the user',
      code: dataset('for a in self.first:\n    yield a\nfor b in self.second:\n    yield b').replace(
        ', get_worker_info',
        '',
      ),
      errors: [{ fixes: [] }],
    },
  ],
});
