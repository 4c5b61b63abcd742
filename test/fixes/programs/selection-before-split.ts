import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const fallsToChance: FixCase['effect'] = ({ before, after }) => {
  expect(reading(before, 'accuracy')).toBeGreaterThan(0.7);
  expect(Math.abs(reading(after, 'accuracy') - 0.5)).toBeLessThan(0.13);
};

const cases: readonly FixCase[] = [
  {
    name: 'brings the score on noise back to chance',
    program: {
      files: {
        'genes.py': `
          import numpy as np
          from sklearn.feature_selection import SelectKBest, f_classif
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split

          rng = np.random.default_rng(3)
          X = rng.normal(size=(300, 3000))
          y = rng.integers(0, 2, size=300)
          selector = SelectKBest(f_classif, k=25)
          X_best = selector.fit_transform(X, y)
          X_train, X_test, y_train, y_test = train_test_split(X_best, y, test_size=0.5, random_state=3)
          model = LogisticRegression().fit(X_train, y_train)
          print("accuracy:", model.score(X_test, y_test))
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    effect: fallsToChance,
  },
  {
    name: 'does so in a notebook, for a table and a selector without a name',
    program: {
      files: {
        'genes.ipynb': [
          'import numpy as np\nimport pandas as pd',
          `
            from sklearn.feature_selection import SelectPercentile
            from sklearn.linear_model import RidgeClassifier
            from sklearn.model_selection import train_test_split
          `,
          `
            rng = np.random.default_rng(8)
            genes = pd.DataFrame(rng.normal(size=(300, 2000))).add_prefix("gene_")
            relapse = pd.Series(rng.integers(0, 2, size=300))
          `,
          'genes = SelectPercentile(percentile=2).fit_transform(genes, relapse)',
          'X_train, X_test, y_train, y_test = train_test_split(genes, relapse, test_size=0.5, random_state=0)',
          'model = RidgeClassifier().fit(X_train, y_train)\nprint("accuracy:", model.score(X_test, y_test))',
        ],
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: fallsToChance,
  },
];

export default cases;
