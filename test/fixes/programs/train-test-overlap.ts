import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const DATA = `import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(0)
df = pd.DataFrame(rng.normal(size=(600, 4)), columns=list("abcd"))
df["label"] = rng.integers(0, 2, 600)`;
const MODEL = `model = DecisionTreeClassifier(random_state=0)
model.fit(train[list("abcd")], train["label"])
score = model.score(test[list("abcd")], test["label"])
print("by chance:", score < 0.65)`;

const cases: readonly FixCase[] = [
  {
    name: 'judges rows that no sample trained on',
    program: {
      files: {
        'train.py': `${DATA}
train = df.sample(frac=0.8, random_state=1)
test = df.sample(frac=0.2, random_state=2)
${MODEL}
`,
      },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('by chance: False\n');
      expect(after.stdout).toBe('by chance: True\n');
    },
  },
  {
    name: 'ends the training rows where the test rows begin, in a notebook',
    program: {
      files: { 'train.ipynb': [DATA, 'train = df[:500]\ntest = df[300:]', MODEL] },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('by chance: False\n');
      expect(after.stdout).toBe('by chance: True\n');
    },
  },
];

export default cases;
