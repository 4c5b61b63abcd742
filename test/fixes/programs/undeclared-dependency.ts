import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'declares what Python says provides the imported modules',
    newestOnly: 'Debian names its packages otherwise',
    fixes: 2,
    program: {
      entry: 'check.py',
      files: {
        'train.py': `import joblib
import pandas as pd
import yaml
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("churn.csv")
model = LogisticRegression(**yaml.safe_load("C: 0.5")).fit(df[["tenure"]], df["churned"])
joblib.dump(model, "model.joblib")
`,
        'requirements.txt': 'joblib\npandas\n',
        'check.py': `import ast
from importlib.metadata import packages_distributions
from pathlib import Path

providers = packages_distributions()
declared = {line.split("==")[0].lower() for line in Path("requirements.txt").read_text().splitlines()}
for node in ast.parse(Path("train.py").read_text()).body:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        module = (node.names[0].name if isinstance(node, ast.Import) else node.module).split(".")[0]
        if not declared & {name.lower() for name in providers[module]}:
            print("nobody installs", module)
`,
      },
      needs: ['sklearn', 'pandas', 'joblib', 'yaml'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('nobody installs yaml\nnobody installs sklearn\n');
      expect(after.stdout).toBe('');
    },
  },
];

export default cases;
