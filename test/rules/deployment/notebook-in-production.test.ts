import type { UnitSummary } from '../../../server/src/engine/semantics/summary';
import rule from '../../../server/src/engine/rules/deployment/notebook-in-production';
import { testRule } from '../../support/ruleTester';

const at = { source: 0, start: 0, end: 1 };
const unit = (path: string, more: Partial<UnitSummary>): UnitSummary => ({
  path,
  role: 'other',
  imports: {},
  evidence: {},
  ...more,
});
const run = (path: string, text: string) => ({
  project: { drivers: [{ path, text }], files: [path, 'train.ipynb'] },
});
const path = 'train.ipynb';

const cells = [
  `
  %matplotlib inline
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression
  `,
  `
  df = pd.read_csv("churn.csv")
  note = """two
  lines"""
  `,
  `
  import numpy as np

  # the model
  model = LogisticRegression().fit(df[["age"]], df["churned"])
  joblib.dump(model, "model.joblib")
  `,
];

testRule(rule, {
  valid: [
    { name: 'nobody runs it', path, code: cells, project: { files: ['train.ipynb'] } },
    {
      name: 'it becomes a page, or is tested',
      path,
      code: cells,
      ...run(
        'docs.sh',
        'jupyter nbconvert --to html --execute train.ipynb\npytest --nbmake train.ipynb\njupyter lab train.ipynb\n',
      ),
    },
    {
      name: 'continuous integration tries it on each push',
      path,
      code: cells,
      ...run(
        '.github/workflows/check.yml',
        'on: push\njobs:\n  a:\n    steps:\n      - run: papermill train.ipynb out.ipynb\n',
      ),
    },
    {
      name: 'another notebook of that name is run',
      path,
      code: cells,
      project: { units: [unit('flow.py', { notebooks: [{ path: 'other/train.ipynb', at }] })] },
    },
    {
      name: 'a script makes the model too',
      path,
      code: cells,
      project: {
        units: [
          unit('serve.py', { role: 'serving', loads: [{ path: 'model.joblib', at }] }),
          unit('train.py', { role: 'training', writes: [{ path: 'models/model.joblib', at }] }),
        ],
      },
    },
    {
      name: 'a script',
      code: cells.join('\n').replace(/^.*%matplotlib.*\n/m, ''),
      ...run('run.sh', 'python program.py\n'),
    },
  ],
  invalid: [
    {
      name: 'a shell script runs it',
      path,
      code: cells,
      ...run('daily.sh', 'papermill train.ipynb runs/train.ipynb\n'),
      errors: [
        {
          at: 'import joblib',
          message:
            '\`daily.sh\` runs this notebook: a step of production that cannot be reviewed, imported or tested.',
          severity: 'information',
          fixes: ['Make train.py of its cells'],
        },
      ],
    },
    {
      name: 'a container does, by a list of words',
      path,
      code: cells,
      project: {
        manifests: [
          {
            path: 'Dockerfile',
            text: 'FROM python:3.12\nCMD ["jupyter", "nbconvert", "--execute", "train.ipynb"]\n',
          },
        ],
        files: ['Dockerfile', 'train.ipynb'],
      },
      errors: [{ at: 'import joblib', message: /^\`Dockerfile\` runs/ }],
    },
    {
      name: 'a workflow does, by the clock; with parameters it is a hint',
      path,
      code: ['# parameters\nday = 1', ...cells],
      ...run(
        '.github/workflows/train.yml',
        'on:\n  schedule:\n    - cron: "0 3 * * *"\njobs:\n  a:\n    steps:\n      - run: papermill train.ipynb out.ipynb\n',
      ),
      errors: [{ at: 'day = 1', severity: 'hint' }],
    },
    {
      name: 'a job of Databricks, and a notebook that runs another one',
      path: 'jobs/train.ipynb',
      code: cells,
      project: { units: [unit('deploy.py', { notebooks: [{ path: '/Repos/team/jobs/train', at }] })] },
      errors: [{ at: 'import joblib', message: /^\`deploy.py\` runs/ }],
    },
    {
      name: 'a service loads what only this notebook saves',
      path,
      code: cells,
      project: { units: [unit('serve.py', { role: 'serving', loads: [{ path: '../model.joblib', at }] })] },
      errors: [
        {
          at: 'joblib.dump(model, "model.joblib")',
          message: '\`serve.py\` serves the model that is saved here, and no script makes it.',
        },
      ],
    },
    {
      name: 'cells that wait at top level are not made a script',
      path,
      code: ['import pandas as pd', 'df = await fetch()'],
      ...run('daily.sh', 'papermill train.ipynb runs/train.ipynb\n'),
      errors: [{ at: 'import pandas as pd', fixes: [] }],
    },
  ],
});
