import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const COMMIT = '3f49326eb077187dfe1c2a2bb15fbd74e6ab91e3';

/** Nothing is downloaded: what the library is asked for is recorded. */
const RECORDER = `
  import transformers

  def record(name, revision="main", **options):
      print(name, revision)

  transformers.AutoTokenizer.from_pretrained = record
  transformers.AutoModel.from_pretrained = record
`;

const cases: readonly FixCase[] = [
  {
    name: 'asks for the commit that is known',
    program: {
      files: {
        'recorder.py': RECORDER,
        'load.py': `
          import recorder
          from transformers import AutoModel, AutoTokenizer

          tokenizer = AutoTokenizer.from_pretrained("org/net", revision="${COMMIT}")
          model = AutoModel.from_pretrained("org/net")
        `,
      },
      entry: 'load.py',
      needs: ['transformers', 'torch'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe(`org/net ${COMMIT}\norg/net main\n`);
      expect(after.stdout).toBe(`org/net ${COMMIT}\norg/net ${COMMIT}\n`);
    },
  },
];

export default cases;
