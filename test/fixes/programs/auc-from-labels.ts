import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const rises: FixCase['effect'] = ({ before, after }) => {
  expect(reading(after, 'AUC')).toBeGreaterThan(reading(before, 'AUC') + 0.03);
  expect(reading(after, 'AUC')).toBeCloseTo(reading(after, 'AUC from probabilities'), 9);
};

const cases: readonly FixCase[] = [
  {
    name: 'asks a forest for probabilities',
    program: {
      files: {
        'train.py': `
          from sklearn.datasets import make_classification
          from sklearn.ensemble import RandomForestClassifier
          from sklearn.metrics import average_precision_score, roc_auc_score
          from sklearn.model_selection import train_test_split

          X, y = make_classification(n_samples=1500, weights=[0.9], flip_y=0.05, random_state=7)
          X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=7)
          model = RandomForestClassifier(n_estimators=50, random_state=7)
          model.fit(X_train, y_train)
          predicted = model.predict(X_test)
          print("AUC:", roc_auc_score(y_test, predicted))
          print("precision:", average_precision_score(y_test, model.predict(X_test)))
          scores = model.predict_proba(X_test)[:, 1]
          print("AUC from probabilities:", roc_auc_score(y_test, scores))
        `,
      },
      needs: ['sklearn'],
    },
    fixes: 2,
    effect: (runs) => {
      rises(runs);
      expect(reading(runs.after, 'precision')).toBeGreaterThan(reading(runs.before, 'precision'));
    },
  },
  {
    name: 'asks a pipeline for its decision function, and takes a threshold away',
    program: {
      files: {
        'train.ipynb': [
          `
            from sklearn.datasets import make_classification
            from sklearn.linear_model import LogisticRegression
            from sklearn.metrics import roc_auc_score
            from sklearn.model_selection import train_test_split
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
            from sklearn.svm import LinearSVC
          `,
          `
            X, y = make_classification(n_samples=1200, weights=[0.85], flip_y=0.1, random_state=3)
            X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=3)
          `,
          `
            pipeline = make_pipeline(StandardScaler(), LinearSVC())
            pipeline.fit(X_train, y_train)
            print("margin:", roc_auc_score(y_test, pipeline.predict(X_test)))
          `,
          `
            logistic = LogisticRegression(max_iter=1000).fit(X_train, y_train)
            p = logistic.predict_proba(X_test)[:, 1]
            print("AUC:", roc_auc_score(y_test, (p > 0.5).astype(int)))
            print("AUC from probabilities:", roc_auc_score(y_test, p))
          `,
        ],
      },
      needs: ['sklearn'],
    },
    fixes: 2,
    effect: (runs) => {
      rises(runs);
      expect(reading(runs.after, 'margin')).toBeGreaterThan(reading(runs.before, 'margin') + 0.03);
    },
  },
  {
    name: 'scores folds by probabilities',
    program: {
      files: {
        'validate.py': `
          from sklearn.datasets import make_classification
          from sklearn.linear_model import LogisticRegression
          from sklearn.metrics import make_scorer, roc_auc_score
          from sklearn.model_selection import cross_val_score

          X, y = make_classification(n_samples=1000, weights=[0.85], flip_y=0.1, random_state=5)
          model = LogisticRegression(max_iter=1000)
          print("AUC:", cross_val_score(model, X, y, cv=5, scoring=make_scorer(roc_auc_score)).mean())
          print("AUC from probabilities:", cross_val_score(model, X, y, cv=5, scoring="roc_auc").mean())
        `,
      },
      needs: ['sklearn'],
    },
    effect: rises,
  },
];

export default cases;
