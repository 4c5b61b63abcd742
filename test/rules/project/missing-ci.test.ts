import rule from '../../../server/src/engine/rules/project/missing-ci';
import { testProjectRule, type ProjectFiles } from '../../support/projectTester';

const train = `
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  df = pd.read_csv("churn.csv")
  model = LogisticRegression().fit(df[["tenure"]], df["churned"])
  joblib.dump(model, "model.joblib")
`;
const withOptions = `
  import argparse

  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  parser = argparse.ArgumentParser()
  parser.add_argument("--nrows", type=int)
  args = parser.parse_args()
  df = pd.read_csv("churn.csv", nrows=args.nrows)
  model = LogisticRegression().fit(df[["tenure"]], df["churned"])
  joblib.dump(model, "model.joblib")
`;
const test = 'def test_it():\n    assert True\n';

const head = `name: ml
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
`;

/** A project whose only finding creates this workflow after the set-up of Python. */
function creating(name: string, files: ProjectFiles, rest: string) {
  const all = { 'train.py': train, ...files };
  const text = rest.startsWith('name:') ? rest : head + rest;
  return {
    name,
    files: all,
    errors: [{ path: 'train.py', creates: { '.github/workflows/ml.yml': text } }],
  };
}

testProjectRule(rule, {
  valid: [
    { name: 'a workflow', files: { 'train.py': train, '.github/workflows/tests.yml': 'on: push\n' } },
    { name: 'a pipeline of GitLab', files: { 'train.py': train, '.gitlab-ci.yml': 'test:\n' } },
    { name: 'a pipeline of Jenkins', files: { 'train.py': train, 'ci/Jenkinsfile': 'pipeline {}\n' } },
    { name: 'no git repository, or a part of one', files: { 'train.py': train }, isRepository: false },
    { name: 'an experiment: no model is kept', files: { 'train.py': train.replace(/^.*joblib.*\n/gm, '') } },
    { name: 'notebooks only', files: { 'train.ipynb': [train] } },
    { name: 'a course, as its title says', files: { 'train.py': train, 'README.md': '# ML course 2026\n' } },
    {
      name: 'a course, as its folders say',
      files: { '01-intro/train.py': train, '02-trees/train.py': train, '05-deployment/train.py': train },
    },
    { name: 'the examples of something else', files: { 'examples/train.py': train } },
    {
      name: 'a model that is only saved in a notebook',
      files: { 'train.ipynb': [train], 'train.py': train.replace(/^.*joblib.*\n/gm, '') },
    },
  ],
  invalid: [
    {
      name: 'without tests the workflow installs and compiles',
      files: { 'train.py': train, 'requirements.txt': 'pandas==3.0.6\n' },
      errors: [
        {
          path: 'train.py',
          at: 'import joblib',
          message: 'No pipeline installs and checks the project when the code changes.',
          severity: 'hint',
          creates: {
            '.github/workflows/ml.yml': `${head}          python-version: "3.11"
          cache: pip
      - run: pip install -r requirements.txt
      - run: python -m compileall -q .
`,
          },
        },
      ],
    },
    {
      name: 'tests are run',
      files: { 'train.py': train, 'requirements.txt': 'pandas==3.0.6\n', 'tests/test_train.py': test },
      errors: [
        {
          path: 'train.py',
          message: 'No pipeline runs the project’s tests or its training when the code changes.',
          creates: {
            '.github/workflows/ml.yml': `${head}          python-version: "3.11"
          cache: pip
      - run: pip install -r requirements.txt
      - run: pip install pytest
      - run: python -m pytest
`,
          },
        },
      ],
    },
    creating(
      'requirements for development, the Python of the image, a configured linter',
      {
        'requirements.txt': 'pandas==3.0.6\n',
        'requirements-dev.txt': 'pytest==9.1.1\n',
        Dockerfile: 'FROM python:3.12-slim\n',
        'ruff.toml': 'line-length = 100\n',
        'tests/test_train.py': test,
      },
      `          python-version: "3.12"
          cache: pip
      - run: pip install -r requirements.txt -r requirements-dev.txt
      - run: pip install ruff
      - run: ruff check .
      - run: python -m pytest
`,
    ),
    creating(
      'a package with an extra for tests',
      {
        'pyproject.toml': `[build-system]
requires = ["hatchling"]

[project]
name = "churn"
requires-python = ">=3.10"
dependencies = ["pandas"]

[project.optional-dependencies]
test = ["pytest"]
`,
        'churn/__init__.py': '',
        'tests/test_train.py': test,
      },
      `          python-version: "3.10"
          cache: pip
      - run: pip install -e ".[test]"
      - run: python -m pytest
`,
    ),
    creating(
      'uv, with its lock file',
      {
        'pyproject.toml': '[project]\nname = "churn"\ndependencies = ["pandas"]\n\n[tool.ruff]\n',
        'uv.lock': '',
        '.python-version': '3.13\n',
        'tests/test_train.py': test,
      },
      `          python-version-file: .python-version
      - run: pip install uv
      - run: uv sync --locked
      - run: uv pip install pytest
      - run: pip install ruff
      - run: ruff check .
      - run: uv run --no-sync python -m pytest
`,
    ),
    creating(
      'poetry',
      {
        'pyproject.toml':
          '[tool.poetry]\nname = "churn"\n\n[tool.poetry.dependencies]\npython = "^3.12"\npandas = "*"\n',
        'poetry.lock': '',
        'tests/test_train.py': test,
      },
      `          python-version: "3.12"
      - run: pip install poetry
      - run: poetry install --no-root
      - run: poetry run pip install pytest
      - run: poetry run python -m pytest
`,
    ),
    creating(
      'pipenv',
      { Pipfile: '[packages]\npandas = "*"\n', 'Pipfile.lock': '{}' },
      `          python-version: "3.11"
      - run: pip install pipenv
      - run: pipenv sync --dev
      - run: python -m compileall -q .
`,
    ),
    creating(
      'conda',
      {
        'environment.yml': 'name: churn\ndependencies:\n  - pandas=2.2\n  - pytest\n',
        'tests/test_train.py': test,
      },
      `name: ml
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    defaults:
      run:
        shell: bash -el {0} # a login shell: it activates the environment
    steps:
      - uses: actions/checkout@v4
      - uses: conda-incubator/setup-miniconda@v3
        with:
          miniforge-version: latest
          environment-file: environment.yml
          activate-environment: churn
      - run: python -m pytest
`,
    ),
    creating(
      'nothing says what to install: what is imported',
      {},
      `          python-version: "3.11"
      - run: pip install joblib pandas scikit-learn
      - run: python -m compileall -q .
`,
    ),
    creating(
      'a training script that can be made short, on data that is there',
      { 'train.py': withOptions, 'requirements.txt': 'pandas==3.0.6\n', 'churn.csv': 'tenure,churned\n' },
      `          python-version: "3.11"
          cache: pip
      - run: pip install -r requirements.txt
      - run: python -m compileall -q .
      - run: python train.py --nrows 200
`,
    ),
    creating(
      'the same without its data',
      { 'train.py': withOptions, 'requirements.txt': 'pandas==3.0.6\n' },
      `          python-version: "3.11"
          cache: pip
      - run: pip install -r requirements.txt
      - run: python -m compileall -q .
`,
    ),
    creating(
      'a service in a folder of its own, with hooks that check the code',
      { 'app/requirements.txt': 'pandas==3.0.6\n', '.pre-commit-config.yaml': 'repos: []\n' },
      `          python-version: "3.11"
      - run: pip install -r app/requirements.txt
      - run: pip install pre-commit
      - run: pre-commit run --all-files
      - run: python -m compileall -q .
`,
    ),
  ],
});
