import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'judges rows in the space that the model knows',
    program: {
      files: {
        'train.py': `import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(0)
df = pd.DataFrame({"income": rng.normal(50000, 9000, 400), "age": rng.normal(40, 9, 400)})
y = (df["income"] > 50000).astype(int)
X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=0)
scaler = StandardScaler()
train = scaler.fit_transform(X_train.to_numpy())
model = LogisticRegression().fit(train, y_train)
X_test = X_test.to_numpy()
print("right:", model.score(X_test, y_test) > 0.9)
`,
      },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('right: False\n');
      expect(after.stdout).toBe('right: True\n');
    },
  },
];

export default cases;
