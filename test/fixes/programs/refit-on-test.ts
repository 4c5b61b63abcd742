import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

/** Customers in the order in which they came; each came with a little more usage than the one before. */
const CUSTOMERS = `
  rng = np.random.default_rng(2)
  usage = np.linspace(-2, 2, 800) + rng.normal(scale=0.3, size=800)
  df = pd.DataFrame({"usage": usage, "age": rng.normal(size=800)})
  df["churned"] = (df["usage"] + df["age"] > 0).astype(int)
  X_train, X_test, y_train, y_test = train_test_split(df[["usage", "age"]], df["churned"], shuffle=False)
`
  .replace(/^ {2}/gm, '')
  .trim();

const IMPORTS = `import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'accuracy')).toBeLessThan(0.8);
  expect(reading(after, 'accuracy')).toBeGreaterThan(0.95);
};

const cases: readonly FixCase[] = [
  {
    name: 'transforms newer rows by what the training rows taught',
    program: {
      files: {
        'train.py': `${IMPORTS}
${CUSTOMERS}

scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.fit_transform(X_test)
model = LogisticRegression(C=100).fit(X_train, y_train)
print("accuracy:", model.score(X_test, y_test))
`,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect,
  },
  {
    name: 'uses the fitted scaler in place of a second one',
    program: {
      files: {
        'train.ipynb': [
          IMPORTS,
          CUSTOMERS,
          'train_scaler = StandardScaler()\nX_train = train_scaler.fit_transform(X_train)',
          'test_scaler = StandardScaler()\nX_test = test_scaler.fit_transform(X_test)',
          'model = LogisticRegression(C=100).fit(X_train, y_train)\nprint("accuracy:", model.score(X_test, y_test))',
        ],
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect,
  },
  {
    name: 'removes a second fit',
    program: {
      files: {
        'train.py': `${IMPORTS}
${CUSTOMERS}

scaler = StandardScaler()
scaler.fit(X_train)
X_train = scaler.transform(X_train)
scaler.fit(X_test)
X_test = scaler.transform(X_test)
model = LogisticRegression(C=100).fit(X_train, y_train)
print("accuracy:", model.score(X_test, y_test))
`,
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect,
  },
];

export default cases;
