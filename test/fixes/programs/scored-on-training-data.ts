import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const fallsToChance: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'accuracy')).toBeGreaterThan(0.95);
  expect(Math.abs(reading(after, 'accuracy') - 0.5)).toBeLessThan(0.15);
};

const cases: readonly FixCase[] = [
  {
    name: 'brings the score on noise back to chance',
    program: {
      files: {
        'train.py': `
          import numpy as np
          from sklearn.datasets import make_classification
          from sklearn.ensemble import RandomForestClassifier


          def main():
              X, y = make_classification(n_samples=600, flip_y=1.0, random_state=1)
              model = RandomForestClassifier(n_estimators=20, random_state=1)
              model.fit(X, y)
              print("accuracy:", np.round(model.score(X, y), 3))


          main()
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    effect: fallsToChance,
  },
  {
    name: 'does so in a notebook, for a prediction with a name and several metrics',
    program: {
      files: {
        'train.ipynb': [
          'from sklearn.datasets import make_classification\nfrom sklearn.metrics import accuracy_score, f1_score',
          'from sklearn.tree import DecisionTreeClassifier',
          'features, late = make_classification(n_samples=500, flip_y=1.0, random_state=2)',
          `
            tree = DecisionTreeClassifier(random_state=2)
            tree.fit(features, late)
            predicted = tree.predict(features)
            print("accuracy:", accuracy_score(late, predicted))
            print("f1:", f1_score(late, predicted))
          `,
        ],
      },
      needs: ['sklearn'],
    },
    effect: fallsToChance,
  },
];

export default cases;
