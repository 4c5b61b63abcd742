import rule from '../../../server/src/engine/rules/project/untested-feature-code';
import { testProjectRule } from '../../support/projectTester';

const features = `
  def build_features(df):
      df = df.copy()
      df["rate"] = df["clicks"] / df["views"]
      return df
`;
const train = `
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  from features import build_features

  df = build_features(pd.read_csv("ads.csv"))
  model = LogisticRegression().fit(df[["rate"]], df["bought"])
  joblib.dump(model, "model.joblib")
`;
const test = 'from features import build_features\n\n\ndef test_rate():\n    assert build_features\n';

testProjectRule(rule, {
  valid: [
    {
      name: 'a test imports the module',
      files: { 'train.py': train, 'features.py': features, 'tests/test_features.py': test },
    },
    {
      name: 'a test imports the package that holds it',
      files: {
        'src/ads/__init__.py': '',
        'src/ads/features.py': features,
        'train.py': train.replace('features', 'src.ads.features'),
        'tests/test_ads.py': 'import src.ads\n\n\ndef test_it():\n    assert src.ads\n',
      },
    },
    {
      name: 'an experiment: no model is kept',
      files: { 'train.py': train.replace(/^.*joblib.*\n/gm, ''), 'features.py': features },
    },
    {
      name: 'a script without functions',
      files: {
        'train.py': train.replace('from features import build_features\n', '').replace('build_features', ''),
      },
    },
    { name: 'notebooks only', files: { 'train.ipynb': [train, features] } },
  ],
  invalid: [
    {
      name: 'no tests at all: one finding, and a test file that works',
      files: { 'train.py': train, 'features.py': features },
      errors: [
        {
          path: 'features.py',
          at: 'build_features',
          message: 'The project has no tests: nothing checks `build_features`.',
          severity: 'hint',
          creates: {
            'tests/test_features.py': `"""Run with: python -m pytest"""

import pandas as pd

from features import build_features


def sample() -> pd.DataFrame:
    # TODO: rows as they really come, with missing and extreme values.
    return pd.DataFrame(
        {
            "clicks": [1.0, 2.0, 3.0],
            "views": [1.0, 2.0, 3.0],
        }
    )


def test_rows_are_kept():
    assert len(build_features(sample())) == len(sample())


def test_input_is_not_changed():
    frame = sample()
    build_features(frame)
    pd.testing.assert_frame_equal(frame, sample())


def test_same_input_gives_same_output():
    first, second = build_features(sample()), build_features(sample())
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))
`,
          },
        },
      ],
    },
    {
      name: 'one module is tested, another is not',
      files: {
        'train.py': train,
        'features.py': features,
        'tests/test_features.py': test,
        'cleaning.py':
          'import pandas as pd\n\n\ndef without_gaps(df: pd.DataFrame) -> pd.DataFrame:\n    return df.dropna()\n',
      },
      errors: [
        {
          path: 'cleaning.py',
          at: 'without_gaps',
          message: 'No test imports this module: nothing checks `without_gaps`.',
        },
      ],
    },
  ],
});
