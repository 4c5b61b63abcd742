import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

/** Runs the checks of the workflow as its machine would; what it installs is there. */
const CHECK = `import shlex
import subprocess
import sys
from pathlib import Path

import yaml

workflow = yaml.safe_load(Path(".github/workflows/ml.yml").read_text())
steps = workflow["jobs"]["check"]["steps"]
print([step["uses"].split("@")[0] for step in steps if "uses" in step])
for command in (step["run"] for step in steps if "run" in step):
    print(command)
    if command.startswith("python "):
        subprocess.run([sys.executable, *shlex.split(command)[1:]], check=True, stdout=subprocess.DEVNULL)
print("model:", Path("model.joblib").exists())
`;

const TRAIN = `import argparse

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

const cases: readonly FixCase[] = [
  {
    name: 'makes a workflow that tests and trains',
    fails: true,
    program: {
      entry: 'check.py',
      files: {
        'train.py': TRAIN,
        'churn.csv': 'tenure,churned\n1,1\n2,1\n30,0\n40,0\n',
        'requirements.txt': 'joblib\npandas\nscikit-learn\n',
        'tests/test_data.py': `import pandas as pd


def test_data_is_complete():
    assert pd.read_csv("churn.csv").notna().all(axis=None)
`,
        'check.py': CHECK,
      },
      needs: ['sklearn', 'pandas', 'joblib', 'pytest', 'yaml'],
    },
    effect: ({ after }) =>
      expect(after.stdout.split('\n')).toEqual([
        "['actions/checkout', 'actions/setup-python']",
        'pip install -r requirements.txt',
        'pip install pytest',
        'python -m pytest',
        'python train.py --nrows 200',
        'model: True',
        '',
      ]),
  },
];

export default cases;
