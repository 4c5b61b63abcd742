import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const repeats: FixCase['effect'] = ({ before, beforeAgain, after, afterAgain }) => {
  expect(beforeAgain!.stdout).not.toBe(before.stdout);
  expect(afterAgain!.stdout).toBe(after.stdout);
};

const cases: readonly FixCase[] = [
  {
    name: 'makes two runs of a script agree: data, split, clusters, search and forest',
    program: {
      files: {
        'train.py': `
          import numpy as np
          from sklearn.cluster import KMeans
          from sklearn.datasets import make_classification
          from sklearn.ensemble import RandomForestClassifier
          from sklearn.inspection import permutation_importance
          from sklearn.model_selection import KFold, RandomizedSearchCV, cross_val_score, train_test_split

          X, y = make_classification(n_samples=300, n_features=6, flip_y=0.2)
          X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3)
          segments = KMeans(n_clusters=5, n_init=1).fit_predict(X_train)
          print("segments:", np.bincount(segments))

          folds = KFold(n_splits=3, shuffle=True)
          search = RandomizedSearchCV(
              RandomForestClassifier(n_estimators=10), {"max_depth": list(range(1, 30))}, n_iter=3, cv=folds
          )
          search.fit(X_train, y_train)
          print("search:", search.best_params_, search.score(X_test, y_test))
          model = RandomForestClassifier(10)
          print("folds:", cross_val_score(model, X_train, y_train, cv=folds))
          model.fit(X_train, y_train)
          print("test:", model.predict_proba(X_test)[:5, 1])
          print("importance:", permutation_importance(model, X_test, y_test).importances_mean)
        `,
      },
      needs: ['numpy', 'sklearn'],
    },
    fixes: 8,
    twice: true,
    effect: repeats,
  },
  {
    name: 'makes two runs of a notebook agree, and takes the seed that it has already',
    program: {
      files: {
        'sample.ipynb': [
          'import numpy as np\nimport pandas as pd\nimport torch\nfrom torch.utils.data import DataLoader, TensorDataset',
          'from sklearn.linear_model import SGDClassifier\nfrom sklearn.utils import shuffle\n\nSEED = 7',
          `
            df = pd.DataFrame(np.random.default_rng(0).normal(size=(400, 3)), columns=["a", "b", "c"])
            df["late"] = (df["a"] > 0).astype(int)
            train = df.sample(frac=0.5)
            rest = df.drop(train.index)
            X, y = shuffle(train[["b", "c"]], train["late"])
          `,
          `
            model = SGDClassifier()
            model.fit(X, y)
            print(model.coef_, model.score(rest[["b", "c"]], rest["late"]))
          `,
          `
            ticks = TensorDataset(torch.arange(50.0))
            train_ticks, test_ticks = torch.utils.data.random_split(ticks, [40, 10])
            print(test_ticks.indices)
          `,
        ],
      },
      needs: ['numpy', 'pandas', 'sklearn', 'torch'],
    },
    fixes: 4,
    twice: true,
    effect: (runs) => {
      repeats(runs);
      expect(runs.after.stdout).not.toBe('');
    },
  },
];

export default cases;
