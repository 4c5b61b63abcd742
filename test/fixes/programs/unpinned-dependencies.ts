import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

const cases: readonly FixCase[] = [
  {
    name: 'creates requirements that pip understands, with every package that is imported',
    newestOnly: 'Debian lets no pip install into its own Python',
    program: {
      files: {
        'train.py': `
          import joblib
          import pandas as pd
          from sklearn.linear_model import LogisticRegression

          from features import normalised

          df = pd.DataFrame({"age": [20, 30, 40, 50], "churned": [0, 0, 1, 1]})
          model = LogisticRegression().fit(normalised(df[["age"]]), df["churned"])
          joblib.dump(model, "model.joblib")
        `,
        'features.py': `
          import numpy as np


          def normalised(frame):
              return np.log1p(frame)
        `,
        // Nothing is installed: pip says what it would do.
        'install.py': `
          import subprocess
          import sys
          from pathlib import Path

          if not Path("requirements.txt").exists():
              print("nothing says what to install")
          else:
              pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "-r", "requirements.txt"]
              result = subprocess.run(pip, capture_output=True, text=True)
              print(result.stdout, result.stderr)
              sys.exit(result.returncode)
        `,
      },
      entry: 'install.py',
      // What is imported is installed, so that pip finds it without asking an index.
      needs: ['numpy', 'pandas', 'sklearn', 'joblib'],
    },
    // Which versions are meant only the author's environment knows: until they are there, the new file is open itself.
    left: 1,
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('nothing says what to install\n');
      for (const name of ['joblib', 'numpy', 'pandas', 'scikit-learn'])
        expect(after.stdout).toContain(`Requirement already satisfied: ${name} `);
      expect(after.stdout).not.toContain('features');
    },
  },
];

export default cases;
