import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'gives the feature code tests that pass',
    fails: true,
    program: {
      entry: 'check.py',
      files: {
        'features.py': `def build_features(df):
    df = df.copy()
    df["rate"] = df["clicks"] / df["views"]
    return df
`,
        'train.py': `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features import build_features

df = build_features(pd.read_csv("ads.csv"))
model = LogisticRegression().fit(df[["rate"]], df["bought"])
joblib.dump(model, "model.joblib")
`,
        'check.py': `import sys

import pytest

sys.exit(pytest.main(["-q", "-p", "no:cacheprovider"]))
`,
      },
      needs: ['sklearn', 'pandas', 'pytest'],
    },
    effect: ({ after }) => expect(after.stdout).toContain('3 passed'),
  },
  {
    name: 'finds that the feature code changes its input',
    program: {
      entry: 'check.py',
      files: {
        'features.py': `def build_features(df):
    df["rate"] = df["clicks"] / df["views"]
    return df
`,
        'train.py': `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features import build_features

df = build_features(pd.read_csv("ads.csv"))
model = LogisticRegression().fit(df[["rate"]], df["bought"])
joblib.dump(model, "model.joblib")
`,
        'check.py': `import pytest

print("outcome:", int(pytest.main(["-q", "-p", "no:cacheprovider"])))
`,
      },
      needs: ['sklearn', 'pandas', 'pytest'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('outcome: 5');
      expect(after.stdout).toContain('1 failed, 2 passed');
    },
  },
];

export default cases;
