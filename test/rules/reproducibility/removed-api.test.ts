import rule from '../../../server/src/engine/rules/reproducibility/removed-api';
import { testRule } from '../../support/ruleTester';

const pins = (text: string) => ({ manifests: [{ path: 'requirements.txt', text }] });

testRule(rule, {
  valid: [
    {
      name: 'a version that still has it',
      project: pins('numpy==1.21\npandas==1.5.3'),
      code: `
        import numpy as np
        import pandas as pd

        df = pd.read_csv("a.csv").astype(np.float)
        for name, column in df.iteritems():
            print(name)
      `,
    },
    {
      name: 'other objects with the same methods',
      code: `
        import pandas as pd

        rows = []
        rows.append(1)

        def add(frame, other):
            return frame.append(other)
      `,
    },
    {
      name: 'another way is at hand',
      code: `
        import numpy as np
        import sklearn

        try:
            from sklearn.model_selection import train_test_split
        except ImportError:
            from sklearn.cross_validation import train_test_split

        if np.__version__ < "1.24":
            kind = np.float
        else:
            kind = float
      `,
    },
    {
      name: 'names that are still there',
      code: `
        import numpy as np

        print(np.float64(1), np.inf, np.bool, np.str_)
      `,
    },
    {
      name: 'periods may keep their letters; a fill with a value',
      code: `
        import pandas as pd

        df = pd.read_csv("a.csv")
        months = df.fillna(0)["day"].dt.to_period("M")
      `,
      skip: { cells: 'a discarded result is not what is tested' },
    },
  ],
  invalid: [
    {
      name: 'NumPy names: uses of one are one finding',
      code: `
        import numpy as np

        def cast(x, y):
            return np.asarray(x, np.float), np.asarray(y, dtype=np.float), np.NaN, np.in1d(x, y)
      `,
      errors: [
        {
          at: 'np.float',
          message: '\`np.float\` is gone since numpy 1.24: use \`float\`.',
          severity: 'warning',
          related: ['np.float'],
          fixes: ['Use float'],
        },
        { at: 'np.NaN', fixes: ['Use np.nan'] },
        { at: 'np.in1d', fixes: ['Use np.isin'] },
      ],
      fixed: `
        import numpy as np

        def cast(x, y):
            return np.asarray(x, float), np.asarray(y, dtype=float), np.nan, np.isin(x, y)
      `,
    },
    {
      name: 'the project requires a version without it: an error',
      project: pins('pandas>=3.0'),
      code: `
        import pandas as pd

        df = pd.read_csv("a.csv", error_bad_lines=False, infer_datetime_format=True)
        df = df.append(pd.read_csv("b.csv"), ignore_index=True).applymap(str)
        df = df.fillna(method="ffill")
      `,
      errors: [
        { at: 'error_bad_lines=False', severity: 'error' },
        { at: 'infer_datetime_format=True', fixes: ['Take the argument out'] },
        { at: 'df.append', fixes: ['Use pd.concat'] },
        { at: 'df.append(pd.read_csv("b.csv"), ignore_index=True).applymap' },
        { at: 'method="ffill"' },
      ],
      fixed: `
        import pandas as pd

        df = pd.read_csv("a.csv", on_bad_lines="skip")
        df = pd.concat([df, pd.read_csv("b.csv")], ignore_index=True).map(str)
        df = df.ffill()
      `,
      skip: { cells: 'each cell re-assigns the frame' },
    },
    {
      name: 'scikit-learn: modules, arguments, values',
      code: `
        from sklearn.cross_validation import train_test_split
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.externals import joblib
        from sklearn.metrics import mean_squared_error
        from sklearn.preprocessing import OneHotEncoder

        encoder = OneHotEncoder(sparse=False)
        forest = RandomForestRegressor(max_features="auto", random_state=1)

        def rmse(y, p):
            return mean_squared_error(y, p, squared=False)
      `,
      errors: [
        {
          at: 'from sklearn.cross_validation import train_test_split',
          fixes: ['Use sklearn.model_selection'],
        },
        { at: 'from sklearn.externals import joblib' },
        { at: 'sparse=False', fixes: ['Use sparse_output='] },
        { at: 'max_features="auto"' },
        { at: 'squared=False', fixes: ['Use root_mean_squared_error'] },
      ],
      fixed: `
        from sklearn.model_selection import train_test_split
        from sklearn.ensemble import RandomForestRegressor
        import joblib
        from sklearn.metrics import mean_squared_error, root_mean_squared_error
        from sklearn.preprocessing import OneHotEncoder

        encoder = OneHotEncoder(sparse_output=False)
        forest = RandomForestRegressor(max_features=1.0, random_state=1)

        def rmse(y, p):
            return root_mean_squared_error(y, p)
      `,
    },
    {
      name: 'what has no plain successor gets no fix; a notebook of its time',
      code: [
        'from sklearn.datasets import load_boston\nimport lightgbm as lgb',
        'model = lgb.LGBMRegressor().fit(X, y, eval_set=[(X_v, y_v)], early_stopping_rounds=10)',
      ],
      errors: [
        { severity: 'information', fixes: [] },
        { at: 'early_stopping_rounds=10', fixes: [] },
      ],
    },
  ],
});
