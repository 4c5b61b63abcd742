import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'makes stages that run one after the other',
    fails: true,
    program: {
      entry: 'check.py',
      files: {
        'z_clean.py': `import pandas as pd

pd.read_csv("raw.csv").dropna().to_csv("clean.csv", index=False)
`,
        'features.py': `import pandas as pd

df = pd.read_csv("clean.csv")
df["double"] = df["a"] * 2
df.to_csv("features.csv", index=False)
`,
        'split.py': `import pandas as pd

pd.read_csv("features.csv").head(1).to_csv("test.csv", index=False)
`,
        'report.py': `import pandas as pd

print(pd.read_csv("test.csv").to_dict("records"))
`,
        'check.py': `import runpy
from pathlib import Path

lines = Path("dvc.yaml").read_text().splitlines()
Path("raw.csv").write_text("a\\n1\\n\\n3\\n")
for line in lines:
    if "cmd: python " in line:
        runpy.run_path(line.split("cmd: python ")[1])
paths = [line.split("- ")[1] for line in lines if line.strip().startswith("- ")]
print(all(Path(path).exists() for path in paths))
`,
      },
      needs: ['pandas'],
    },
    effect: ({ after }) => expect(after.stdout).toBe("[{'a': 1, 'double': 2}]\nTrue\n"),
  },
];

export default cases;
