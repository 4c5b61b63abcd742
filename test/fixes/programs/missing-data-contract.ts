import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const MAKE = `
  import numpy as np
  import pandas as pd

  rng = np.random.default_rng(0)
  rows = pd.DataFrame({"age": rng.normal(40, 10, 60), "usage": rng.normal(size=60)})
  rows["churn"] = (rows["age"] > 40).astype(int)
  rows.to_csv("good.csv", index=False)
  rows.assign(usage=np.where(rows.index % 2 == 0, np.nan, rows["usage"])).to_csv("nulls.csv", index=False)
  rows.drop(columns="age").to_csv("columns.csv", index=False)
`;

const cases: readonly FixCase[] = [
  {
    name: 'trains on good rows, and refuses missing columns and too many nulls by name',
    program: {
      files: {
        'make.py': MAKE,
        'train.py': `
          import sys

          import pandas as pd
          from sklearn.ensemble import HistGradientBoostingClassifier

          rows = pd.read_csv(sys.argv[1])
          model = HistGradientBoostingClassifier(random_state=0).fit(rows[["age", "usage"]], rows["churn"])
          print("trained")
        `,
        'main.py': `
          import subprocess
          import sys

          subprocess.run([sys.executable, "make.py"], check=True)
          for name in ("good", "nulls", "columns"):
              result = subprocess.run([sys.executable, "train.py", f"{name}.csv"], capture_output=True, text=True)
              print(name, result.stdout.strip() or result.stderr.strip().split("\\n")[-1])
        `,
      },
      entry: 'main.py',
      apart: true,
      needs: ['pandas', 'sklearn'],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toContain('good trained\nnulls trained\n');
      expect(after.stdout).toContain('good trained\n');
      expect(after.stdout).toMatch(/nulls ValueError: too many nulls: \{'usage': 0\.5\}/);
      expect(after.stdout).toContain("columns ValueError: missing columns: ['age']");
    },
  },
];

export default cases;
