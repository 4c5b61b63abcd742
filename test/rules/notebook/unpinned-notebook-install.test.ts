import rule from '../../../server/src/engine/rules/notebook/unpinned-notebook-install';
import { testRule } from '../../support/ruleTester';

const IMPORT = 'import pandas as pd';

testRule(rule, {
  valid: [
    {
      name: 'pinned, from a file, local, at a tag',
      code: [
        '%pip install pandas==3.0.6 "scikit-learn~=1.9" --quiet',
        '%pip install -r requirements.txt -q',
        '%pip install -e . ../ours ./wheels/ours-1.0-py3-none-any.whl',
        '%pip install git+https://github.com/org/repo@v1.2 git+https://github.com/org/repo.git@3f49326',
        '%pip list',
        IMPORT,
      ],
      skip: { cells: 'cells are what is tested' },
    },
    { name: 'the installer itself', code: ['%pip install --upgrade pip setuptools wheel', IMPORT] },
    { name: 'variables', code: ['version = "1.0"\n%pip install ours=={version} $package', IMPORT] },
    { name: 'another command', code: ['!ls -la\n!apt-get install -y graphviz', IMPORT] },
  ],
  invalid: [
    {
      name: 'without versions',
      code: ['%pip install -q pandas scikit-learn==1.9.1 xgboost', IMPORT],
      errors: [
        {
          cell: 1,
          at: '%pip install -q pandas scikit-learn==1.9.1 xgboost',
          message: '`pandas`, `xgboost` will be installed in whatever version is newest on that day.',
          severity: 'information',
          fixes: [],
        },
      ],
    },
    {
      name: 'upgraded, by the shell, with other commands behind it',
      code: ['!pip3 install -U lightgbm > /dev/null && echo done', '!python -m pip install optuna', IMPORT],
      errors: [
        { message: /^`lightgbm` will be replaced/, severity: 'warning' },
        { cell: 2, message: /`optuna`/ },
      ],
    },
    {
      name: 'a repository without a revision, conda, several lines',
      code: [
        '!pip install git+https://github.com/org/repo.git',
        '!conda install -y -c conda-forge shap',
        '!pip install \\\n  shap \\\n  eli5',
        IMPORT,
      ],
      errors: [{ message: /repo\.git/ }, { message: /^`shap` will/ }, { message: /`shap`, `eli5`/ }],
      skip: { crlf: 'a continued shell line' },
    },
    {
      name: 'the project knows the versions',
      project: { manifests: [{ path: 'requirements.txt', text: 'pandas==3.0.6\nlightgbm==4.7.0\n' }] },
      code: ['%pip install pandas lightgbm', IMPORT],
      errors: [{ fixes: ['Install the versions that the project pins'] }],
      fixed: ['%pip install pandas==3.0.6 lightgbm==4.7.0', IMPORT],
    },
    {
      name: 'pinned, but by the pip of the shell',
      code: ['!pip install pandas==3.0.6', IMPORT],
      errors: [{ severity: 'hint', fixes: ['Use `%pip`, which installs into the kernel’s environment'] }],
      fixed: ['%pip install pandas==3.0.6', IMPORT],
    },
  ],
});
