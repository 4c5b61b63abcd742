import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const DATA = `import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(0)
subjects = np.repeat(np.arange(60), 10)
traits = rng.normal(size=(60, 3))[subjects] + rng.normal(scale=0.05, size=(600, 3))
df = pd.DataFrame(traits, columns=list("abc"))
df["patient_id"] = subjects
df["label"] = rng.integers(0, 2, 60)[subjects]
df["visits"] = df.groupby("patient_id")["a"].transform("count")`;
const SPLIT = `X, y = df[["a", "b", "c", "visits"]], df["label"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)`;
const MODEL = `model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
print("by chance:", model.score(X_test, y_test) < 0.75)`;

const cases: readonly FixCase[] = [
  {
    name: 'keeps the visits of a patient together',
    program: { files: { 'train.py': `${DATA}\n${SPLIT}\n${MODEL}\n` }, needs: ['sklearn', 'pandas'] },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('by chance: False\n');
      expect(after.stdout).toBe('by chance: True\n');
    },
  },
];

export default cases;
