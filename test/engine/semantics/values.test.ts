import { describe } from 'vitest';
import { reveals } from '../../support/reveal';

describe('names and imports', () => {
  reveals(
    'aliases, from-imports, submodules and re-assignment lead to one name',
    `
    import numpy as np, sklearn.preprocessing
    from sklearn import preprocessing as pp
    from sklearn.model_selection import train_test_split as tts
    from tensorflow.keras.models import Sequential
    cut = tts
    reveal(np.random.seed)  # numpy.random.seed
    reveal(sklearn.preprocessing.StandardScaler)  # sklearn.preprocessing.StandardScaler
    reveal(pp.StandardScaler)  # sklearn.preprocessing.StandardScaler
    reveal(cut)  # sklearn.model_selection.train_test_split
    reveal(Sequential)  # keras.models.Sequential
  `,
  );
  reveals(
    'old and private homes of an API are the same API',
    `
    from sklearn.cross_validation import train_test_split
    from sklearn.preprocessing._data import StandardScaler
    from sklearn.externals import joblib
    reveal(train_test_split)  # sklearn.model_selection.train_test_split
    reveal(StandardScaler)  # sklearn.preprocessing.StandardScaler
    reveal(joblib.dump)  # joblib.dump
  `,
  );
  reveals(
    'star imports of known libraries',
    `
    from sklearn.metrics import *
    reveal(f1_score)  # sklearn.metrics.f1_score
    reveal(something_else)  # unknown
  `,
  );
  reveals(
    'a fallback import does not blur the name',
    `
    try:
        import cPickle as pickle
    except ImportError:
        import pickle
    reveal(pickle.load)  # cPickle.load
  `,
  );
  reveals(
    'scopes: locals, globals, closures, class bodies',
    `
    size = 1
    def outer():
        size = 2
        def inner():
            return size
        return inner()
    def setter():
        global size
        size = 3
    reveal(outer())  # 2
    reveal(size)  # 1
    setter()
    reveal(size)  # 3
    class C:
        size = 4
        def get(self):
            return self.size
    reveal(C().get())  # 4
  `,
  );
});

describe('containers and unpacking', () => {
  reveals(
    'tuples, stars, dicts, slices',
    `
    a, (b, *c) = 1, (2, 3, 4)
    d = {"x": a, "y": {"z": b}}
    first, *rest = [1, 2, 3]
    reveal(a)  # 1
    reveal(c)  # [3, 4]
    reveal(d["y"]["z"])  # 2
    reveal(rest[-1])  # 3
    reveal([1, 2, 3][1:])  # [2, 3]
    reveal(dict(k=1)["k"])  # 1
  `,
  );
  reveals(
    'starred arguments and keyword dictionaries',
    `
    def f(a, b=2, *args, c=3, **kwargs):
        return a, b, c, kwargs
    options = {"b": 5, "d": 6}
    reveal(f(1, **options))  # (1, 5, 3, {d: 6})
    reveal(f(*[7, 8]))  # (7, 8, 3, {})
  `,
  );
  reveals(
    'comprehensions',
    `
    from sklearn.svm import SVC
    models = [SVC() for _ in range(3)]
    reveal(models[0])  # SVC
    reveal({name: SVC() for name in names}["a"])  # SVC
  `,
  );
  reveals(
    'lists that grow',
    `
    from sklearn.svm import SVC
    models = []
    models.append(("svm", SVC()))
    for name, model in models:
        reveal(model)  # SVC
  `,
  );
});

describe('control flow', () => {
  reveals(
    'branches are joined',
    `
    from sklearn.svm import SVC
    from sklearn.linear_model import Ridge
    if flag:
        model, n = SVC(), 1
    else:
        model, n = Ridge(), 1
    reveal(model)  # SVC | Ridge
    reveal(n)  # 1
    kind = None
    if flag:
        kind = "a"
    reveal(kind)  # "a"
  `,
  );
  reveals(
    'what a raising or returning branch did is not seen after it',
    `
    def f(x):
        n = 1
        if x:
            n = 2
            return n
        reveal(n)  # 1
        if not x:
            n = 3
            raise ValueError
        reveal(n)  # 1
    f(unknown_thing)
  `,
  );
  reveals(
    'the main guard is taken',
    `
    if __name__ == "__main__":
        n = 1
    else:
        n = 2
    reveal(n)  # 1
  `,
  );
  reveals(
    'with and try bind what they say',
    `
    from sklearn.svm import SVC
    try:
        model = load()
    except Exception as error:
        model = SVC()
    reveal(model)  # unknown | SVC
    with open("x") as f:
        reveal(f)  # File
  `,
  );
  reveals(
    'loops over models run for each model',
    `
    from sklearn.svm import SVC
    from sklearn.linear_model import Ridge
    for name, model in [("a", SVC())]:
        reveal(model)  # SVC
    for model in {"r": Ridge()}.values():
        reveal(model)  # Ridge
  `,
  );
});

describe("the user's functions and classes", () => {
  reveals(
    'evaluated at the call site',
    `
    import pandas as pd
    def load(path):
        return pd.read_csv(path)
    def twice(f, x):
        return f(x), f(x)
    reveal(load("a.csv"))  # DataFrame
    reveal(twice(load, "a.csv"))  # (DataFrame, DataFrame)
    reveal((lambda x: x)(1))  # 1
  `,
  );
  reveals(
    'attributes of self, inheritance, super, properties',
    `
    from sklearn.svm import SVC
    class Base:
        def __init__(self, model):
            self.model = model
        @property
        def estimator(self):
            return self.model
    class Child(Base):
        def __init__(self):
            super().__init__(SVC())
            self.n = 1
    c = Child()
    c.n = 2
    reveal(c.estimator)  # SVC
    reveal(c.n)  # 2
    alias = c
    alias.n = 3
    reveal(c.n)  # 3
  `,
  );
  reveals(
    'recursion ends',
    `
    def f(n):
        return f(n - 1) if n else 0
    reveal(f(3))  # 0 | unknown
  `,
  );
  reveals(
    'annotations of parameters of functions that nobody calls',
    `
    import pandas as pd
    from typing import Optional
    def f(df: pd.DataFrame, other: Optional[pd.Series], rest):
        reveal(df)  # DataFrame
        reveal(other)  # Series
        reveal(rest)  # unknown
  `,
  );
});

describe('modules of the project', () => {
  reveals(
    'functions and constants are followed into other files',
    `
    from features import prepare, SEED
    import settings
    df, scaler = prepare("a.csv")
    reveal(df)  # ndarray
    reveal(scaler)  # StandardScaler
    reveal(SEED)  # 7
    reveal(settings.SEED)  # 7
  `,
    {
      'settings.py': 'SEED = 7',
      'features.py': `
        import pandas as pd
        from sklearn.preprocessing import StandardScaler
        from settings import SEED
        def prepare(path):
            scaler = StandardScaler()
            return scaler.fit_transform(pd.read_csv(path)), scaler
      `,
    },
  );
  reveals('modules that import each other end', 'from a import x\nreveal(x)  # 1', {
    'a.py': 'from b import y\nx = 1',
    'b.py': 'from a import x\ny = 2',
  });
});

reveals(
  'a class method is given the class, also where nobody calls it',
  `
    from sklearn.linear_model import Ridge

    class Model(Ridge):
        @classmethod
        def strong(cls):
            made = cls(alpha=10.0)
            reveal(made) # Model
            return made

    reveal(Model.strong()) # Model
  `,
);
