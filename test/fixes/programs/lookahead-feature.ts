import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'no longer sees the next day of a random walk’s steps',
    program: {
      files: {
        'train.py': `import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

rng = np.random.default_rng(0)
df = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=600), "step": rng.normal(size=600)})
df["date"] = pd.to_datetime(df["date"])
df = df.sort_values("date")
df["lag"] = df["step"].shift(1)
df["level"] = df["lag"].rolling(3, center=True).sum()
df = df.dropna()
train, test = df.iloc[:-150], df.iloc[-150:]
columns = ["lag", "level"]
model = LinearRegression().fit(train[columns], train["step"])
print("by chance:", model.score(test[columns], test["step"]) < 0.1)
`,
      },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('by chance: False\n');
      expect(after.stdout).toBe('by chance: True\n');
    },
  },
];

export default cases;
