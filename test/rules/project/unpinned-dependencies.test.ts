import rule from '../../../server/src/engine/rules/project/unpinned-dependencies';
import { testProjectRule } from '../../support/projectTester';

const train = `
  import joblib
  import pandas as pd
  from sklearn.ensemble import RandomForestClassifier

  import features

  data = pd.read_csv("churn.csv")
  model = RandomForestClassifier(random_state=0).fit(data.drop(columns="churn"), data["churn"])
  joblib.dump(model, "model.joblib")
`;
const experiment = train.replace(/^.*joblib.*\n/gm, '');
const pinned = 'pandas==3.0.6\nscikit-learn==1.9.1  # as in production\n';

testProjectRule(rule, {
  valid: [
    { name: 'pinned requirements', files: { 'train.py': train, 'requirements.txt': pinned } },
    {
      name: 'other packages may float',
      files: { 'train.py': train, 'requirements.txt': `${pinned}requests\nrich>=13\n` },
    },
    {
      name: 'options, addresses and paths',
      files: {
        'train.py': train,
        'requirements.txt': `-r base.txt\n--index-url https://x\n-e .\ntorch @ https://x/torch.whl\n./wheels/numpy.whl\n`,
      },
    },
    {
      name: 'a lock file beside',
      files: { 'train.py': train, 'requirements.txt': 'pandas\n', 'uv.lock': '' },
    },
    {
      name: 'made from requirements.in',
      files: { 'train.py': train, 'requirements.txt': 'pandas\n', 'requirements.in': 'pandas\n' },
    },
    { name: 'constraints', files: { 'train.py': train, 'requirements.txt': '-c constraints.txt\npandas\n' } },
    {
      name: 'for development',
      files: { 'train.py': train, 'requirements.txt': pinned, 'requirements-dev.txt': 'pandas\npytest\n' },
    },
    {
      name: 'the image of a development container',
      files: { 'train.py': train, 'uv.lock': '', '.devcontainer/Dockerfile': 'FROM python\n' },
    },
    {
      name: 'a library',
      files: { 'train.py': train, 'pyproject.toml': '[build-system]\nrequires = ["hatchling"]\n' },
    },
    {
      name: 'nothing is trained',
      files: { 'plot.py': 'import pandas as pd\nprint(pd.read_csv("a.csv"))\n' },
    },
    {
      name: 'requirements of a folder that holds no training',
      files: { 'src/train.py': train, 'uv.lock': '', 'docs/requirements.txt': 'numpy\n' },
    },
    {
      name: 'a pinned environment',
      files: {
        'train.py': train,
        'environment.yml':
          'name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - pandas=3.0\n  - pip:\n    - torch==2.13.0\n',
      },
    },
    {
      name: 'a pinned image',
      files: {
        'train.py': train,
        'requirements.txt': pinned,
        Dockerfile:
          'ARG BASE\nFROM python:3.11-slim AS base\nFROM base\nFROM $BASE\nRUN pip install --upgrade pip && pip install -r requirements.txt\nRUN pip install "pandas==3.0.6"\n# pip install pandas\n',
      },
    },
  ],
  invalid: [
    {
      name: 'no file at all',
      files: { 'features.py': 'def clean(x):\n    return x\n', 'train.py': train },
      errors: [
        {
          path: 'train.py',
          at: 'import joblib',
          severity: 'warning',
          message:
            'Nothing in the project says which versions of `joblib` and the other imports it needs: no requirements, environment or lock file.',
          creates: {
            'requirements.txt':
              '# Fix the versions with: pip freeze | grep -i -E "^(joblib|pandas|scikit-learn)=="\njoblib\npandas\nscikit-learn\n',
          },
        },
      ],
    },
    {
      name: 'an experiment: a hint',
      files: {
        'train.py': experiment,
        'docker-compose.yml': 'services: {}\n',
        Dockerfile: 'FROM python:3.12\n',
      },
      errors: [{ path: 'train.py', at: 'import pandas as pd', severity: 'hint' }],
    },
    {
      name: 'a notebook',
      files: { 'train.ipynb': ['%pip list', train.replace(/^ {2}/gm, '')] },
      errors: [{ path: 'train.ipynb', at: 'import joblib', severity: 'information' }],
    },
    {
      name: 'requirements without versions, once',
      files: {
        'train.py': train,
        'requirements.txt':
          '# models\n  pandas\nscikit_learn>=1.4\nxgboost[sklearn] ~= 2.0 # boosting\nnumpy==2.4.6\n',
      },
      errors: [
        {
          path: 'requirements.txt',
          at: 'pandas',
          message:
            '`pandas`, `scikit_learn` and 1 more package can be any version at the next installation, and no lock file fixes it.',
        },
      ],
    },
    {
      name: 'several files, once',
      files: {
        'a/train.py': train,
        'a/requirements.txt': 'torch\n',
        'b/train.py': train,
        'b/requirements.txt': 'pandas\n',
        'c/train.py': train,
        'c/requirements.txt': 'numpy\n',
        'requirements.txt': 'keras\n',
      },
      errors: [
        {
          path: 'requirements.txt',
          message: /^`keras` can .*; likewise in a\/requirements\.txt and 2 more files\.$/,
        },
      ],
    },
    {
      name: 'a conda environment',
      files: {
        'train.py': train,
        'environment.yml':
          'dependencies:\n  - python=3.11\n  - conda-forge::pandas\n  - pip\n  - pip:\n      - torch>=2\n',
      },
      errors: [{ path: 'environment.yml', at: 'conda-forge::pandas', message: /^`pandas` and `torch` can/ }],
    },
    {
      name: 'an image',
      files: {
        'train.py': train,
        'requirements.txt': pinned,
        Dockerfile:
          'FROM --platform=linux/amd64 python\nWORKDIR /app\nRUN apt-get update && \\\n    pip3 install --no-cache-dir -i https://x \\\n      pandas uvicorn "torch>=2" && rm -rf /tmp\n',
      },
      errors: [
        { path: 'Dockerfile', at: 'python', message: /^The base image `python` has no version/ },
        {
          path: 'Dockerfile',
          at: 'pandas',
          message:
            'The image installs `pandas`, `uvicorn` and 1 more package in whatever version is the newest when it is built.',
        },
      ],
    },
  ],
});
