import rule from '../../../server/src/engine/rules/deployment/pipeline-jungle';
import { testProjectRule, type ProjectFiles } from '../../support/projectTester';

const step = (from: string, to?: string): string => `
  import pandas as pd

  df = pd.read_csv("${from}")
  ${to ? `df.dropna().to_csv("${to}")` : 'print(df)'}
`;

const chain: ProjectFiles = {
  'clean.py': step('raw.csv', 'data/clean.csv'),
  'features.py': step('data/clean.csv', 'data/features.csv'),
  'split.py': step('./data/features.csv', 'data/test.csv'),
  'report.py': step('data/test.csv'),
};

testProjectRule(rule, {
  valid: [
    { name: 'DVC knows the stages', files: { ...chain, 'dvc.yaml': 'stages:\n' } },
    {
      name: 'a Makefile, a shell script or a workflow engine runs them',
      files: { ...chain, Makefile: 'all:\n\tpython clean.py\n\tpython features.py\n' },
    },
    { name: 'a shell script', files: { ...chain, 'run.sh': 'python clean.py\npython features.py\n' } },
    { name: 'a workflow engine', files: { ...chain, 'flow.py': 'from prefect import flow\n' } },
    {
      name: 'a Python file imports the steps',
      files: { ...chain, 'main.py': 'import pandas\nimport clean, features, split, report\n' },
    },
    {
      name: 'two files on the way are no jungle',
      files: {
        'clean.py': chain['clean.py']!,
        'features.py': chain['features.py']!,
        'end.py': step('data/features.csv'),
      },
    },
    {
      name: 'each exercise has its own data.csv',
      files: {
        'week1/a/clean.py': step('raw.csv', 'data.csv'),
        'week2/b/one.py': step('data.csv'),
        'week3/c/two.py': step('data.csv'),
        'week4/d/three.py': step('data.csv'),
      },
    },
    {
      name: 'numbered lessons that have nothing to do with each other',
      files: {
        '01_lines.py': step('a.csv', 'b.csv'),
        '02_trees.py': step('c.csv'),
        '03_nets.py': step('d.csv'),
      },
    },
    {
      name: 'steps of tests',
      files: Object.fromEntries(Object.entries(chain).map(([path, text]) => [`tests/${path}`, text])),
    },
  ],
  invalid: [
    {
      name: 'four scripts and three files between them',
      files: chain,
      errors: [
        {
          path: 'features.py',
          at: 'pd.read_csv("data/clean.csv")',
          message:
            '4 scripts are chained by files, such as \`data/clean.csv\` of \`clean.py\`, and nothing in the project runs them in their order.',
          severity: 'hint',
          creates: {
            'dvc.yaml': `# After "dvc init", "dvc repro" runs what is out of date, in order, and records the hashes of the data in dvc.lock.
stages:
  clean:
    cmd: python clean.py
    deps:
      - clean.py
      - raw.csv
    outs:
      - data/clean.csv
  features:
    cmd: python features.py
    deps:
      - features.py
      - data/clean.csv
    outs:
      - data/features.csv
  split:
    cmd: python split.py
    deps:
      - split.py
      - data/features.csv
    outs:
      - data/test.csv
  report:
    cmd: python report.py
    deps:
      - report.py
      - data/test.csv
`,
          },
        },
      ],
    },
    {
      name: 'numbered scripts, of which one reads what another wrote',
      files: { 'src/01_clean.py': step('raw.csv', 'clean.csv'), 'src/02_train.py': step('clean.csv') },
      errors: [{ path: 'src/02_train.py', at: 'pd.read_csv("clean.csv")' }],
    },
  ],
});
