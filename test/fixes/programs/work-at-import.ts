import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'lets a script be imported without running it',
    program: {
      entry: 'report.py',
      files: {
        'train.py': `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def features(rows):
    return rows[["tenure"]]


df = pd.DataFrame({"tenure": [1, 2, 30, 40], "churned": [1, 1, 0, 0]})
model = LogisticRegression().fit(features(df), df["churned"])
joblib.dump(model, "model.joblib")
print("trained")
`,
        'report.py': `import runpy
from pathlib import Path

from train import features

print("imported:", features.__name__, Path("model.joblib").exists())
runpy.run_path("train.py", run_name="__main__")
print("run:", Path("model.joblib").exists())
`,
      },
      needs: ['sklearn', 'pandas', 'joblib'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('trained\nimported: features True\ntrained\nrun: True\n');
      expect(after.stdout).toBe('imported: features False\ntrained\nrun: True\n');
    },
  },
];

export default cases;
