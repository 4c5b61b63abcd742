import rule from '../../../server/src/engine/rules/project/undeclared-dependency';
import { testProjectRule } from '../../support/projectTester';

const train = `
  import cv2
  import joblib
  import pandas as pd
  from sklearn.linear_model import LogisticRegression

  df = pd.read_csv("churn.csv")
  model = LogisticRegression().fit(df[["tenure"]], df["churned"])
  joblib.dump(model, "model.joblib")
`;
const all = 'opencv-python-headless==4.12.0\njoblib==1.6.0\npandas==3.0.6\nscikit-learn==1.9.1\n';
const without = (name: string): string => all.replace(new RegExp(`^${name}.*\n`, 'm'), '');

testProjectRule(rule, {
  valid: [
    { name: 'all are in requirements.txt', files: { 'train.py': train, 'requirements.txt': all } },
    {
      name: 'in a file that is included',
      files: {
        'train.py': train,
        'requirements.txt': '-r requirements/base.txt\njoblib\n',
        'requirements/base.txt': 'opencv-python\npandas\nScikit_Learn>=1.4\n',
      },
    },
    {
      name: 'an included file that is not there: nothing is known',
      files: { 'train.py': train, 'requirements.txt': '-r ../common.txt\njoblib\n' },
    },
    {
      name: 'pyproject.toml, PEP 621, with a group and an extra',
      files: {
        'train.py': train,
        'pyproject.toml': `[project]
name = "churn"
dependencies = [
  "pandas>=2",  # frames
  "scikit-learn[alldeps]>=1.4; python_version > '3.9'",
]

[project.optional-dependencies]
images = ["opencv-contrib-python"]

[dependency-groups]
train = ["joblib"]
`,
      },
    },
    {
      name: 'Poetry with groups',
      files: {
        'train.py': train,
        'pyproject.toml': `[tool.poetry.dependencies]
python = "^3.11"
pandas = "^2.0"
scikit-learn = { version = "^1.4", extras = ["x"] }

[tool.poetry.group.train.dependencies]
joblib = "*"

[tool.poetry.dependencies.opencv-python]
version = "4"
`,
      },
    },
    {
      name: 'uv’s development group of old',
      files: {
        'train.py': train,
        'pyproject.toml':
          '[project]\ndependencies = ["pandas", "scikit-learn"]\n\n[tool.uv]\ndev-dependencies = ["joblib", "opencv-python"]\n',
      },
    },
    {
      name: 'Pipfile',
      files: {
        'train.py': train,
        Pipfile:
          '[packages]\npandas = "*"\n"scikit-learn" = "==1.4"\nopencv-python = "*"\n\n[dev-packages]\njoblib = "*"\n',
      },
    },
    {
      name: 'setup.cfg',
      files: {
        'train.py': train,
        'setup.cfg':
          '[options]\ninstall_requires =\n    pandas\n    scikit-learn>=1\n    opencv-python\n\n[options.extras_require]\ntrain =\n    joblib\n',
      },
    },
    {
      name: 'setup.py',
      files: {
        'train.py': train,
        'setup.py':
          'from setuptools import setup\n\nsetup(install_requires=["pandas", "scikit-learn", "opencv-python", "joblib"])\n',
      },
    },
    {
      name: 'setup.py that reads a file of which nothing is known',
      files: {
        'train.py': train,
        'setup.py':
          'from setuptools import setup\n\nsetup(install_requires=open("deps/requirements.lst").read().split())\n',
      },
    },
    {
      name: 'conda, with its own names and a part for pip',
      files: {
        'train.py': train,
        'environment.yml':
          'dependencies:\n  - conda-forge::py-opencv\n  - pandas=2.2\n  - scikit-learn\n  - pip:\n      - joblib==1.4\n',
      },
    },
    {
      name: 'a Dockerfile installs the rest',
      files: {
        'train.py': train,
        'requirements.txt': without('joblib'),
        Dockerfile: 'FROM python:3.12\nRUN pip install -r requirements.txt && pip install joblib==1.6.0\n',
      },
    },
    {
      name: 'the base image may bring packages',
      files: {
        'train.py': train,
        'requirements.txt': without('joblib').replace(/^scikit.*\n/m, ''),
        Dockerfile: 'FROM tensorflow/tensorflow:2.16.1\n',
      },
    },
    { name: 'no dependency file at all', files: { 'train.py': train } },
    {
      name: 'a requirements file of another service says nothing about this one',
      files: { 'train/train.py': train, 'web/requirements.txt': 'flask\n' },
    },
    {
      name: 'what the whole repository declares counts for each of its parts',
      files: {
        'train/train.py': train,
        'train/requirements.txt': 'pandas\nscikit-learn\n',
        'requirements.txt': 'joblib\nopencv-python\n',
      },
    },
    {
      name: 'optional imports, and those of a function',
      files: {
        'train.py': `${train.replace('import cv2\n', '')}
  try:
      import cv2
  except ImportError:
      cv2 = None


  def plot():
      import matplotlib.pyplot as plt

      plt.show()
`,
        'requirements.txt': without('opencv-python-headless'),
      },
    },
    {
      name: 'a module of the project, and one that nobody knows',
      files: {
        'train.py': train.replace('import cv2\n', 'import companylib\nimport datasets\n'),
        'datasets.py': 'rows = []\n',
        'requirements.txt': all,
      },
    },
    {
      name: 'a notebook that installs what it needs',
      files: { 'train.ipynb': ['%pip install opencv-python joblib', train], 'requirements.txt': 'pandas\n' },
    },
    {
      name: 'a build of its own',
      files: {
        'train.py': train.replace('import cv2\n', 'import jax\n'),
        'requirements.txt': `${all}jax-cuda12\n`,
      },
    },
    {
      name: 'a package that is installed from its repository',
      files: {
        'train.py': train.replace('import cv2\n', 'import transformers\n'),
        'requirements.txt': `${all}git+https://github.com/huggingface/transformers.git@v4.40.0\n`,
      },
    },
    {
      name: 'an extra that is a package',
      files: {
        'train.py': train.replace('import cv2\n', 'import torch\n'),
        'requirements.txt': `${all}transformers[torch]\n`,
      },
    },
    {
      name: 'a conda environment that includes requirements',
      files: {
        'train.py': train,
        'environment.yml': 'dependencies:\n  - python=3.12\n  - pip:\n      - -r requirements.txt\n',
        'requirements.txt': all,
      },
    },
    { name: 'tests', files: { 'tests/test_train.py': train, 'requirements.txt': 'pytest\n' } },
  ],
  invalid: [
    {
      name: 'one is missing: it is added to the file',
      files: { 'train.py': train, 'requirements.txt': without('scikit-learn').trimEnd() },
      errors: [
        {
          path: 'train.py',
          at: 'from sklearn.linear_model import LogisticRegression',
          severity: 'warning',
          message:
            '`sklearn` is imported, and no dependency file names `scikit-learn`: the next machine fails at this import.',
          creates: { 'requirements.txt': '\nscikit-learn\n' },
        },
      ],
    },
    {
      name: 'the version is that of another file',
      files: {
        'train/train.py': train,
        'train/requirements.txt': without('scikit-learn'),
        'serve/requirements.txt': 'scikit-learn==1.9.1\n',
      },
      errors: [{ path: 'train/train.py', creates: { 'train/requirements.txt': 'scikit-learn==1.9.1\n' } }],
    },
    {
      name: 'one that another brings: a hint',
      files: { 'train.py': train, 'requirements.txt': without('joblib') },
      errors: [
        {
          path: 'train.py',
          at: 'import joblib',
          severity: 'hint',
          message:
            '`joblib` is imported and comes along with `scikit-learn` only: no dependency file names `joblib`.',
        },
      ],
    },
    {
      name: 'one that may come along with a package of which nothing is known: a hint that claims no more',
      files: {
        'train.py': train,
        'requirements.txt': `${without('joblib').replace(/^scikit.*\n/m, '')}something\n`,
      },
      errors: [
        {
          path: 'train.py',
          at: 'import joblib',
          severity: 'hint',
          message: '`joblib` is imported, and no dependency file names `joblib`.',
        },
        { path: 'train.py', at: 'from sklearn.linear_model import LogisticRegression', severity: 'hint' },
      ],
    },
    {
      name: 'once per module, whatever the number of files',
      files: {
        'train.py': train,
        'train_again.py': train,
        'requirements.txt': without('opencv-python-headless'),
      },
      errors: [{ path: 'train.py', at: 'import cv2' }],
    },
    {
      name: 'a list in pyproject.toml, over several lines',
      files: {
        'train.py': train,
        'pyproject.toml':
          '[project]\nname = "churn"\ndependencies = [\n    "pandas",\n    "joblib",\n    "opencv-python",\n]\n',
      },
      errors: [{ path: 'train.py', creates: { 'pyproject.toml': '\n    "scikit-learn",' } }],
    },
    {
      name: 'an experiment gets a hint',
      files: {
        'train.py': train.replace(/^.*joblib.*\n/gm, ''),
        'requirements.txt': without('scikit-learn'),
      },
      errors: [{ path: 'train.py', severity: 'hint' }],
    },
    {
      name: 'a notebook: information',
      files: { 'train.ipynb': [train], 'requirements.txt': without('scikit-learn') },
      errors: [{ path: 'train.ipynb', severity: 'information' }],
    },
    {
      name: 'a file that pip-compile writes is not edited',
      files: {
        'train.py': train,
        'requirements.txt': `# autogenerated by pip-compile\n${without('scikit-learn')}`,
      },
      errors: [{ path: 'train.py', at: 'from sklearn.linear_model import LogisticRegression' }],
    },
  ],
});
