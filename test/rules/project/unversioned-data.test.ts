import rule from '../../../server/src/engine/rules/project/unversioned-data';
import { testProjectRule } from '../../support/projectTester';

const train = (path: string, more = ''): string => `
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  df = pd.read_csv("${path}")
  ${more}
  model = LogisticRegression().fit(df[["rate"]], df["bought"])
  joblib.dump(model, "model.joblib")
`;

testProjectRule(rule, {
  valid: [
    {
      name: 'the file is in the project',
      files: { 'train.py': train('data/ads.csv'), 'data/ads.csv': 'rate,bought\n' },
    },
    {
      name: 'DVC keeps its versions',
      files: { 'train.py': train('data/ads.csv'), 'data/ads.csv.dvc': 'outs:\n' },
    },
    { name: 'the path tells the day', files: { 'train.py': train('data/ads-2026-05-01.csv') } },
    { name: 'the input of a competition', files: { 'train.py': train('../input/ads/train.csv') } },
    { name: 'an address', files: { 'train.py': train('https://data.example/ads.csv') } },
    { name: 'an experiment', files: { 'train.py': train('data/ads.csv').replace(/^.*joblib.*\n/gm, '') } },
    { name: 'a notebook', files: { 'train.ipynb': [train('data/ads.csv')] } },
  ],
  invalid: [
    {
      name: 'a file that lies on one machine',
      files: { 'src/train.py': train('data/ads.csv') },
      errors: [
        {
          path: 'src/train.py',
          at: 'pd.read_csv("data/ads.csv")',
          message:
            '`data/ads.csv` trains the model, but is not in the project, and nothing says which version of it was used.',
          severity: 'hint',
          creates: {
            'dvc.yaml': `# After "dvc init", "dvc repro" runs the stage and records the hashes of the data in dvc.lock.
stages:
  train:
    cmd: python src/train.py
    deps:
      - src/train.py
      - data/ads.csv
    outs:
      - model.joblib
`,
          },
        },
      ],
    },
    {
      name: 'raw data is overwritten',
      files: {
        'train.py': train('data/raw/ads.csv', 'df.to_csv("data/raw/clean.csv")'),
        'data/raw/ads.csv': 'rate,bought\n',
      },
      errors: [{ path: 'train.py', message: /^`data\/raw\/clean\.csv` is overwritten/ }],
    },
  ],
});
