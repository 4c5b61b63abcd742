import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Runs a script on two machines: one lists files in one order, the other in the opposite one. */
const TWO_MACHINES = `
  import glob
  import os
  import runpy
  from pathlib import Path

  import pandas as pd

  Path("visits").mkdir()
  for number in range(5):
      pd.DataFrame({"visits": [number, number]}).to_csv(f"visits/{number}.csv", index=False)

  find, listdir, iterdir = glob.glob, os.listdir, Path.iterdir
  for reverse in (False, True):
      glob.glob = lambda *args, **options: sorted(find(*args, **options), reverse=reverse)
      os.listdir = lambda *args: sorted(listdir(*args), reverse=reverse)
      Path.iterdir = lambda self: iter(sorted(iterdir(self), reverse=reverse))
      runpy.run_path("train.py", run_name="__main__")
`;

const cases: readonly FixCase[] = [
  {
    name: 'makes machines that list files differently agree',
    program: {
      files: {
        'machines.py': TWO_MACHINES,
        'train.py': `
          import glob
          import os
          from pathlib import Path

          import pandas as pd
          from sklearn.model_selection import train_test_split

          frames = [pd.read_csv(path) for path in glob.glob("visits/*.csv")]
          visits = pd.concat(frames)
          print(visits["visits"].tolist())
          names = os.listdir("visits")
          train, test = train_test_split(names, random_state=0)
          print(test)
          first = []
          for path in Path("visits").iterdir():
              first.append(pd.read_csv(path)["visits"][0])
          print(pd.Series(first).tolist())
        `,
      },
      entry: 'machines.py',
      needs: ['pandas', 'sklearn'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      const [first, second] = halves(before.stdout);
      expect(second).not.toEqual(first);
      const [one, two] = halves(after.stdout);
      expect(two).toEqual(one);
    },
  },
  {
    name: 'gives labels of a set the same numbers in every run',
    program: {
      files: {
        'labels.ipynb': [
          'import pandas as pd',
          'df = pd.DataFrame({"kind": ["setosa", "virginica", "versicolor", "other", "none", "unknown", "rare"]})',
          'numbers = {label: i for i, label in enumerate(set(df["kind"]))}',
          'df["number"] = df["kind"].map(numbers)\nprint(df["number"].tolist())',
        ],
      },
      needs: ['pandas'],
    },
    twice: true,
    effect: ({ before, beforeAgain, after, afterAgain }) => {
      expect(beforeAgain!.stdout).not.toBe(before.stdout);
      expect(afterAgain!.stdout).toBe(after.stdout);
    },
  },
];

function halves(text: string): [string[], string[]] {
  const lines = text.trim().split(/\r?\n/);
  return [lines.slice(0, lines.length / 2), lines.slice(lines.length / 2)];
}

export default cases;
