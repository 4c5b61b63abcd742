import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'gives precision, recall and R² their own values',
    program: {
      files: {
        'evaluate.py': `
          import numpy as np
          from sklearn.linear_model import LinearRegression, LogisticRegression
          from sklearn.metrics import precision_score, r2_score, recall_score
          from sklearn.model_selection import train_test_split

          rng = np.random.default_rng(1)
          X = rng.normal(size=(1000, 4))
          amount = X[:, 0] + rng.normal(scale=2, size=1000)
          late = (amount > 2).astype(int)
          X_train, X_test, late_train, late_test, amount_train, amount_test = train_test_split(
              X, late, amount, random_state=1
          )
          predicted = LogisticRegression(class_weight="balanced").fit(X_train, late_train).predict(X_test)
          hits = ((predicted == 1) & (late_test == 1)).sum()
          print("precision:", precision_score(predicted, late_test))
          print("precision by hand:", hits / (predicted == 1).sum())
          print("recall:", recall_score(predicted, late_test))
          print("recall by hand:", hits / (late_test == 1).sum())
          regressor = LinearRegression().fit(X_train, amount_train)
          print("R2:", r2_score(regressor.predict(X_test), amount_test))
          print("R2 by hand:", regressor.score(X_test, amount_test))
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    fixes: 3,
    effect: ({ before, after }) => {
      for (const metric of ['precision', 'recall', 'R2']) {
        expect(Math.abs(reading(before, metric) - reading(before, `${metric} by hand`))).toBeGreaterThan(0.1);
        expect(reading(after, metric)).toBeCloseTo(reading(after, `${metric} by hand`), 9);
      }
    },
  },
  {
    name: 'turns a confusion matrix in a notebook the right way',
    program: {
      files: {
        'evaluate.ipynb': [
          'from sklearn.datasets import load_wine\nfrom sklearn.neighbors import KNeighborsClassifier',
          'from sklearn.metrics import confusion_matrix\nfrom sklearn.model_selection import train_test_split',
          `
            X, y = load_wine(return_X_y=True)
            X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
            y_pred = KNeighborsClassifier().fit(X_train, y_train).predict(X_test)
          `,
          `
            matrix = confusion_matrix(y_pred, y_test)
            print(matrix.sum(axis=1).tolist() == [int((y_test == label).sum()) for label in range(3)])
          `,
        ],
      },
      needs: ['sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('False\n');
      expect(after.stdout).toBe('True\n');
    },
  },
];

export default cases;
