import rule from '../../../server/src/engine/rules/reproducibility/missing-random-state';
import { testRule } from '../../support/ruleTester';

const DATA = `
        import pandas as pd

        df = pd.read_csv("churn.csv")
        X, y = df[["age", "visits"]], df["churned"]
`;

testRule(rule, {
  valid: [
    {
      name: 'seeded calls',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        ${DATA}
        SEED = 7
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=SEED)
        RandomForestClassifier(random_state=SEED).fit(X_train, y_train)
      `,
    },
    {
      name: 'estimators that are deterministic with their default arguments',
      code: `
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.decomposition import PCA
        from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier
        from sklearn.linear_model import Lasso, LogisticRegression, Ridge
        from sklearn.model_selection import cross_val_score
        from sklearn.svm import SVC, LinearSVC
        ${DATA}
        for model in [LogisticRegression(), Ridge(), Lasso(), SVC(), LinearSVC(), AdaBoostClassifier(), HistGradientBoostingClassifier()]:
            model.fit(X, y)
        X = PCA(2).fit_transform(X)
        print(cross_val_score(CalibratedClassifierCV(LogisticRegression()), X, y, cv=5))
      `,
      skip: { cells: 'too many cells for one program' },
    },
    {
      name: 'boosting libraries have a fixed default seed',
      code: `
        from catboost import CatBoostClassifier
        from lightgbm import LGBMClassifier
        from xgboost import XGBClassifier
        ${DATA}
        XGBClassifier().fit(X, y)
        LGBMClassifier(subsample=0.5).fit(X, y)
        CatBoostClassifier().fit(X, y)
      `,
    },
    {
      name: 'nothing is shuffled: a seed would be an error or without effect',
      code: `
        from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit, train_test_split
        ${DATA}
        X_train, X_test = train_test_split(X, shuffle=False)
        for folds in (KFold(5), StratifiedKFold(n_splits=5), TimeSeriesSplit()):
            for train, test in folds.split(X, y):
                print(len(train))
      `,
    },
    {
      name: 'arguments that cannot be seen',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        ${DATA}
        def run(shuffle, **options):
            X_train, X_test = train_test_split(X, shuffle=shuffle)
            RandomForestClassifier(**options).fit(X, y)

        parameters = {"max_depth": 3, "random_state": 42}
        RandomForestClassifier(**parameters).fit(X, y)
      `,
    },
    {
      name: 'a function that is given the seed',
      code: `
        import numpy as np
        from sklearn.model_selection import train_test_split

        def split(df, random_state=None):
            return train_test_split(df, random_state=random_state)

        def split_again(df, seed):
            np.random.seed(seed)
            return train_test_split(df)
      `,
    },
    {
      name: 'an estimator that is never fitted',
      code: `
        from sklearn.ensemble import RandomForestClassifier

        print(RandomForestClassifier())

        def make():
            return RandomForestClassifier()
      `,
    },
    {
      name: 'a look at some rows, and a sample that is only plotted',
      code: `
        import matplotlib.pyplot as plt
        from sklearn.linear_model import LogisticRegression
        ${DATA}
        df.sample(5)
        print(df.sample(3))
        some = df.sample(500)
        plt.scatter(some["age"], some["visits"])
        LogisticRegression().fit(X, y)
      `,
    },
    {
      name: 'a sample of something that is not known to be a frame',
      code: `
        import pandas as pd
        import random
        from somewhere import population

        chosen = population.sample(5)
        print(random.sample(range(10), 3))
      `,
    },
    {
      name: 'members that their ensemble seeds',
      code: `
        from sklearn.ensemble import BaggingClassifier
        from sklearn.tree import DecisionTreeClassifier
        ${DATA}
        BaggingClassifier(estimator=DecisionTreeClassifier(), random_state=0).fit(X, y)
      `,
    },
    {
      name: 'classes of which one takes no seed',
      code: `
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.linear_model import LinearRegression
        ${DATA}
        for model_class in (RandomForestRegressor, LinearRegression):
            model_class().fit(X, y)
      `,
    },
    {
      name: 'clusters whose start is given',
      code: `
        from sklearn.cluster import KMeans
        ${DATA}
        KMeans(n_clusters=3, init=X.to_numpy()[:3], n_init=1).fit(X)
      `,
    },
    {
      name: 'a generator in a file that trains nothing',
      code: `
        import numpy as np

        rng = np.random.default_rng()
        print(rng.normal(size=3))
      `,
    },
    {
      name: 'tests',
      path: 'tests/test_model.py',
      code: `
        from sklearn.ensemble import RandomForestClassifier

        def test_fit():
            assert RandomForestClassifier().fit([[0], [1]], [0, 1])
      `,
    },
    {
      name: 'a class of the user’s that has the same name',
      code: `
        import numpy as np

        class RandomForestClassifier:
            def fit(self, X, y):
                return self

        RandomForestClassifier().fit(np.zeros(3), np.zeros(3))
      `,
    },
  ],
  invalid: [
    {
      name: 'a split and a forest',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        ${DATA}
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
        model = RandomForestClassifier(n_estimators=200)
        model.fit(X_train, y_train)
      `,
      errors: [
        {
          message: '`train_test_split` has no `random_state`: each run splits the rows differently.',
          at: 'train_test_split',
          severity: 'information',
          fixes: ['Seed it: random_state=42'],
        },
        { message: '`RandomForestClassifier` has no `random_state`: each run trains another model.' },
      ],
      fixed: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split
        ${DATA}
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
        model = RandomForestClassifier(n_estimators=200, random_state=42)
        model.fit(X_train, y_train)
      `,
      skip: { cells: 'in notebooks it is a hint' },
    },
    {
      name: 'the seed that the file has is reused',
      code: `
        from sklearn.model_selection import train_test_split
        ${DATA}
        RANDOM_SEED = 2024
        X_train, X_test = train_test_split(X, random_state=None)
      `,
      errors: [{ fixes: ['Seed it: random_state=RANDOM_SEED'] }],
      fixed: `
        from sklearn.model_selection import train_test_split
        ${DATA}
        RANDOM_SEED = 2024
        X_train, X_test = train_test_split(X, random_state=RANDOM_SEED)
      `,
    },
    {
      name: 'a seed that is no constant, or stands too low, is not',
      code: `
        from sklearn.model_selection import train_test_split
        ${DATA}
        seed = 1
        seed = seed + 1
        X_train, X_test = train_test_split(X)
        SEED = 3
      `,
      errors: [{ fixes: ['Seed it: random_state=42'] }],
    },
    {
      name: 'an imported seed',
      code: `
        from settings import SEED
        from sklearn.model_selection import train_test_split
        ${DATA}
        X_train, X_test = train_test_split(X)
      `,
      errors: [{ fixes: ['Seed it: random_state=SEED'] }],
    },
    {
      name: 'arguments that make an estimator vary',
      code: `
        from sklearn.decomposition import PCA
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import KFold, cross_val_score
        from sklearn.svm import SVC
        ${DATA}
        LogisticRegression(solver="saga").fit(X, y)
        SVC(probability=True).fit(X, y)
        PCA(2, svd_solver="randomized").fit(X)
        print(cross_val_score(LogisticRegression(), X, y, cv=KFold(5, shuffle=True)))
      `,
      errors: [
        { at: 'LogisticRegression' },
        { at: 'SVC' },
        { at: 'PCA', message: /each run fits it differently/ },
        { at: 'KFold', message: /each run splits the rows differently/ },
      ],
    },
    {
      name: 'parts of a pipeline and of a search',
      code: `
        from sklearn.ensemble import GradientBoostingClassifier
        from sklearn.feature_selection import SelectFromModel
        from sklearn.model_selection import RandomizedSearchCV
        from sklearn.pipeline import make_pipeline
        from sklearn.tree import DecisionTreeClassifier
        ${DATA}
        pipeline = make_pipeline(SelectFromModel(DecisionTreeClassifier()), GradientBoostingClassifier())
        search = RandomizedSearchCV(pipeline, {"gradientboostingclassifier__max_depth": [2, 3, 4]}, n_iter=2)
        search.fit(X, y)
      `,
      errors: [
        { at: 'DecisionTreeClassifier' },
        { at: 'GradientBoostingClassifier' },
        { at: 'RandomizedSearchCV', message: /each run tries other parameters/ },
      ],
    },
    {
      name: 'rows that reach a model',
      code: `
        from sklearn.datasets import make_classification
        from sklearn.linear_model import LogisticRegression
        from sklearn.utils import resample, shuffle
        ${DATA}
        df = df.sample(frac=0.1)
        LogisticRegression().fit(df[["age", "visits"]], df["churned"])
        A, b = make_classification(n_samples=100)
        A, b = shuffle(A, b)
        A, b = resample(A, b)
        LogisticRegression().fit(A, b)
      `,
      errors: [
        { at: 'df.sample', message: /each run draws other rows/ },
        { at: 'make_classification', message: /each run makes other data/ },
        { at: 'shuffle', message: /each run orders the rows differently/ },
        { at: 'resample' },
      ],
    },
    {
      name: 'over- and undersampling',
      code: `
        from imblearn.over_sampling import SMOTE
        ${DATA}
        X_more, y_more = SMOTE().fit_resample(X, y)
      `,
      errors: [{ at: 'SMOTE', message: /each run draws other rows/ }],
    },
    {
      name: 'a global seed controls it: only a hint',
      code: `
        import numpy as np
        from sklearn.model_selection import train_test_split
        ${DATA}
        np.random.seed(0)
        X_train, X_test = train_test_split(X)
      `,
      errors: [
        {
          message:
            '`train_test_split` has no `random_state`: it depends on the global seed and on every random draw before it.',
          severity: 'hint',
        },
      ],
    },
    {
      name: 'a fresh generator knows no global seed',
      code: `
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        np.random.seed(0)
        rng = np.random.default_rng()
        old = np.random.RandomState(None)
        LogisticRegression().fit(rng.normal(size=(10, 2)), old.randint(0, 2, 10))
      `,
      errors: [
        { at: 'np.random.default_rng', message: /`default_rng` has no `seed`: each run draws other numbers/ },
        { at: 'np.random.RandomState' },
      ],
      fixed: `
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        np.random.seed(0)
        rng = np.random.default_rng(42)
        old = np.random.RandomState(42)
        LogisticRegression().fit(rng.normal(size=(10, 2)), old.randint(0, 2, 10))
      `,
    },
    {
      name: 'torch is given a generator, Hugging Face a seed',
      code: `
        from datasets import load_dataset
        from torch.utils.data import random_split

        texts = load_dataset("imdb", split="train").train_test_split(test_size=0.1)

        def split(dataset):
            return random_split(dataset, [0.8, 0.2])
      `,
      errors: [
        { fixes: ['Seed it: seed=42'] },
        { at: 'random_split', fixes: ['Seed it: generator=torch.Generator().manual_seed(42)'] },
      ],
      fixed: `
        from datasets import load_dataset
        from torch.utils.data import random_split
        import torch

        texts = load_dataset("imdb", split="train").train_test_split(test_size=0.1, seed=42)

        def split(dataset):
            return random_split(dataset, [0.8, 0.2], generator=torch.Generator().manual_seed(42))
      `,
      skip: { aliases: 'the import stands elsewhere' },
    },
    {
      name: 'a study without a seeded sampler',
      code: `
        import optuna
        from optuna.samplers import RandomSampler

        study = optuna.create_study(direction="maximize")
        other = optuna.create_study(sampler=RandomSampler())
        many = optuna.create_study(directions=["minimize", "maximize"])
      `,
      errors: [
        { at: 'optuna.create_study', fixes: ['Seed it: sampler=optuna.samplers.TPESampler(seed=42)'] },
        { at: 'RandomSampler', fixes: ['Seed it: seed=42'] },
        { at: 'optuna.create_study', fixes: [] },
      ],
      skip: { aliases: 'the title names the alias' },
    },
    {
      name: 'a function of a module that is imported elsewhere',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        def train(X, y):
            X_train, X_test, y_train, y_test = train_test_split(X, y)
            model = RandomForestClassifier().fit(X_train, y_train)
            return model, model.score(X_test, y_test)
      `,
      errors: [{ at: 'train_test_split' }, { at: 'RandomForestClassifier' }],
    },
    {
      name: 'a helper that is called twice is one finding',
      code: `
        from sklearn.ensemble import RandomForestClassifier
        ${DATA}
        def fit(depth):
            return RandomForestClassifier(max_depth=depth).fit(X, y)

        fit(2)
        fit(3)
      `,
      errors: [{ at: 'RandomForestClassifier' }],
    },
    {
      name: 'a hint in a notebook',
      code: [
        DATA,
        'from sklearn.model_selection import train_test_split',
        'train, test = train_test_split(df)',
      ],
      errors: [{ cell: 3, severity: 'hint' }],
    },
  ],
});
