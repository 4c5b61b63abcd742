import { expect } from 'vitest';
import { reading, type FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'fits a scaler on the training rows only',
    program: {
      files: {
        'train.py': `
          import numpy as np
          from sklearn.neighbors import KNeighborsClassifier
          from sklearn.datasets import make_classification
          from sklearn.model_selection import train_test_split
          from sklearn.preprocessing import StandardScaler

          X, y = make_classification(n_samples=400, n_features=8, random_state=1)
          X[:, 0] *= 1000
          scaler = StandardScaler()
          X_scaled = scaler.fit_transform(X)
          X_train, X_test, y_train, y_test = train_test_split(X_scaled, y, test_size=0.25, random_state=1)
          model = KNeighborsClassifier().fit(X_train, y_train)

          print(f"rows seen: {scaler.n_samples_seen_}")
          print(f"training mean: {np.abs(X_train.mean(axis=0)).max():.6f}")
          print(f"accuracy: {model.score(X_test, y_test):.3f}")
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(before, 'rows seen')).toBe(400);
      expect(reading(after, 'rows seen')).toBe(300);
      expect(reading(before, 'training mean')).toBeGreaterThan(0.001);
      expect(reading(after, 'training mean')).toBe(0);
      expect(reading(after, 'accuracy')).toBeGreaterThan(0.8);
    },
  },
  {
    name: 'keeps words of test texts out of a vocabulary',
    program: {
      files: {
        'topics.py': `
          import pandas as pd
          from sklearn.feature_extraction.text import TfidfVectorizer
          from sklearn.linear_model import LogisticRegression
          from sklearn.model_selection import train_test_split

          REPORTS = [(f"the ship number {i} went south", "sea") for i in range(60)]
          REPORTS += [(f"the plane number {i} went up", "air") for i in range(60)]


          def main():
              df = pd.DataFrame(REPORTS, columns=["text", "topic"])
              texts, topics = df["text"], df["topic"]
              vectorizer = TfidfVectorizer()
              features = vectorizer.fit_transform(texts)
              train, test, y_train, y_test = train_test_split(features, topics, test_size=0.2, random_state=3)
              model = LogisticRegression()
              model.fit(train, y_train)
              print("words:", len(vectorizer.vocabulary_))
              print("accuracy:", model.score(test, y_test))


          main()
        `,
      },
      needs: ['pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(reading(after, 'words')).toBeLessThan(reading(before, 'words'));
      expect(reading(after, 'accuracy')).toBe(1);
    },
  },
  {
    name: 'imputes in a notebook after the split, with an imputer that gets a name',
    program: {
      files: {
        'impute.ipynb': [
          `
            import numpy as np
            import pandas as pd
            from sklearn.impute import KNNImputer
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import train_test_split
          `,
          `
            rng = np.random.default_rng(0)
            df = pd.DataFrame(rng.normal(size=(200, 3)), columns=["a", "b", "c"])
            target = (df["a"] + df["b"] > 0).astype(int)
            features = df.mask(rng.random(df.shape) < 0.1)
          `,
          'imputed = KNNImputer().fit_transform(features)',
          'X_train, X_test, y_train, y_test = train_test_split(imputed, target, random_state=0)',
          'model = LogisticRegression().fit(X_train, y_train)\nprint("accuracy:", model.score(X_test, y_test))',
          'print("missing:", int(np.isnan(X_train).sum() + np.isnan(X_test).sum()))',
        ],
      },
      needs: ['numpy', 'pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(after.stdout).not.toBe(before.stdout);
      expect(reading(after, 'accuracy')).toBeGreaterThan(0.8);
      expect(reading(after, 'missing')).toBe(0);
    },
  },
];

export default cases;
