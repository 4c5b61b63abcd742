import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes a script of the cells that does the same',
    fails: true,
    program: {
      entry: 'main.py',
      files: {
        'daily.sh': 'papermill score.ipynb runs/score.ipynb\n',
        'score.ipynb': [
          '%matplotlib inline\nimport pandas as pd',
          'df = pd.DataFrame({"a": [1, 2, 3]})\n\ndef double(x):\n    return x * factor',
          'import numpy as np\n\n# the factor\nfactor = np.int64(2)\ntext = """two\n  lines"""\n!ls',
          'print([int(double(x)) for x in df["a"]], repr(text))',
        ],
        'main.py': 'import runpy\n\nrunpy.run_path("score.py", run_name="__main__")\n',
      },
      needs: ['pandas', 'numpy'],
    },
    left: 1,
    effect: ({ after }) => expect(after.stdout).toBe("[2, 4, 6] 'two\\n  lines'\n"),
  },
];

export default cases;
