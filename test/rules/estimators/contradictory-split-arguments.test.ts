import rule from '../../../server/src/engine/rules/estimators/contradictory-split-arguments';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'arguments that go together',
      code: `
        from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit, train_test_split

        SEED = 42
        KFold(5, shuffle=True, random_state=SEED)
        StratifiedKFold(n_splits=5)
        KFold(n_splits=5, random_state=None)
        TimeSeriesSplit(n_splits=3)
        train, test = train_test_split([1, 2, 3, 4], shuffle=False, random_state=1)
        train, test = train_test_split([1, 2, 3, 4], stratify=[0, 0, 1, 1], random_state=1)
        train, test = train_test_split([1, 2, 3, 4], shuffle=False, stratify=None)
      `,
    },
    {
      name: 'values that are not known',
      code: `
        from sklearn.model_selection import KFold, train_test_split


        def folds(shuffle, seed, labels, **options):
            yield KFold(5, shuffle=shuffle, random_state=42)
            yield KFold(5, random_state=seed)
            yield KFold(5, random_state=42, **options)
            yield train_test_split([1, 2, 3, 4], shuffle=False, stratify=labels)
      `,
    },
    {
      name: 'classes of the same name from elsewhere',
      code: `
        import sklearn
        from mylib import KFold, TimeSeriesSplit

        KFold(5, random_state=42)
        TimeSeriesSplit(random_state=42)
      `,
    },
    {
      name: 'the module before scikit-learn 0.18',
      code: `
        from sklearn.cross_validation import KFold, StratifiedKFold

        KFold(100, n_folds=5, random_state=1)
        StratifiedKFold(y=[0, 1], n_folds=2, shuffle=False, random_state=1)
      `,
    },
    {
      name: 'loaders',
      code: `
        from torch.utils.data import DataLoader, Dataset, WeightedRandomSampler


        class Rows(Dataset):
            pass


        DataLoader(Rows(), shuffle=True, sampler=None)
        DataLoader(Rows(), sampler=WeightedRandomSampler([1, 2], 2))
        DataLoader(Rows(), shuffle=False, sampler=WeightedRandomSampler([1, 2], 2))
      `,
    },
  ],
  invalid: [
    {
      name: 'a seed without shuffling',
      code: `
        from sklearn.model_selection import KFold, StratifiedKFold

        SEED = 42
        a = KFold(n_splits=5, random_state=SEED)
        b = StratifiedKFold(
            n_splits=5,
            shuffle=False,
            random_state=42,
        )
      `,
      errors: [
        {
          at: 'random_state=SEED',
          severity: 'error',
          message: '`KFold` is given `random_state` but does not shuffle: it raises ValueError.',
          fixes: ['Shuffle the rows: shuffle=True'],
        },
        { at: 'random_state=42', message: /`StratifiedKFold`/ },
      ],
      fixed: `
        from sklearn.model_selection import KFold, StratifiedKFold

        SEED = 42
        a = KFold(n_splits=5, random_state=SEED, shuffle=True)
        b = StratifiedKFold(
            n_splits=5,
            shuffle=True,
            random_state=42,
        )
      `,
    },
    {
      name: 'rows in the order of time are not shuffled',
      code: `
        import pandas as pd
        from sklearn.model_selection import KFold

        sales = pd.read_csv("sales.csv", parse_dates=["day"])
        folds = KFold(n_splits=5, random_state=1)
      `,
      errors: [{ at: 'random_state=1', fixes: ['Take random_state out'] }],
      fixed: `
        import pandas as pd
        from sklearn.model_selection import KFold

        sales = pd.read_csv("sales.csv", parse_dates=["day"])
        folds = KFold(n_splits=5)
      `,
    },
    {
      name: 'splitters without randomness',
      code: `
        from sklearn import model_selection as ms

        a = ms.TimeSeriesSplit(n_splits=3, random_state=None)
        b = ms.LeaveOneOut(random_state=0)
      `,
      errors: [
        { at: 'random_state=None', message: '`TimeSeriesSplit` has no `random_state`: it raises TypeError.' },
        { at: 4 },
      ],
      fixed: `
        from sklearn import model_selection as ms

        a = ms.TimeSeriesSplit(n_splits=3)
        b = ms.LeaveOneOut()
      `,
    },
    {
      name: 'stratified without shuffling',
      code: `
        import pandas as pd
        from sklearn.model_selection import train_test_split

        data = pd.read_csv("data.csv")
        X, y = data.drop(columns="y"), data["y"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False, stratify=y)
      `,
      errors: [{ at: 'stratify=y', fixes: ['Take stratify out'] }],
    },
    {
      name: 'loaders',
      code: `
        from torch.utils.data import DataLoader, Dataset, IterableDataset, WeightedRandomSampler


        class Rows(Dataset):
            pass


        class Stream(IterableDataset):
            def __iter__(self):
                yield 1


        sampler = WeightedRandomSampler([1, 2], 2)
        a = DataLoader(Rows(), batch_size=8, shuffle=True, sampler=sampler)
        stream = Stream()
        b = DataLoader(stream, shuffle=True)
      `,
      errors: [
        { at: 'shuffle=True', message: /`sampler`/, fixes: ['Take shuffle out'] },
        {
          at: 'shuffle=True',
          message: '`DataLoader` cannot shuffle the iterable data set `stream`: it raises ValueError.',
        },
      ],
    },
  ],
});
