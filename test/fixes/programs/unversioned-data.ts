import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes a stage that runs the script and names its data',
    fails: true,
    program: {
      entry: 'check.py',
      files: {
        'train.py': `import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/ads.csv")
model = LogisticRegression().fit(df[["rate"]], df["bought"])
joblib.dump(model, "model.joblib")
`,
        'check.py': `import shlex
import subprocess
import sys
from pathlib import Path

lines = Path("dvc.yaml").read_text().splitlines()
Path("data").mkdir()
Path("data/ads.csv").write_text("rate,bought\\n0.1,0\\n0.9,1\\n0.2,0\\n0.8,1\\n")
command = next(line.split("cmd: ")[1] for line in lines if "cmd: " in line)
subprocess.run([sys.executable, *shlex.split(command)[1:]], check=True)
paths = [line.split("- ")[1] for line in lines if line.strip().startswith("- ")]
print(paths, all(Path(path).exists() for path in paths))
`,
      },
      needs: ['sklearn', 'pandas'],
    },
    effect: ({ after }) => expect(after.stdout).toBe("['train.py', 'data/ads.csv', 'model.joblib'] True\n"),
  },
];

export default cases;
