import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const newest = 'its libraries still have what is gone';

const cases: readonly FixCase[] = [
  {
    name: 'runs with the names of today',
    program: {
      files: {
        'cast.py': `
          import numpy as np

          x = np.asarray(["1", "2"], dtype=np.float)
          print(np.in1d(x, [2.0]).sum(), np.isnan(np.NaN), np.product(x))
        `,
      },
      needs: ['numpy'],
    },
    fails: true,
    fixes: 4,
    newestOnly: newest,
    effect: ({ before, after }) => {
      expect(before.stderr).toContain('AttributeError');
      expect(after.stdout).toBe('1 True 2.0\n');
    },
  },
  {
    name: 'puts frames together and fills gaps, in a notebook',
    program: {
      files: {
        'frames.ipynb': [
          'import pandas as pd\na = pd.DataFrame({"x": [1.0, None]})\nb = pd.DataFrame({"x": [3.0]})',
          'c = a.append(b, ignore_index=True).fillna(method="ffill")',
          'print("sum:", c["x"].sum(), [name for name, _ in c.iteritems()])',
        ],
      },
      needs: ['pandas'],
    },
    fails: true,
    fixes: 3,
    newestOnly: newest,
    effect: ({ after }) => expect(after.stdout).toBe("sum: 5.0 ['x']\n"),
  },
  {
    name: 'takes the arguments of today',
    program: {
      files: {
        'encode.py': `
          import numpy as np
          from sklearn.ensemble import RandomForestClassifier
          from sklearn.metrics import mean_squared_error
          from sklearn.preprocessing import OneHotEncoder

          X = OneHotEncoder(sparse=False).fit_transform([["a"], ["b"], ["a"], ["b"]])
          y = np.array([0, 1, 0, 1])
          model = RandomForestClassifier(max_features="auto", random_state=0).fit(X, y)
          print("error:", mean_squared_error(y, model.predict(X), squared=False))
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    fails: true,
    fixes: 3,
    newestOnly: newest,
    effect: ({ after }) => expect(after.stdout).toBe('error: 0.0\n'),
  },
];

export default cases;
