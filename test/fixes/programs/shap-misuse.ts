import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const SETUP = `import numpy as np
import pandas as pd
import shap
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

rng = np.random.default_rng(0)
X = pd.DataFrame(rng.normal(size=(60, 3)), columns=["a", "b", "c"])
y = (X["a"] > 0).astype(int)`;

const explained = (model: string, explainer: string): string =>
  `model = ${model}.fit(X, y)\nexplainer = ${explainer}\nvalues = np.abs(explainer(X[:5]).values)\nimportance = values.mean(axis=tuple(i for i in range(values.ndim) if i != 1))\nprint("most:", X.columns[importance.argmax()])`;

const effect: FixCase['effect'] = ({ before, after }) => {
  expect(before.stderr).toMatch(/TypeError|InvalidModelError/);
  expect(after.stdout).toBe('most: a\n');
};

const kinds: readonly (readonly [kind: string, model: string, explainer: string])[] = [
  ['a support vector machine', 'SVC()', 'shap.Explainer(model)'],
  ['a linear model', 'LogisticRegression()', 'shap.Explainer(model)'],
  ['a network', 'MLPRegressor(max_iter=2000, random_state=0)', 'shap.Explainer(model, X)'],
  [
    'a pipeline',
    'make_pipeline(StandardScaler(), RandomForestClassifier(random_state=0))',
    'shap.TreeExplainer(model)',
  ],
];

const cases: readonly FixCase[] = [
  ...kinds.map(([kind, model, explainer]): FixCase => ({
    name: `explains ${kind}`,
    program: {
      files: { 'explain.py': `${SETUP}\n${explained(model, explainer)}\n` },
      needs: ['sklearn', 'pandas', 'shap'],
    },
    fails: true,
    effect,
  })),
  {
    name: 'takes the class of a forest, not a row, in a notebook',
    program: {
      files: {
        'explain.ipynb': [
          SETUP,
          'model = RandomForestClassifier(random_state=0).fit(X, y)\nvalues = shap.TreeExplainer(model).shap_values(X)',
          'print("shape:", values[1].shape)',
        ],
      },
      needs: ['sklearn', 'pandas', 'shap'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('shape: (3, 2)\n');
      expect(after.stdout).toBe('shape: (60, 3)\n');
    },
  },
];

export default cases;
