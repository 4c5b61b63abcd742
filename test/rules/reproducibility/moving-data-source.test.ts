import rule from '../../../server/src/engine/rules/reproducibility/moving-data-source';
import { testRule } from '../../support/ruleTester';

const train = (read: string): string => `
from datetime import datetime, timedelta

import pandas as pd
from sklearn.datasets import fetch_openml
from sklearn.linear_model import LogisticRegression

${read}
model = LogisticRegression().fit(df[["a"]], df["b"])
`;

testRule(rule, {
  valid: [
    { name: 'a version', code: train('df = fetch_openml("adult", version=2).frame') },
    { name: 'a number of its own', code: train('df = fetch_openml(data_id=1590).frame') },
    {
      name: 'a commit in the address',
      code: train('df = pd.read_csv("https://raw.example/x/3f2a9c1b/data.csv")'),
    },
    {
      name: 'a day in the address',
      code: train('df = pd.read_csv("https://x.example/2026-05-01/data.csv")'),
    },
    {
      name: 'an archive that keeps its files',
      code: train('df = pd.read_csv("https://archive.ics.uci.edu/ml/wine.data")'),
    },
    { name: 'a file', code: train('df = pd.read_csv("data.csv")') },
    { name: 'time for the log', code: train('df = pd.read_csv("data.csv")\nprint(datetime.now())') },
    {
      name: 'nothing is trained',
      code: 'import pandas as pd\n\ndf = pd.read_csv("https://x.example/data.csv")\nprint(df.head())\n',
    },
  ],
  invalid: [
    {
      name: 'a data set without a version',
      code: train('df = fetch_openml("adult", as_frame=True).frame'),
      errors: [
        {
          message: '`adult` has several versions, and without `version` the newest active one is fetched.',
          severity: 'warning',
          fixes: ['Fetch version 1'],
        },
      ],
      fixed: train('df = fetch_openml("adult", as_frame=True, version=1).frame'),
    },
    {
      name: 'the active version',
      code: train('df = fetch_openml("adult", version="active").frame'),
      errors: [{ message: /^`adult` has several versions/ }],
      fixed: train('df = fetch_openml("adult", version=1).frame'),
    },
    {
      name: 'an address',
      code: train('df = pd.read_csv("https://x.example/data.csv")'),
      errors: [
        {
          at: '"https://x.example/data.csv"',
          severity: 'information',
          fixes: ['Record which data was read'],
        },
      ],
    },
    {
      name: 'bounded by today',
      code: train(
        'df = pd.read_csv("data.csv", parse_dates=["d"])\ndf = df[df["d"] > datetime.now() - timedelta(days=30)]',
      ),
      errors: [{ at: 'datetime.now()', message: /^Training rows are bounded by the day/ }],
    },
  ],
});
